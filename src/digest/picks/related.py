"""Related: what a reader of an article would take as background or parallel on the same subject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime

from digest.model import Article, Card, Pick, PickKind
from digest.picks.archive import Archive
from digest.picks.reasons import about, part_of
from digest.picks.rules import Choice, picked
from digest.picks.subject import on_subject
from digest.picks.text import squeezed

MOST_BY_ONE_AUTHOR = 2


def related(
    article: Article,
    archive: Archive,
    *,
    until: datetime,
    without: Collection[str] = (),
    limit: int = 3,
    outside: bool = False,
) -> tuple[Pick, ...]:
    """Up to `limit` picks, the editor's first; fewer, or none, rather than filler.

    What belongs to Next is left to it: the editor's NEXT, and the following part of the article's series.

    Args:
        article: one of the archive; of any other only the editor's picks are known.
        until: a computed pick is dated no later: the edition's slot, or `article.date` for a feed.
        without: ids (of other places: addresses) of stories that must not be shown, in other words neither.
        outside: whether the editor's picks may lead out of the publication.
    """
    choice = Choice(article, archive, until, without)
    chosen = choice.by_editor(PickKind.RELATED, outside=outside)[:limit]
    ours = [pick.article for pick in chosen if pick.article]
    promised = _promised_to_next(choice)
    for card in ranked(article, archive, until=until, without=(*without, *ours)):
        if len(chosen) >= limit:
            break
        if card.id not in promised and _author_has_room(card, ours, archive):
            chosen.append(picked(card, PickKind.RELATED, _reason(card, choice)))
            ours.append(card.id)
    return tuple(chosen)


def ranked(article: Article, archive: Archive, *, until: datetime, without: Collection[str] = ()) -> Iterator[Card]:
    """All that could be related, best first: on the subject, allowed, and no story twice in other words."""
    choice = Choice(article, archive, until, without)
    own = archive.card(article.id)
    before: list[Card] = []
    titles: set[str] = set()
    for card, *_ in on_subject(own, archive, until) if own else ():
        title = squeezed(card.title)
        # Two of one title look like one twice, whatever their texts say.
        if title not in titles and choice.allows(card) and not archive.has_told(card, before):
            titles |= {title} - {""}
            before.append(card)
            yield card


def _promised_to_next(choice: Choice) -> set[str | None]:
    promised = {pick.article for pick in choice.by_editor(PickKind.NEXT, outside=False)}
    part = choice.following_part()
    return promised | {part.id} if part else promised


def _author_has_room(card: Card, chosen: Collection[str], archive: Archive) -> bool:
    written = Counter(author.casefold() for one in archive.cards(chosen).values() for author in set(one.authors))
    return all(written[author.casefold()] < MOST_BY_ONE_AUTHOR for author in card.authors)


def _reason(card: Card, choice: Choice) -> str:
    own = choice.archive.cards([choice.article.id])[choice.article.id]
    part = next((part for part in choice.archive.parts(own) if part.id == card.id), None)
    return (part_of(part) if part else None) or about(own, card, choice.archive)
