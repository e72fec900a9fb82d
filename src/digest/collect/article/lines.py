"""An HTML tree as the lines that a reader sees, so that one can be judged, and taken away, without harm to the rest."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from digest.collect.text.sanitise import line as folded

_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 head header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FULL_WITHOUT_TEXT = frozenset({"img", "picture", "video", "audio", "iframe", "hr", "table", "svg"})
_MOST_PARTS = 50  #: elements in one that is taken for empty


@dataclass(slots=True)
class Line:
    """What stands between two line ends: block boundaries and <br>."""

    block: HtmlElement  #: the innermost block it lies in
    pieces: list[tuple[HtmlElement, str, bool]] = field(default_factory=list)  #: (element, "text" or "tail", in a link)
    links: list[HtmlElement] = field(default_factory=list)

    @property
    def text(self) -> str:
        return folded("".join(getattr(element, slot) or "" for element, slot, _ in self.pieces))

    @property
    def outside(self) -> str:
        """Its text without that of its links."""
        return folded("".join(getattr(element, slot) or "" for element, slot, is_link in self.pieces if not is_link))

    def erase(self) -> None:
        """Take it out of the tree, with every element that is left empty."""
        for element, slot, _ in self.pieces:
            setattr(element, slot, None)
        for link in self.links:
            if link.getparent() is not None:
                link.drop_tree()
        _drop_while_empty(self.block)


def lines(tree: HtmlElement) -> list[Line]:
    """Every line that has text, in the order of the document."""
    found: list[Line] = []
    blocks: list[HtmlElement] = [tree]
    link: HtmlElement | None = None
    current = Line(tree)
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        is_block = element.tag in _BLOCKS
        if event == "start":
            if is_block:
                blocks.append(element)
            if is_block or element.tag == "br":
                found.append(current)
                current = Line(blocks[-1], links=_open(link))
            if element.tag == "a" and element.get("href"):
                link = element
                current.links.append(element)
            current.pieces.append((element, "text", link is not None))
            continue
        if is_block:
            blocks.pop()
            found.append(current)
            current = Line(blocks[-1], links=_open(link))
        link = None if element is link else link
        if element is not tree:
            current.pieces.append((element, "tail", link is not None))
    found.append(current)
    return [one for one in found if one.text]


def _open(link: HtmlElement | None) -> list[HtmlElement]:
    """The link that a new line begins in, as in <a><h3>."""
    return [] if link is None else [link]


def drop(element: HtmlElement) -> None:
    """Take an element out, keep the text after it, and take its parents out too where nothing is left in them."""
    parent = element.getparent()
    if parent is not None:
        element.drop_tree()
        _drop_while_empty(parent)


def _drop_while_empty(element: HtmlElement | None) -> None:
    while element is not None and element.tag not in ("html", "body") and _is_empty(element):
        parent = element.getparent()
        if parent is None:
            return
        element.drop_tree()
        element = parent


def _is_empty(element: HtmlElement) -> bool:
    """Whether a reader sees nothing of it; what has very many parts is not looked through, again and again."""
    for number, inner in enumerate(element.iter()):
        tail = inner.tail if inner is not element else None
        text = inner.text if isinstance(inner.tag, str) else None
        if number > _MOST_PARTS or inner.tag in _FULL_WITHOUT_TEXT or (text or "").strip() or (tail or "").strip():
            return False
    return True
