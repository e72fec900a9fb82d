"""An edition as it was composed, and what an editor asks for → the edition as it is to be."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from digest.model import Edition, Item, Passage, Pick, Sponsor
from digest.newsletter.hand.named import Chosen
from digest.newsletter.select import arranged


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """All that an editor does with an edition; what is empty stays as it was composed."""

    chosen: Chosen
    introduction: Passage | None = None
    sponsor: Sponsor | None = None


def stories(edition: Edition) -> tuple[Item, ...]:
    """Its stories as they were composed, those that were dropped since among them."""
    return edition.drafted or tuple(item for section in edition.sections for item in section.items)


def recomposed(edition: Edition, hand: Hand, titles: Mapping[str, str]) -> Edition:
    """The same edition by this hand: from its stories as composed, so that doing it twice is doing it once.

    What is named in the order comes first in its section, and brings its section to the front; all others stand as they
    stood. Picks are kept as they were frozen, but none leads to a story of the edition, or to one that was dropped.

    Args:
        edition: with or without the changes of an earlier hand.
        hand: the stories that it names are the edition's, and it drops not all of them.
        titles: slug → title of sections.
    """
    whole = stories(edition)
    rank = {id: place for place, id in enumerate(hand.chosen.order)}
    moved = sorted(whole, key=lambda item: rank.get(item.article, len(rank)))
    kept = [item for item in moved if item.article not in hand.chosen.drop]
    here = {item.article for item in whole} | {item.url for item in whole}
    known = {**titles, **{section.slug: section.title for section in edition.sections}}
    sections = arranged([_without(item, here) for item in kept], known)
    stands = [item.article for section in sections for item in section.items]
    return replace(
        edition,
        sections=sections,
        drafted=() if stands == [item.article for item in whole] else whole,
        introduction=hand.introduction,
        lead=hand.chosen.lead,
        sponsor=hand.sponsor,
    )


def untouched(edition: Edition, titles: Mapping[str, str]) -> Edition:
    """The edition as it was composed, before any hand."""
    nothing = Hand(chosen=Chosen(lead=None, order=(), drop=frozenset()))
    return recomposed(edition, nothing, titles)


def _without(item: Item, here: Collection[str]) -> Item:
    """The story without the picks that lead to these ids and addresses."""

    def stays(pick: Pick | None) -> bool:
        return pick is not None and pick.article not in here and pick.url not in here

    related = tuple(pick for pick in item.related if stays(pick))
    return replace(item, related=related, next=item.next if stays(item.next) else None)
