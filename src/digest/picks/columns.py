"""Names of regular columns in titles ("The Friday Column: Ducks", "Wagtail – Bird of the Week"): no subjects."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from digest.picks.text import squeezed

#: How many titles make a column.
ENOUGH = 3

_SEPARATOR = re.compile(r":\s+|\s+[|–—-]\s+|\s*—\s*")


class Labelled(NamedTuple):
    """A title taken apart."""

    label: str
    rest: str


def columns(titles: Iterable[str]) -> Mapping[str, str]:
    """The labels that several titles of an archive begin or end with: squeezed → as it stands."""
    found = [part.label for title in titles for part in _halves(title)]
    count = Counter(squeezed(label) for label in found)
    return {key: label for label in sorted(found, reverse=True) if count[key := squeezed(label)] >= ENOUGH}


def labelled(title: str, known: Mapping[str, str]) -> Labelled:
    """The column that a title names, and the rest; label "" if it names none."""
    for label, rest in _halves(title):
        if (key := squeezed(label)) in known:
            return Labelled(known[key], rest)
    return Labelled("", title)


def _halves(title: str) -> list[Labelled]:
    """A title as label and rest in both ways; none if it has one part only."""
    cuts = [match.span() for match in _SEPARATOR.finditer(title)]
    if not cuts:
        return []
    (first_start, first_end), (last_start, last_end) = cuts[0], cuts[-1]
    return [
        Labelled(title[:first_start], title[first_end:]),
        Labelled(title[last_end:], title[:last_start]),
    ]
