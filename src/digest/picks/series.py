"""An article's place in a series: as it states it, as its title tells, or as the archive shows.

Clear signs are enough by themselves ("…, Part 2: …", "Teil 2 von 5", "(2/5)", "… #3", "Episode IV"). All else is a
series only among its neighbours: a bare number ("Shed diary 2"), for "Windows 11" looks the same; an article that is
called like a series, which is its first part; titles that begin or end alike and have no number at all, whose order is
that of their dates.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from digest.model import Article, Series
from digest.picks.card import Card
from digest.picks.runs import Run, runs, unnumbered_runs
from digest.picks.text import squeezed
from digest.picks.titles import NAMELESS, Reading, key_of, labels, numbered, readings

#: Of bare numbers, more than this share of all parts up to the last must be there ...
_DENSE = 0.5
#: ... and this many in a row, if there is no first.
_WITHOUT_FIRST = 3
#: "2. Walls" names no series: its parts stand close together in time.
_NAMELESS_PAUSE = timedelta(days=60)
#: ... and a name that is there is better.
_NAMELESS_WEIGHT = 0.5
#: Only parts of about the same time bear each other out.
_NEAR = timedelta(days=240)

#: A section and a key: only clear signs make one series of two sections.
_Name = tuple[str, str]


class _Claim(NamedTuple):
    """One way in which an article may be a part."""

    card: Card
    series: Series
    is_clear: bool


def series(article: Article) -> Series | None:
    """The series that an article states, or that its title clearly tells; None if neither does.

    The key is `article.series.key`, or the title's stem in small letters without punctuation.
    """
    if article.series is not None:
        return article.series
    found = numbered(article.title)
    return None if found is None else _as_series(found)


def completed(cards: Iterable[Card]) -> list[Card]:
    """Cards with the series that only their neighbours show, in the order in which they came.

    Handed all cards that share one of `titles.stems` with an article, it says of that one what the whole archive would.
    Two series of one name have two keys afterwards.
    """
    given = list(cards)
    unclaimed = _Unclaimed(given)
    found = {card.id: place for card, place in _numbered(given, unclaimed)}
    found |= {card.id: place for card in given if (place := _by_date(card))}
    rest = [card for card in given if card.id not in found]
    names = {(card.section, squeezed(place.title)) for card in given if (place := found.get(card.id))}
    found |= {card.id: place for card, place in _unnumbered(rest, names)}
    return [replace(card, series=found.get(card.id)) for card in given]


class _Unclaimed:
    """What may be the first part of a series though it has no number."""

    def __init__(self, cards: Iterable[Card]) -> None:
        self.called: dict[_Name, list[Card]] = defaultdict(list)
        self.labelled: dict[_Name, list[Card]] = defaultdict(list)
        for card in cards:
            if card.series is None:
                self.called[card.section, squeezed(card.title)].append(card)
                for label in labels(card.title):
                    self.labelled[card.section, squeezed(label)].append(card)

    def may_begin(self, claim: _Claim) -> bool:
        """Whether something before it is called like its series, or begins like it, if that is more than a word."""
        name = claim.card.section, claim.series.key
        before = [*self.called.get(name, ()), *(self.labelled.get(name, ()) if " " in name[1] else ())]
        return any(timedelta(0) <= claim.card.date - card.date <= _NEAR for card in before if card.id != claim.card.id)

    def first_of(self, run: Run, key: str, taken: Collection[str]) -> Card | None:
        """The one called like a series, nearest in time; else the last before it that begins like it."""
        earliest = run.cards[0][0]
        sections = sorted({card.section for card, _ in run.cards})
        called = [card for section in sections for card in self.called.get((section, key), ())]
        labelled = [card for section in sections for card in self.labelled.get((section, key), ())]
        before = [card for card in labelled if card.date <= earliest.date and earliest.date - card.date <= _YEAR]
        free = [card for card in called or before if card.id not in taken]
        return min(free, key=lambda card: (abs(card.date - earliest.date), card.id), default=None)


_YEAR = timedelta(days=365)


def in_order(parts: Iterable[Card]) -> tuple[Card, ...]:
    """The cards of one series as they are to be read: by part, date and id; by date if any of them has no number."""
    cards = [(card.series, card) for card in parts if card.series]
    counts = all(place.part for place, _ in cards)
    ordered = sorted(cards, key=lambda one: (counts and one[0].part, one[1].date, one[1].id))
    return tuple(card for _, card in ordered)


def _as_series(found: Reading) -> Series:
    title = "" if found.stem == NAMELESS else found.stem
    return Series(key=key_of(found.stem), title=title, part=found.part)


def _numbered(cards: list[Card], unclaimed: _Unclaimed) -> Iterator[tuple[Card, Series]]:
    chosen: dict[str, list[_Claim]] = defaultdict(list)
    for claim in _chosen([_claims(card) for card in cards], unclaimed):
        chosen[claim.series.key].append(claim)
    taken = {claim.card.id for claims in chosen.values() for claim in claims}
    for key, claims in sorted(chosen.items()):
        of = {claim.card.id: claim.series for claim in claims}
        pause = _NAMELESS_PAUSE if key == NAMELESS else timedelta.max
        for number, run in enumerate(runs(((claim.card, claim.series.part) for claim in claims), pause), 1):
            own = key if number == 1 else f"{key} ({number})"
            if 1 not in run.parts() and (first := unclaimed.first_of(run, key, taken)):
                taken.add(first.id)
                title = of[run.cards[0][0].id].title
                yield first, Series(key=own, title=title, part=1)
            for card, _ in run.cards:
                yield card, replace(of[card.id], key=own)


def _claims(card: Card) -> list[_Claim]:
    """What a card states; else all readings of its title, the likeliest first."""
    read = [(_as_series(reading), reading.is_clear) for reading in readings(card.title)]
    told = next((place for place, is_clear in read if is_clear), None)
    if card.series is not None and card.series != told:
        return [_Claim(card, _stated(card.series), is_clear=True)] if card.series.part else []
    return [_Claim(card, place, is_clear) for place, is_clear in read]


def _stated(series: Series) -> Series:
    """The same under the key that a title would have."""
    return replace(series, key=squeezed(series.key) or series.key)


def _by_date(card: Card) -> Series | None:
    """The series that an article states without a part of it."""
    return _stated(card.series) if card.series and not card.series.part else None


def _chosen(every: list[list[_Claim]], unclaimed: _Unclaimed) -> Iterator[_Claim]:
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

    def __init__(self, claims: Iterable[_Claim]) -> None:
        self._here: dict[_Name, list[_Claim]] = defaultdict(list)
        self._anywhere: dict[str, list[_Claim]] = defaultdict(list)
        for claim in sorted(claims, key=lambda claim: claim.card.date):
            self._here[claim.card.section, claim.series.key].append(claim)
            if claim.is_clear:
                self._anywhere[claim.series.key].append(claim)

    def parts(self, claim: _Claim) -> list[int]:
        """Its own part and the others', of its section if there are any."""
        here = _near(self._here[claim.card.section, claim.series.key], claim)
        if len(set(here)) > 1 or not claim.is_clear:
            return here
        return _near(self._anywhere[claim.series.key], claim)


def _near(claims: list[_Claim], claim: _Claim) -> list[int]:
    apart = _NAMELESS_PAUSE if claim.series.key == NAMELESS else _NEAR
    first = bisect_left(claims, claim.card.date - apart, key=lambda one: one.card.date)
    last = bisect_right(claims, claim.card.date + apart, key=lambda one: one.card.date)
    return [one.series.part for one in claims[first:last]]


def _weight(claim: _Claim, others: _Others, unclaimed: _Unclaimed) -> float:
    """How many different parts bear a claim out; each that is there twice counts against it. 0 for too few."""
    found = others.parts(claim)
    if 1 not in found and unclaimed.may_begin(claim):
        found.append(1)
    parts = set(found)
    needed = 2
    if not claim.is_clear:
        if min(parts) > 2 or len(parts) <= _DENSE * max(parts):  # noqa: PLR2004
            return 0
        needed = _WITHOUT_FIRST if claim.series.key == NAMELESS or 1 not in parts else needed
    weight = 2 * len(parts) - len(found) if len(parts) >= needed else 0
    return weight * (_NAMELESS_WEIGHT if claim.series.key == NAMELESS else 1)


def _unnumbered(cards: list[Card], numbered: Collection[_Name]) -> Iterator[tuple[Card, Series]]:
    """Cards whose titles begin or end alike, unless parts with numbers have that name: of those they are none."""
    sharing: dict[_Name, dict[str, tuple[Card, str]]] = defaultdict(dict)
    for card in cards:
        for label in labels(card.title):
            sharing[card.section, squeezed(label)].setdefault(card.id, (card, label))
    found: dict[str, tuple[int, Card, Series]] = {}
    for name, same in sorted(sharing.items()):
        if name in numbered:
            continue
        for run in unnumbered_runs((card for card, _ in same.values()), words=len(name[1].split())):
            own = f"{name[1]} ({name[0]}, {run[0].date.date()})"
            for card in run:
                place = Series(key=own, title=same[card.id][1], part=0)
                if card.id not in found or len(run) > found[card.id][0]:
                    found[card.id] = len(run), card, place
    return ((card, place) for _, card, place in found.values())
