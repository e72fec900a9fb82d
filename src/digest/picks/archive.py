"""All that was published, as the rules ask for it: near in words, near in name, at an address, newest of a section.

The index holds numbers only; cards are asked of a catalogue, which is the store's, a few at a time. What was asked
once is remembered: an archive stands for one moment, and lives as long as one edition is composed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from digest.model import Article, Card
from digest.picks import handles
from digest.picks.index import Index
from digest.picks.neighbours import Near, compared, shared
from digest.picks.series import completed
from digest.picks.spelling import usual
from digest.picks.titles import labels
from digest.picks.vector import Vector, key, pair

#: So many are compared exactly of those before an article, and of those after it.
CANDIDATES = 100
#: Cards that are asked for at once, when one after the other is looked at.
SOME = 24
#: Titles that share a name with an article's: so many on each side of its date can be of its series.
NAMESAKES = 200
#: How many titles make a column.
COLUMN = 3


class Catalogue(Protocol):
    """What keeps the cards; see `store/seam.py`, which says what each answers."""

    def cards(self, ids: Collection[str]) -> dict[str, Card]: ...
    def numbered(self, numbers: Collection[int]) -> dict[int, Card]: ...
    def vectors(self, numbers: Collection[int]) -> dict[int, bytes]: ...
    def sharing(self, handles: Collection[int], least: int, limit: int) -> list[str]: ...
    def counted(self, handles: Collection[int]) -> dict[int, int]: ...
    def named(self, handles: Collection[int], date: datetime, limit: int) -> list[Card]: ...
    def of_story(self, stories: Collection[str]) -> dict[str, list[str]]: ...
    def newest(self, section: str, until: datetime, before: Card | None, limit: int) -> list[Card]: ...
    def followed(self, id: str) -> dict[str, int]: ...


class Neighbour(NamedTuple):
    card: Card
    likeness: float  #: 0 to 1, to 6 places


class Shared(NamedTuple):
    """What two articles have in common: key → what it adds to their likeness."""

    terms: Mapping[int, float]

    def weight(self, *words: str) -> float:
        """Of a folded word, or of two that stand side by side; 0 if they do not share it."""
        return self.terms.get(key(*words) if len(words) == 1 else pair(*words), 0.0)


class Archive:
    """What was published up to a moment."""

    def __init__(
        self, index: Index, catalogue: Catalogue, texts: Callable[[Collection[str]], Mapping[str, Article]]
    ) -> None:
        """Join the index, the catalogue, and what gives whole articles by id."""
        self._index = index
        self._catalogue = catalogue
        self._texts = texts
        self._cards: dict[str, Card | None] = {}
        self._near: dict[tuple[str, datetime], list[Near]] = {}
        self._parts: dict[str, tuple[Card, ...]] = {}

    def card(self, id: str) -> Card | None:
        """One article's; None if the archive lacks it."""
        return self.cards([id]).get(id)

    def cards(self, ids: Collection[str]) -> dict[str, Card]:
        """Those of these articles that the archive has, by id."""
        if asked := [id for id in ids if id not in self._cards]:
            self._cards |= dict.fromkeys(asked) | self._catalogue.cards(asked)
        return {id: card for id in ids if (card := self._cards[id]) is not None}

    def at(self, url: str) -> Card | None:
        """The article at this address, compared as `address_key` does; None if it is not ours."""
        ids = self._catalogue.sharing([handles.address(url)], 1, 1)
        return self.card(ids[0]) if ids else None

    def near(self, card: Card, until: datetime) -> Iterator[Near]:
        """The articles dated no later than `until` that share words with this one, in no order worth knowing."""
        asked = card.id, until
        if asked not in self._near:
            own, last = card.date.timestamp(), until.timestamp()
            vector = self._vector(card)
            spans = [(float("-inf"), min(own, last)), (own, last)]
            found = [number for span in self._index.nearest(vector, spans, CANDIDATES) for number in span.tolist()]
            numbers = [number for number in found if number != card.number]
            others = {number: Vector.read(kept) for number, kept in self._catalogue.vectors(numbers).items()}
            self._near[asked] = compared(vector, others, self._index)
        return iter(self._near[asked])

    def numbered(self, numbers: Collection[int]) -> dict[int, Card]:
        """Cards by their numbers in the index."""
        found = self._catalogue.numbered(numbers)
        self._cards |= {card.id: card for card in found.values()}
        return found

    def shared(self, a: Card, b: Card) -> Shared:
        """The terms that two articles share."""
        return Shared(shared(self._vector(a), self._vector(b), self._index))

    def parts(self, card: Card) -> tuple[Card, ...]:
        """The articles of its series, itself among them, in their order, each with its `series`; () if it has none."""
        if card.id not in self._parts:
            same = {other.id: other for other in self._catalogue.named(handles.of_card(card), card.date, NAMESAKES)}
            placed = completed([*(same | {card.id: card}).values()])
            self._parts[card.id] = _of_one_series(card, placed)
        return self._parts[card.id]

    def column(self, title: str) -> str:
        """The label, of a regular column, that a title begins or ends with; "" if it has none."""
        found = {label: handles.named(label) for label in labels(title)}
        count = self._catalogue.counted(list(found.values())) if found else {}
        return next((label for label, handle in found.items() if count.get(handle, 0) >= COLUMN), "")

    def newest(self, section: str, until: datetime) -> Iterator[Card]:
        """A section's articles dated no later than `until`, newest first by (date, id)."""
        some = self._catalogue.newest(section, until, None, SOME)
        while some:
            yield from some
            some = self._catalogue.newest(section, until, some[-1], SOME)

    def told(self, stories: Collection[str], ids: Collection[str]) -> set[str]:
        """Those of these stories that one of these articles tells."""
        there = frozenset(ids)
        return {story for story, same in self._catalogue.of_story(stories).items() if not there.isdisjoint(same)}

    def followed(self, id: str) -> Mapping[str, int]:
        """How many readers went on from this article, by the id of where they went."""
        return self._catalogue.followed(id)

    def usual(self, *ids: str) -> Mapping[str, str]:
        """Folded word → how these articles most often write it ("ivf" → "IVF")."""
        return usual(self._texts(ids).values())

    def _vector(self, card: Card) -> Vector:
        kept = self._catalogue.vectors([card.number])
        return Vector.read(kept.get(card.number, b""))


def _of_one_series(card: Card, placed: Collection[Card]) -> tuple[Card, ...]:
    own = next(other for other in placed if other.id == card.id)
    if own.series is None:
        return ()
    same = [other for other in placed if other.series and other.series.key == own.series.key]
    return tuple(sorted(same, key=lambda other: (other.series.part if other.series else 0, other.date, other.id)))
