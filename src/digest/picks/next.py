"""Next: the one thing to read after an article."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from functools import partial

from digest.model import Article, Card, Pick, PickKind
from digest.picks.archive import Archive
from digest.picks.reasons import about, part_of
from digest.picks.rules import Choice, picked
from digest.picks.subject import Neighbour, nearby, on_subject
from digest.picks.transitions import where_readers_went

#: How much more an article on the subject counts if it is of the same section.
SAME_SECTION = 1.25
#: How much more if it is by the same author: who goes on with a matter mostly began it.
SAME_AUTHOR = 1.5

BY_READERS = "What readers of this read next"


Reason = Callable[[], str]


def next_pick(
    article: Article,
    archive: Archive,
    *,
    until: datetime,
    without: Collection[str] = (),
    carried: Collection[str] = (),
    section_titles: Mapping[str, str] | None = None,
    outside: bool = False,
) -> Pick | None:
    """The editor's NEXT; else the following part; where readers went; the best on the subject; the section's last.

    None if there is nothing. On a subject newer ones go before older ones.

    Args:
        article: one of the archive; of any other only the editor's NEXT is known.
        until: a computed pick is dated no later: the edition's slot.
        without: ids (of other places: addresses) that are never shown: the edition's stories and Related of `article`.
        carried: ids of what the newsletter has brought before; only the editor may point there again.
        section_titles: slug → what readers call it; a slug without one is shown as it is.
        outside: whether the editor's NEXT may lead out of the publication.
    """
    choice = Choice(article, archive, until, without)
    for pick in choice.by_editor(PickKind.NEXT, outside=outside):
        return pick
    for card, reason in _computed(choice, section_titles or {}):
        # Most of a section has been carried: the look for the same in other words takes longest, so it is last.
        if card.id not in carried and choice.allows(card) and not archive.told([card.story], carried):
            return picked(card, PickKind.NEXT, reason())
    return None


def followers(article: Article, archive: Archive, *, until: datetime, without: Collection[str] = ()) -> Iterator[Card]:
    """All that could be next but for the editor's, best first, each once: what `next_pick` takes the first of."""
    choice = Choice(article, archive, until, without)
    seen: set[str] = set()
    for card, _ in _computed(choice, {}):
        if card.id not in seen and choice.allows(card):
            yield card
        seen.add(card.id)


def _computed(choice: Choice, titles: Mapping[str, str]) -> Iterator[tuple[Card, Reason]]:
    """What could be next, best first, each with how to say why (the words are sought only for the one that wins)."""
    archive, own = choice.archive, choice.archive.card(choice.article.id)
    if own is None:
        return
    part = choice.following_part()
    if part is not None:
        yield part, lambda: part_of(part) or ""
    went = where_readers_went(archive.followed(own.id))
    there = archive.cards(went)
    for card in (there[id] for id in went if id in there):
        yield card, lambda: BY_READERS
    for card in _on_subject(own, choice):
        yield card, partial(_subject, own, card, archive)
    for card in archive.newest(own.section, choice.until):
        yield card, lambda: f"More in {titles.get(own.section, own.section)}"


def _on_subject(own: Card, choice: Choice) -> Iterator[Card]:
    """Newer before older, then the best; other parts of the same series are no answer once the following one is not."""

    def newer_first(neighbour: Neighbour) -> tuple[bool, float, str]:
        card, score = neighbour
        bonus = SAME_SECTION if card.section == own.section else 1.0
        bonus *= SAME_AUTHOR if authors.intersection(map(str.casefold, card.authors)) else 1.0
        return card.date <= own.date, -round(score * bonus, 6), card.id

    authors = {author.casefold() for author in own.authors}
    parts = {part.id for part in choice.archive.parts(own)}
    neighbours = sorted(nearby(own, choice.archive, choice.until), key=newer_first)
    return (card for card, _ in on_subject(own, neighbours, choice.archive) if card.id not in parts)


def _subject(own: Card, card: Card, archive: Archive) -> str:
    return about(own, card, archive, "Newer on" if card.date > own.date else "Also about")
