"""An article's place in a series: as it states it, as its title tells, or as the archive shows.

Clear signs are enough by themselves ("…, Part 2: …", "Teil 2 von 5", "(2/5)", "… #3", "Episode IV"). A bare number
("Shed diary 2") is a part only where the archive has the parts before it, for "Windows 11" looks the same; and an
article that is called like a series is its first part if none else is ("Shed diary", then "Shed diary, Part 2").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from digest.model import Article, Series
from digest.picks.card import Card
from digest.picks.text import squeezed
from digest.picks.titles import Numbered, numbered, perhaps_numbered

#: A section and what its articles are called, squeezed: titles of two sections never make one series.
_Name = tuple[str, str]


def series(article: Article) -> Series | None:
    """The series that an article states, or that its title clearly tells; None if neither does.

    The key is `article.series.key`, or the title's stem in small letters without punctuation.
    """
    if article.series is not None:
        return article.series
    found = numbered(article.title)
    return None if found is None else _as_series(found)


def completed(cards: Iterable[Card]) -> list[Card]:
    """The cards of an archive, with the series that only their neighbours show."""
    return _with_first_parts(_with_bare_numbers(list(cards)))


def _as_series(found: Numbered) -> Series:
    return Series(key=squeezed(found.stem), title=found.stem, part=found.part)


def _with_bare_numbers(cards: list[Card]) -> list[Card]:
    """Cards with "Shed diary 2" as a part, if "Shed diary 1" or "Shed diary" is there too."""
    found = {card.id: n for card in cards if card.series is None and (n := perhaps_numbered(card.title))}
    called = {_name(card, card.title) for card in cards}
    numbers: dict[_Name, set[int]] = defaultdict(set)
    for card in cards:
        if card.id in found:
            numbers[_name(card, found[card.id].stem)].add(found[card.id].part)
    runs = {name: _run(parts | {1} if name in called else parts) for name, parts in numbers.items()}
    return [
        replace(card, series=_as_series(n))
        if (n := found.get(card.id)) and n.part <= runs[_name(card, n.stem)]
        else card
        for card in cards
    ]


def _run(parts: set[int]) -> int:
    """How far the parts go on from 1 without a gap; 0 if there is no second."""
    last = 0
    while last + 1 in parts:
        last += 1
    return last if last > 1 else 0


def _with_first_parts(cards: list[Card]) -> list[Card]:
    """Cards with "Shed diary" as the first part of "Shed diary, Part 2", unless there is one."""
    series = {(card.section, card.series.key): card.series for card in cards if card.series}
    for card in cards:
        if card.series and card.series.part == 1:
            series.pop((card.section, card.series.key), None)
    return [
        replace(card, series=replace(found, part=1, title=card.title))
        if card.series is None and (found := series.get(_name(card, card.title)))
        else card
        for card in cards
    ]


def _name(card: Card, title: str) -> _Name:
    return card.section, squeezed(title)
