"""WebSub (https://www.w3.org/TR/websub/): a hub is told which documents changed, so that it can tell their readers.

How a publisher tells it, the standard leaves open (§6). Hubs have in common a form with `hub.mode=publish` and one
`hub.url`; some ask for `hub.topic` instead, so both are sent. Several addresses in one form are no common ground: some
hubs take the field repeated, one as `hub.url[]` or with commas, and others read the last one only and still say yes. So
there is one form a document. Such forms are kept in the store until the hub has taken them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from http import HTTPStatus

from digest.publish.hub_post import Answer, post
from digest.retry_after import retry_after
from digest.store.seam import Ping, Pings
from digest.words import counted

#: Seconds for a connection, and for an answer.
PATIENCE = 10.0
#: A ping is nobody else's for so long: longer than one that is redirected can take.
LEASE = timedelta(minutes=2)
#: The wait is doubled with each attempt, between these two.
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=6)
_DOUBLINGS = 20  # more than there are between them
#: After so long a hub that takes nothing is asked once a day; one that takes others is told no more of what it refuses.
PATIENT = timedelta(days=3)
_DAY = timedelta(days=1)
_TAKEN = range(200, 300)
_REDIRECTS = range(300, 400)
#: These speak of the hub too, and not of one document: it is not there, or too busy. 404 and 500 are not among them:
#: hubs also answer so for a document that nobody has subscribed to.
_AWAY = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.GONE,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of the pings that were due."""

    told: int = 0
    refused: int = 0  #: will be tried again
    given_up: int = 0  #: refused for too long, by a hub that takes others
    why: str | None = None  #: of the last that was not taken, the hub's words; None: all were

    def __str__(self) -> str:
        """ "3 documents told, 1 document refused; answered 404 Not Found"; "" when nothing was due."""
        parts = [(self.told, "told"), (self.refused, "refused"), (self.given_up, "given up")]
        counts = ", ".join(f"{counted(count, 'document')} {what}" for count, what in parts if count)
        return "; ".join(part for part in (counts, self.why) if part)


def announce(pings: Pings, hub: str | None, topics: Collection[str], now: datetime) -> None:
    """Keep that these documents changed, for `tell_due`; nothing, without a hub.

    To be called when their files are written, and before it is forgotten that they were to be written: what a process
    that died in between has not announced, the next one then does.

    Args:
        pings: where.
        hub: its address.
        topics: the addresses of current documents, each as its `self` link has it.
        now: the present.
    """
    if hub is not None:
        pings.add(hub, topics, now)


def tell_due(
    pings: Pings,
    hub: str | None,
    clock: Callable[[], datetime],
    *,
    stop: Callable[[], bool] = lambda: False,
    patience: float = PATIENCE,
) -> Told:
    """Tell the hub all that is due, one by one; what it does not take waits, longer each time.

    A hub that is away is asked once: all others wait with that one. Pings for other hubs, which config.toml does not
    name any more, are forgotten.
    """
    pings.keep(hub)
    fates: Counter[_Fate] = Counter()
    why = None
    while hub is not None and not stop() and not fates[_Fate.AWAY]:
        begun = clock()
        ping = pings.take(hub, begun, begun + LEASE)
        if ping is None:
            break
        form = {"hub.mode": "publish", "hub.url": ping.topic, "hub.topic": ping.topic}
        answer, now = post(hub, form, patience), clock()
        fate = _fate(ping, answer, pings.taken(hub), now)
        _record(pings, ping, fate, answer, now)
        fates[fate] += 1
        why = why if fate is _Fate.TOLD else answer.words
    return Told(told=fates[_Fate.TOLD], refused=fates[_Fate.REFUSED], given_up=fates[_Fate.GIVEN_UP], why=why)


class _Fate(Enum):
    TOLD = auto()
    REFUSED = auto()  #: this document; others may be taken
    GIVEN_UP = auto()
    AWAY = auto()  #: nothing is taken now


def _fate(ping: Ping, answer: Answer, taken: datetime | None, now: datetime) -> _Fate:
    """What became of it.

    Args:
        ping: what the hub was asked.
        answer: what it said.
        taken: when it last took anything.
        now: the present.
    """
    if answer.status is None or answer.status in _AWAY or answer.status in _REDIRECTS:
        return _Fate.AWAY
    if answer.status in _TAKEN:
        return _Fate.TOLD
    takes_others = taken is not None and taken >= ping.since
    is_last = now + _wait(ping, answer, now) - ping.since > PATIENT
    return _Fate.GIVEN_UP if takes_others and is_last else _Fate.REFUSED


def _record(pings: Pings, ping: Ping, fate: _Fate, answer: Answer, now: datetime) -> None:
    if fate is _Fate.AWAY:
        pings.away(ping, answer.words, now, now + _wait(ping, answer, now))
    elif fate is _Fate.REFUSED:
        pings.failed(ping, answer.words, now + _wait(ping, answer, now))
    elif fate is _Fate.GIVEN_UP:
        pings.forget(ping)
    else:
        pings.told(ping, now)


def _wait(ping: Ping, answer: Answer, now: datetime) -> timedelta:
    """How long until the next try: ours, or the hub's if it asks for longer, up to a day."""
    doubled = SHORTEST * 2 ** min(ping.attempts - 1, _DOUBLINGS)
    ours = _DAY if now - ping.since >= PATIENT else min(doubled, LONGEST)
    return max(ours, timedelta(seconds=retry_after(answer.retry_after, now) or 0))
