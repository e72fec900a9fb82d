"""HTML inside items: what readers would not open, run or show, or would show broken; and plain text that is none.

What is safe or known differs between readers; these rules are what the strictest and the W3C's validator keep.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.entities import html5
from unicodedata import category

from lxml.etree import _Element

from digest.publish.validate.finding import Finding, advice, warning
from digest.publish.validate.pieces import Declaration, Flaw, Piece, Tag, pieces
from digest.publish.validate.tags import (
    ACTIVE,
    CLOSED_BY,
    CLOSES_PARAGRAPH,
    ENDS_ITSELF,
    KNOWN,
    NEVER_WITHIN_ITSELF,
    OF_TABLES,
    OUTER,
    RISKY_ATTRIBUTES,
    VOID,
)

RELATIVE_IN_CONTENT = warning(
    "content-relative",
    "{name} holds the relative address {value}",
    "write all addresses in the content in full, with https:// and the host",
    "pictures are missing and links lead nowhere: readers show the text far from your site",
)
ACTIVE_CONTENT = warning(
    "content-active",
    "{name} holds <{value}>, which readers take out",
    "leave it out of the feed, and link to the page that has it",
    "that part of the item is missing, and strict readers refuse the item",
)
OUTER_HTML = warning(
    "content-page",
    "{name} holds <{value}>, which belongs to a whole page",
    "put only what stands inside <body> into the feed",
    "readers show its text among the words, or drop the item",
)
UNKNOWN_TAG = warning(
    "content-unknown-tag",
    "{name} holds <{value}>, which is no HTML",
    "use HTML's own elements, or write &lt; when the sign itself is meant",
    "the words in it may be missing",
)
RISKY_ATTRIBUTE = warning(
    "content-attribute",
    "{name} holds the attribute {value}, which readers take out",
    "leave scripts, frames' settings and roles out of the feed",
    "what it does on your site does not happen in readers",
)
RISKY_STYLE = warning(
    "content-style",
    "{name} holds a style that may lay things over others: {value}",
    "leave style attributes out; readers have their own looks",
    "readers take it out, or refuse the item",
)
SCRIPT_ADDRESS = warning(
    "content-script-address",
    "{name} links to a script: {value}",
    "link to a page",
    "readers take the link away",
)
BROKEN_HTML = warning(
    "content-broken",
    "{name} has broken HTML: {value}",
    "close every element in the order in which it was opened, and write & as &amp; and < as &lt;",
    "bold text, links or lists may run on to the end of the item",
)
BARE_AMPERSAND = warning(
    "content-ampersand",
    "{name} has a bare & in its HTML: {value}",
    "write it as &amp;, in addresses too",
    "where letters follow it, some readers show another sign: &copy=1 becomes ©=1",
)
DOUBLE_ESCAPED = warning(
    "text-escaped-twice",
    "{name} is escaped twice: it still holds {value}",
    "escape the text once",
    'some readers show signs like "&amp;" instead of the letter',
)
HTML_IN_TEXT = warning(
    "text-html",
    "{name} is plain text but holds the tag {value}",
    "leave the tag out, or say that the text is HTML where the format can",
    "readers show the tag itself, or take it out",
)
LONG_CONTENT = advice(
    "content-long",
    "{name} has {value} characters",
    "give a summary here and the whole on its page",
    "some readers cut it, and each poll carries it again",
)

_MUCH = 500_000  #: characters
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)[^<>]*>")
_REFERENCE = re.compile(r"&(#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);?")
_BARE_AMPERSAND = re.compile(r"&(?=[#A-Za-z0-9])(?!(?:#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);)")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_STYLE = re.compile(r"url\s*\(|expression|position\s*:|behaviou?r\s*:|z-index|@import|\\", re.IGNORECASE)
_ADDRESSES = frozenset({("a", "href"), ("img", "src"), ("area", "href"), ("video", "src"), ("audio", "src")})


def html(name: str, content: str, where: _Element | None = None) -> Iterator[Finding]:
    """What is wrong with a piece of HTML; each thing is told once."""
    if len(content) > _MUCH:
        yield LONG_CONTENT.at(where, name=name, value=f"{len(content):,}")
    if "<" not in content and "&" not in content:
        return
    if bare := _BARE_AMPERSAND.search(content):
        yield BARE_AMPERSAND.at(where, name=name, value=content[bare.start() : bare.start() + 20])
    reading = _Reading(name, where)
    for piece in pieces(content):
        reading.take(piece)
    reading.references(content)
    reading.end()
    yield from reading.findings.values()


def plain(name: str, content: str, where: _Element | None = None) -> Iterator[Finding]:
    """What is wrong with a text that is to be shown as it stands, after the document's own escapes were undone."""
    tags = [found for found in _TAG.finditer(content) if found[1].lower() in KNOWN]
    if tags:
        yield HTML_IN_TEXT.at(where, name=name, value=tags[0][0])
    else:
        yield from escaped_twice(name, content, where)


def escaped_twice(name: str, content: str, where: _Element | None = None) -> Iterator[Finding]:
    """A reference is left where none should be."""
    for found in _REFERENCE.finditer(content):
        if found[0].endswith(";") and (found[1].startswith("#") or f"{found[1]};" in html5):
            yield DOUBLE_ESCAPED.at(where, name=name, value=found[0])
            return


class _Reading:
    """Walks through a piece of HTML with the elements that are open."""

    def __init__(self, name: str, where: _Element | None) -> None:
        self.findings: dict[str, Finding] = {}
        self._name = name
        self._where = where
        self._open: list[str] = []
        self._times: Counter[str] = Counter()  # how often each is open: looking through all takes too long

    def take(self, piece: Piece) -> None:
        """The next."""
        if isinstance(piece, Flaw):
            self.broken(piece.words)
        elif isinstance(piece, Declaration):
            self._found(OUTER_HTML.code, OUTER_HTML.at(self._where, name=self._name, value=piece.words))
        elif piece.closes:
            self._ended(piece.name)
        else:
            self._begun(piece)

    def references(self, content: str) -> None:
        """Those that mean nothing."""
        for found in _REFERENCE.finditer(content):
            if found[0].endswith(";") and not _is_sign(found[1]):
                self.broken(f"{found[0]} is no sign of HTML")
                return

    def _begun(self, tag: Tag) -> None:
        self._close_implied(tag.name)
        self._judge(tag.name)
        if len({name for name, _ in tag.attributes}) < len(tag.attributes):
            self.broken(f"<{tag.name}> has an attribute twice")
        for attribute, value in tag.attributes:
            self._attribute(tag.name, attribute, value)
        if tag.name in NEVER_WITHIN_ITSELF and self._times[tag.name]:
            self.broken(f"<{tag.name}> stands in another <{tag.name}>")
        if tag.name in OF_TABLES and not self._times["table"]:
            self.broken(f"<{tag.name}> stands outside a table")
        if tag.name not in VOID:
            self._open.append(tag.name)
            self._times[tag.name] += 1
            if tag.closes_itself:
                self.broken(f"<{tag.name}/> does not close itself in HTML")

    def _ended(self, tag: str) -> None:
        if tag in VOID:
            self.broken(f"</{tag}> closes what has no end")
        elif not self._times[tag]:
            self.broken(f"</{tag}> closes nothing")
        else:
            while (inner := self._pop()) != tag:
                if inner not in ENDS_ITSELF:
                    self.broken(f"</{tag}> comes before </{inner}>")

    def _pop(self) -> str:
        last = self._open.pop()
        self._times[last] -= 1
        return last

    def end(self) -> None:
        """Nothing comes any more."""
        for tag in reversed(self._open):
            if tag not in ENDS_ITSELF:
                self.broken(f"<{tag}> is never closed")

    def broken(self, words: str) -> None:
        self._found(BROKEN_HTML.code, BROKEN_HTML.at(self._where, name=self._name, value=words))

    def _close_implied(self, tag: str) -> None:
        while self._open and tag in CLOSED_BY.get(self._open[-1], ()):
            self._pop()
        if tag in CLOSES_PARAGRAPH and self._open and self._open[-1] == "p":
            self._pop()

    def _judge(self, tag: str) -> None:
        rule = ACTIVE_CONTENT if tag in ACTIVE else OUTER_HTML if tag in OUTER else UNKNOWN_TAG
        if tag not in KNOWN or rule is not UNKNOWN_TAG:
            self._found(f"{rule.code} {tag}", rule.at(self._where, name=self._name, value=tag))

    def _attribute(self, tag: str, attribute: str, value: str) -> None:
        if attribute.startswith(("on", "aria-")) or attribute in RISKY_ATTRIBUTES:
            found = RISKY_ATTRIBUTE.at(self._where, name=self._name, value=attribute)
            self._found(f"{found.code} {attribute}", found)
        elif attribute == "style" and _STYLE.search(value):
            self._found(RISKY_STYLE.code, RISKY_STYLE.at(self._where, name=self._name, value=value))
        elif (tag, attribute) in _ADDRESSES:
            self._address(value.strip())

    def _address(self, value: str) -> None:
        if value.lower().startswith(("javascript:", "vbscript:")):
            self._found(SCRIPT_ADDRESS.code, SCRIPT_ADDRESS.at(self._where, name=self._name, value=value))
        elif not _ABSOLUTE.match(value):
            value = value or "(empty)"
            self._found(RELATIVE_IN_CONTENT.code, RELATIVE_IN_CONTENT.at(self._where, name=self._name, value=value))

    def _found(self, once: str, found: Finding) -> None:
        self.findings.setdefault(once, found)


def _is_sign(reference: str) -> bool:
    """Whether a name, or a number after "#", stands for something that can be shown."""
    if not reference.startswith("#"):
        return f"{reference};" in html5
    digits, base = (reference[2:], 16) if reference[1] in "xX" else (reference[1:], 10)
    try:
        sign = chr(int(digits[:9], base))
    except ValueError:
        return False
    return sign in "\t\n\r" or category(sign) not in ("Cc", "Cs")
