"""Why a pick is shown, in words for a reader: what two articles are both about, as their titles put it."""

from __future__ import annotations

from collections.abc import Iterator

from digest.model import Card
from digest.picks.archive import Archive
from digest.picks.neighbours import Shared
from digest.picks.phrases import Phrase, phrases
from digest.picks.text import squeezed

BY_EDITOR = "Chosen by the editor"
SAME_SUBJECT = "On the same subject"

MOST = 2
#: A second subject is named only if it says at least this much beside the first.
WORTH_NAMING = 0.25


def subjects(article: Card, pick: Card, archive: Archive) -> str | None:
    """Up to two subjects of both ("IVF and fertility"); None if no title and no tag names one.

    The words stand in one of the two titles, or are a tag of both; several words go before single ones.
    """
    shared, usual = archive.closely(article, pick)
    named = " and ".join(phrase.shown(usual) for phrase in _named(article, pick, shared, archive))
    return named or next(_shared_tags(article, pick), None)


def have_a_subject(article: Card, pick: Card, archive: Archive) -> bool:
    """Whether the titles, or the tags, of both name something that both are about; their texts are not read for it."""
    named = _named(article, pick, archive.shared(article, pick), archive)
    return bool(named) or any(_shared_tags(article, pick))


def about(article: Card, pick: Card, archive: Archive, lead: str = "Also about") -> str:
    """The reason for a pick on an article's subject: "Also about …", "Also in The Friday Column", or a plain one."""
    if found := subjects(article, pick, archive):
        return f"{lead} {found}"
    column = archive.labelled(article.title).label
    is_shared = column and squeezed(column) == squeezed(archive.labelled(pick.title).label)
    return f"Also in {column}" if is_shared else SAME_SUBJECT


def part_of(card: Card) -> str | None:
    """ "Part 2 of Building the shed", "More of Building the shed", "Part 2"; None for what is no part of anything."""
    if card.series is None:
        return None
    part = f"Part {card.series.part}" if card.series.part else "More"
    return f"{part} of {card.series.title}" if card.series.title else part


def _named(article: Card, pick: Card, shared: Shared, archive: Archive) -> list[Phrase]:
    found = [
        phrase
        for card in (pick, article)
        for phrase in phrases(archive.labelled(card.title).rest, card.language, shared)
    ]
    chosen: list[Phrase] = []
    for phrase in sorted(found, key=lambda phrase: (-round(phrase.weight, 6), phrase.words, phrase.title)):
        if len(chosen) < MOST and _is_worth_naming(phrase, chosen):
            chosen.append(phrase)
    return chosen


def _is_worth_naming(phrase: Phrase, chosen: list[Phrase]) -> bool:
    if any(phrase.resembles(other) for other in chosen):
        return False
    return not chosen or phrase.weight >= WORTH_NAMING * chosen[0].weight


def _shared_tags(article: Card, pick: Card) -> Iterator[str]:
    theirs = {squeezed(tag) for tag in pick.tags}
    return (tag.replace("-", " ") for tag in article.tags if squeezed(tag) in theirs)
