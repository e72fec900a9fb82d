"""Lines over sizes, both on logarithmic axes, as a PNG that can be read without explanation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

#: Okabe and Ito's: the colour-blind can tell them apart.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#a34f86", "#8a6d00")
_INK, _GREY, _GRID, _PAPER = "#222222", "#666666", "#e4e4e4", "#ffffff"
#: Everything is drawn so many times larger, and then made smaller: that smooths it.
_FINE = 2
_WIDTH, _HEIGHT = 760, 560
_LEFT, _RIGHT, _TOP, _BOTTOM = 80, 200, 90, 60


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    points: Sequence[tuple[float, float]]  #: (size, value), sizes rising; both above 0


@dataclass(frozen=True, slots=True)
class Bar:
    """What a line should stay below."""

    label: str
    value: float
    line: int  #: which line, whose colour it has


@dataclass(frozen=True, slots=True)
class Panel:
    title: str
    unit: str
    lines: Sequence[Line]
    bars: Sequence[Bar]


def draw(path: Path, title: str, panels: Sequence[Panel]) -> None:
    """Write the picture."""
    image = Image.new("RGB", (_WIDTH * len(panels) * _FINE, _HEIGHT * _FINE), _PAPER)
    pen = _Pen(ImageDraw.Draw(image))
    pen.text((_LEFT, 14), title, 22)
    for place, panel in enumerate(panels):
        _Frame(pen, panel, place * _WIDTH).draw()
    image.resize((_WIDTH * len(panels), _HEIGHT), Image.Resampling.LANCZOS).save(path, optimize=True)


class _Pen:
    """Draws in the picture's own measure, however fine it is drawn."""

    def __init__(self, canvas: ImageDraw.ImageDraw) -> None:
        self._canvas = canvas

    def text(self, at: tuple[float, float], text: str, size: int = 14, colour: str = _INK, anchor: str = "la") -> None:
        font = ImageFont.load_default(size * _FINE)
        place = at[0] * _FINE, at[1] * _FINE
        # A rim of paper: it stays readable where a line crosses it.
        self._canvas.text(place, text, colour, font, anchor=anchor, stroke_width=3 * _FINE, stroke_fill=_PAPER)

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float = 1) -> None:
        fine = [(x * _FINE, y * _FINE) for x, y in points]
        self._canvas.line(fine, colour, round(width * _FINE), joint="curve")

    def dashes(self, left: float, right: float, y: float, colour: str) -> None:
        for x in range(round(left), round(right), 10):
            self.line([(x, y), (min(x + 6, right), y)], colour)

    def dot(self, at: tuple[float, float], colour: str) -> None:
        self._canvas.circle((at[0] * _FINE, at[1] * _FINE), 4 * _FINE, colour)


class _Frame:
    """One panel: its axes, what is measured, and the bars."""

    def __init__(self, pen: _Pen, panel: Panel, left: float) -> None:
        values = [value for line in panel.lines for _, value in line.points] + [bar.value for bar in panel.bars]
        sizes = [size for line in panel.lines for size, _ in line.points]
        self._pen, self._panel = pen, panel
        self._low, self._high = floor(log10(min(values))), ceil(log10(max(values)) + 0.05)
        self._few, self._many = log10(min(sizes)), max(log10(max(sizes)), log10(min(sizes)) + 1)
        self._left, self._right = left + _LEFT, left + _WIDTH - _RIGHT

    def draw(self) -> None:
        self._pen.text((self._left, 54), f"{self._panel.title} ({self._panel.unit})", 16)
        self._axes()
        for bar in self._panel.bars:
            y = self._y(bar.value)
            self._pen.dashes(self._left, self._right, y, COLOURS[bar.line])
        for line, colour in zip(self._panel.lines, COLOURS, strict=False):
            points = [(self._x(size), self._y(value)) for size, value in line.points]
            self._pen.line(points, colour, 2.5)
            for point in points:
                self._pen.dot(point, colour)
        for bar in self._panel.bars:
            text = f"bar, {bar.label}: {_number(bar.value)}"
            self._pen.text((self._left + 8, self._y(bar.value) - 3), text, 12, COLOURS[bar.line], "ls")
        self._labels()

    def _axes(self) -> None:
        for power in range(self._low, self._high + 1):
            y = self._y(10**power)
            self._pen.line([(self._left, y), (self._right, y)], _GRID)
            self._pen.text((self._left - 10, y), _number(10**power), 13, _GREY, "rm")
        for size in sorted({size for line in self._panel.lines for size, _ in line.points}):
            x = self._x(size)
            self._pen.line([(x, _TOP), (x, _HEIGHT - _BOTTOM)], _GRID)
            self._pen.text((x, _HEIGHT - _BOTTOM + 8), _number(size), 13, _GREY, "ma")
        self._pen.text(((self._left + self._right) / 2, _HEIGHT - 26), "articles in the archive", 13, _GREY, "ma")

    def _labels(self) -> None:
        """Each line's name and last value beside its end, apart from one another."""
        ends = [
            (self._y(line.points[-1][1]), colour, f"{line.label}: {_number(line.points[-1][1])}")
            for line, colour in zip(self._panel.lines, COLOURS, strict=False)
        ]
        free = float("-inf")
        for y, colour, text in sorted(ends):
            free = max(y, free + 18)
            self._pen.text((self._right + 12, free), text, 14, colour, "lm")

    def _x(self, size: float) -> float:
        return self._left + (log10(size) - self._few) / (self._many - self._few) * (self._right - self._left)

    def _y(self, value: float) -> float:
        bottom = _HEIGHT - _BOTTOM
        return bottom - (log10(value) - self._low) / (self._high - self._low) * (bottom - _TOP)


def _number(value: float) -> str:
    """With as many digits as say something."""
    return f"{value:,.0f}" if value >= 20 else f"{value:.2g}"
