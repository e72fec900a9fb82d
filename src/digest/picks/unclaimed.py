"""Articles that tell no part of anything, among which a series may have its first, and its last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import timedelta

from digest.model import Card
from digest.picks.runs import Run
from digest.picks.text import squeezed
from digest.picks.titles import labels

#: A section, and what its articles are called, squeezed.
Name = tuple[str, str]

_YEAR = timedelta(days=365)
#: How a series' last part may be called instead of by its number, squeezed.
_CLOSING = frozenset(
    {
        *("conclusion", "the conclusion", "concluded", "epilogue", "the epilogue", "finale", "the finale", "the end"),
        *("final part", "the final part", "last part", "the last part", "dernière partie", "épilogue", "fin"),
        *("schluss", "epilog", "fazit", "letzter teil", "der letzte teil"),
    }
)


class Unclaimed:
    """What may be the first part of a series though it has no number."""

    def __init__(self, cards: Iterable[Card]) -> None:
        self.called: dict[Name, list[Card]] = defaultdict(list)
        self.labelled: dict[Name, list[Card]] = defaultdict(list)
        for card in cards:
            if card.series is None:
                self.called[card.section, squeezed(card.title)].append(card)
                for label in labels(card.title):
                    self.labelled[card.section, squeezed(label)].append(card)

    def may_begin(self, card: Card, key: str, apart: timedelta) -> bool:
        """Whether something before a part is called like its series, or begins like it, if that is more than a word."""
        name = card.section, key
        before = [*self.called.get(name, ()), *(self.labelled.get(name, ()) if " " in key else ())]
        return any(timedelta(0) <= card.date - one.date <= apart for one in before if one.id != card.id)

    def first_of(self, run: Run, key: str, taken: Collection[str]) -> Card | None:
        """The one called like a series, nearest in time; else the last before it that begins like it."""
        earliest = run.cards[0][0]
        sections = sorted({card.section for card, _ in run.cards})
        called = [card for section in sections for card in self.called.get((section, key), ())]
        labelled = [card for section in sections for card in self.labelled.get((section, key), ())]
        before = [card for card in labelled if card.date <= earliest.date and earliest.date - card.date <= _YEAR]
        free = [card for card in called or before if card.id not in taken]
        return min(free, key=lambda card: (abs(card.date - earliest.date), card.id), default=None)

    def last_of(self, run: Run, key: str, taken: Collection[str]) -> Card | None:
        """The first after a series' last part that is called like it and a conclusion: "The long winter: Epilogue"."""
        latest = run.cards[-1][0]
        labelled = self.labelled.get((latest.section, key), ())
        after = [card for card in labelled if timedelta(0) <= card.date - latest.date <= _YEAR and card.id not in taken]
        closing = [card for card in after if squeezed(card.title).removeprefix(key).strip() in _CLOSING]
        return min(closing, key=lambda card: (card.date, card.id), default=None)
