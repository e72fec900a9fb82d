"""What a title says about being a part of something: "Building the shed, Part 2: The roof".

A marker tells the part; what the series is called may stand before it, after it or in a piece of either, so a title has
several readings, the likeliest first. Which one holds is for `series.py`, which knows the other titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from digest.picks.numbers import ORDINAL, SPELT, value
from digest.picks.text import LONGEST_TITLE, squeezed
from digest.picks.wordlists import GENERIC, STANDING, STOP

#: The stem of titles that are but "1. Walls", "2. Roof", and with its noun that of "Step 1: Walls", "Step 2: Roof":
#: it is no squeezed text, so that no title can be called so.
NAMELESS = "#"

_STRONG = (
    "part|teil|episode|folge|partie|épisode|parte|episodio|capítulo|deel|aflevering|del|avsnitt|część|часть|"
    "instal{1,2}ment"
)
#: These also name other things ("files for Chapter 11"), so they must be set off before as well as after.
_WEAK = (
    "pt|ep|chapter|kapitel|chapitre|lesson|lektion|vol|volume|band|issue|ausgabe|no|nr|week|woche|semaine|semana|day|"
    "tag|jour|día|step|schritt|stage|session|unit|module|round|volet|act|entry|dispatch|letter"
)
_NOUN = rf"(?:{_STRONG}|{_WEAK})\b\.?"
_NUMBER = rf"(?P<n>\d{{1,3}}\b|[IVXivx]{{1,6}}\b|(?:{SPELT})\b)"
_TOTAL = r"(?:\s*(?:of|von|sur|de|/)\s*\d{1,3}\b)"
#: A marker ends the title, or something sets off what follows it: "FCC Part 15 rules" has none.
_AFTER = r"(?=\s*(?:$|[:,;()\[\]–—|!]|-\s|\.\s|\.$))"
#: "Part 2 of Building the shed".
_OF_IT = r"(?=\s+(?:of|von|de|du|in)\s+\D)"
_SET_OFF = r"(?:^|(?<=[:,;.(\[–—|-])|(?<=[:,;.–—|-]\s))"
_WORD = r"(?:^|(?<=[\s(\[:,–—-]))"

#: Most titles have no number at all, and need no closer look.
_ANY_NUMBER = re.compile(rf"\d|\b(?:[IVX]+|{SPELT}|{ORDINAL})\b", re.IGNORECASE)
#: In the order in which they are tried; each is as clear as it can be in titles of real publications.
_CLEAR = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_WORD}(?:{_STRONG})\s+#?{_NUMBER}{_TOTAL}?{_AFTER}",
        rf"{_SET_OFF}{_NOUN}\s*#?{_NUMBER}{_OF_IT}",
        rf"{_SET_OFF}(?:{_WEAK})\.?\s*#?{_NUMBER}{_TOTAL}?{_AFTER}",
        rf"{_WORD}{_NOUN}\s*#?{_NUMBER}{_TOTAL}{_AFTER}",
        rf"{_SET_OFF}(?:the\s+|der\s+|la\s+)?(?P<n>{ORDINAL})\s+(?:{_STRONG})\b(?:{_AFTER}|{_OF_IT})",
        rf"{_SET_OFF}part\s+the\s+(?P<n>{ORDINAL})\b{_AFTER}",
        rf"(?:^|(?<=[\s(\[]))[#№]\s?(?P<n>\d{{1,3}}){_TOTAL}?{_AFTER}",
        r"[(\[](?P<n>\d{1,2})\s*(?:/|of|von|out of)\s*(?P<all>\d{1,2})[)\]]",
    )
)
#: What is a part only among others.
_PERHAPS = tuple(
    re.compile(pattern)
    for pattern in (
        r"^(?P<n>\d{1,2})(?:[.):]|\s[–—-])(?=\s)",
        r"^#(?P<n>\d{1,3})(?=\s)",
        r"(?<=[:–—|-]\s)(?P<n>\d{1,2})[.):](?=\s)",
        r"(?:^|(?<=\s))(?P<n>\d{1,2})/(?P<all>\d{1,2})" + _AFTER,
        rf"(?<=[\s,])(?P<n>\d{{1,2}})\s+(?:of|von|sur)\s+(?P<all>\d{{1,2}}){_AFTER}",
        rf"(?i:(?<=[,:–—-]\s)(?P<n>{SPELT})$)",
        rf"^(?i:{_NOUN}\s*#?{_NUMBER})\s+(?:on|at|from|with|am|auf|aus|im|à|dans)(?=\s+\D)",
        rf"(?<=\s)(?i:{_NOUN})\s*#?(?P<n>\d{{1,3}})\b{_TOTAL}?",
        rf"(?<=[\s(\[,])(?:(?i:{_NOUN})\s+)?(?P<n>\d{{1,2}}|[IVX][IVXivx]{{0,4}}){_AFTER}",
        r"(?P<n>\d{1,2})(?=\s*[回部話话章编편])",
    )
)
#: What separates the pieces of a title, and stands around a marker.
_PIECES = re.compile(
    r":\s+|\s+(?:[|–—·•»>/]|--?|::)\s+|…\s*|\.{3}\s*|\s*—\s*|\s*[()\[\]]\s*|,\s+|;\s+|(?<=\w)\.\s+(?=[^\W\d])"
)
_EDGES_BEFORE = " \t:;,.-–—|([/"
_EDGES = _EDGES_BEFORE + ")]"
_OF = re.compile(r"^(?:of|von|de|du|in)\s+", re.IGNORECASE)
#: "We became #1", "World War II", "on March 2": signs that are none.
_NO_STEM_END = STOP | {"became", "become", "rank", "ranked", "ranks", "world", "voted", "number", "top"}
_NOUNS = {*_STRONG.split("|"), *_WEAK.split("|")}
_NO_STEM_END |= _NOUNS
_CARRIES_NUMBERS = set(
    """
    war type class grade level tier route version windows formula title section article figure category phase
    january february march april may june july august september october november december
    januar februar märz mai juni juli oktober dezember
    """.split()  # noqa: SIM905 - words are read as text
)
_NO_FRACTION = ("9/11", "24/7", "50/50")
#: A comma separates much that is no name of anything: this many words before it do.
_LONG_LABEL = 3
#: A column's name has no more words than this: more tell a story ("The review that nobody wanted to write").
_LONGEST_COLUMN = 4


class Reading(NamedTuple):
    """One way to take a title apart."""

    stem: str  #: what the parts have in common, as it stands; `NAMELESS` if that is nothing
    part: int  #: from 1
    is_clear: bool  #: whether the title says so by itself; else only its neighbours can


def numbered(title: str) -> Reading | None:
    """The part that a title clearly says it is; None if it says none."""
    return next((reading for reading in readings(title) if reading.is_clear), None)


def readings(title: str) -> tuple[Reading, ...]:
    """All that a title may be a part of, the likeliest first; each stem once."""
    if len(title) > LONGEST_TITLE or not _ANY_NUMBER.search(title):
        return ()
    found: dict[str, Reading] = {}
    for pattern in (*_CLEAR, *_PERHAPS):
        for match in pattern.finditer(title):
            part = value(match["n"])
            if part and _is_fraction_of_a_whole(match):
                for stem in _stems(title, match, is_clear=pattern in _CLEAR):
                    is_clear = pattern in _CLEAR and not is_nameless(stem)
                    found.setdefault(key_of(stem), Reading(stem, part, is_clear))
    return tuple(found.values())


def labels(title: str) -> tuple[str, ...]:
    """What a title may share with the others of a series without a number: "Building the shed: The roof"."""
    pieces = _pieces(title) if len(title) <= LONGEST_TITLE else []
    if len(pieces) < 2:  # noqa: PLR2004 - a piece, and another one
        return ()
    by_comma = title.startswith(f"{pieces[0]},")
    ends = pieces[-1:] if by_comma and len(pieces[0].split()) < _LONG_LABEL else [pieces[0], pieces[-1]]
    return tuple(label for label in ends if _is_telling(label))


def columns(title: str) -> tuple[str, ...]:
    """What a title names a standing column by: "The Friday Column: A new roof", "Member Spotlight – Ada Byron"."""
    pieces = _pieces(title)
    ends = dict.fromkeys((pieces[0], pieces[-1])) if len(pieces) > 1 else ()
    words = ((piece, squeezed(piece).split()) for piece in ends)
    return tuple(piece for piece, names in words if len(names) <= _LONGEST_COLUMN and STANDING.intersection(names))


def stems(title: str) -> frozenset[str]:
    """Under what keys a title's series may be found: only articles that share one can be parts of one series."""
    return frozenset(
        {squeezed(title), *(key_of(r.stem) for r in readings(title)), *map(squeezed, labels(title))} - {""}
    )


def key_of(stem: str) -> str:
    """What a stem is compared by."""
    return stem if is_nameless(stem) else squeezed(stem)


def is_nameless(stem: str) -> bool:
    """Whether it names no series; a stem that a title has may begin so, too, but not with one word of that kind."""
    return stem.startswith(NAMELESS) and (stem == NAMELESS or stem[1:] in _NOUNS)


def _stems(title: str, match: re.Match[str], *, is_clear: bool) -> Iterator[str]:
    """What stands before the marker; what stands after it; the pieces next to it and at the title's ends."""
    before = title[: match.start()].rstrip()
    is_set_off = before.endswith(tuple(_EDGES_BEFORE))
    ahead, behind = before.strip(_EDGES_BEFORE), _OF.sub("", title[match.end() :].strip(_EDGES))
    whole = ahead or behind
    if _can_be_stem(whole, set_off=is_set_off or not ahead, is_clear=is_clear):
        yield whole
        for piece in dict.fromkeys([*_ends(ahead), *([behind, *_ends(behind)] if behind else [])]):
            if _can_be_stem(piece, set_off=True, is_clear=is_clear) and _is_telling(piece):
                yield piece
    noun = next((word for word in squeezed(match[0]).split() if word in _NOUNS), "")
    if match.start() == 0 and (behind or noun):
        yield NAMELESS + noun


def _ends(text: str) -> list[str]:
    pieces = _pieces(text)
    return [pieces[-1], pieces[0]] if len(pieces) > 1 else []


def _pieces(text: str) -> list[str]:
    return [piece for part in _PIECES.split(text) if (piece := part.strip(_EDGES))]


def _can_be_stem(stem: str, *, set_off: bool, is_clear: bool) -> bool:
    """Whether a series can be called so; little words at its end are the marker's, unless something sets that off."""
    names = squeezed(stem).split()
    if all(name.isdigit() for name in names):
        return False
    if not is_clear and names[-1] in _CARRIES_NUMBERS:
        return False
    return set_off or names[-1] not in _NO_STEM_END


def _is_telling(label: str) -> bool:
    """Whether it names something: neither a kind of article ("Interview") nor a column ("The Friday Column")."""
    names = squeezed(label).split()
    names = names[1:] if names[:1] == ["the"] else names
    if not names or names[0] in STANDING or names[-1] in STANDING:
        return False
    return any(name not in GENERIC and name not in STOP and not name.isdigit() for name in names)


def _is_fraction_of_a_whole(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    if groups.get("all") is None:
        return True
    return int(groups["n"]) <= int(groups["all"]) and match[0].strip("()[] ") not in _NO_FRACTION
