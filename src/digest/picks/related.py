"""Related: what a reader of an article would take as background or parallel on the same subject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from digest.language import ENGLISH, Language
from digest.model import Article, Card, Override, Pick, PickKind
from digest.picks.archive import Archive
from digest.picks.reasons import about, part_of
from digest.picks.rules import Choice, told_by
from digest.picks.subject import Neighbour, weighed
from digest.picks.text import squeezed
from digest.picks.verdict import Step, Verdict, fell, won

MOST_BY_ONE_AUTHOR = 2


def related(
    article: Article,
    archive: Archive,
    *,
    until: datetime,
    without: Collection[str] = (),
    limit: int = 3,
    outside: bool = False,
    words: Language = ENGLISH,
    overrides: Collection[Override] = (),
) -> tuple[Pick, ...]:
    """Up to `limit` picks, the editor's first; fewer, or none, rather than filler.

    What belongs to Next is left to it: the editor's NEXT, and the following part of the article's series.

    Args:
        article: one of the archive; of any other only the editor's picks are known.
        until: a computed pick is dated no later: the edition's slot, or `article.date` for a feed.
        without: ids (of other places: addresses) of stories that must not be shown, in other words neither.
        limit: how many at most.
        outside: whether the editor's picks may lead out of the publication.
        words: the language of the reasons.
        overrides: what the editor has settled for good about this article's picks.
    """
    told = related_verdicts(
        article, archive, until=until, without=without, limit=limit, outside=outside, overrides=overrides, words=words
    )
    return tuple(islice((verdict.pick for verdict in told if verdict.pick), limit))


def related_verdicts(
    article: Article,
    archive: Archive,
    *,
    until: datetime,
    without: Collection[str] = (),
    limit: int = 3,
    outside: bool = False,
    overrides: Collection[Override] = (),
    every: bool = False,
    words: Language = ENGLISH,
) -> Iterator[Verdict]:
    """What could be related, in the order in which it is asked, and what becomes of it; arguments as for `related`.

    `every`: whether to give what shares words only, and what comes too late, as well; neither is ever picked.
    """
    choice = Choice(article, archive, until, without, PickKind.RELATED, overrides, words)
    chosen = 0
    ours: list[str] = []
    for verdict in choice.by_editor(PickKind.RELATED, outside=outside):
        is_chosen = verdict.pick is not None and chosen < limit
        chosen += is_chosen
        if is_chosen and isinstance(verdict.found, Card):
            ours.append(verdict.found.id)
        yield verdict.but(_enough(limit)) if verdict.pick and not is_chosen else verdict
    promised = _promised_to_next(choice)
    for (card, near), against in _asked(replace(choice, without=(*without, *ours)), every=every):
        why = against or promised.get(card.id) or _too_much_by_one(card, ours, archive)
        if why or chosen >= limit:
            yield fell(Step.SUBJECT, card, why or _enough(limit), near)
            continue
        chosen += 1
        ours.append(card.id)
        yield won(Step.SUBJECT, card, PickKind.RELATED, _reason(card, choice), near)


def ranked(article: Article, archive: Archive, *, until: datetime, without: Collection[str] = ()) -> Iterator[Card]:
    """All that could be related, best first: on the subject, allowed, and no story twice in other words."""
    asked = _asked(Choice(article, archive, until, without, PickKind.RELATED), every=False)
    return (neighbour.card for neighbour, against in asked if against is None)


def _asked(choice: Choice, *, every: bool) -> Iterator[tuple[Neighbour, str | None]]:
    """What shares words with the article, best first, and why it cannot be picked; None if it can."""
    own = choice.archive.card(choice.article.id)
    before: list[Card] = []
    titles: dict[str, Card] = {}
    for neighbour, weakness in weighed(own, choice.archive, choice.until, every=every) if own else ():
        card, title = neighbour.card, squeezed(neighbour.card.title)
        # Two of one title look like one twice, whatever their texts say.
        twin = titles.get(title) or choice.archive.told_by(card, before)
        against = weakness or choice.against(card) or told_by(twin)
        if against is None:
            titles |= {title: card} if title else {}
            before.append(card)
        yield neighbour, against


def _promised_to_next(choice: Choice) -> dict[str, str]:
    """What is left to Next: id → why."""
    editors = choice.by_editor(PickKind.NEXT, outside=False)
    promised = {one.found.id: "it is the editor's NEXT" for one in editors if one.pick and isinstance(one.found, Card)}
    part = choice.following_part()
    if part is None or choice.settled(part, PickKind.NEXT):
        return promised
    return promised | {part.id: f"it is Next: {part_of(part)}"}


def _enough(limit: int) -> str:
    return f"{limit} are shown, no more are wanted"


def _too_much_by_one(card: Card, chosen: Collection[str], archive: Archive) -> str | None:
    written = Counter(author.casefold() for one in archive.cards(chosen).values() for author in set(one.authors))
    full = [author for author in card.authors if written[author.casefold()] >= MOST_BY_ONE_AUTHOR]
    return f"number {MOST_BY_ONE_AUTHOR + 1} by one author, {full[0]}" if full else None


def _reason(card: Card, choice: Choice) -> str:
    own = choice.archive.cards([choice.article.id])[choice.article.id]
    part = next((part for part in choice.archive.parts(own) if part.id == card.id), None)
    return (part_of(part, choice.words) if part else None) or about(own, card, choice.archive, choice.words)
