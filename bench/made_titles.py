"""How titles say that they are parts: by every kind of marker that publications use, and by none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_SPELT = ("", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight")
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_TEIL = ("", "erster", "zweiter", "dritter", "vierter", "fünfter", "sechster", "siebter", "achter")


@dataclass(frozen=True, slots=True)
class Place:
    """All that a title is made of."""

    stem: str
    part: int
    of: int
    about: str  #: what this part is about


#: How titles say it: {kind: title of a part}.
KINDS: dict[str, Callable[[Place], str]] = {
    "part n": lambda p: f"{p.stem}, Part {p.part}",
    "part n with subtitle": lambda p: f"{p.stem}, part {p.part}: {p.about}",
    "part n amid": lambda p: f"{p.stem} – Part {p.part} – {p.about}",
    "part in words": lambda p: f"{p.stem}. Part {_SPELT[p.part].lower()}: {p.about}",
    "part first": lambda p: f"Part {p.part}: {p.stem}",
    "part first with subtitle": lambda p: f"Part {_SPELT[p.part]}: {p.stem} – {p.about}",
    "part of": lambda p: f"Part {p.part} of {p.stem}: {p.about}",
    "part without marks": lambda p: f"{p.stem} Part {p.part} {p.about}",
    "pt roman": lambda p: f"{p.stem}, Pt. {_ROMAN[p.part]}",
    "pt": lambda p: f"{p.stem} Pt. {p.part}",
    "subtitle first": lambda p: f"{p.about} ({p.stem}, part {p.part})",
    "subtitle between": lambda p: f"{p.stem}: {p.about}, part {p.part}",
    "ordinal words": lambda p: f"{p.stem}: the {_ORDINALS[p.part]} part",
    "ordinal words first": lambda p: f"The {_ORDINALS[p.part]} part of {p.stem}",
    "fraction": lambda p: f"{p.stem} ({p.part}/{p.of})",
    "fraction with subtitle": lambda p: f"{p.about} – {p.stem} [{p.part} of {p.of}]",
    "fraction bare": lambda p: f"{p.stem} {p.part}/{p.of}: {p.about}",
    "number sign": lambda p: f"{p.stem} #{p.part}",
    "number sign with subtitle": lambda p: f"{p.stem} #{p.part}: {p.about}",
    "number sign last": lambda p: f"{p.about} | {p.stem} #{p.part}",
    "episode": lambda p: f"{p.stem}: Episode {p.part} – {p.about}",
    "ep": lambda p: f"Ep. {p.part}: {p.stem}: {p.about}",
    "week": lambda p: f"{p.stem}: Week {p.part}",
    "week without marks": lambda p: f"{p.stem} week {p.part}: {p.about}",
    "day of": lambda p: f"{p.stem}, Day {p.part} of {p.of}",
    "day of first": lambda p: f"Day {p.part} of {p.of}: {p.stem}",
    "chapter": lambda p: f"{p.stem} – Chapter {p.part}: {p.about}",
    "lesson": lambda p: f"Lesson {p.part}: {p.stem} – {p.about}",
    "step": lambda p: f"{p.stem}, step {p.part}: {p.about}",
    "volume": lambda p: f"{p.stem}, Vol. {p.part}",
    "no": lambda p: f"{p.stem}, No. {p.part}: {p.about}",
    "teil": lambda p: f"{p.stem}, Teil {p.part}",
    "teil von": lambda p: f"{p.stem} (Teil {p.part} von {p.of}): {p.about}",
    "teil in words": lambda p: f"{p.stem} – {_TEIL[p.part]} Teil",
    "folge": lambda p: f"Folge {p.part}: {p.stem}",
    "partie": lambda p: f"{p.stem} – partie {p.part} : {p.about}",
    "bare number": lambda p: f"{p.stem} {p.part}",
    "bare number with subtitle": lambda p: f"{p.stem} {p.part}: {p.about}",
    "bare number in brackets": lambda p: f"{p.stem} ({p.part})",
    "bare roman": lambda p: f"{p.stem} {_ROMAN[p.part]}: {p.about}",
    "ordinal first": lambda p: f"{p.part}. {p.stem}: {p.about}",
    "ordinal amid": lambda p: f"{p.stem}: {p.part}. {p.about}",
    "ordinal alone": lambda p: f"{p.part}. {p.about}",
    "first unmarked": lambda p: p.stem if p.part == 1 else f"{p.stem}, Part {p.part}",
    "first unmarked, bare": lambda p: p.stem if p.part == 1 else f"{p.stem} {p.part}: {p.about}",
    "first with subtitle only": lambda p: f"{p.stem}: {p.about}" if p.part == 1 else f"{p.stem}, part {p.part}",
    "stem": lambda p: f"{p.stem}: {p.about}",
    "stem with dash": lambda p: f"{p.stem} – {p.about}",
    "stem last": lambda p: f"{p.about} | {p.stem}",
    "stem in brackets": lambda p: f"{p.about} ({p.stem})",
}
#: Kinds whose order only their dates tell.
BY_DATE = ("stem", "stem with dash", "stem last", "stem in brackets")
