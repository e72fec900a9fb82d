"""What is left of a page → the plain blocks of an article: paragraphs, headings, lists; no boxes around boxes."""

from __future__ import annotations

from lxml import html
from lxml.html import HtmlElement

from digest.collect.article.pictures import picture

_WHOLE_NAMES = "blockquote dl figure h1 h2 h3 h4 h5 h6 hr ol p pre table ul"
_BOX_NAMES = (
    "address article aside body caption center dd details div dt fieldset figcaption footer form header html li main "
    "nav section summary tbody td tfoot th thead tr"
)
_WHOLE = frozenset(_WHOLE_NAMES.split())
_BOXES = frozenset(_BOX_NAMES.split())
_ANY_BLOCK = _WHOLE | _BOXES


def flat(tree: HtmlElement) -> HtmlElement:
    """A <div> with the blocks of `tree`, which is used up. Text beside blocks gets paragraphs of its own."""
    out = _Blocks()
    out.take(tree)
    return out.div


class _Blocks:
    def __init__(self) -> None:
        self.div = html.Element("div")
        self._open: HtmlElement | None = None  #: the paragraph that inline text goes into

    def take(self, box: HtmlElement) -> None:
        """The inside of a box."""
        self._open = None
        self._say(box.text)
        for child in list(box):
            tail, child.tail = child.tail, None
            self._add(child)
            self._say(tail)
        self._open = None

    def _add(self, child: HtmlElement) -> None:
        if child.tag in _WHOLE:
            self._open = None
            self.div.append(picture(child) if child.tag == "figure" else child)
        elif child.tag in _BOXES or any(inner.tag in _ANY_BLOCK for inner in child.iterdescendants()):
            self.take(child)
        else:
            self._paragraph().append(child)

    def _say(self, text: str | None) -> None:
        if not text or (self._open is None and not text.strip()):
            return
        paragraph = self._paragraph()
        if len(paragraph):
            paragraph[-1].tail = (paragraph[-1].tail or "") + text
        else:
            paragraph.text = (paragraph.text or "") + text

    def _paragraph(self) -> HtmlElement:
        if self._open is None:
            self._open = html.Element("p")
            self.div.append(self._open)
        return self._open
