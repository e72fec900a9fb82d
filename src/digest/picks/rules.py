"""What both kinds of picks obey: the editor first, no story twice, nothing from the future."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from digest.language import ENGLISH, Language
from digest.model import Article, Card, Override, Pick, PickKind, PickOrigin
from digest.picks.address import address_key
from digest.picks.archive import Archive
from digest.picks.reasons import by_editor as reason_by_editor
from digest.picks.verdict import Step, Verdict, fell, won

ITSELF = "the article itself"
SHOWN = "shown already"
STRUCK = "struck by the editor"
GONE = "chosen by the editor, and not in the archive any more"
OUTSIDE = "it is no article of ours, and `[picks] outside` is false"


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One article, and what may be picked for it."""

    article: Article
    archive: Archive
    until: datetime
    without: Collection[str]  #: ids of ours, addresses of others
    kind: PickKind
    overrides: Collection[Override] = ()  #: what the editor has settled for good
    words: Language = ENGLISH  #: that reasons are given in

    def settled(self, card: Card, kind: PickKind) -> str | None:
        """Why the editor does not want this pick of this kind; None if nothing was settled against it."""
        made = [one.kind for one in self.overrides if one.other == card.id and one.place is not None]
        if any(one.other == card.id and one.kind is kind and one.place is None for one in self.overrides):
            return STRUCK
        return f"chosen by the editor as {made[0].value.title()}" if made and kind not in made else None

    def against(self, card: Card) -> str | None:
        """Why this can be no computed pick: struck, later, or it tells a story that is there; None if it can."""
        if why := self.settled(card, self.kind):
            return why
        if card.date > self.until:
            return f"later than {self.until:%Y-%m-%d %H:%M} UTC"
        return self.repeated(card, (self.article.id, *self.without))

    def repeated(self, card: Card, others: Collection[str]) -> str | None:
        """How one of these ids is this story, in other words too; None if none is."""
        if card.id in others:
            return ITSELF if card.id == self.article.id else SHOWN
        return told_by(self.archive.told_by(card, self.archive.cards(others).values()))

    def following_part(self) -> Card | None:
        """What comes after the article in its series by `until`; None if nothing does, or it has no series."""
        own = self.archive.card(self.article.id)
        parts = self.archive.parts(own) if own else ()
        card = next((part for part in parts if part.id == self.article.id), None)
        if card is None:
            return None
        later = (other for other in parts[parts.index(card) + 1 :] if not _is_same_part(other, card))
        told = (other for other in later if other.date <= self.until and not self.repeated(other, [card.id]))
        return next(told, None)

    def by_editor(self, kind: PickKind, *, outside: bool) -> Iterator[Verdict]:
        """The editor's picks of one kind: the page's in its order, and each that was made by hand at its own place.

        Those of other places only if `outside`. `until` does not bind the editor, who may point to what came later.
        """
        chosen: list[str] = []
        for link in self._links(kind):
            verdict = self._resolved(link, chosen, outside=outside)
            if verdict.pick:
                chosen.append(verdict.pick.article or verdict.pick.url)
            yield verdict

    def _links(self, kind: PickKind) -> list[Pick]:
        links = [link for link in self.article.picks if link.kind is kind and link.origin is PickOrigin.EDITOR]
        made = [(one.place, one.other) for one in self.overrides if one.kind is kind and one.place is not None]
        for place, id in sorted(made):
            links.insert(place, Pick(kind=kind, origin=PickOrigin.EDITOR, url=id, title=id, article=id))
        return links

    def _resolved(self, link: Pick, chosen: Collection[str], *, outside: bool) -> Verdict:
        """The editor's link as what it leads to: an article of ours, or another place."""
        card = self.archive.card(link.article) if link.article else self.archive.at(link.url)
        reason = reason_by_editor(self.words)
        if card is None and link.article:
            return fell(Step.EDITOR, link, GONE)
        if card is not None:
            why = self.settled(card, link.kind) or self.repeated(card, (self.article.id, *self.without, *chosen))
            return fell(Step.EDITOR, card, why) if why else won(Step.EDITOR, card, link.kind, reason)
        if not outside:
            return fell(Step.EDITOR, link, OUTSIDE)
        known = (self.article.url, *self.without, *chosen)
        if address_key(link.url) in {address_key(url) for url in known}:
            return fell(Step.EDITOR, link, SHOWN)
        return Verdict(Step.EDITOR, link, None, replace(link, reason=reason, article=None), reason)


def by_editor(
    article: Article,
    archive: Archive,
    kind: PickKind,
    *,
    outside: bool,
    limit: int,
    overrides: Collection[Override] = (),
    words: Language = ENGLISH,
) -> tuple[Pick, ...]:
    """The editor's picks of one kind, in the editor's order; those of other places only if `outside`."""
    verdicts = Choice(article, archive, article.date, (), kind, overrides, words).by_editor(kind, outside=outside)
    return tuple(islice((verdict.pick for verdict in verdicts if verdict.pick), limit))


def told_by(card: Card | None) -> str | None:
    """Why what tells the story of this article, or may, is not shown beside it; None for none."""
    return f"same story as “{card.title}”" if card else None


def _is_same_part(a: Card, b: Card) -> bool:
    """Whether two are one part of a series, told twice; where parts have no numbers nothing tells."""
    return a.series is not None and b.series is not None and a.series.part == b.series.part > 0
