"""Next: the one thing to read after an article."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import NamedTuple

from digest.language import ENGLISH, Language
from digest.model import Article, Card, Override, Pick, PickKind
from digest.picks.archive import Archive
from digest.picks.neighbours import Near
from digest.picks.reasons import about, by_readers, newest, part_of
from digest.picks.rules import Choice
from digest.picks.subject import Neighbour, weighed
from digest.picks.transitions import too_few, where_readers_went
from digest.picks.verdict import Step, Verdict, fell, won

#: How much more an article on the subject counts if it is of the same section.
SAME_SECTION = 1.25
#: How much more if it is by the same author: who goes on with a matter mostly began it. What that and other rules gave
#: is told in docs/design.md.
SAME_AUTHOR = 2.0

CARRIED = "carried before"


class _Candidate(NamedTuple):
    """What could be next."""

    step: Step
    card: Card
    reason: Callable[[], str]  #: the words are sought only for the one that wins
    against: str | None = None  #: why it cannot be, as far as its step can tell
    near: Near | None = None


def next_pick(
    article: Article,
    archive: Archive,
    *,
    until: datetime,
    without: Collection[str] = (),
    carried: Collection[str] = (),
    section_titles: Mapping[str, str] | None = None,
    outside: bool = False,
    words: Language = ENGLISH,
    overrides: Collection[Override] = (),
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
        words: the language of the reason.
        overrides: what the editor has settled for good about this article's picks.
    """
    told = next_verdicts(
        article,
        archive,
        until=until,
        without=without,
        carried=carried,
        section_titles=section_titles,
        outside=outside,
        words=words,
        overrides=overrides,
    )
    return next((verdict.pick for verdict in told if verdict.pick), None)


def next_verdicts(
    article: Article,
    archive: Archive,
    *,
    until: datetime,
    without: Collection[str] = (),
    carried: Collection[str] = (),
    section_titles: Mapping[str, str] | None = None,
    outside: bool = False,
    overrides: Collection[Override] = (),
    every: bool = False,
    words: Language = ENGLISH,
) -> Iterator[Verdict]:
    """What could be next, in the order in which it is asked, and what becomes of it; arguments as for `next_pick`.

    `every`: whether to give what falls by itself (too few readers, below the floor, too late) as well.
    """
    choice = Choice(article, archive, until, without, PickKind.NEXT, overrides, words)
    chosen: Card | Pick | None = None
    for verdict in choice.by_editor(PickKind.NEXT, outside=outside):
        yield verdict.but(_is_next(chosen)) if chosen and verdict.pick else verdict
        chosen = chosen or (verdict.found if verdict.pick else None)
    for step, card, reason, against, near in _computed(choice, section_titles or {}, every=every):
        why = against or _carried(card, carried, choice)
        if why or chosen:
            yield fell(step, card, why or _is_next(chosen), near)
            continue
        chosen = card
        yield won(step, card, PickKind.NEXT, reason(), near)


def followers(article: Article, archive: Archive, *, until: datetime, without: Collection[str] = ()) -> Iterator[Card]:
    """All that could be next but for the editor's, best first, each once: what `next_pick` takes the first of."""
    choice = Choice(article, archive, until, without, PickKind.NEXT)
    seen: set[str] = set()
    for candidate in _computed(choice, {}, every=False):
        card = candidate.card
        if card.id not in seen and not candidate.against and choice.against(card) is None:
            yield card
        seen.add(card.id)


def _carried(card: Card, carried: Collection[str], choice: Choice) -> str | None:
    """Why the rules, or what the newsletter has carried, forbid it; None if they allow it."""
    if card.id in carried:
        return CARRIED
    # Most of a section has been carried: the look for the same in other words takes longest, so it is last.
    if why := choice.against(card):
        return why
    return f"{CARRIED}, in other words" if choice.archive.told([card.story], carried) else None


def _is_next(chosen: Card | Pick | None) -> str:
    return f"“{chosen.title}” is Next" if chosen else ""


def _computed(choice: Choice, titles: Mapping[str, str], *, every: bool) -> Iterator[_Candidate]:
    """What could be next but for the editor's, best first."""
    archive, own = choice.archive, choice.archive.card(choice.article.id)
    if own is None:
        return
    part = choice.following_part()
    if part is not None:
        yield _Candidate(Step.SERIES, part, lambda: part_of(part, choice.words) or "")
    yield from _by_readers(own, choice, every=every)
    yield from _on_subject(own, choice, every=every)
    for card in archive.newest(own.section, choice.until):
        yield _Candidate(Step.NEWEST, card, lambda: newest(titles.get(own.section, own.section), choice.words))


def _by_readers(own: Card, choice: Choice, *, every: bool) -> Iterator[_Candidate]:
    archive, reason = choice.archive, partial(by_readers, choice.words)
    followed = archive.followed(own.id)
    went = where_readers_went(followed)
    cards = archive.cards(followed if every else went)
    for id in went:
        if id in cards:
            yield _Candidate(Step.READERS, cards[id], reason)
    for id in sorted(cards.keys() - set(went), key=lambda one: (-followed[one], one)):
        yield _Candidate(Step.READERS, cards[id], reason, too_few(followed[id], sum(followed.values())))


def _on_subject(own: Card, choice: Choice, *, every: bool) -> Iterator[_Candidate]:
    """Newer before older, then the best; other parts of the same series are no answer once the following one is not."""

    def newer_first(neighbour: Neighbour) -> tuple[bool, float, str]:
        card, near = neighbour
        bonus = SAME_SECTION if card.section == own.section else 1.0
        bonus *= SAME_AUTHOR if authors.intersection(map(str.casefold, card.authors)) else 1.0
        return card.date <= own.date, -round(near.score * bonus, 6), card.id

    authors = {author.casefold() for author in own.authors}
    parts = {part.id for part in choice.archive.parts(own)}
    for (card, near), weakness in weighed(own, choice.archive, choice.until, newer_first, every=every):
        against = "another part of the series" if card.id in parts else weakness
        yield _Candidate(Step.SUBJECT, card, partial(_subject, own, card, choice), against, near)


def _subject(own: Card, card: Card, choice: Choice) -> str:
    return about(own, card, choice.archive, choice.words, newer=card.date > own.date)
