"""What a title says about being a part of something: "Building the shed, Part 2: The roof"."""

import re
from typing import NamedTuple

from digest.picks.text import squeezed
from digest.picks.wordlists import STOP

_SPELT_NUMBER = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10,
}  # fmt: skip
_ROMAN = {"i": 1, "v": 5, "x": 10}

_NUMBER = rf"(?P<n>\d{{1,3}}|[IVXivx]{{1,6}}|{'|'.join(_SPELT_NUMBER)})"
_OF = r"(?:\s*(?:of|von|/)\s*\d{1,3})?"
#: A marker ends the title, or something sets off what follows it: "FCC Part 15 rules" has none.
_AFTER = r"(?=\s*(?:$|[:,;()\[\]–—|]|-\s|\.\s|\.$))"
_SET_OFF = r"(?:^|(?<=[:,;.(\[–—|-])|(?<=[:,;.–—|-]\s))"

_STRONG = "part|teil|episode|folge|partie|parte"
#: These also name other things ("files for Chapter 11"), so they must be set off before as well as after.
_WEAK = "pt|ep|chapter|kapitel|lesson|lektion|vol|volume|band|issue|ausgabe|no|nr|week|woche|day|tag"

#: In the order in which they are tried; each is as clear as it can be in titles of real publications.
_CLEAR = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:^|(?<=[\s(\[:,–—-]))(?:{_STRONG})\s+#?{_NUMBER}{_OF}{_AFTER}",
        rf"{_SET_OFF}(?:{_WEAK})\.?\s*#?{_NUMBER}{_OF}{_AFTER}",
        rf"(?<=[\s(\[])#\s?(?P<n>\d{{1,3}}){_OF}{_AFTER}",
        r"[(\[](?P<n>\d{1,2})\s*(?:/|of|von)\s*(?P<all>\d{1,2})[)\]]",
    )
)
_BARE = re.compile(rf"(?<=[\s(\[,])(?P<n>\d{{1,2}}){_AFTER}")
#: What sets a marker off from the stem before it, and from one that follows it.
_EDGES = " \t:;,.-–—|([/"
_EDGES_AFTER = _EDGES + ")]"
#: "We became #1", "(9/11)": signs that are none.
_NO_STEM_END = STOP | {"became", "become", "rank", "ranked", "ranks", "world", "voted", "number"}
_NO_STEM_END |= {*_STRONG.split("|"), *_WEAK.split("|")}
_NO_FRACTION = ("9/11", "24/7", "50/50")


class Numbered(NamedTuple):
    """A title taken apart."""

    stem: str  #: what the parts have in common, as it stands; never empty
    part: int  #: from 1


def numbered(title: str) -> Numbered | None:
    """The part that a title clearly says it is; None if it says none."""
    for pattern in _CLEAR:
        for match in pattern.finditer(title):
            part = _value(match["n"])
            if part and _is_fraction_of_a_whole(match) and (stem := _stem(title, match)):
                return Numbered(stem, part)
    return None


def perhaps_numbered(title: str) -> Numbered | None:
    """A bare number after a stem of words ("Shed diary 2: Nails"): a part only if its neighbours exist."""
    match = _BARE.search(title)
    if match is None or not int(match["n"]):
        return None
    stem = title[: match.start()].strip(_EDGES)
    return Numbered(stem, int(match["n"])) if _can_be_stem(stem) else None


def _stem(title: str, match: re.Match[str]) -> str | None:
    """What stands before the marker, or after it where it begins the title; None if that names no series."""
    before = title[: match.start()].rstrip()
    stem = before.strip(_EDGES) or title[match.end() :].strip(_EDGES_AFTER)
    return stem if _can_be_stem(stem, set_off=before.endswith(tuple(_EDGES))) else None


def _can_be_stem(stem: str, *, set_off: bool = False) -> bool:
    """Whether a series can be called so; little words at its end are the marker's, unless something sets that off."""
    names = squeezed(stem).split()
    return any(not name.isdigit() for name in names) and (set_off or names[-1] not in _NO_STEM_END)


def _is_fraction_of_a_whole(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    if groups.get("all") is None:
        return True
    return int(groups["n"]) <= int(groups["all"]) and match[0].strip("()[] ") not in _NO_FRACTION


def _value(number: str) -> int | None:
    """A number in digits, letters or Roman; None if it is no number after all ("IIX")."""
    folded = number.lower()
    if folded.isdigit():
        return int(folded) or None
    return _SPELT_NUMBER.get(folded) or _roman(folded)


def _roman(letters: str) -> int | None:
    if not re.fullmatch(r"x{0,3}(ix|iv|v?i{0,3})", letters):
        return None
    values = [_ROMAN[letter] for letter in letters]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True)) or None
