"""What a page calls the section it belongs to, in its own words."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from digest.collect import json_ld, sanitise

_MORE_IN = re.compile(
    r"(?:more|read more|latest|all)\s+(?:in|from)\s+(?P<en>.+)|mehr (?:aus|in|im ressort)\s+(?P<de>.+)"
    r"|plus (?:dans|en)\s+(?P<fr>.+)|más (?:en|de)\s+(?P<es>.+)|meer (?:in|uit)\s+(?P<nl>.+)",
    re.IGNORECASE,
)
_START = re.compile(r"home(?:page)?|start(?:seite)?|accueil|inicio|início|hjem|hem|etusivu|главная|⌂|", re.IGNORECASE)
_LONGEST = 40


def section_name(tree: HtmlElement, stated: str | None, nodes: tuple[json_ld.Node, ...]) -> str | None:
    """`stated` in <meta>, then JSON-LD articleSection, then the breadcrumb, then "More in …"; None if none says it."""
    articles = (name for node in nodes for name in json_ld.texts(node.get("articleSection")))
    for written in (stated, next(articles, None), _breadcrumb_ld(nodes), _breadcrumb(tree), _more_in(tree)):
        name = sanitise.title(written or "")
        if name and len(name) <= _LONGEST:
            return name
    return None


def _breadcrumb_ld(nodes: tuple[json_ld.Node, ...]) -> str | None:
    for node in nodes:
        if "breadcrumblist" in json_ld.kinds(node):
            steps = [one for one in json_ld.listed(node.get("itemListElement")) if isinstance(one, dict)]
            names = [next(iter(json_ld.texts(step) or json_ld.texts(step.get("item"))), "") for step in steps]
            return _deepest(names[:-1])  # the last one is the page itself
    return None


def _breadcrumb(tree: HtmlElement) -> str | None:
    for trail in tree.iter("nav", "ol", "ul", "div", "p"):
        marks = f"{trail.get('class', '')} {trail.get('id', '')} {trail.get('aria-label', '')}".lower()
        if "breadcrumb" in marks:
            return _deepest([sanitise.line("".join(map(str, link.itertext()))) for link in trail.iter("a")])
    return None


def _deepest(names: list[str]) -> str | None:
    return next((name for name in reversed(names) if not _START.fullmatch(name)), None)


def _more_in(tree: HtmlElement) -> str | None:
    for heading in tree.iter("h2", "h3", "h4", "h5"):
        found = _MORE_IN.fullmatch(sanitise.line("".join(map(str, heading.itertext()))))
        if found:
            return next(name for name in found.groups() if name)
    return None
