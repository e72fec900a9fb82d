"""HTML in which a parser would lose itself, told before it is parsed."""

from __future__ import annotations

import re
from collections import Counter

#: A comment, what a browser reads as bare text, or a tag with its attributes.
_MARKUP = re.compile(
    r"<!--(?:-?>|(?:(?!--!?>).)*+(?:--!?>|\Z))"
    r"|<(?P<bare>title|textarea|style|xmp|iframe|noembed|noframes|script)\b(?:(?!</(?P=bare)\b).)*+"
    r"|<(?P<end>/?)(?P<name>[a-z][^\s/>]*+)(?:[^>\"'=]++|=\s*+(?:\"[^\"]*+\"?|'[^']*+'?)?|[\"'])*+>?",
    re.IGNORECASE | re.DOTALL,
)
#: They hold nothing, or end by themselves.
_SHALLOW_NAMES = "area base br col dd dt embed hr img input li link meta option p source td th tr wbr"
#: A parser opens them again in every block after the one that they were left open in. Source: HTML §13.2.4.3.
_REOPENED_NAMES = "a b big code em font i nobr s small strike strong tt u"
_SHALLOW = frozenset(_SHALLOW_NAMES.split())
_REOPENED = frozenset(_REOPENED_NAMES.split())
_DEEP = 500  #: open elements that no writer needs; the parser's time grows with their square
_DEEP_REOPENED = 30
_REFERENCES = 10_000  #: "&" between two tags that no writer needs, for the same reason


def is_bottomless(html: str) -> bool:
    """Whether a parser would lose itself in it: open elements, or references in one piece of text, by thousands."""
    if html.count("&") > _REFERENCES and any(part.count("&") > _REFERENCES for part in re.split("<[a-zA-Z/]", html)):
        return True
    if html.count("<") <= _DEEP:
        return False
    opened: Counter[str] = Counter()
    depth = reopened = 0
    for found in _MARKUP.finditer(html):
        name = (found["name"] or "").lower()
        if not name or name in _SHALLOW or (found["end"] and not opened[name]):
            continue
        step = -1 if found["end"] else 1
        opened[name] += step
        depth += step
        reopened += step * (name in _REOPENED)
        if depth > _DEEP or reopened > _DEEP_REOPENED:
            return True
    return False
