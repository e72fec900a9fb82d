"""Titles that name a regular column ("The Friday Column: Ducks", "Wagtail – Bird of the Week"), which is no subject."""

import re
from typing import NamedTuple

from digest.picks.text import LONGEST_TITLE

#: How many titles make a column.
ENOUGH = 3

_SEPARATOR = re.compile(r":\s+|\s+[|–—-]\s+|\s*—\s*")


class Labelled(NamedTuple):
    """A title taken apart."""

    label: str
    rest: str


def halves(title: str) -> tuple[Labelled, ...]:
    """A title as label and rest in both ways; none if it has one part only."""
    cuts = [match.span() for match in _SEPARATOR.finditer(title)] if len(title) <= LONGEST_TITLE else []
    if not cuts:
        return ()
    (first_start, first_end), (last_start, last_end) = cuts[0], cuts[-1]
    return (
        Labelled(title[:first_start], title[first_end:]),
        Labelled(title[last_end:], title[:last_start]),
    )
