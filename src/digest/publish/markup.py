"""HTML made fit for a feed: whatever comes in, an HTML5 parser that forgives nothing finds no mistake in what goes out.

Collecting has sanitised a text already; this is the guard in front of readers, who are shown what it lets through. It
keeps text and the elements that texts are made of; what is fit already stays as it is, byte for byte.

Source: HTML Living Standard §13.2.6, the parser's "parse errors"; they are what feed validators complain of.
"""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import quote, urljoin

from digest.publish.clean import text, web_address


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_VOID = _names("br hr img")
#: These end an open paragraph.
_BLOCKS = _names("blockquote dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre summary table ul")
_KEPT = _BLOCKS | _names(
    "a abbr b br caption cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub sup "
    "tbody td tfoot th thead time tr u var"
)
#: What stands inside these is not text for a reader.
_GONE_WHOLE = _names(
    "applet audio button canvas datalist head iframe math noembed noframes object script select style svg "
    "template textarea title video xmp"
)
#: All that HTML has or had; other words between "<" and ">" are words.
ELEMENTS = (
    _KEPT
    | _GONE_WHOLE
    | _names(
        "acronym address area article aside base basefont bdi bdo big body center col colgroup data dialog dir embed "
        "fieldset font footer form frame frameset header hgroup html input isindex label legend link listing main map "
        "menu meta meter nav noscript optgroup option output param picture plaintext progress search section slot "
        "source strike track tt wbr"
    )
)
_ATTRIBUTES = _names("alt cite colspan datetime dir height href lang rowspan src start title width")
_ADDRESSES = _names("cite href src")
_HEADINGS = _names("h1 h2 h3 h4 h5 h6")
_CELLS = _names("td th")
_ROW_GROUPS = _names("tbody tfoot thead")
_HOLD_NO_TEXT = _names("table tr") | _ROW_GROUPS
_IN_TABLES = _names("caption tr") | _ROW_GROUPS | _CELLS
_RUBY_PARTS = _names("rp rt")
_PARAGRAPH, _RUBY, _TABLE, _ROW = _names("p"), _names("ruby"), _names("table"), _names("tr")
#: What is open outside of these is no matter inside.
_WALLS = _names("table caption") | _CELLS
#: What a new element of a kind ends, and what keeps it from reaching further out.
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "a": (_names("a"), _WALLS),
    "li": (_names("li"), _WALLS | {"ul", "ol"}),
    "dd": (_names("dd dt"), _WALLS | {"dl"}),
    "dt": (_names("dd dt"), _WALLS | {"dl"}),
    "rp": (_RUBY_PARTS, _WALLS | {"ruby"}),
    "rt": (_RUBY_PARTS, _WALLS | {"ruby"}),
    **dict.fromkeys(_HEADINGS, (_HEADINGS, _WALLS)),
}
_DEEPEST = 100  #: open elements; libraries that readers are made with give up at 255

# No "<" inside a tag, not even in quotes: so no text takes longer than its length.
_TAG = re.compile(
    r"""<(?:(/?)([a-zA-Z][a-zA-Z0-9]*)((?=[\s/>])[^<>"']*(?:"[^"<]*"[^<>"']*|'[^'<]*'[^<>"']*)*+)>|!--|)"""
)
_ATTRIBUTE = re.compile(r"""([^\s"'=/<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
#: In an attribute only these are references: "?a=1&copy=2" is an address of two parameters.
_REFERENCE = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
_ODD_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|nbsp);)")


def fit(html: str, base_url: str) -> str:
    """The same text as HTML without a parse error, with absolute http and mailto addresses only.

    Args:
        html: a fragment by anybody, without the characters that `clean.text` takes out.
        base_url: absolute; what relative addresses are meant from.
    """
    writer, at = _Writer(base_url), 0
    never: set[str] = set()  # what does not come any more: to look for it again and again would take for ever
    while (found := _TAG.search(html, at)) is not None:
        writer.text(html[at : found.start()])
        at, name = found.end(), (found[2] or "").lower()
        if found[0] == "<":
            writer.text("&lt;")
        elif found[0] == "<!--":
            at = _after(html, at, "-->", never)
        elif found[1]:
            writer.end(name)
        elif name in _GONE_WHOLE:
            at = _after(html, at, rf"</{name}\b[^<>]*>?", never)
        elif name in _KEPT:
            writer.start(name, found[0], found[3])
    writer.text(html[at:])
    return writer.finished()


def _after(html: str, at: int, end: str, never: set[str]) -> int:
    """Where it goes on behind an end (a pattern); right here when there is none."""
    if end in never:
        return at
    if found := re.compile(end, re.IGNORECASE).search(html, at):
        return found.end()
    never.add(end)
    return at


class _Writer:
    """Writes elements so that each is closed where it was opened, and stands where HTML lets it stand."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._written: list[str] = []
        self._open: list[str] = []

    def finished(self) -> str:
        self._close_to(0)
        return "".join(self._written)

    def text(self, raw: str) -> None:
        if not raw:
            return
        if self._open and self._open[-1] in _HOLD_NO_TEXT and not raw.isspace():
            self._enter_cell()
        self._written.append(_escaped(raw))

    def start(self, name: str, tag: str, attributes: str) -> None:
        if not self._make_room(name) or len(self._open) >= _DEEPEST:
            return
        if attributes:
            tag = self._tag(name, attributes)
        elif not tag.islower():
            tag = f"<{name}>"
        if name == "img" and ' src="' not in tag:
            return
        self._written.append(tag)
        if name not in _VOID:
            self._open.append(name)

    def end(self, name: str) -> None:
        if self._open and self._open[-1] == name:
            self._close_to(len(self._open) - 1)
            return
        walls = _TABLE if name in _IN_TABLES or name == "table" else _WALLS
        self._close(_names(name), walls - {name})

    def _make_room(self, name: str) -> bool:
        """Close and open what must be before an element can begin; False: it cannot stand here."""
        if name in _IN_TABLES:
            return self._make_room_in_table(name)
        if self._open and self._open[-1] in _HOLD_NO_TEXT:
            self._enter_cell()
        if name in _BLOCKS:
            self._close(_PARAGRAPH, _WALLS)
        if name in _ENDS:
            self._close(*_ENDS[name])
        if name == "a" and name in self._open:
            return False  # around the table that this one stands in: no link holds another
        return name not in _RUBY_PARTS or self._found(_RUBY, _WALLS) in (None, len(self._open) - 1)

    def _make_room_in_table(self, name: str) -> bool:
        table = self._found(_TABLE)
        if table is None:
            return False
        if name in _CELLS:
            row = self._found(_ROW, _TABLE)
            self._close_to(row + 1 if row is not None else table + 1)
            if row is None:
                self._push("tr")
        elif name == "tr":
            group = self._found(_ROW_GROUPS, _TABLE)
            self._close_to(group + 1 if group is not None else table + 1)
        else:
            self._close_to(table + 1)
        return True

    def _enter_cell(self) -> None:
        """Text that stands between cells gets one of its own; browsers would show it above the table."""
        if self._open[-1] != "tr":
            self._push("tr")
        self._push("td")

    def _push(self, name: str) -> None:
        self._written.append(f"<{name}>")
        self._open.append(name)

    def _close(self, names: frozenset[str], walls: frozenset[str]) -> None:
        if (found := self._found(names, walls)) is not None:
            self._close_to(found)

    def _found(self, names: frozenset[str], walls: frozenset[str] = frozenset()) -> int | None:
        """Where the innermost of the names is open; None when it is not, or a wall stands before it."""
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at] in names:
                return at
            if self._open[at] in walls:
                return None
        return None

    def _close_to(self, depth: int) -> None:
        while len(self._open) > depth:
            self._written.append(f"</{self._open.pop()}>")

    def _tag(self, name: str, attributes: str) -> str:
        kept: dict[str, str] = {}
        for found in _ATTRIBUTE.finditer(attributes):
            attribute = found[1].lower()
            if attribute in _ATTRIBUTES and attribute not in kept:
                value = _value(found[2] or found[3] or found[4] or "")
                if attribute in _ADDRESSES:
                    value = _address(value, self._base_url) or ""
                if value or attribute == "alt":
                    kept[attribute] = escape(value, quote=False).replace('"', "&quot;")
        return "".join((f"<{name}", *(f' {key}="{value}"' for key, value in kept.items()), ">"))


def _value(raw: str) -> str:
    return text(_REFERENCE.sub(lambda found: unescape(found[0]), raw)) if "&" in raw else raw


def _address(raw: str, base_url: str) -> str | None:
    if raw[:7].lower() == "mailto:":
        return quote(raw, safe="%/?:@&=+$!~*'(),;")
    return web_address(raw) or web_address(_joined(base_url, raw))


def _joined(base_url: str, raw: str) -> str:
    try:
        return urljoin(base_url, raw.strip())
    except ValueError:  # "//[": not even a host
        return ""


def _escaped(raw: str) -> str:
    """Text in which every reference is one that nobody reads otherwise."""
    if _ODD_REFERENCE.search(raw):
        return escape(text(unescape(raw)), quote=False)
    return raw
