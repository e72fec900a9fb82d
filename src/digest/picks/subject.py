"""What else in an archive is on an article's subject, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from digest.model import Card
from digest.picks.archive import Archive
from digest.picks.reasons import have_a_subject

#: Below this score two articles share a subject by chance only; below twice as much one that they can name it.
FLOOR = 0.03


class Neighbour(NamedTuple):
    card: Card
    score: float  #: to 6 places


Order = Callable[[Neighbour], tuple[float | str, ...]]


def best_first(neighbour: Neighbour) -> tuple[float, str]:
    return -neighbour.score, neighbour.card.id


def on_subject(own: Card, archive: Archive, until: datetime, order: Order = best_first) -> Iterator[Neighbour]:
    """The articles of the archive that share a subject with this one, in order, ties by id; no filler."""
    scores = {near.number: near.score for near in archive.near(own, until) if near.score >= FLOOR}
    cards = archive.numbered(scores)
    neighbours = [Neighbour(card, scores[number]) for number, card in cards.items()]
    for neighbour in sorted(neighbours, key=order):
        if neighbour.score >= 2 * FLOOR or have_a_subject(own, neighbour.card, archive):
            yield neighbour
