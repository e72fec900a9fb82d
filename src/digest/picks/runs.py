"""One name, several series: the same title each year, in two sections, by two authors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from digest.model import Card

#: A part that is there already and appears once more within so many days is the same one, corrected or copied.
_AGAIN = timedelta(days=14)
#: Between two articles that nothing but their titles' stem connects lie no more days than this.
_PAUSE = timedelta(days=120)
#: More in one go are no series but a column; so many are one even if they share a single word.
_MOST, _SURE = 12, 3


@dataclass(slots=True)
class Run:
    """One series: its cards in the order of their dates, each with its part."""

    cards: list[tuple[Card, int]] = field(default_factory=list)

    def parts(self) -> set[int]:
        return {part for _, part in self.cards}

    def welcomes(self, card: Card, part: int, pause: timedelta) -> bool:
        """Whether this card can be that part of it."""
        if not any(card.section == other.section or card.source == other.source for other, _ in self.cards):
            return False
        if card.date - self.cards[-1][0].date > pause:
            return False
        return all(own != part or _is_again(card, other) for other, own in self.cards)

    def nearness(self, card: Card) -> tuple[bool, bool, str]:
        """How much it looks like the one that a card belongs to."""
        last = self.cards[-1][0]
        return (
            any(card.section == other.section for other, _ in self.cards),
            any(_share_an_author(card, other) for other, _ in self.cards),
            last.date.isoformat() + last.id,
        )


def runs(cards: Iterable[tuple[Card, int]], pause: timedelta = timedelta.max) -> list[Run]:
    """Cards of one name as series: a part that is there already begins another one.

    Args:
        cards: each with its part, in any order.
        pause: from the last card of a series to its next.
    """
    found: list[Run] = []
    for card, part in sorted(cards, key=lambda one: (one[0].date, one[0].id)):
        fitting = [run for run in found if run.welcomes(card, part, pause)]
        if not fitting:
            fitting = [Run()]
            found += fitting
        max(fitting, key=lambda run: run.nearness(card) if run.cards else ()).cards.append((card, part))
    return found


def unnumbered_runs(cards: Iterable[Card], words: int) -> Iterator[Sequence[Card]]:
    """The series among cards of one section whose titles share so many words, and no number, by date and id."""
    run: list[Card] = []
    ordered = sorted(cards, key=lambda card: (card.date, card.id))
    for card in ordered:
        if run and card.date - run[-1].date > _PAUSE:
            if _is_series(run, words):
                yield run
            run = []
        run.append(card)
    if _is_series(run, words):
        yield run


def _is_series(run: Sequence[Card], words: int) -> bool:
    return (2 if words > 1 else _SURE) <= len(run) <= _MOST


def _is_again(card: Card, other: Card) -> bool:
    is_theirs = not (card.authors and other.authors) or _share_an_author(card, other)
    return is_theirs and card.section == other.section and card.date - other.date <= _AGAIN


def _share_an_author(card: Card, other: Card) -> bool:
    return bool({author.casefold() for author in card.authors} & {author.casefold() for author in other.authors})
