"""Numbers as titles write them: "2", "II", "two", "second", "2nd", "zwei", "zweiter"."""

import re

_SPELT = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12,
    "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10,
    "elf": 11, "zwölf": 12,
    "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12,
    "erste": 1, "zweite": 2, "dritte": 3, "vierte": 4, "fünfte": 5, "sechste": 6, "siebte": 7, "achte": 8, "neunte": 9,
    "zehnte": 10,
    "première": 1, "deuxième": 2, "seconde": 2, "troisième": 3, "quatrième": 4, "primera": 1, "segunda": 2,
    "tercera": 3, "cuarta": 4,
}  # fmt: skip
_ROMAN = {"i": 1, "v": 5, "x": 10}

#: Patterns, for use without regard to case.
SPELT = "|".join(sorted(_SPELT, key=len, reverse=True))
ORDINAL = rf"(?:{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})[rsn]?|\d{{1,2}}(?:st|nd|rd|th|\.|e|re|ère|ème|ª)"


def value(number: str) -> int | None:
    """From 1; None if it is no number after all ("IIX", "0")."""
    folded = number.lower()
    digits = re.match(r"\d+", folded)
    if digits:
        return int(digits[0]) or None
    return _SPELT.get(folded) or _ordinal(folded) or _roman(folded)


def _ordinal(word: str) -> int | None:
    """ "zweiter" and "zweites" are "zweite"."""
    return _ORDINALS.get(word) or _ORDINALS.get(word[:-1])


def _roman(letters: str) -> int | None:
    if not re.fullmatch(r"x{0,3}(ix|iv|v?i{0,3})", letters):
        return None
    values = [_ROMAN[letter] for letter in letters]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True)) or None
