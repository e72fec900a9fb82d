"""Which language a mail is in, and which way it runs: what reads it aloud, and what lays it out, has to know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from digest.language import language as known
from digest.newsletter.preflight.document import elements
from digest.newsletter.preflight.finding import Finding, warning
from digest.newsletter.preflight.proof import Proof

NO_LANG = warning(
    "lang",
    "{place} does not say in which language the mail is: it is read aloud in the wrong voice",
    'write lang="{{ mast.language }}" there in the template',
)
NO_DIR = warning(
    "dir",
    "{place} does not say which way the text runs",
    'write dir="{{ mast.dir }}" there in the template',
)
WRONG_DIR = warning(
    "dir-wrong",
    "the mail is in “{lang}”, which does not run {dir}",
    "set `language` of the newsletter, or of the site, in config.toml",
)

# RFC 5646 §2.1, its shape only.
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def language(proof: Proof) -> Iterator[Finding]:
    """Also on an inner element: web mail takes <html> and <body> away."""
    root = proof.root
    yield from _said(root, "the mail's <html>")
    body = root.find("body")
    inner = [] if body is None else [one for one in elements(body) if one.get("lang") or one.get("dir")]
    if root.get("lang") and not any(one.get("lang") for one in inner):
        yield NO_LANG.of(place="nothing inside <body>, of which web mail keeps no more,")
    if root.get("dir") and not any(one.get("dir") for one in inner):
        yield NO_DIR.of(place="nothing inside <body>, of which web mail keeps no more,")


def _said(root: etree._Element, place: str) -> Iterator[Finding]:
    lang, dir = (root.get("lang") or "").strip(), (root.get("dir") or "").strip().lower()
    if not _TAG.fullmatch(lang):
        yield NO_LANG.of(place=place)
    if dir not in ("ltr", "rtl"):
        yield NO_DIR.of(place=place)
    elif _TAG.fullmatch(lang) and known(lang).dir != dir:
        yield WRONG_DIR.of(lang=lang, dir={"ltr": "from left to right", "rtl": "from right to left"}[dir])
