"""Problems → mails to the operator: one mail per thing and kind a day, and one when it is well again.

`due_alerts` decides and `alert_mail.py` words it, both of what they are handed; `Alerts` sends. With nobody to tell, a
problem stays in the log and in `digest status`, where it always is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from digest.deliver.transport import Transport
from digest.errors import DigestError
from digest.log import log_for
from digest.model import DeliveryState, Message, Problem
from digest.service.alert_mail import Mail
from digest.service.problems import Key, Problems
from digest.service.seam import App

AGAIN = timedelta(days=1)
#: How many of one kind get a mail each; more of them at once (the network is down) share one.
MANY = 5
#: These are over when they are seen: told once, not each day until the next edition.
ONCE = frozenset({"missed", "skipped twice"})
#: After a mail could not be sent, the next try.
RETRY = timedelta(minutes=10)
#: UNKNOWN was most likely taken, and twice is worse than once.
_TAKEN = (DeliveryState.ACCEPTED, DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One mail to come."""

    kind: str
    over: bool  #: whether it tells that all is well again
    problems: tuple[Problem, ...]  #: never empty


def due_alerts(problems: Sequence[Problem], now: datetime, lately: Mapping[Key, datetime] | None = None) -> list[Alert]:
    """The mails to send now, in the order of kinds.

    Args:
        problems: open ones, and ended ones whose end was not told.
        lately: when a problem of this kind and thing was last told, even if it has ended since: what comes and goes
            all day is told once a day too.
    """
    due = [problem for problem in problems if _is_due(problem, now, lately or {})]
    due.sort(key=lambda p: (p.kind, p.ended is not None, p.thing))
    alerts = []
    for (kind, over), group in groupby(due, key=lambda p: (p.kind, p.ended is not None)):
        some = tuple(group)
        parts = [some] if len(some) > MANY else [(problem,) for problem in some]
        alerts += [Alert(kind=kind, over=over, problems=part) for part in parts]
    return alerts


def _is_due(problem: Problem, now: datetime, lately: Mapping[Key, datetime]) -> bool:
    if problem.ended is not None:
        return problem.told is not None and problem.kind not in ONCE
    if problem.told is not None and problem.kind in ONCE:
        return False
    told = [when for when in (problem.told, lately.get((problem.kind, problem.thing))) if when is not None]
    return not told or now - max(told) >= AGAIN


class Alerts:
    """Tells the operator what is due to be told."""

    def __init__(self, app: App, problems: Problems) -> None:
        self._app = app
        self._problems = problems
        self._lately: dict[Key, datetime] = {}
        self._retry: datetime | None = None

    def tell(self, now: datetime) -> None:
        """Send the mails that are due. One that fails is logged, and tried again later."""
        if not self._app.config.alerts.to or (self._retry is not None and now < self._retry):
            return
        self._retry = None
        if due := due_alerts(self._problems.all(), now, self._lately):
            try:
                self._send_all(due, now)
            except DigestError as error:
                log_for().error("alerts not sent", reason=str(error))
                self._retry = now + RETRY
        self._lately = {key: when for key, when in self._lately.items() if now - when < AGAIN}

    def _send_all(self, alerts: Sequence[Alert], now: datetime) -> None:
        transport = self._app.alert_transport()
        try:
            for alert in alerts:
                if self._sent(alert, transport, now):
                    self._remember(alert, now)
                else:
                    self._retry = now + RETRY
        finally:
            transport.close()

    def _sent(self, alert: Alert, transport: Transport, now: datetime) -> bool:
        """Whether anybody was told; who refuses the mail does not keep the others from it."""
        log = log_for(kind=alert.kind, over=alert.over, things=len(alert.problems))
        told = False
        for message in self._messages(alert, now):
            outcome = transport.send(message)
            if outcome.state in _TAKEN:
                told = True
            else:
                log.error("alert not sent", reason=outcome.detail)
        if told:
            log.info("alert sent")
        return told

    def _remember(self, alert: Alert, now: datetime) -> None:
        for problem in alert.problems:
            self._problems.told(problem, now)
            if not alert.over:
                self._lately[problem.kind, problem.thing] = now

    def _messages(self, alert: Alert, now: datetime) -> list[Message]:
        config = self._app.config
        sender = config.alerts.sender or next((n.sender for n in config.newsletter), config.alerts.to[0])
        mail = Mail(site=config.site.title, sender=sender, to=config.alerts.to)
        return mail.messages(alert.kind, alert.problems, now, over=alert.over)
