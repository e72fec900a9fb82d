"""Bytes with places left open: what many have in common is made once, and one's own is put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something of one's own goes."""

    name: str


@dataclass(frozen=True, slots=True)
class Stencil:
    """Pieces that are shared and never change, and places between them.

    Whoever signs what is made of it may hash the pieces before the first place once for all.
    """

    pieces: tuple[bytes, ...]  #: b"" where a place is
    places: tuple[tuple[int, str], ...]  #: (index in `pieces`, name), in order

    @classmethod
    def of(cls, parts: Iterable[bytes | Place | Stencil]) -> Stencil:
        """One stencil of these, in this order."""
        pieces: list[bytes] = []
        places: list[tuple[int, str]] = []
        for part in parts:
            if isinstance(part, Stencil):
                places.extend((index + len(pieces), name) for index, name in part.places)
                pieces.extend(part.pieces)
            elif isinstance(part, Place):
                places.append((len(pieces), part.name))
                pieces.append(b"")
            else:
                pieces.append(part)
        return cls(tuple(pieces), tuple(places))

    def filled(self, values: Mapping[str, bytes]) -> bytes:
        """The bytes with each place filled by the value of its name.

        Raises:
            KeyError: a place has no value.
        """
        pieces = list(self.pieces)
        for index, name in self.places:
            pieces[index] = values[name]
        return b"".join(pieces)
