"""What both kinds of picks obey: the editor first, no story twice, nothing from the future."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from digest.model import Article, Pick, PickKind, PickOrigin
from digest.picks.address import address_key
from digest.picks.card import Card
from digest.picks.index import Index
from digest.picks.reasons import BY_EDITOR


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One article, and what may be picked for it."""

    article: Article
    index: Index
    until: datetime
    without: Collection[str]  #: ids of ours, addresses of others

    def allows(self, card: Card) -> bool:
        """Dated no later than `until`, and another story than the article and than all of `without`."""
        return card.date <= self.until and not self.repeats(card, (self.article.id, *self.without))

    def repeats(self, card: Card, others: Collection[str]) -> bool:
        """Whether one of these ids is this story, in other words too."""
        return card.id in others or any(self.index.same_story(card.id, other) for other in others)

    def following_part(self) -> Card | None:
        """What comes after the article in its series by `until`; None if nothing does, or it has no series."""
        card = self.index.articles.get(self.article.id)
        if card is None or card.series is None:
            return None
        parts = self.index.parts(card)
        later = (other for other in parts[parts.index(card) + 1 :] if not _is_same_part(other, card))
        return next((other for other in later if other.date <= self.until and not self.repeats(other, [card.id])), None)

    def by_editor(self, kind: PickKind, *, outside: bool) -> list[Pick]:
        """The editor's picks of one kind in the page's order; those of other places only if `outside`.

        `until` does not bind the editor, who may point to what came later.
        """
        found: dict[str, Pick] = {}
        for pick in self.article.picks:
            if pick.kind is not kind or pick.origin is not PickOrigin.EDITOR:
                continue
            card = self.index.by_url(pick.url)
            if card is not None and not self.repeats(card, (self.article.id, *self.without, *found)):
                found[card.id] = picked(card, kind, BY_EDITOR, PickOrigin.EDITOR)
            elif card is None and outside and not self._is_known(pick, found):
                found[pick.url] = Pick(
                    kind=kind, origin=PickOrigin.EDITOR, url=pick.url, title=pick.title, reason=BY_EDITOR
                )
        return list(found.values())

    def _is_known(self, pick: Pick, found: Collection[str]) -> bool:
        known = (self.article.url, *self.without, *found)
        return address_key(pick.url) in {address_key(url) for url in known}


def _is_same_part(a: Card, b: Card) -> bool:
    """Whether two are one part of a series, told twice; where parts have no numbers nothing tells."""
    return a.series is not None and b.series is not None and a.series.part == b.series.part > 0


def picked(card: Card, kind: PickKind, reason: str, origin: PickOrigin = PickOrigin.COMPUTED) -> Pick:
    """A pick of an article of ours, under the name it has with us."""
    return Pick(kind=kind, origin=origin, url=card.url, title=card.title, reason=reason, article=card.id)
