"""Why a pick is shown, in words for a reader: what two articles are both about, as their titles put it."""

from __future__ import annotations

from collections.abc import Iterator

from digest.picks.card import Card
from digest.picks.columns import labelled
from digest.picks.index import Index
from digest.picks.phrases import Phrase, phrases
from digest.picks.text import squeezed

BY_EDITOR = "Chosen by the editor"
SAME_SUBJECT = "On the same subject"

MOST = 2
#: A second subject is named only if it says at least this much beside the first.
WORTH_NAMING = 0.25


def subjects(article: Card, pick: Card, index: Index) -> str | None:
    """Up to two subjects of both ("IVF and fertility"); None if no title and no tag names one.

    The words stand in one of the two titles, or are a tag of both; several words go before single ones.
    """
    shared = index.shared_terms(article.id, pick.id)
    named = [phrase for card in (pick, article) for phrase in phrases(_topic(card, index), shared, index.usual)]
    chosen: list[Phrase] = []
    for phrase in sorted(named, key=lambda phrase: (-round(phrase.weight, 6), phrase.shown)):
        if len(chosen) < MOST and _is_worth_naming(phrase, chosen):
            chosen.append(phrase)
    return " and ".join(phrase.shown for phrase in chosen) or next(_shared_tags(article, pick), None)


def about(article: Card, pick: Card, index: Index, lead: str = "Also about") -> str:
    """The reason for a pick on an article's subject: "Also about …", "Also in The Friday Column", or a plain one."""
    if found := subjects(article, pick, index):
        return f"{lead} {found}"
    column = labelled(article.title, index.columns).label
    is_shared = column and column == labelled(pick.title, index.columns).label
    return f"Also in {column}" if is_shared else SAME_SUBJECT


def part_of(card: Card) -> str | None:
    """ "Part 2 of Building the shed", "More of Building the shed", "Part 2"; None for what is no part of anything."""
    if card.series is None:
        return None
    part = f"Part {card.series.part}" if card.series.part else "More"
    return f"{part} of {card.series.title}" if card.series.title else part


def _topic(card: Card, index: Index) -> str:
    return labelled(card.title, index.columns).rest


def _is_worth_naming(phrase: Phrase, chosen: list[Phrase]) -> bool:
    if any(phrase.resembles(other) for other in chosen):
        return False
    return not chosen or phrase.weight >= WORTH_NAMING * chosen[0].weight


def _shared_tags(article: Card, pick: Card) -> Iterator[str]:
    theirs = {squeezed(tag) for tag in pick.tags}
    return (tag.replace("-", " ") for tag in article.tags if squeezed(tag) in theirs)
