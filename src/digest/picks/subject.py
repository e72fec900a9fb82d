"""What else in an archive is on an article's subject, best first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from digest.model import Card
from digest.picks.archive import SOME, Archive
from digest.picks.reasons import have_a_subject

#: Below this score two articles share a subject by chance only; below twice as much one that they can name it.
FLOOR = 0.03


class Neighbour(NamedTuple):
    card: Card
    score: float  #: to 6 places


def nearby(own: Card, archive: Archive, until: datetime) -> Iterator[Neighbour]:
    """The articles that may share a subject with this one, best first, ties by id; cards are asked for as needed."""
    waiting = sorted((near for near in archive.near(own, until) if near.score >= FLOOR), key=lambda near: -near.score)
    while waiting:
        # Ties are not torn apart.
        some = [near for near in waiting if near.score >= waiting[:SOME][-1].score]
        waiting = waiting[len(some) :]
        cards = archive.numbered([near.number for near in some])
        found = [Neighbour(cards[near.number], near.score) for near in some if near.number in cards]
        yield from sorted(found, key=lambda neighbour: (-neighbour.score, neighbour.card.id))


def on_subject(own: Card, neighbours: Iterable[Neighbour], archive: Archive) -> Iterator[Neighbour]:
    """Those of these that do share a subject with this one, in their order; no filler."""
    for neighbour in neighbours:
        if neighbour.score >= 2 * FLOOR or have_a_subject(own, neighbour.card, archive):
            yield neighbour
