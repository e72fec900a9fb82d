"""Which features of HTML and CSS a mail uses, by the names that caniemail.com gives them ("css-max-width").

Selectors, pseudo-classes and what else falls back without harm where it is not known are not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from lxml import etree

from digest.newsletter.preflight.document import elements, sheets
from digest.newsletter.preflight.sheet import Declaration, declarations

#: Elements that go by another name than their own, and the attributes that are features.
_ELEMENTS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "html-h1-h6"),
    **dict.fromkeys(("ul", "ol", "dl"), "html-lists"),
    "map": "html-image-maps",
}
_ATTRIBUTES = {
    **{
        name: f"html-{name}"
        for name in ("align", "background", "cellpadding", "cellspacing", "dir", "height", "hidden", "popover")
    },
    **{name: f"html-{name}" for name in ("required", "valign", "width")},
    **dict.fromkeys(("srcset", "sizes"), "html-srcset"),
}
#: Those of an <input> and a <button>, by their type.
_TYPED = {"input": "html-input-", "button": "html-button-"}
_FORMATS = {"jpeg": "jpg", "tif": "tiff", "heic": "heif"}

_GROUPS = {
    "css-block-inline-size": "block-size inline-size",
    "css-border-inline-block": "border-inline border-block",
    "css-border-inline-block-individual": "border-block-start border-block-end border-inline-start border-inline-end",
    "css-border-inline-block-longhand": (
        "border-block-color border-block-style border-block-width "
        "border-inline-color border-inline-style border-inline-width"
    ),
    "css-border-radius-logical": (
        "border-start-start-radius border-start-end-radius border-end-start-radius border-end-end-radius"
    ),
    "css-column-layout-properties": "columns column-fill column-rule column-span column-width",
    "css-gap": "gap column-gap row-gap",
    "css-grid-template": "grid-template grid-template-areas grid-template-columns grid-template-rows",
    "css-left-right-top-bottom": "left right top bottom",
    "css-margin-block-start-end": "margin-block-start margin-block-end",
    "css-margin-inline-block": "margin-inline margin-block",
    "css-margin-inline-start-end": "margin-inline-start margin-inline-end",
    "css-padding-block-start-end": "padding-block-start padding-block-end",
    "css-padding-inline-block": "padding-inline padding-block",
    "css-padding-inline-start-end": "padding-inline-start padding-inline-end",
}
_PROPERTIES = {name: slug for slug, names in _GROUPS.items() for name in names.split()}
_FUNCTIONS = {
    **{name: f"css-function-{name}" for name in ("clamp", "light-dark", "max", "min")},
    **{name: f"css-{name}" for name in ("conic-gradient", "linear-gradient", "radial-gradient", "rgb", "rgba")},
    **dict.fromkeys(("lab", "lch", "oklab", "oklch"), "css-modern-color"),
    "calc": "css-unit-calc",
    "var": "css-variables",
}
_KEYWORDS = {
    **dict.fromkeys(("fit-content", "max-content", "min-content"), "css-intrinsic-size"),
    # The site spells it so.
    **dict.fromkeys(("system-ui", "ui-serif", "ui-sans-serif", "ui-rounded", "ui-monospace"), "css-sytem-ui"),
    "initial": "css-unit-initial",
}
_PAIRS = {
    ("display", "flex"): "css-display-flex",
    ("display", "grid"): "css-display-grid",
    ("display", "inline-flex"): "css-display-flex",
    ("display", "inline-grid"): "css-display-grid",
    ("display", "none"): "css-display-none",
    ("flex-direction", "column"): "css-flex-direction",
    ("flex-wrap", "wrap"): "css-flex-wrap",
}
_AT_RULES = ("font-face", "import", "keyframes")
_UNITS = ("ch", "cm", "em", "ex", "in", "mm", "pc", "pt", "px", "rem", "vh", "vmax", "vmin", "vw")

_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|url\([^)]*\)|#[0-9a-f]+")
_NUMBER = re.compile(r"(?<![\w-])[+-]?(?:\d+\.?\d*|\.\d+)(%|[a-z]+)")


def used(root: etree._Element, known: Collection[str]) -> frozenset[str]:
    """The features that a mail uses; of those in `known` only."""
    return frozenset(_used(root, frozenset(known)) & set(known))


def _used(root: etree._Element, known: frozenset[str]) -> set[str]:
    found: set[str] = set()
    for element in elements(root):
        found.update(_of_element(element))
        for one in declarations(element.get("style") or ""):
            found |= _of_declaration(one, known)
    for rule in sheets(root):
        found.update(f"css-at-{name}" for name in _AT_RULES if any(at.startswith(f"@{name}") for at in rule.at))
        for one in rule.declarations:
            found |= _of_declaration(one, known)
    return found


def _of_element(element: etree._Element) -> Iterator[str]:
    tag = str(element.tag)
    yield _ELEMENTS.get(tag, f"html-{tag}")
    if tag in _TYPED:
        yield _TYPED[tag] + (element.get("type") or "text")
    yield from (_ATTRIBUTES.get(name, "") for name in map(str, element.keys()))
    address = element.get("href") or ""
    if address.startswith(("#", "mailto:")):
        yield "html-anchor-links" if address.startswith("#") else "html-mailto-links"
    if tag == "img":
        yield from _formats(element.get("src") or "")


def _formats(address: str) -> Iterator[str]:
    if address.startswith("data:"):
        yield "image-base64"
        return
    try:
        ending = urlsplit(address).path.rpartition(".")[2].lower()
    except ValueError:
        return
    yield f"image-{_FORMATS.get(ending, ending)}"


@lru_cache(maxsize=4096)  # a mail says the same few hundred things of thousands of elements
def _of_declaration(one: Declaration, known: frozenset[str]) -> frozenset[str]:
    found = {_property(one.name, known)}
    value = _QUOTED.sub(" ", one.value.lower())
    found.update(_PAIRS.get((one.name, word), "") for word in value.split())
    found.update(_FUNCTIONS.get(name, "") for name in re.findall(r"([a-z-]+)\(", value))
    found.update(_KEYWORDS.get(word, "") for word in re.findall(r"[a-z-]+", value))
    for unit in _NUMBER.findall(value):
        found.add("css-unit-percent" if unit == "%" else f"css-unit-{unit}" if unit in _UNITS else "")
    return frozenset(found - {""})


def _property(name: str, known: frozenset[str]) -> str:
    """Its own feature, else that of what it is a part of: "padding-left" is known where "padding" is."""
    if name in _PROPERTIES:
        return _PROPERTIES[name]
    while name and f"css-{name}" not in known:
        name = name.rpartition("-")[0]
    return f"css-{name}" if name else ""
