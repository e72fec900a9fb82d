"""What a page says about itself in JSON-LD: the article, and where it stands. Source: schema.org/Article."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

_ARTICLES = ("article", "blogposting", "report", "review", "recipe", "liveblogposting")
_DEEPEST = 6

Node = dict[str, Any]


def nodes(tree: HtmlElement) -> tuple[Node, ...]:
    """Every object that is written out, outermost first; what is not JSON is passed over."""
    found: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            try:
                found += walk(json.loads(script.text or "", strict=False))
            except (ValueError, RecursionError):
                continue
    return tuple(found)


def article(found: tuple[Node, ...]) -> Node:
    """The article's node; {} when there is none."""
    return next((node for node in found if any(kind.endswith(_ARTICLES) for kind in kinds(node))), {})


def filled(stated: Node, marked: Node) -> Node:
    """A node with what it lacks taken from another one."""
    return {**marked, **{name: value for name, value in stated.items() if value}}


def kinds(node: Node) -> list[str]:
    """Its types in small letters."""
    return [str(kind).lower() for kind in listed(node.get("@type"))]


def listed(value: Any) -> list[Any]:
    """A value that may be one or many, as many."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def texts(value: Any, key: str = "name") -> tuple[str, ...]:
    """The texts in a value, or their `key` where they are objects."""
    found = (one.get(key) if isinstance(one, dict) else one for one in listed(value))
    return tuple(one.strip() for one in found if isinstance(one, str) and one.strip())


def walk(value: Any, depth: int = 0) -> Iterator[Node]:
    """The objects in a value, outermost first; those that lie very deep are passed over."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        if isinstance(one, dict | list):
            yield from walk(one, depth + 1)
