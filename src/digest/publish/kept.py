"""What one publish has made already: most stories stand in three documents, and are made for the first of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

Made = TypeVar("Made")

#: Characters of texts that are held, in all their forms; beyond, all is forgotten and made again.
_MOST = 40_000_000


class Kept:
    """Lives as long as a publish.

    An element of a feed stands in one tree at a time: taken into the next document it leaves the one before, which has
    to be written by then. So this is for one thread.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = self._room = most
        self._made: dict[tuple[Hashable, ...], object] = {}

    def of(self, key: tuple[Hashable, ...], size: int, make: Callable[[], Made]) -> Made:
        """What was made for this key before, else what `make` gives now.

        Args:
            key: says all that decides what is made.
            size: about how many characters it has.
            make: what it raises is raised, and not remembered.
        """
        if key in self._made:
            return cast("Made", self._made[key])
        made = make()
        if self._room < size:
            self._made.clear()
            self._room = self._most
        self._room -= size
        self._made[key] = made
        return made
