"""Colours that can be read together, whatever a publisher chose. Pure; colours are "#rrggbb"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

ENOUGH = 4.5  #: contrast of text on its ground (WCAG 2.2, §1.4.3)
_NEAR = 1.5  # contrast of two grounds that differ by a shade
_BLACK, _WHITE = "#000000", "#ffffff"
_STEPS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """The colours of a mail on one kind of screen; every text has ENOUGH contrast on each of its grounds."""

    page: str  #: around the sheet; the foot stands on it
    card: str  #: the sheet
    tint: str  #: of what is set apart on the sheet
    band: str  #: the accent as it was chosen; for lines, never for text
    ink: str  #: text on card and tint
    mute: str  #: what is said by the way, there
    accent: str  #: labels, there
    rule: str  #: hairlines; no text
    foot: str  #: text on the page
    foot_mute: str


@lru_cache(maxsize=64)  # every part of a mail asks
def scheme(*, page: str, card: str, ink: str, accent: str) -> Scheme:
    """The chosen colours with what follows from them; a text that could not be read becomes darker or lighter."""
    tint = _tint(card, page, accent)
    text = readable(ink, card, tint)
    foot = readable(ink, page)
    return Scheme(
        page=page,
        card=card,
        tint=tint,
        band=accent,
        ink=text,
        mute=readable(mixed(text, card, 0.32), card, tint),
        accent=readable(accent, card, tint),
        rule=mixed(card, text, 0.16),
        foot=foot,
        foot_mute=readable(mixed(foot, page, 0.32), page),
    )


def contrast(one: str, other: str) -> float:
    """From 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """`one` with this share of `other` in it, from 0 to 1."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def readable(text: str, *grounds: str) -> str:
    """The colour next to `text` with ENOUGH contrast on all grounds, on the way to black or white.

    Black or white has 4.58 on any colour; several grounds have to be near to one another, as those of `scheme` are.
    """
    pole = _pole(grounds[0])
    steps = (mixed(text, pole, step / _STEPS) for step in range(_STEPS))
    return next((c for c in steps if all(contrast(c, ground) >= ENOUGH for ground in grounds)), pole)


def _tint(card: str, page: str, accent: str) -> str:
    pole = _pole(card)
    # A light sheet on a page that is a shade darker takes a step towards it; any other one a breath of the accent.
    near = pole == _BLACK and 1 < contrast(card, page) < _NEAR
    tint = mixed(card, page, 0.6) if near else mixed(card, accent, 0.07)
    # On a ground of middling brightness it may only move away from its text.
    return tint if contrast(tint, pole) >= ENOUGH else mixed(card, _WHITE if pole == _BLACK else _BLACK, 0.07)


def _pole(ground: str) -> str:
    return max(_BLACK, _WHITE, key=lambda pole: contrast(pole, ground))


def _luminance(colour: str) -> float:
    # WCAG 2.2, "relative luminance".
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (p / 255 for p in _parts(colour))]  # noqa: PLR2004
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
