"""Colours of CSS, and how well one can be read on another (WCAG 2.2 §1.4.3)."""

from __future__ import annotations

import re

#: Red, green and blue from 0 to 255, and from 0 to 1 how much covers what lies below.
Colour = tuple[float, float, float, float]

_NAMES = {
    "aqua": "#00ffff", "black": "#000000", "blue": "#0000ff", "brown": "#a52a2a", "cyan": "#00ffff",
    "darkgray": "#a9a9a9", "darkgrey": "#a9a9a9", "dimgray": "#696969", "fuchsia": "#ff00ff", "gold": "#ffd700",
    "gray": "#808080", "green": "#008000", "grey": "#808080", "ivory": "#fffff0", "lightgray": "#d3d3d3",
    "lightgrey": "#d3d3d3", "lime": "#00ff00", "magenta": "#ff00ff", "maroon": "#800000", "navy": "#000080",
    "olive": "#808000", "orange": "#ffa500", "pink": "#ffc0cb", "purple": "#800080", "red": "#ff0000",
    "silver": "#c0c0c0", "tan": "#d2b48c", "teal": "#008080", "transparent": "#00000000", "white": "#ffffff",
    "whitesmoke": "#f5f5f5", "yellow": "#ffff00",
}  # fmt: skip
_HEX = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_RGB = re.compile(r"rgba?\(([^()]*)\)")
_KNEE = 0.04045  #: where sRGB's curve begins (IEC 61966-2-1)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)%?")
_TOKEN = re.compile(r"rgba?\([^()]*\)|#[0-9a-f]+|(?<![\w-])[a-z]+(?![\w(-])")


def colour(text: str) -> Colour | None:
    """A colour by its name (the common ones), "#rgb" or "rgb()"; None of what is none, or is not known here."""
    value = text.strip().lower()
    value = _NAMES.get(value, value)
    if _HEX.fullmatch(value):
        return _of_hex(value[1:])
    return _of_numbers(found[1]) if (found := _RGB.fullmatch(value)) else None


def first_colour(text: str) -> Colour | None:
    """The colour in a shorthand ("#fff url(x.png)"); None when it names none."""
    return next(filter(None, map(colour, _TOKEN.findall(text.lower()))), None)


def over(top: Colour, ground: Colour) -> Colour:
    """What one sees of `top` on an opaque `ground`."""
    red, green, blue = (a * top[3] + b * (1 - top[3]) for a, b in zip(top[:3], ground[:3], strict=True))
    return red, green, blue, 1.0


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def written(one: Colour) -> str:
    """ "#rrggbb"."""
    return "#" + "".join(f"{round(part):02x}" for part in one[:3])


def _of_hex(digits: str) -> Colour:
    if len(digits) < len("rrggbb"):
        digits = "".join(2 * digit for digit in digits)
    red, green, blue, cover = bytes.fromhex(digits.ljust(8, "f"))
    return float(red), float(green), float(blue), cover / 255


def _of_numbers(text: str) -> Colour | None:
    parts = re.split(r"[\s,/]+", text.strip())
    if len(parts) not in (3, 4) or not all(map(_NUMBER.fullmatch, parts)):
        return None
    red, green, blue = (_number(part, 255) for part in parts[:3])
    return red, green, blue, _number(parts[3], 1) if parts[3:] else 1.0


def _number(text: str, whole: float) -> float:
    value = float(text.removesuffix("%")) * (whole / 100 if text.endswith("%") else 1)
    return min(max(value, 0.0), whole)


def _luminance(one: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in one[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= _KNEE else ((part + 0.055) / 1.055) ** 2.4)
