"""What the service does when the clock says so. Every job is safe to repeat, and none ever raises.

collect ─▶ publish            each minute, for what is due
tell the hub                  each minute, and after each publish
collect ─▶ compose ─▶ send    at a newsletter's due time, and once at start: catching up
release ─▶ send               each minute: editions with something left to do
look ─▶ settle ─▶ tell        each minute: what is wrong
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Condition, Event, Lock, get_ident
from time import monotonic

from digest.config import Newsletter
from digest.errors import DigestError, StoreError
from digest.log import log_for
from digest.model import OPEN_STATES, DeliveryState, Edition, EditionState
from digest.pipeline import utc_now
from digest.service.alerts import Alerts
from digest.service.facts import look
from digest.service.problems import Problems
from digest.service.seam import App, Report
from digest.service.watch import is_late, settle
from digest.words import counted

#: Seconds that an edition waits for fresh articles: a source that is slow all morning must not hold up the newsletter.
PATIENCE = 60.0


class Work:
    """The jobs, what is in hand of them, and the wish to stop."""

    def __init__(self, app: App, now: Callable[[], datetime] = utc_now, *, patience: float = PATIENCE) -> None:
        self.now = now
        self.problems = Problems(app.store.runs)
        self.watched = now()  #: when somebody last looked for what is wrong
        self._app = app
        self._patience = patience
        self._alerts = Alerts(app, self.problems)
        self._stop = Event()
        self._collecting = Lock()
        self._unpublished = True  # templates, config or another process may have changed something while we were away
        self._hand: dict[int, str] = {}  # thread → job
        self._sending: set[str] = set()
        self._idle = Condition()

    def collect(self) -> None:
        """Collect what is due, and publish what came of it. Whoever comes second waits, and finds nothing due."""
        with self._collecting:
            self._collect_and_publish(self._stop.is_set)

    def compose(self, newsletter: Newsletter) -> bool:
        """Compose what is due, from fresh articles; False when it failed and should be tried again soon."""
        self._freshen()
        problem = ("composing stopped", newsletter.slug)
        return self._do(f"compose {newsletter.slug}", problem, lambda: self._compose(newsletter))

    def tell_hub(self) -> None:
        """Tell the hub what has changed. In a job of its own: a hub that is slow holds up nobody."""
        self._do("hub", ("telling stopped", "hub"), self._tell_hub)

    def sendable(self) -> list[str]:
        """Ids of the editions that have something to send now, after letting go those whose review is over."""
        found: list[str] = []
        self._do("release", ("sending stopped", "all editions"), lambda: found.extend(self._release()))
        return found

    def deliver(self, edition: str) -> None:
        """Send what is open of one edition. While one thread is at it, a second has nothing to do."""
        with self._idle:
            if edition in self._sending:
                return
            self._sending.add(edition)
        try:
            self._do(f"deliver {edition}", ("sending stopped", edition), lambda: self._deliver(edition))
        finally:
            with self._idle:
                self._sending.discard(edition)

    def watch(self) -> None:
        """Look for what is wrong, and tell it."""
        self._do("watch", ("watching stopped", "problems"), self._watch)

    def stop(self) -> None:
        """Begin nothing more; a delivery ends after the message in hand."""
        self._stop.set()

    def finish(self, within: float) -> list[str]:
        """Wait until nothing is in hand, at most `within` seconds; the names of what still is."""
        with self._idle:
            self._idle.wait_for(lambda: not self._hand, timeout=within)
            return sorted(self._hand.values())

    def _freshen(self) -> None:
        """Collect, but not for longer than an edition can wait; what is left is collected next time."""
        end = monotonic() + self._patience
        if not self._collecting.acquire(timeout=self._patience):
            log_for().warning("composing from what there is", reason="collecting takes too long")
            return
        try:
            self._collect_and_publish(lambda: self._stop.is_set() or monotonic() >= end)
        finally:
            self._collecting.release()

    def _collect_and_publish(self, stop: Callable[[], bool]) -> None:
        self._do("collect", ("collecting stopped", "all sources"), lambda: self._collect(stop))
        if self._unpublished:
            self._do("publish", ("publishing stopped", str(self._app.public)), self._publish)

    def _collect(self, stop: Callable[[], bool]) -> None:
        now = self.now()
        if not self._app.due(now):
            return
        reports = self._app.collect(now, stop=stop)
        changed, failed = sum(report.changed for report in reports), [report for report in reports if report.failure]
        for report in failed:
            log_for(source=report.source).warning("source failed", reason=report.failure)
        self._tell_renamed(reports, now)
        log_for().info("collected", sources=len(reports), changed=changed, failed=len(failed))
        if changed:
            self._unpublished = True

    def _tell_renamed(self, reports: Sequence[Report], now: datetime) -> None:
        """Tell of each source that renamed all that it has, until its next check."""
        renamed = {report.source: report.renamed for report in reports if report.renamed}
        for source, count in renamed.items():
            self.problems.begin("ids changed", source, f"{counted(count, 'item')} under new ids and addresses", now)
        others = {report.source for report in reports if report.failure is None} - renamed.keys()
        for kind, thing in self.problems.open():
            if kind == "ids changed" and thing in others:
                self.problems.end(kind, thing, now)

    def _publish(self) -> None:
        self._unpublished = False
        try:
            done = self._app.publish(self.now())
        except BaseException:
            self._unpublished = True
            raise
        if done.feeds or done.pages or done.rejected:
            log_for().info("published", feeds=done.feeds, pages=done.pages, rejected=done.rejected)

    def _tell_hub(self) -> None:
        told = self._app.tell_hub(self.now, stop=self._stop.is_set)
        log = log_for(told=told.told, refused=told.refused, given_up=told.given_up)
        if told.why:
            log.warning("hub did not take all", reason=told.why)
        elif told.told:
            log.info("hub told")

    def _compose(self, newsletter: Newsletter) -> None:
        edition = self._app.compose_due(newsletter, self.now())
        if edition is not None:
            facts = {"state": edition.state, "audience": edition.audience, "reason": edition.reason}
            log = log_for(edition=edition.id)
            (log.warning if is_late(edition) else log.info)("composed", **facts)

    def _release(self) -> list[str]:
        for edition in self._app.release_due(self.now()):
            log_for(edition=edition).info("released", reason="its time for review is over")
        return [edition.id for edition in self._app.store.editions.open() if self._has_work(edition)]

    def _deliver(self, edition: str) -> None:
        books = self._app.deliver(edition, self.now, stop=self._stop.is_set)
        log_for(edition=edition).info("delivered", **{str(state): count for state, count in books.items() if count})
        self._unpublished = True  # an edition that went out belongs in the archive

    def _has_work(self, edition: Edition) -> bool:
        """Whether there is more to do than to wait for deferred deliveries. Nothing open at all: to close it."""
        if edition.state not in (EditionState.COMPOSED, EditionState.SENDING):
            return False
        ledger = self._app.store.ledger
        books = ledger.books(edition.id)
        if {state for state in OPEN_STATES if books.get(state)} != {DeliveryState.DEFERRED}:
            return True
        due = ledger.due(edition.id)
        return due is None or due <= self.now()

    def _watch(self) -> None:
        now = self.now()
        settle(self.problems, look(self._app, now), now)
        self.watched = now
        self._alerts.tell(now)

    def _do(self, name: str, problem: tuple[str, str], act: Callable[[], None]) -> bool:
        """One piece of work in hand. What it raises is logged and becomes a problem; the service goes on.

        Returns:
            False when it failed; True when it is done, or not begun because the service is to stop.
        """
        with self._idle:
            if self._stop.is_set():
                return True
            self._hand[get_ident()] = name
        try:
            why = _attempt(name, act)
            self._note(problem, why)
        finally:
            with self._idle:
                del self._hand[get_ident()]
                self._idle.notify_all()
        return why is None

    def _note(self, problem: tuple[str, str], why: Exception | None) -> None:
        if why is None:
            self.problems.end(*problem, self.now())
        elif isinstance(why, StoreError):
            # Whatever was to be done, the store is what needs help.
            self.problems.begin("store unwritable", "store", str(why), self.now())
        else:
            self.problems.begin(*problem, str(why) or type(why).__name__, self.now())


def _attempt(name: str, act: Callable[[], None]) -> Exception | None:
    """Do it; what went wrong, logged, or None."""
    try:
        act()
    except DigestError as error:
        log_for(job=name).error("job failed", reason=str(error))
        return error
    except Exception as error:  # noqa: BLE001 - a mistake of ours in one job must not end the others
        log_for(job=name).error("job failed", reason=repr(error), traceback=traceback.format_exc())
        return error
    return None
