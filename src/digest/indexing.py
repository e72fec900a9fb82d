"""What picks know of the archive, kept in the store: new articles are read once, and the index is opened, not made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import inf

from digest.log import log_for
from digest.model import Segment
from digest.picks import READING, Archive, Index, Postings, Row, Vector, read, settled, touched
from digest.picks.postings import SIZE
from digest.store.seam import Store

#: Articles that are read and kept together.
_AT_ONCE = 200

Told = Callable[[str, int, int], None]


def index(store: Store, told: Told, size: int = SIZE) -> int:
    """Read the articles that picks do not know as they are now; how many.

    A kill at any moment costs that some are read again. So many articles make a finished piece of the index: `size`.
    """
    known, done = store.catalogue, 0
    waiting = known.waiting(READING)
    while articles := known.unread(READING, _AT_ONCE) if waiting else ():
        rows = [read(article) for article in articles]
        changing = touched([article.id for article in articles], known)
        known.put(rows, READING)
        known.settle(settled(changing, known), rows)
        done += len(rows)
        told("articles read for picks", done, max(done, waiting))
    if done:
        _seal(store, size)
    return done


def archive(store: Store) -> Archive:
    """All that was read, with its index."""
    return Archive(Index(_pieces(store)), store.catalogue, store.articles.texts)


def _pieces(store: Store) -> Iterator[Postings]:
    """The finished pieces without what has changed or gone since, and those that are still growing."""
    alive = frozenset(store.catalogue.numbers())
    # Read first, so that none is missing which another process finishes a piece of meanwhile.
    loose = _loose(store)
    growing_from = loose[0].number if loose else inf
    damaged = []
    for segment in store.catalogue.segments():
        if segment.first >= growing_from:
            continue
        try:
            piece = Postings.read(segment.content)
        except ValueError:
            damaged.append(segment.first)
            continue
        dead = [number for number in piece.numbers.tolist() if number not in alive]
        yield piece.without(dead) if dead else piece
    if damaged:
        loose = _made_again(store, damaged)
    for start in range(0, len(loose), SIZE):
        yield Postings.of(loose[start : start + SIZE])


def _made_again(store: Store, damaged: Sequence[int]) -> list[Row]:
    """Take pieces apart that cannot be read, for the vectors in them are kept; all that grows then."""
    log_for(pieces=len(damaged)).warning("damaged pieces of the index of picks are made again")
    for first in damaged:
        store.catalogue.unseal(first)
    return _loose(store)


def _seal(store: Store, size: int) -> None:
    """Finish the pieces that are full, and take those apart of which most has changed or gone."""
    # Vectors are only read when they make a piece: this is done after every new article.
    if store.catalogue.growing() < size:
        return
    loose = _loose(store)
    for start in range(0, len(loose) - size + 1, size):
        piece = Postings.of(loose[start : start + size])
        first, last = int(piece.numbers[0]), int(piece.numbers[-1])
        store.catalogue.seal(Segment(first=first, last=last, content=piece.written()))
    for first in store.catalogue.thin(size // 2):
        store.catalogue.unseal(first)


def _loose(store: Store) -> list[Row]:
    return [Row(number, date.timestamp(), Vector.read(kept)) for number, date, kept in store.catalogue.loose()]
