"""What an answer means for a delivery: decisions as values, `now` as an argument."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from digest.model import DeliveryState, Outcome

_FIRST, _LONGEST = timedelta(minutes=5), timedelta(hours=4)


def wait(attempts: int) -> timedelta:
    """How long to wait after `attempts` (from 1) deferrals: 5 minutes, doubling, at most 4 hours.

    RFC 5321 §4.5.4.1 asks for at least 30 minutes between tries on the whole; greylisting servers open after five.
    """
    return min(_FIRST * (1 << min(attempts - 1, 10)), _LONGEST)


def settled(
    outcome: Outcome, *, attempts: int, begun: datetime, now: datetime, give_up: timedelta, resend: bool
) -> Outcome:
    """The outcome to write into the ledger.

    Args:
        outcome: what the transport answered.
        attempts: hand-overs of this delivery, this one included.
        begun: the first of them.
        now: the present.
        give_up: after this long a deferral is a failure.
        resend: whether an unknown outcome is tried again (once, with the same Message-ID), or parked for the operator.
    """
    if outcome.state is DeliveryState.UNKNOWN:
        return replace(outcome, due=now + wait(attempts)) if resend else outcome
    if outcome.state is not DeliveryState.DEFERRED:
        return outcome
    if now - begun > give_up:
        return replace(outcome, state=DeliveryState.FAILED, detail=f"gave up after {give_up}: {outcome.detail}")
    return replace(outcome, due=now + wait(attempts))
