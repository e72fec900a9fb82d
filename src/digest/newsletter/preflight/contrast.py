"""Text that can be read, on light and on dark screens (WCAG 2.2 §1.4.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from digest.newsletter.preflight.cascade import Cascade, Scheme
from digest.newsletter.preflight.colours import Colour, colour, contrast, first_colour, over, written
from digest.newsletter.preflight.document import UNSEEN, elements
from digest.newsletter.preflight.finding import Finding, error
from digest.newsletter.preflight.proof import Proof

ENOUGH = 4.5
ENOUGH_LARGE = 3.0
_LARGE = 24.0  #: CSS pixels, which are 18 points
_LARGE_BOLD = 18.66  #: 14 points
_BOLD = 700
_BLACK, _WHITE = (0.0, 0.0, 0.0, 1.0), (255.0, 255.0, 255.0, 1.0)
_LINK: dict[Scheme, Colour] = {"light": (0.0, 0.0, 238.0, 1.0), "dark": (158.0, 158.0, 255.0, 1.0)}
_HEADINGS = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h4": 1.0, "h5": 0.83, "h6": 0.67}  #: em, as browsers have it

CONTRAST = error(
    "contrast",
    "on {scheme} screens “{text}” stands in {ink} on {ground}: a contrast of {found}, where {enough} can be read",
    "take a darker or a lighter colour: under [newsletter.look] in config.toml, or in your templates",
)


@dataclass(frozen=True, slots=True)
class _State:
    """What an element's text looks like."""

    ink: Colour | None  #: None when nobody can tell, as with "var(--ink)"
    ground: Colour | None  #: same; it covers what lies below
    size: float = 16.0  #: CSS pixels
    bold: bool = False
    hidden: bool = False

    @property
    def enough(self) -> float:
        large = self.size >= _LARGE or (self.bold and self.size >= _LARGE_BOLD)
        return ENOUGH_LARGE if large else ENOUGH


def readable(proof: Proof) -> Iterator[Finding]:
    """Each pair of colours that is too near, once, with the first text that has it; alternative texts count too."""
    told: set[tuple[Scheme, str, str]] = set()
    for scheme in _schemes(proof.root):
        for text, state in _texts(proof.root, scheme):
            if state.ink is None or state.ground is None:
                continue
            ink = over(state.ink, state.ground)
            found, pair = contrast(ink, state.ground), (scheme, written(ink), written(state.ground))
            if found < state.enough and pair not in told:
                told.add(pair)
                # Cut, not rounded: 4.499 is not enough, and must not read as if it were.
                figures = {"found": f"{int(found * 100) / 100:.2f}", "enough": f"{state.enough:g}"}
                yield CONTRAST.of(scheme=scheme, text=text, ink=pair[1], ground=pair[2], **figures)


def _schemes(root: etree._Element) -> tuple[Scheme, ...]:
    """A mail that says nothing of dark screens is left light there, or recoloured by the program: nobody can tell."""
    return ("light", "dark") if _knows_dark(root) else ("light",)


def _knows_dark(root: etree._Element) -> bool:
    metas = [meta for meta in elements(root, "meta") if (meta.get("name") or "").lower() == "color-scheme"]
    blocks = " ".join(block.text or "" for block in elements(root, "style"))
    return any("dark" in (meta.get("content") or "") for meta in metas) or "prefers-color-scheme" in blocks


def _texts(root: etree._Element, scheme: Scheme) -> Iterator[tuple[str, _State]]:
    """(text, how it looks) of all that is shown."""
    cascade = Cascade(root, scheme)
    ink, ground = (_WHITE, _BLACK) if scheme == "dark" else (_BLACK, _WHITE)
    states: dict[etree._Element, _State] = {}
    for element in elements(root):
        parent = element.getparent()
        before = _State(ink, ground) if parent is None else states[parent]
        state = states[element] = _state(element, before, cascade, scheme)
        if not state.hidden and (text := _own(element)):
            yield text, state


def _own(element: etree._Element) -> str:
    """What this element itself says; "" when that is nothing that can be read."""
    parts = [element.text or "", *(child.tail or "" for child in element), element.get("alt") or ""]
    text = " ".join(" ".join(parts).split())
    return text if any(char.isalnum() for char in text) else ""


def _state(element: etree._Element, before: _State, cascade: Cascade, scheme: Scheme) -> _State:
    tag = str(element.tag)
    size = _size(cascade.of(element, "font-size"), before.size, _HEADINGS.get(tag, 1.0))
    hidden = before.hidden or tag in UNSEEN or size == 0 or cascade.of(element, "display").lower() == "none"
    return replace(
        before,
        ink=_ink(element, before, cascade, scheme),
        ground=_ground(element, before, cascade),
        size=size,
        bold=_is_bold(
            cascade.of(element, "font-weight"), before=before.bold or tag in (*_HEADINGS, "b", "strong", "th")
        ),
        hidden=hidden,
    )


def _ink(element: etree._Element, before: _State, cascade: Cascade, scheme: Scheme) -> Colour | None:
    declared = cascade.of(element, "color") or element.get("color") or ""
    if declared:
        return before.ink if declared.lower() in ("inherit", "currentcolor") else colour(declared)
    is_link = element.tag == "a" and element.get("href") is not None
    return _LINK[scheme] if is_link else before.ink


def _ground(element: etree._Element, before: _State, cascade: Cascade) -> Colour | None:
    declared = cascade.of(element, "background-color") or element.get("bgcolor") or ""
    # A picture may fail to load: then the colour beside it, or below it, has to do.
    plain = re.sub(r"url\([^)]*\)", " ", declared)
    if (own := first_colour(plain)) is None:
        return None if "(" in plain else before.ground
    if own[3] == 1:
        return own
    return over(own, before.ground) if before.ground else None


def _is_bold(declared: str, *, before: bool) -> bool:
    if declared.isdecimal():
        return int(declared) >= _BOLD
    return {"bold": True, "bolder": True, "normal": False, "lighter": False}.get(declared.lower(), before)


def _size(declared: str, before: float, own: float) -> float:
    """CSS pixels; `own` em when nothing that can be read is declared."""
    found = re.fullmatch(r"(\d*\.?\d+)(px|pt|em|rem|%)?", declared.strip().lower())
    if found is None:
        return before * own
    factor = {"px": 1.0, "pt": 4 / 3, "em": before, "rem": 16.0, "%": before / 100}.get(found[2] or "px", 1.0)
    return float(found[1]) * factor
