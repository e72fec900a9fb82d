"""Problems → mails to the operator: one mail per thing and kind a day, and one when it is well again.

`due_alerts` decides and `alert_mail.py` words it, both of what they are handed; `Alerts` sends. With nobody to tell, a
problem stays in the log and in `digest status`, where it always is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby, takewhile

from digest.deliver.transport import Transport
from digest.errors import DigestError
from digest.language import language
from digest.log import log_for
from digest.model import DeliveryState, Message, Problem
from digest.service.alert_mail import Mail
from digest.service.problems import ONCE, QUIET, Problems
from digest.service.seam import App

AGAIN = timedelta(days=1)
#: How many of one kind get a mail each; more of them at once (the network is down) share one.
MANY = 5
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


def due_alerts(problems: Sequence[Problem], now: datetime) -> list[Alert]:
    """The mails to send now, in the order of kinds.

    Args:
        problems: open ones, and ended ones whose end was not told.
    """
    due = [problem for problem in problems if _is_due(problem, now)]
    due.sort(key=lambda p: (p.kind, p.ended is not None, p.thing))
    alerts = []
    for (kind, over), group in groupby(due, key=lambda p: (p.kind, p.ended is not None)):
        some = tuple(group)
        parts = [some] if len(some) > MANY else [(problem,) for problem in some]
        alerts += [Alert(kind=kind, over=over, problems=part) for part in parts]
    return alerts


def _is_due(problem: Problem, now: datetime) -> bool:
    if problem.ended is not None:
        return problem.told is not None and problem.kind not in QUIET
    if problem.told is None:
        return True
    if problem.kind in ONCE and problem.told >= problem.since:
        return False
    # Told before it began: then it comes and goes, and that is told once a day too.
    return now - problem.told >= AGAIN


class Alerts:
    """Tells the operator what is due to be told."""

    def __init__(self, app: App, problems: Problems) -> None:
        self._app = app
        self._problems = problems
        self._retry: datetime | None = None

    def tell(self, now: datetime) -> None:
        """Send the mails that are due. One that fails is logged, and tried again later."""
        if not self._app.config.alerts.to or (self._retry is not None and now < self._retry):
            return
        self._retry = None
        if due := due_alerts(self._problems.all(), now):
            try:
                self._send_all(due, now)
            except DigestError as error:
                log_for().error("alerts not sent", reason=str(error))
                self._retry = now + RETRY

    def _send_all(self, alerts: Sequence[Alert], now: datetime) -> None:
        transport = self._app.alert_transport()
        try:
            for alert in alerts:
                # Another service on this store may be telling the same: who takes on the first of them takes on all.
                mine = tuple(takewhile(lambda problem: self._problems.told(problem, now), alert.problems))
                if mine:
                    self._send(replace(alert, problems=mine), transport, now)
        finally:
            transport.close()

    def _send(self, alert: Alert, transport: Transport, now: datetime) -> None:
        told = False
        try:
            told = self._sent(alert, transport, now)
        finally:
            if not told:
                self._retry = now + RETRY
                for problem in alert.problems:
                    self._problems.untold(problem, now)

    def _sent(self, alert: Alert, transport: Transport, now: datetime) -> bool:
        """Whether anybody was told; who refuses the mail does not keep the others from it."""
        log = log_for(kind=alert.kind, over=alert.over, things=len(alert.problems))
        told = False
        for message in self._messages(alert, now):
            try:
                outcome = transport.send(message)
            except DigestError:
                if told:
                    break  # better one of them told once than told again
                raise
            if outcome.state in _TAKEN:
                told = True
            else:
                log.error("alert not sent", reason=outcome.detail)
        if told:
            log.info("alert sent")
        return told

    def _messages(self, alert: Alert, now: datetime) -> list[Message]:
        config = self._app.config
        sender = config.alerts.sender or next((n.sender for n in config.newsletter), config.alerts.to[0])
        mail = Mail(site=config.site.title, sender=sender, to=config.alerts.to, words=language(config.site.language))
        return mail.messages(alert.kind, alert.problems, now, over=alert.over)
