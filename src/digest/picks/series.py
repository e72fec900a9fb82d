"""An article's place in a series: as it states it, as its title tells, or as the archive shows.

Clear signs are enough by themselves ("…, Part 2: …", "Teil 2 von 5", "(2/5)", "… #3", "Episode IV"). All else is a
series only among its neighbours: a bare number ("Shed diary 2"), for "Windows 11" looks the same; an article that is
called like a series, which is its first part; titles that begin or end alike and have no number at all, whose order is
that of their dates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from digest.model import Article, Card, Series
from digest.picks.claims import NAMELESS_PAUSE, Claim, as_series, chosen, claims_of, stated
from digest.picks.runs import runs, unnumbered_runs
from digest.picks.text import squeezed
from digest.picks.titles import is_nameless, labels, numbered
from digest.picks.unclaimed import Name, Unclaimed


def series(article: Article) -> Series | None:
    """The series that an article states, or that its title clearly tells; None if neither does.

    The key is `article.series.key`, or the title's stem in small letters without punctuation.
    """
    if article.series is not None:
        return article.series
    found = numbered(article.title)
    return None if found is None else as_series(found)


def completed(cards: Iterable[Card]) -> list[Card]:
    """Cards with the series that only their neighbours show, in the order in which they came.

    Two series of one name have two keys afterwards. An article's neighbours are those that share one of its
    `titles.stems`: handed only these, it finds the same parts, unless one of them would have chosen another name for
    neighbours of its own.
    """
    given = list(cards)
    unclaimed = Unclaimed(given)
    found = {card.id: place for card, place in _numbered(given, unclaimed)}
    found |= {card.id: place for card in given if (place := _by_date(card))}
    rest = [card for card in given if card.id not in found]
    names = {(card.section, squeezed(place.title)) for card in given if (place := found.get(card.id))}
    found |= {card.id: place for card, place in _unnumbered(rest, names)}
    return [replace(card, series=found.get(card.id)) for card in given]


def in_order(parts: Iterable[Card]) -> tuple[Card, ...]:
    """The cards of one series as they are to be read: by part, date and id; by date if any of them has no number."""
    cards = [(card.series, card) for card in parts if card.series]
    counts = all(place.part for place, _ in cards)
    ordered = sorted(cards, key=lambda one: (counts and one[0].part, one[1].date, one[1].id))
    return tuple(card for _, card in ordered)


def _numbered(cards: list[Card], unclaimed: Unclaimed) -> Iterator[tuple[Card, Series]]:
    by_key: dict[str, list[Claim]] = defaultdict(list)
    for claim in chosen([claims_of(card) for card in cards], unclaimed):
        by_key[claim.series.key].append(claim)
    taken = {claim.card.id for claims in by_key.values() for claim in claims}
    for key, claims in sorted(by_key.items()):
        of = {claim.card.id: claim.series for claim in claims}
        pause = NAMELESS_PAUSE if is_nameless(key) else timedelta.max
        for number, run in enumerate(runs(((claim.card, claim.series.part) for claim in claims), pause), 1):
            own = key if number == 1 else f"{key} ({number})"
            title = of[run.cards[0][0].id].title
            if 1 not in run.parts() and (first := unclaimed.first_of(run, key, taken)):
                taken.add(first.id)
                yield first, Series(key=own, title=title, part=1)
            if last := unclaimed.last_of(run, key, taken):
                taken.add(last.id)
                yield last, Series(key=own, title=title, part=max(run.parts()) + 1)
            for card, _ in run.cards:
                yield card, replace(of[card.id], key=own)


def _by_date(card: Card) -> Series | None:
    """The series that an article states without a part of it."""
    return stated(card.series) if card.series and not card.series.part else None


def _unnumbered(cards: list[Card], numbered: Collection[Name]) -> Iterator[tuple[Card, Series]]:
    """Cards whose titles begin or end alike, unless parts with numbers have that name: of those they are none."""
    sharing: dict[Name, dict[str, tuple[Card, str]]] = defaultdict(dict)
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
