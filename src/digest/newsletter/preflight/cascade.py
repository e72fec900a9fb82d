"""Which declarations hold for each element of a mail on light and on dark screens (CSS Cascading 4 §6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

from cssselect import HTMLTranslator, SelectorError, parse
from lxml import etree
from lxml.etree import _Element

from digest.newsletter.preflight.document import elements, sheets
from digest.newsletter.preflight.sheet import Declaration, Rule, declarations

Scheme = Literal["light", "dark"]

_Rank = tuple[bool, tuple[int, int, int, int], int]  #: important, specificity with style attributes first, order
_FONT_SIZE = re.compile(r"(?<![\w.#-])(\d*\.?\d+(?:px|pt|em|rem|%))")


class Cascade:
    """The style sheets and style attributes of one mail, for one scheme; other media queries are taken as not met."""

    def __init__(self, root: etree._Element, scheme: Scheme) -> None:
        self._keep = list(elements(root))  # lxml gives an element another identity once nobody holds it
        self._held: dict[etree._Element, dict[str, tuple[_Rank, str]]] = {}
        order = 0
        for rule in sheets(root):
            if not _holds(rule, scheme):
                continue
            for selector in rule.selectors:
                for specificity, path in _paths(selector):
                    for element in _found(path, root):
                        self._declare(element, rule.declarations, (0, *specificity), order)
            order += 1
        for element in self._keep:
            if style := element.get("style"):
                self._declare(element, declarations(style), (1, 0, 0, 0), order)

    def of(self, element: etree._Element, name: str) -> str:
        """What is declared for this element itself; "" when nothing is."""
        return self._held.get(element, {}).get(name, (None, ""))[1]

    def _declare(
        self, element: etree._Element, some: Iterable[Declaration], specificity: tuple[int, int, int, int], order: int
    ) -> None:
        held = self._held.setdefault(element, {})
        for one in some:
            rank = (one.important, specificity, order)
            for name, value in _longhands(one):
                if name not in held or held[name][0] <= rank:
                    held[name] = (rank, value)


def is_hidden(element: etree._Element) -> bool:
    """Whether its own style attribute, or `hidden`, keeps it from being shown."""
    shown = [one.value.lower() for one in declarations(element.get("style") or "") if one.name == "display"]
    return element.get("hidden") is not None or shown[-1:] == ["none"]


def _holds(rule: Rule, scheme: Scheme) -> bool:
    return all(_met(at.lower(), scheme) for at in rule.at)


def _met(at: str, scheme: Scheme) -> bool:
    if not at.startswith("@media"):
        return at.startswith("@supports")
    if (asked := re.search(r"prefers-color-scheme\s*:\s*(\w+)", at)) is not None:
        return asked[1] == scheme
    return "(" not in at and "print" not in at


@lru_cache(maxsize=512)  # the same few in both schemes and every variant
def _paths(selector: str) -> tuple[tuple[tuple[int, int, int], etree.XPath], ...]:
    """(specificity, path) of a selector; nothing of one that cannot be read, or is about a state (":hover")."""
    try:
        parsed = [one for one in parse(selector) if one.pseudo_element is None]
        translator = HTMLTranslator()
        return tuple(
            (one.specificity(), etree.XPath(translator.selector_to_xpath(one, prefix="descendant-or-self::")))
            for one in parsed
        )
    except (SelectorError, etree.XPathError, ValueError):
        return ()


def _found(path: etree.XPath, root: etree._Element) -> list[etree._Element]:
    found = path(root)
    return [one for one in found if isinstance(one, _Element)] if isinstance(found, list) else []


def _longhands(one: Declaration) -> Iterator[tuple[str, str]]:
    yield one.name, one.value
    if one.name == "background":
        yield "background-color", one.value
    if one.name == "font":
        # A shorthand resets what it does not name.
        size = _FONT_SIZE.search(one.value)
        yield "font-size", size[1] if size else ""
        weight = re.search(r"(?<![\w-])(bold|[1-9]00)(?![\w-])", one.value.partition(size[1])[0] if size else one.value)
        yield "font-weight", weight[1] if weight else "normal"
