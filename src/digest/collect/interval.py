"""When to look at a source again: learnt from how often it publishes, within bounds, and as it asks. Pure.

dates of its items ─▶ pace ─┐
every, Cache-Control, ttl ──┴▶ wait ─▶ skipped hours, jitter ─▶ when
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from statistics import median_low

SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(days=1)

_LATEST = 10  #: items that tell the pace of today
_FEWEST = 3
_LOOKS = 4  #: between two items of a source
_FACTOR = 4  #: how much oftener than `every` at most; 15 minutes of an hour
_JITTER = 0.05  #: of the wait, added
_HEAD = 20_000  #: bytes of a feed in which it may say when to come again
_HOURS = 24
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_SKIPPED = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What is known of when a source has something new."""

    pace: timedelta | None = None  #: between two of its latest items; None when it has too few dates
    newest: datetime | None = None  #: the date of its newest item
    ttl: timedelta | None = None  #: how long it says that an answer may be kept
    skip_hours: tuple[int, ...] = ()  #: hours of the day, UTC, in which it does not want to be asked


def rhythm(published: Iterable[datetime | None], body: bytes, now: datetime) -> Rhythm:
    """What a document tells: by the dates of its items that are not in the future, and by its own words.

    The pace is the median gap between its ten latest dates; items of one instant count once. Source of `ttl` and
    `skipHours`: RSS 2.0, "Optional channel elements"; they are read where a channel has them, before its first item.
    """
    dates = sorted({date for date in published if date is not None and date <= now}, reverse=True)[:_LATEST]
    gaps = [later - earlier for later, earlier in pairwise(dates)]
    head = body[:_HEAD].partition(b"<item")[0]
    ttl, skipped = _TTL.search(head), _SKIPPED.search(head)
    hours = {int(hour) % _HOURS for hour in _HOUR.findall(skipped[1])} if skipped else set()
    return Rhythm(
        pace=median_low(gaps) if len(dates) >= _FEWEST else None,
        newest=dates[0] if dates else None,
        ttl=timedelta(minutes=int(ttl[1])) if ttl else None,
        skip_hours=tuple(sorted(hours)) if len(hours) < _HOURS else (),
    )


def max_age(cache_control: str) -> timedelta | None:
    """How long an answer may be kept; None when the header does not say. Source: RFC 9111 §5.2.2.1."""
    found = _MAX_AGE.search(cache_control)
    return timedelta(seconds=int(found[1])) if found else None


def wait(every: timedelta, known: Rhythm, kept: timedelta | None, now: datetime) -> timedelta:
    """How long to leave a source alone.

    A quarter of its pace, or of its present silence where that is longer; `every` when it has no pace yet. Not shorter
    than it asks for by `ttl` or Cache-Control (`kept`). And within bounds around `every`: at most four times as often,
    and not more often than each 15 minutes; at least once a day; what `every` itself says is never out of bounds.
    """
    learnt = every
    if known.pace is not None and known.newest is not None:
        learnt = max(known.pace, now - known.newest) / _LOOKS
    asked = max(learnt, known.ttl or timedelta(), kept or timedelta())
    return min(max(asked, shortest(every)), longest(every))


def shortest(every: timedelta) -> timedelta:
    """The shortest wait that can be learnt."""
    return min(every, max(SHORTEST, every / _FACTOR))


def longest(every: timedelta) -> timedelta:
    """The longest wait that can be learnt."""
    return max(every, LONGEST)


def due(url: str, every: timedelta, known: Rhythm, kept: timedelta | None, now: datetime) -> datetime:
    """When to ask a source again, not in an hour that it wants to be left alone.

    Sources of one pace are spread by a twentieth of the wait, each by its own address: always the same.
    """
    pause = wait(every, known, kept, now)
    when = now + pause + pause * _JITTER * _share(url)
    for _ in range(_HOURS):
        if when.astimezone(UTC).hour not in known.skip_hours:
            break
        when = when.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return when


def _share(url: str) -> float:
    """From 0 to 1, the same for the same address in any process."""
    return int.from_bytes(sha256(url.encode()).digest()[:4]) / 2**32
