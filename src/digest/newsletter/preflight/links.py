"""Links that lead somewhere and say where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import unquote, urlsplit

from digest.newsletter.preflight.document import elements, words
from digest.newsletter.preflight.finding import Finding, error, warning
from digest.newsletter.preflight.proof import Proof, is_web

NOWHERE = error(
    "link-nowhere",
    "the link “{text}” leads nowhere: its address is “{address}”",
    "give it a whole address that begins with https://, in the template or in the story",
)
LEFT_OVER = error(
    "link-placeholder",
    "the link “{text}” has a placeholder in its address, {address}",
    "mend the template: something was to be filled in there",
)
LOCAL = error(
    "link-local",
    "the link “{text}” leads to {address}, which no reader can reach",
    "use the address under which it is public",
)
LOCAL_STORY = warning(
    "link-local-story",
    "the link “{text}” leads to {address}, which no reader can reach: so its source gave it",
    "take the story out of the edition, or mend its address where it comes from",
)
WORDLESS = error(
    "link-wordless",
    "the link to {address} says nothing: no text, and no alternative text of a picture",
    "put words into the link",
)
VAGUE = warning(
    "link-vague",
    "the link “{text}” does not say where it leads: read aloud alone, as lists of links are, it means nothing",
    "let it say what is there, like the story's title",
)

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{%|@@|\[\[|%%|\*\|")
_SCHEMES = ("http", "https", "mailto", "tel", "sms")
#: Words that lead anywhere; compared in small letters, without marks at their ends.
_SAY_NOTHING = frozenset(
    (
        *("click here", "click", "here", "tap here", "read more", "more", "learn more", "see more", "continue"),
        *("continue reading", "link", "this link", "go", "details", "find out more", "this", "read on"),
        *("hier", "hier klicken", "klicken sie hier", "klick hier", "mehr", "mehr lesen", "weiterlesen", "weiter"),
        *("mehr erfahren", "mehr dazu", "zum artikel", "lesen"),
        *("هنا", "اضغط هنا", "انقر هنا", "المزيد", "للمزيد", "اقرأ المزيد", "إقرأ المزيد", "اعرف المزيد", "رابط"),
        "تابع القراءة",
    )
)


def links(proof: Proof) -> Iterator[Finding]:
    told: set[str] = set()
    names = {element.get("id") or element.get("name") for element in elements(proof.root)}
    for link in elements(proof.root, "a"):
        address, text = link.get("href"), words(link)
        if address is None and (link.get("id") or link.get("name")):
            continue  # a place to jump to
        address = (address or "").strip()
        if address not in told:
            yield from _address(proof, text, address, names)
        told.add(address)
        if not text and not link.get("aria-label"):
            yield WORDLESS.of(address=address or "nowhere")
        elif _is_vague(text) and not _is_said(proof, text):
            yield VAGUE.of(text=text)


def _address(proof: Proof, text: str, address: str, names: set[str | None]) -> Iterator[Finding]:
    if _PLACEHOLDER.search(unquote(address)) and not _is_meant(proof, address):
        yield LEFT_OVER.of(text=text, address=address)
    elif not _leads(address, names):
        yield NOWHERE.of(text=text, address=address)
    elif is_web(address) and proof.facts.is_out_of_reach(address):
        # One source's mistake must not keep all the others from their readers.
        yield (LOCAL_STORY if address in proof.facts.linked else LOCAL).of(text=text, address=address)


def _is_meant(proof: Proof, address: str) -> bool:
    """A story, or a link in the editor's words, has it from where it was written."""
    return address in proof.facts.linked or any(escape(address) in said for said in proof.facts.said)


def _leads(address: str, names: set[str | None]) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        return bool(parts.hostname)
    if address.startswith("#"):
        return unquote(address[1:]) in names
    return parts.scheme in _SCHEMES and bool(parts.path)


def _is_vague(text: str) -> bool:
    return text.lower().strip(" .…!›»>→←«<:-\u200e\u200f") in _SAY_NOTHING


def _is_said(proof: Proof, text: str) -> bool:
    """A story may be called "Here"."""
    return text in proof.facts.said
