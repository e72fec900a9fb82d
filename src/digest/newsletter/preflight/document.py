"""A mail's HTML as a tree: what lies in comments, Outlook's conditional parts among it, is not in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from lxml import etree

from digest.newsletter.preflight.sheet import Rule, rules

# What lxml takes in no text; a mail that has them still has to be looked at.
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Their text is never shown.
UNSEEN = ("head", "style", "script", "title", "template")


def tree(html: str) -> etree._Element:
    """The document's root; of a text without any element an empty one."""
    parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(_NEVER.sub("", html), parser) if html.strip() else None
    return root if root is not None else etree.Element("html")


def elements(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    """All elements of these names, or all there are, in the document's order."""
    return root.iter(*names) if names else root.iter(etree.Element)


def sheets(root: etree._Element) -> tuple[Rule, ...]:
    """The rules of all <style> blocks, in their order."""
    return tuple(chain.from_iterable(rules(block.text or "") for block in elements(root, "style")))


def words(element: etree._Element) -> str:
    """What an element says, on one line: its text, and what its images say in the place of a picture."""
    return " ".join("".join(_said(element)).replace("\u200b", "").split())


def _said(element: etree._Element) -> Iterator[str]:
    # A walk, since no depth of nesting may end it.
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, one in walk:
        if event == "end":
            yield "" if one is element else one.tail or ""
        elif one.tag in UNSEEN:
            walk.skip_subtree()
        else:
            yield f" {one.get('alt') or ''} " if one.tag == "img" else one.text or ""
