"""Links, emphasis and pictures carried through a text finder as letters of no language.

What finds the body of a page finds another body when it is asked to keep such elements, and loses blanks beside them.
So it is asked for plain paragraphs: each element leaves a mark in the text before, and stands again in its place after.
"""

from __future__ import annotations

import re
from html import escape

from lxml import etree
from lxml.html import HtmlElement

_INLINE = ("a", "b", "strong", "i", "em", "sub", "sup", "s", "del", "ins", "mark", "q", "cite")
_ALONE = ("table", "pre", "blockquote", "ul", "ol", "iframe")  #: a figure with one of these is more than a picture
_OPEN, _CLOSE, _PICTURE, _END = "\ue0a1\ue0a2\ue0a3\ue0a4"
_DIGITS = "".join(map(chr, range(0xE0B0, 0xE0BA)))
_TO_MARK = str.maketrans("0123456789", _DIGITS)
_FROM_MARK = str.maketrans(_DIGITS, "0123456789")
_ANY = re.compile("[\ue0a1-\ue0a4\ue0b0-\ue0b9]")
_NUMBER = f"([{_DIGITS}]+){_END}"
_BLOCK = r"</?(?:p|div|h[1-6]|ul|ol|li|table|tr|td|th|blockquote|pre)\b"
#: An innermost pair that no block cuts.
_PAIR = re.compile(f"{_OPEN}{_NUMBER}((?:(?![{_OPEN}{_CLOSE}]|{_BLOCK}).)*){_CLOSE}", re.DOTALL)
_OWN = re.compile(rf"<p>\s*{_PICTURE}{_NUMBER}\s*</p>")
_AMID = re.compile(f"{_PICTURE}{_NUMBER}")
_DEEPEST = 6  #: elements in one another


class Marks:
    """The marks of one page."""

    def __init__(self) -> None:
        self._tags: list[tuple[str, str]] = []
        self._pictures: list[tuple[str, str]] = []  #: (the picture, its caption), as HTML

    def leave(self, tree: HtmlElement) -> None:
        """Put marks into a tree, whose figures and images are gone afterwards."""
        for element in tree.iter():
            if isinstance(element.tag, str):
                element.text = _bare(element.text)
            element.tail = _bare(element.tail)
        for figure in list(tree.iter("figure")):
            self._stand_for(figure)
        for image in list(tree.iter("img")):
            _replace(image, self._picture(image, ""))
        for element in tree.iter(*_INLINE):
            self._surround(element)

    def restored(self, html: str) -> str:
        """HTML with marks → with what they stand for; those that lost their partner are gone."""
        for _ in range(_DEEPEST):
            html, found = _PAIR.subn(self._pair, html)
            if not found:
                break
        html = _OWN.sub(lambda found: self._figure(int(found[1].translate(_FROM_MARK))), html)
        html = _AMID.sub(lambda found: self._pictures[int(found[1].translate(_FROM_MARK))][0], html)
        return _ANY.sub("", html)

    def _stand_for(self, figure: HtmlElement) -> None:
        images = list(figure.iter("img"))
        if not images or figure.getparent() is None or next(figure.iter(*_ALONE), None) is not None:
            return
        captions = ["".join(map(str, one.itertext())) for one in figure.iter("figcaption")]
        own = etree.Element("p")
        own.text = self._picture(images[0], " ".join(" ".join(captions).split()))
        own.tail = figure.tail
        figure.getparent().replace(figure, own)

    def _picture(self, image: HtmlElement, caption: str) -> str:
        named = {name: image.get(name) for name in ("src", "alt", "title", "width", "height")}
        self._pictures.append(
            (f"<img{_attributes(named)}>", f"<figcaption>{escape(caption)}</figcaption>" * bool(caption))
        )
        return _PICTURE + str(len(self._pictures) - 1).translate(_TO_MARK) + _END

    def _surround(self, element: HtmlElement) -> None:
        if not "".join(map(str, element.itertext())).strip():
            return
        opening = _attributes({"href": element.get("href")}) if element.tag == "a" else ""
        self._tags.append((f"<{element.tag}{opening}>", f"</{element.tag}>"))
        number = str(len(self._tags) - 1).translate(_TO_MARK)
        element.text = f"{_OPEN}{number}{_END}{element.text or ''}"
        if len(element):
            element[-1].tail = f"{element[-1].tail or ''}{_CLOSE}"
        else:
            element.text += _CLOSE

    def _pair(self, found: re.Match[str]) -> str:
        opening, closing = self._tags[int(found[1].translate(_FROM_MARK))]
        return f"{opening}{found[2]}{closing}" if found[2].strip() else found[2]

    def _figure(self, number: int) -> str:
        picture, caption = self._pictures[number]
        return f"<figure>{picture}{caption}</figure>" if caption else f"<p>{picture}</p>"


def _bare(text: str | None) -> str | None:
    return _ANY.sub("", text) if text else text


def _replace(image: HtmlElement, mark: str) -> None:
    parent = image.getparent()
    if parent is None:
        return
    image.tail = mark + (image.tail or "")
    image.drop_tree()


def _attributes(named: dict[str, str | None]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in named.items() if value)
