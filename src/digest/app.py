"""The only place that chooses parts from Config and joins them."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from digest import indexing, pipeline
from digest.collect.net.alive import asked
from digest.collect.net.fetch import Fetcher, user_agent
from digest.collect.net.robots import Robots
from digest.collect.report import Report
from digest.collect.round import Round
from digest.collect.sift import Rules
from digest.config import Collect, Config, Newsletter, load, secret
from digest.deliver.folder import FolderTransport
from digest.deliver.smtp import SmtpServer, SmtpTransport
from digest.deliver.transport import Transport
from digest.errors import ConfigError, DigestError, RenderError, StoreError, WrongUse
from digest.log import log_for
from digest.model import DeliveryState, Edition, EditionState, Outcome, Slot
from digest.newsletter import select
from digest.newsletter.preflight.finding import Finding, Level
from digest.newsletter.preflight.judge import HELD, summary, why_held
from digest.publish import hub
from digest.publish.files import Publisher
from digest.publishing import Published
from digest.store.sql import SqlStore
from digest.templates import Templates
from digest.words import counted

#: How far back missed slots are looked for; beyond that nobody waits for them.
_MEMORY = timedelta(days=62)


#: Findings of preflight that a run remembers; `digest preview --check` shows all.
_TOLD = 20
#: Composed later than this after its time, an edition is late, and says so.
_ON_TIME = timedelta(minutes=30)


def never() -> bool:
    """Go on."""
    return False


def quiet(_what: str, _done: int, _total: int) -> None:
    """Tell nobody."""


class App:
    """The joined house: its few verbs, and where its things lie."""

    def __init__(self, config: Config) -> None:
        """Find the folders; the store is opened when it is first needed."""
        self.config = config
        self.templates = Templates(config.path(config.templates) if config.templates else None)
        self.public = config.path(config.publish.folder)
        #: The errors of an edition for which it must be held, in words.

    def close(self) -> None:
        """Give everything back."""
        if "store" in self.__dict__:
            self.store.close()

    # Collect, publish

    def due(self, now: datetime) -> list[str]:
        """Sources whose time has come, in the order of the file."""
        dues = {state.url: state.due for state in self.store.sources.states()}
        return [s.url for s in self.config.sources() if (due := dues.get(s.url)) is None or due <= now]

    def collect(
        self,
        now: datetime,
        *,
        only: Collection[str] | None = None,
        told: pipeline.Told = quiet,
        stop: pipeline.Stop = never,
    ) -> list[Report]:
        """Check the sources that are due, or those of `only`."""
        wanted = set(self.due(now) if only is None else only)
        sources = [source for source in self.config.sources() if source.url in wanted]
        with self._run("collect", counted(len(sources), "source"), now) as run:
            round_ = Round(self.store, self.fetcher, self._rules, pipeline.utc_now, self.robots)
            round_.settle(self.config.sources())
            reports = pipeline.collect(round_, sources, told, stop)
            indexing.index(self.store, told)
            run.outcome = _collected(reports)
        return reports

    def publish(self, now: datetime, *, told: pipeline.Told = quiet, anew: bool = False) -> Published:
        """Bring the published files up to date; `anew`: make all of them, whatever has changed."""
        with self._run("publish", str(self.config.publish.folder), now) as run:
            out = Publisher(self.public)
            out.sweep()
            done = pipeline.publish(self.config, self.store, out, self.templates, now, told, anew=anew)
            written = f"{counted(done.feeds, 'feed document')} and {counted(done.pages, 'other file')} written"
            run.outcome = f"{written}, {counted(done.rejected, 'item')} rejected"
        return done

    def tell_hub(self, clock: Callable[[], datetime], *, stop: pipeline.Stop = never) -> hub.Told:
        """Tell the hub of the documents that changed, as far as they are due."""
        address = self.config.publish.hub
        with self._run("hub", str(address), clock()) as run:
            told = hub.tell_due(self.store.pings, address, clock, stop=stop)
            run.outcome = str(told)
        return told

    # Compose, deliver

    def newsletter(self, slug: str) -> Newsletter:
        """One newsletter.

        Raises:
            WrongUse: there is none of this name.
        """
        found = {newsletter.slug: newsletter for newsletter in self.config.newsletter}
        if slug not in found:
            raise WrongUse(f"there is no newsletter {slug!r}; found {', '.join(found) or 'none in config.toml'}")
        return found[slug]

    def latest_slot(self, newsletter: Newsletter, now: datetime) -> Slot:
        """The newest slot that is due."""
        label, due = newsletter.plan.latest(newsletter.timezone, now)
        return Slot(schedule=newsletter.slug, label=label, due=due)

    def next_slot(self, newsletter: Newsletter, now: datetime) -> Slot:
        """The first slot that is not due yet."""
        label, due = newsletter.plan.following(newsletter.timezone, now)
        return Slot(schedule=newsletter.slug, label=label, due=due)

    def compose(
        self, newsletter: Newsletter, slot: Slot, now: datetime, *, again: bool = False, late: str | None = None
    ) -> Edition | None:
        """Freeze the slot's edition; None if the slot was settled before.

        Args:
            newsletter: whose.
            slot: which.
            now: the present.
            again: whether a slot that was missed or skipped may be taken after all.
            late: why it comes late; None when it does not.
        """
        with self._run("compose", slot.name, now) as run:
            edition = pipeline.compose(self.config, newsletter, slot, self.store, now, again=again, late=late)
            if edition is not None:
                run.outcome = edition.state.value + (f": {edition.reason}" if edition.reason else "")
        if edition is not None and edition.state is EditionState.HELD and self._hold_reviewed(newsletter, edition, now):
            return self.store.editions.get(edition.id)
        return edition

    def compose_due(self, newsletter: Newsletter, now: datetime) -> Edition | None:
        """Compose what the schedule asks for: the latest due slot, once; earlier ones and late ones are missed.

        Nothing is due before the schedule was first seen as it is: a new newsletter sends nothing for the past.
        """
        since = self.store.editions.register(newsletter.slug, f"{newsletter.schedule} {newsletter.timezone}", now)
        slots = [
            Slot(schedule=newsletter.slug, label=label, due=due)
            for label, due in newsletter.plan.between(newsletter.timezone, max(since, now - _MEMORY), now)
        ]
        taken = self.store.editions.taken([slot.name for slot in slots])
        for slot in slots[:-1]:
            if slot.name not in taken:
                self._miss(slot, "a later one is due already", now)
        if not slots or slots[-1].name in taken:
            return None
        if now - slots[-1].due > newsletter.lateness:
            self._miss(slots[-1], f"later than {newsletter.lateness}", now)
            return None
        lateness = now - slots[-1].due
        late = f"late: {_hours(lateness)} after its time" if lateness > _ON_TIME else None
        return self.compose(newsletter, slots[-1], now, late=late)

    def preflight(
        self,
        newsletter: Newsletter,
        edition: Edition,
        choices: Sequence[tuple[str, ...]] | None = None,
        *,
        ask_links: bool = True,
    ) -> list[Finding]:
        """What is wrong with an edition before it goes, errors first.

        Args:
            newsletter: whose edition it is.
            edition: with at least one section.
            choices: the sections that readers chose; None: as the readers of this edition did.
            ask_links: whether its links are asked if they answer, as far as the newsletter wants it.

        Raises:
            RenderError: a template has a mistake.
        """
        ask_links = ask_links and newsletter.check_links
        return pipeline.preflight(
            self.config,
            newsletter,
            edition,
            self._choices(newsletter, edition) if choices is None else choices,
            self.templates,
            self.secret(),
            lambda urls: asked(self.fetcher, urls) if ask_links else {},
        )

    def release_due(self, now: datetime) -> list[str]:
        """Let go the held editions whose time for review has passed; their ids."""
        held = [e for e in self.store.editions.open() if e.state is EditionState.HELD and e.release]
        return [
            edition.id
            for edition in held
            if edition.release is not None
            and edition.release <= now
            and self.store.editions.move(edition.id, [EditionState.HELD], EditionState.COMPOSED, now)
        ]

    def release(self, edition_id: str, now: datetime, *, despite_errors: bool = False) -> bool:
        """Let a held edition go, by hand; False if it is not held.

        Args:
            edition_id: which.
            now: the present.
            despite_errors: whether to let it go whatever preflight finds, now and before it is sent.

        Raises:
            WrongUse: preflight finds errors in it; they are told.
        """
        edition = self.store.editions.get(edition_id)
        errors = self._errors(edition) if edition is not None and not despite_errors else ()
        if errors:
            found = "\n  ".join([f"{edition_id} has {counted(len(errors), 'error')}:", *errors])
            raise WrongUse(f"{found}\nmend that, or let it go all the same with --despite-errors")
        what = "released despite errors" if despite_errors else "released"
        return self.store.editions.release(edition_id, now, what, despite_errors=despite_errors)

    def _errors(self, edition: Edition) -> list[str]:
        """What preflight would hold it for. Links are asked when it is sent, a moment later."""
        if not edition.sections or edition.state is not EditionState.HELD:
            return []
        found = self.preflight(self.newsletter(edition.newsletter), edition, ask_links=False)
        return [one.words for one in found if one.level is Level.ERROR]

    def cancel(self, edition_id: str, now: datetime) -> bool:
        """End an edition that has something left to do, by hand; False if it has not."""
        states = [EditionState.COMPOSED, EditionState.HELD, EditionState.SENDING]
        return self.store.editions.move(edition_id, states, EditionState.CANCELLED, now, by_hand="cancelled")

    def deliver(
        self,
        edition_id: str,
        now_fn: Callable[[], datetime] = pipeline.utc_now,
        *,
        stop: pipeline.Stop = never,
        told: Callable[[Outcome], None] = lambda _: None,
    ) -> dict[DeliveryState, int]:
        """Work on an edition's open deliveries until none is due; the books.

        Raises:
            TransportUnavailable: the mail server takes nothing now.
        """
        edition = self.store.editions.get(edition_id)
        if edition is None:
            raise WrongUse(f"there is no edition {edition_id!r}; `digest edition list` shows them")
        newsletter = self.newsletter(edition.newsletter)
        if edition.state is EditionState.COMPOSED and self._hold(newsletter, edition, now_fn()):
            return self.store.ledger.books(edition_id)
        with self._run("deliver", edition_id, now_fn()) as run, self.transport() as transport:
            books = pipeline.deliver(
                self.config,
                newsletter,
                edition,
                self.store,
                transport,
                Publisher(self.public),
                self.templates,
                self.secret(),
                clock=now_fn,
                stop=stop,
                told=told,
            )
            run.outcome = balance(books)
        return books

    def next_due(self, now: datetime) -> list[tuple[str, str, datetime]]:
        """(newsletter, label, due) of what comes next."""
        return [(n.slug, slot.label, slot.due) for n in self.config.newsletter if (slot := self.next_slot(n, now))]

    # Parts

    @cached_property
    def store(self) -> SqlStore:
        """Where everything is kept; made, and migrated, when it is opened.

        Raises:
            StoreError: the database cannot be used.
        """
        return SqlStore(self.config.store.url, self.config.root)

    @cached_property
    def fetcher(self) -> Fetcher:
        """What asks sources."""
        return fetcher(self.config.collect)

    @cached_property
    def robots(self) -> Robots:
        """What the hosts of pages allow, remembered between rounds."""
        return Robots(self.fetcher)

    @contextmanager
    def transport(self) -> Iterator[Transport]:
        """What takes messages, closed afterwards."""
        opened = self._transport()
        try:
            yield opened
        finally:
            opened.close()

    def alert_transport(self) -> Transport:
        """What takes mails to the operator."""
        return self._transport()

    def secret(self) -> bytes:
        """What tokens are signed with; made at first use.

        Raises:
            ConfigError: the file cannot be read, is empty, or cannot be made.
        """
        path = self.config.path(self.config.site.secret_file)
        if not os.environ.get("DIGEST_SECRET") and not path.exists():
            _make_secret(path)
        found = secret("DIGEST_SECRET", path)
        if not found:
            raise ConfigError(
                str(path), ["the secret is empty; restore it from a backup, or remove it to get a new one"]
            )
        return found.encode()

    def _transport(self) -> Transport:
        mail = self.config.mail
        if mail.url.startswith("folder:"):
            return FolderTransport(self.config.path(Path(mail.url.removeprefix("folder:"))))
        file = self.config.path(mail.password_file) if mail.password_file else None
        password = secret("DIGEST_MAIL_PASSWORD", file) if mail.user else None
        return SmtpTransport(SmtpServer(url=mail.url, user=mail.user, password=password, starttls=mail.starttls))

    @property
    def _rules(self) -> Rules:
        sections = {table.slug: (table.title, *table.aliases) for table in self.config.section}
        sources = frozenset(source.url for source in self.config.sources())
        return Rules(tag=self.config.site.tag, sections=sections, sources=sources)

    def _hold(self, newsletter: Newsletter, edition: Edition, now: datetime) -> bool:
        """Have an edition go through preflight, once, and hold it if that finds errors; whether it is held for them."""
        if edition.despite_errors:
            return False
        with self._run("preflight", edition.id, now) as run:
            found = self.preflight(newsletter, edition)
            run.outcome = "; ".join([summary(found), *(one.words for one in found[:_TOLD])])
        log = log_for(edition=edition.id)
        for one in found[:_TOLD]:
            tell = log.warning if one.level is Level.ERROR else log.info
            tell("preflight found", level=one.level, rule=one.code, words=one.words)
        look = f"digest preview {newsletter.slug} --slot {edition.slot.label} --check"
        why = why_held(found, look)
        return why is not None and self.store.editions.hold(edition.id, why, now)

    def _hold_reviewed(self, newsletter: Newsletter, edition: Edition, now: datetime) -> bool:
        """The same for one that is held for review: who looks at it then sees at once what is wrong."""
        try:
            return self._hold(newsletter, edition, now)
        except RenderError as error:
            return self.store.editions.hold(edition.id, f"{HELD}: {error}", now)

    def _choices(self, newsletter: Newsletter, edition: Edition) -> list[tuple[str, ...]]:
        """What the readers of an edition chose, as most did first; of one without readers, all sections."""
        chosen = list(self.store.ledger.choices(edition.id))
        if not chosen and edition.changed is None:
            people = self.store.subscribers.active(newsletter.slug)
            without = select.suppressed(edition, people)
            counts = Counter(tuple(sorted(one.sections)) for one in people if one.id not in without)
            chosen = [sections for sections, _ in counts.most_common()]
        return chosen or [()]

    def _miss(self, slot: Slot, why: str, now: datetime) -> None:
        if self.store.editions.miss(slot, why, now):
            log_for(newsletter=slot.schedule, slot=slot.label).warning("missed", reason=why)
            self.store.runs.record("compose", slot.name, now, now, f"missed: {why}")

    @contextmanager
    def _run(self, kind: str, thing: str, started: datetime) -> Iterator[_Run]:
        """A run that is remembered with its outcome, also when it fails; one without an outcome is not."""
        run = _Run()
        try:
            yield run
        except DigestError as error:
            run.outcome = f"failed: {error}"
            with suppress(StoreError):  # the first error is the one to tell
                self.store.runs.record(kind, thing, started, pipeline.utc_now(), run.outcome)
            raise
        if run.outcome:
            self.store.runs.record(kind, thing, started, pipeline.utc_now(), run.outcome)


@dataclass(slots=True)
class _Run:
    outcome: str = ""


def fetcher(settings: Collect) -> Fetcher:
    """What asks sources, by these settings."""
    return Fetcher(
        agent=user_agent(settings.contact),
        allow=settings.allow_addresses,
        timeout=settings.timeout,
        max_bytes=settings.max_bytes,
        pause=settings.pause,
    )


@contextmanager
def open_app(config_path: Path, *, looking: bool = False) -> Iterator[App]:
    """The house of this config.toml, closed afterwards.

    Args:
        config_path: its file.
        looking: whether to leave the store alone until somebody asks for it.

    Raises:
        ConfigError: config.toml has mistakes.
        StoreError: the database cannot be used.
    """
    app = App(load(config_path))
    try:
        if not looking:
            _ = app.store
        yield app
    finally:
        app.close()


def _make_secret(path: Path) -> None:
    """A new secret that only we can read; whoever comes first makes it, whole."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
        try:
            os.link(partial, path)
        except FileExistsError:
            pass  # another process was first: its secret holds
        finally:
            partial.unlink()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(str(path), [f"the secret cannot be made ({reason}); or set DIGEST_SECRET"]) from error


def _collected(reports: list[Report]) -> str:
    failed = sum(report.failure is not None for report in reports)
    new, revised = sum(report.new for report in reports), sum(report.revised for report in reports)
    pages = counted(sum(report.unread for report in reports), "page")
    return f"{new} new, {revised} revised, {counted(failed, 'source')} failed, {pages} unread"


def balance(books: Mapping[DeliveryState, int]) -> str:
    """ "4 accepted, 1 suppressed"."""
    return ", ".join(f"{count} {state}" for state, count in books.items() if count) or "nobody to send to"


def _hours(span: timedelta) -> str:
    hours, rest = divmod(int(span.total_seconds()), 3600)
    return f"{hours} h {rest // 60} min" if hours else f"{rest // 60} min"
