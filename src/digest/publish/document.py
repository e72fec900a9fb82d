"""One document of a feed, in any format, and what could not go into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from lxml.etree import LxmlError

from digest.publish.entry import Entry, Unfit
from digest.publish.kept import Kept

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Document:
    """A feed as bytes, and what could not go into it."""

    content: bytes
    rejected: tuple[tuple[str, str], ...]  #: (entry's id, why), in the order of the entries


def sorted_out(
    entries: Iterable[Entry], make: Callable[[Entry], Made], form: str, kept: Kept | None
) -> tuple[list[Made], tuple[tuple[str, str], ...]]:
    """What could be made of the entries, and the rest with the reason: one bad item never takes the feed with it.

    Args:
        entries: in their order.
        make: gives one's part of the document.
        form: what `make` makes, for `kept`.
        kept: what other documents of this publish had made already.
    """
    kept = kept or Kept()
    made: dict[str, Made] = {}
    rejected = []
    for entry in entries:
        try:
            if entry.id in made:
                raise Unfit("the feed has another item with the same id")
            made[entry.id] = kept.of((form, entry), len(entry.content), partial(make, entry))
        except (ValueError, TypeError, OverflowError, LxmlError) as error:
            rejected.append((entry.id, str(error)))
    return list(made.values()), tuple(rejected)
