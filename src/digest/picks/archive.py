"""All that was published, as the rules ask for it: near in words, near in name, at an address, newest of a section.

The index holds numbers only; cards are asked of a catalogue, which is the store's, a few at a time. What was asked
once is remembered: an archive stands for one moment, and lives as long as one edition is composed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, pairwise
from typing import Protocol

from digest.model import Article, Card
from digest.picks import handles
from digest.picks.columns import ENOUGH, Labelled, halves
from digest.picks.duplicates import may_be_alike_in_words, too_alike
from digest.picks.index import Index
from digest.picks.neighbours import Near, Shared, compared, shared
from digest.picks.series import completed, in_order
from digest.picks.spelling import Usage, Wording
from digest.picks.telling import Telling
from digest.picks.text import terms
from digest.picks.titles import columns
from digest.picks.vector import NOTHING, Vector, pair

#: So many are compared exactly of those before an article, and of those after it.
CANDIDATES = 60
#: Cards that are asked for at once, when one after the other is looked at.
SOME = 8
#: Vectors that are remembered, of the articles that were compared last.
REMEMBERED = 4096
#: Titles that share a name with an article's: so many on each side of its date can be of its series.
NAMESAKES = 200


class Catalogue(Protocol):
    """What keeps the cards; see `store/seam.py`, which says what each answers."""

    def cards(self, ids: Collection[str]) -> dict[str, Card]: ...
    def numbered(self, numbers: Collection[int]) -> dict[int, Card]: ...
    def vectors(self, numbers: Collection[int]) -> dict[int, bytes]: ...
    def sharing(self, handles: Collection[int], least: int, limit: int) -> list[str]: ...
    def counted(self, handles: Collection[int]) -> dict[int, int]: ...
    def named(self, handles: Collection[int], date: datetime, limit: int) -> list[str]: ...
    def of_story(self, stories: Collection[str]) -> dict[str, list[str]]: ...
    def newest(self, section: str, until: datetime, before: Card | None, limit: int) -> list[Card]: ...
    def followed(self, id: str) -> dict[str, int]: ...


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
        self._by_number: dict[int, Card] = {}
        self._vectors: dict[int, Vector] = {}
        self._labelled: dict[str, Labelled] = {}
        self._wordings: dict[str, Wording | None] = {}
        self._near: dict[tuple[str, datetime], list[Near]] = {}
        self._tellings: dict[str, tuple[Telling, frozenset[int]]] = {}
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

    def near(self, card: Card, until: datetime) -> Sequence[Near]:
        """The articles dated no later than `until` that are nearest to this one, by number."""
        asked = card.id, until
        if asked not in self._near:
            own, last = card.date.timestamp(), until.timestamp()
            vector = self._vector(card)
            spans = [(float("-inf"), min(own, last)), (own, last)]
            rough = self._index.nearest(card.number, vector, spans, CANDIDATES)
            others = self._vectors_of(rough.numbers.tolist())
            self._near[asked] = compared(vector, own, rough, others, self._index)
        return self._near[asked]

    def numbered(self, numbers: Collection[int]) -> dict[int, Card]:
        """Cards by their numbers in the index."""
        if asked := [number for number in numbers if number not in self._by_number]:
            found = self._catalogue.numbered(asked)
            self._by_number |= found
            self._cards |= {card.id: card for card in found.values()}
        return {number: self._by_number[number] for number in numbers if number in self._by_number}

    def shared(self, a: Card, b: Card) -> Shared:
        """The terms that two articles share, but for pairs that one of them has only once."""
        return shared(self._vector(a), self._vector(b), self._index)

    def closely(self, a: Card, b: Card) -> tuple[Shared, Usage]:
        """All terms that two articles share, and how they use the words of their titles and tags."""
        texts = self._wordings_of([a, b])
        titles = [[word for word in terms(card.title, card.language) if word] for card in (a, b)]
        beside = {two for title in titles for two in pairwise(title)}
        asked = {word for title in titles for word in title}
        asked |= {word for card in (a, b) for tag in card.tags for word in terms(tag, card.language)}
        usage = Usage(texts, asked)
        once = [pair(*two) for two in beside if texts and usage.have_pair(*two)]
        return shared(self._vector(a), self._vector(b), self._index, once), usage

    def parts(self, card: Card) -> tuple[Card, ...]:
        """The articles of its series, itself among them, in their order, each with its `series`; () if it has none."""
        if card.id not in self._parts:
            same = self.cards(self._catalogue.named(handles.of_card(card), card.date, NAMESAKES)) | {card.id: card}
            self._parts[card.id] = _of_one_series(card, completed(same[id] for id in sorted(same)))
        return self._parts[card.id]

    def labelled(self, title: str) -> Labelled:
        """The regular column that a title names, and the rest; label "" if it names none."""
        if title not in self._labelled:
            found = {handles.label(half.label): half for half in halves(title)}
            count = self._catalogue.counted(list(found)) if found else {}
            regular = (half for handle, half in found.items() if count.get(handle, 0) >= ENOUGH)
            standing = (half for half in found.values() if half.label in columns(title))
            self._labelled[title] = next(chain(regular, standing), Labelled("", title))
        return self._labelled[title]

    def newest(self, section: str, until: datetime) -> Iterator[Card]:
        """A section's articles dated no later than `until`, newest first by (date, id)."""
        some = self._catalogue.newest(section, until, None, SOME)
        while some:
            yield from some
            some = self._catalogue.newest(section, until, some[-1], SOME)

    def told(self, stories: Iterable[str], ids: Collection[str]) -> set[str]:
        """Those of these stories that one of these articles tells."""
        there = frozenset(ids)
        return {
            story for story, same in self._catalogue.of_story(frozenset(stories)).items() if not there.isdisjoint(same)
        }

    def told_by(self, card: Card, others: Iterable[Card]) -> Card | None:
        """Which of these is this story, or so like it that nobody would miss it in the same list; None if none is."""
        own, keys = self._telling(card)
        for other in others:
            if other.story == card.story:
                return other
            telling, theirs = self._telling(other)
            may_be = may_be_alike_in_words(own, telling) or not keys.isdisjoint(theirs)
            if may_be and too_alike(own, telling):
                return other
        return None

    def followed(self, id: str) -> Mapping[str, int]:
        """How many readers went on from this article, by the id of where they went."""
        return self._catalogue.followed(id)

    def _telling(self, card: Card) -> tuple[Telling, frozenset[int]]:
        """How it tells its story; and the keys, one of which at least an alike one shares unless it is very short."""
        if card.id not in self._tellings:
            telling = Telling.from_bytes(card.telling)
            self._tellings[card.id] = telling, frozenset(telling.keys())
        return self._tellings[card.id]

    def _vector(self, card: Card) -> Vector:
        return self._vectors_of([card.number])[0]

    def _vectors_of(self, numbers: Sequence[int]) -> list[Vector]:
        """In the order of these numbers."""
        if len(self._vectors) > REMEMBERED:
            self._vectors.clear()
        if asked := [number for number in numbers if number not in self._vectors]:
            kept = self._catalogue.vectors(asked)
            self._vectors |= {number: Vector.read(kept[number]) if number in kept else NOTHING for number in asked}
        return [self._vectors[number] for number in numbers]

    def _wordings_of(self, cards: Sequence[Card]) -> list[Wording]:
        """How their texts use words; none of one whose text has gone."""
        if asked := [card for card in cards if card.id not in self._wordings]:
            if len(self._wordings) > SOME:
                self._wordings.clear()
                asked = list(cards)
            found = self._texts([card.id for card in asked])
            for card in asked:
                self._wordings[card.id] = Wording(found[card.id], card.language) if card.id in found else None
        return [text for card in cards if (text := self._wordings[card.id])]


def _of_one_series(card: Card, placed: Collection[Card]) -> tuple[Card, ...]:
    own = next(other for other in placed if other.id == card.id)
    if own.series is None:
        return ()
    same = [other for other in placed if other.series and other.series.key == own.series.key]
    return in_order(same)
