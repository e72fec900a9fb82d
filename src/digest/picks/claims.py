"""What an article may be a part of, and which of it the others bear out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from digest.model import Card, Series
from digest.picks.text import squeezed
from digest.picks.titles import Reading, is_nameless, key_of, readings
from digest.picks.unclaimed import Name, Unclaimed

#: Parts of about the same time bear each other out, or where there are none, those of a slow series ...
_NEAR, _FAR = timedelta(days=240), timedelta(days=960)
#: ... and "2. Walls", which names no series, stands closer to the others still.
NAMELESS_PAUSE = timedelta(days=60)
#: Where a title names a series and could as well be of a nameless one, the name is better.
_NAMELESS_WEIGHT = 0.5
#: Of bare numbers, more than this share of all parts up to the last must be there ...
_DENSE = 0.5
#: ... beginning with one of the first two; and so many, if the first is missing.
_FIRST, _WITHOUT_FIRST = 2, 3


class Claim(NamedTuple):
    """One way in which an article may be a part."""

    card: Card
    series: Series
    is_clear: bool


def as_series(found: Reading) -> Series:
    title = "" if is_nameless(found.stem) else found.stem
    return Series(key=key_of(found.stem), title=title, part=found.part)


def claims_of(card: Card) -> list[Claim]:
    """What a card states; else all readings of its title, the likeliest first."""
    read = [(as_series(reading), reading.is_clear) for reading in readings(card.title)]
    told = next((place for place, is_clear in read if is_clear), None)
    if card.series is not None and card.series != told:
        return [Claim(card, stated(card.series), is_clear=True)] if card.series.part else []
    return [Claim(card, place, is_clear) for place, is_clear in read]


def stated(series: Series) -> Series:
    """The same under the key that a title would have."""
    return replace(series, key=squeezed(series.key) or series.key)


def chosen(every: list[list[Claim]], unclaimed: Unclaimed) -> Iterator[Claim]:
    """Of each card's claims the one that most others bear out; else what its title clearly tells."""
    others = _Others(claim for claims in every for claim in claims)
    for claims in every:
        best = max(claims, key=lambda claim: _weight(claim, others, unclaimed), default=None)
        if best and _weight(best, others, unclaimed) > 0:
            yield best
        elif clear := next((claim for claim in claims if claim.is_clear), None):
            yield clear


class _Others:
    """The parts that are claimed under one name about the same time."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._here: dict[Name, list[Claim]] = defaultdict(list)
        self._anywhere: dict[str, list[Claim]] = defaultdict(list)
        for claim in sorted(claims, key=lambda claim: claim.card.date):
            self._here[claim.card.section, claim.series.key].append(claim)
            if claim.is_clear:
                self._anywhere[claim.series.key].append(claim)

    def parts(self, claim: Claim, apart: timedelta) -> list[int]:
        """Its own part and the others' that lie no further apart, of its section if there are any."""
        here = _near(self._here[claim.card.section, claim.series.key], claim.card.date, apart)
        if len(set(here)) > 1 or not claim.is_clear:
            return here
        return _near(self._anywhere[claim.series.key], claim.card.date, apart)


def _near(claims: list[Claim], date: datetime, apart: timedelta) -> list[int]:
    first = bisect_left(claims, date - apart, key=lambda one: one.card.date)
    last = bisect_right(claims, date + apart, key=lambda one: one.card.date)
    return [one.series.part for one in claims[first:last]]


def _weight(claim: Claim, others: _Others, unclaimed: Unclaimed) -> float:
    """How much the others bear a claim out: those near in time, or half as much those further away; 0 for too few."""
    if is_nameless(claim.series.key):
        return _NAMELESS_WEIGHT * _support(claim, others.parts(claim, NAMELESS_PAUSE))
    for apart, counts in ((_NEAR, 1.0), (_FAR, 0.5)):
        found = others.parts(claim, apart)
        if 1 not in found and unclaimed.may_begin(claim.card, claim.series.key, apart):
            found.append(1)
        if (support := _support(claim, found)) > 0:
            return counts * support
    return 0


def _support(claim: Claim, found: list[int]) -> int:
    """How many different parts there are; each that is there twice counts against a claim."""
    parts = set(found)
    needed = 2
    if not claim.is_clear:
        if min(parts) > _FIRST or len(parts) <= _DENSE * max(parts):
            return 0
        needed = _WITHOUT_FIRST if is_nameless(claim.series.key) or 1 not in parts else needed
    return 2 * len(parts) - len(found) if len(parts) >= needed else 0
