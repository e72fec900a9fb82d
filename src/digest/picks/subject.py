"""What else in an archive is on an article's subject, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from digest.model import Card
from digest.picks.archive import Archive
from digest.picks.reasons import have_a_subject

#: Evidence that needs no subject that can be named.
CLEAR = 2.0


class Neighbour(NamedTuple):
    card: Card
    score: float  #: to 6 places
    evidence: float


Order = Callable[[Neighbour], tuple[float | str, ...]]


def best_first(neighbour: Neighbour) -> tuple[float, str]:
    return -neighbour.score, neighbour.card.id


def on_subject(own: Card, archive: Archive, until: datetime, order: Order = best_first) -> Iterator[Neighbour]:
    """The articles of the archive that share a subject with this one, in order, ties by id; no filler."""
    found = {near.number: near for near in archive.near(own, until) if near.evidence >= 1}
    cards = archive.numbered(found)
    neighbours = [Neighbour(card, found[number].score, found[number].evidence) for number, card in cards.items()]
    for neighbour in sorted(neighbours, key=order):
        if neighbour.evidence >= CLEAR or have_a_subject(own, neighbour.card, archive):
            yield neighbour
