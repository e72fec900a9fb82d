"""A list of picks that was checked by hand, as gold. Its form is told in tests/data/picks_checked.json.

The list holds fingerprints only, because the pages are not ours to copy: what they stand for is found on the pages.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lxml.html import HtmlElement

from bench.likeness import UNKNOWN
from digest.collect.article import html_tree
from digest.collect.article.lines import lines
from digest.collect.identity.urls import article_key
from digest.collect.text import sanitise

_NEVER_SEEN = ("script", "style", "noscript", "template", "svg")
_DIGITS = 12


def checked(
    gold: Mapping[str, dict[str, Any]], listing: Mapping[str, Any], files: Mapping[str, Path]
) -> dict[str, dict[str, Any]]:
    """Gold whose picks are those of the list; of pages that it does not name, nothing is known.

    Args:
        gold: by file.
        listing: as tests/data/picks_checked.json.
        files: where the pages are, by name.

    Raises:
        ValueError: a listed pick is not on its page.
    """
    new = {}
    for name, right in gold.items():
        listed = listing["pages"].get(name)
        kept = {key: value for key, value in right.items() if key != "picks"}
        new[name] = kept if listed is None else kept | {"picks": _picks(files[name], right, listed)}
    return new


def _picks(file: Path, right: Mapping[str, Any], listed: list[list[str]]) -> list[dict[str, str]]:
    if not listed:
        return []
    url = right.get("url") or UNKNOWN + file.name
    tree = html_tree.page(_bytes(file), url)
    for element in list(tree.iter(*_NEVER_SEEN)):
        element.drop_tree()
    links = _links(tree, html_tree.base(tree, url))
    missing = [one for one in listed if (one[1], one[2]) not in links]
    if missing:
        raise ValueError(f"{file.name}: {missing} of the list are not on the page")
    return [{"kind": kind, **links[target, line]} for kind, target, line in listed]


def _links(tree: HtmlElement, base: str) -> dict[tuple[str, str], dict[str, str]]:
    """Every link with the text of its line, by the fingerprints of its target and of that line."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for one in lines(tree):
        text = fingerprint(re.sub(r"\W+", "", one.text.casefold()))
        for link in one.links:
            href = sanitise.absolute(link.get("href"), base)
            try:
                found.setdefault((fingerprint(article_key(href or "")), text), {"href": href or "", "text": one.text})
            except ValueError:
                continue
    return found


def fingerprint(text: str) -> str:
    """What stands for a text in the list."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def _bytes(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
