"""What else in an archive is on an article's subject, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from digest.model import Card
from digest.picks.archive import SOME, Archive
from digest.picks.neighbours import Near
from digest.picks.reasons import have_a_subject

#: Evidence that needs no subject that can be named.
CLEAR = 2.0

BELOW = "below the floor: what it shares may be chance"
NAMELESS = "below the floor: what it shares may be chance, as no title names a subject of both"
_EVER = datetime.max.replace(tzinfo=UTC)


class Neighbour(NamedTuple):
    card: Card
    near: Near

    @property
    def score(self) -> float:
        """To 6 places."""
        return self.near.score


Order = Callable[[Neighbour], tuple[float | str, ...]]


def best_first(neighbour: Neighbour) -> tuple[float, str]:
    return -neighbour.score, neighbour.card.id


def weighed(
    own: Card, archive: Archive, until: datetime, order: Order = best_first, *, every: bool
) -> Iterator[tuple[Neighbour, str | None]]:
    """What shares words with an article, in order, ties by id; and why it shares no subject, None if it does.

    Args:
        own: the article.
        archive: it is one of.
        until: the latest date.
        order: what comes first.
        every: whether to give what is below the floor as well, and then what is dated later than `until`.
    """
    strong = [near for near in archive.near(own, until) if near.evidence >= 1]
    for some in _best_first(strong) if order is best_first else (strong,):
        for neighbour in _in_order(some, archive, order):
            yield neighbour, _weakness(neighbour, own, archive)
    if every:
        weak = [near for near in archive.near(own, until) if near.evidence < 1]
        later = [near for near in archive.near(own, _EVER) if near.evidence >= 1]
        yield from ((neighbour, BELOW) for neighbour in _in_order(weak, archive, order))
        yield from ((one, None) for one in _in_order(later, archive, order) if one.card.date > until)


def _best_first(strong: list[Near]) -> Iterator[list[Near]]:
    """The best of them, then the next ones: mostly a few are asked for. Equally good ones stay together."""
    left = sorted(strong, key=lambda near: -near.score)
    while left:
        last = left[min(SOME, len(left)) - 1].score
        yield [near for near in left if near.score >= last]
        left = [near for near in left if near.score < last]


def _in_order(some: list[Near], archive: Archive, order: Order) -> list[Neighbour]:
    found = {near.number: near for near in some}
    return sorted((Neighbour(card, found[number]) for number, card in archive.numbered(found).items()), key=order)


def _weakness(neighbour: Neighbour, own: Card, archive: Archive) -> str | None:
    if neighbour.near.evidence >= CLEAR or have_a_subject(own, neighbour.card, archive):
        return None
    return NAMELESS
