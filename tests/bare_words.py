"""Words in a template that no catalogue can translate: text that people see or hear, and texts in expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment
from jinja2.nodes import Call, Const, Name, Node

_ENVIRONMENT = Environment(autoescape=True)
_WORD = re.compile(r"[^\W\d_]{2,}")
#: A text in an expression that reads like words: two with a blank between, or one that begins large.
_SAID = re.compile(r"[^\W\d_] [^\W\d_]|\b[A-Z][a-z]")
_SPOKEN = {"alt", "title", "aria-label", "aria-roledescription", "placeholder", "data-copied", "data-failed"}
#: No text, though they stand outside of tags: the class that a page has, and attributes that a macro gives.
_CLASS = re.compile(r"{% block kind %}.*?{% endblock %}")
_ATTRIBUTE = re.compile(r'\b[\w-]+=""')
_UNSEEN = {"script", "style"}
_TRANSLATED = {"_", "n_"}


def bare_words(source: str, *, html: bool) -> list[str]:
    """Each piece of text with words that is not handed to `_` or `n_`, as it stands in the template."""
    tokens = _ENVIRONMENT.lex(_CLASS.sub("", source))
    written = "".join(text for _, kind, text in tokens if kind == "data")
    pieces = _seen(written) if html else written.splitlines()
    shown = [piece.strip() for piece in pieces if _WORD.search(_ATTRIBUTE.sub("", piece))]
    return [*shown, *_constants(_ENVIRONMENT.parse(source))]


def _constants(node: Node) -> Iterator[str]:
    if isinstance(node, Call) and isinstance(node.node, Name) and node.node.name in _TRANSLATED:
        # What is translated is no bare word, but what is put into it may be.
        for pair in node.kwargs:
            yield from _constants(pair.value)
        return
    if isinstance(node, Const) and isinstance(node.value, str) and _SAID.search(node.value):
        yield node.value
    for child in node.iter_child_nodes():
        yield from _constants(child)


def _seen(written: str) -> list[str]:
    reader = _Reader(convert_charrefs=True)
    reader.feed(written)
    reader.close()
    return reader.pieces


class _Reader(HTMLParser):
    def __init__(self, **options: bool) -> None:
        super().__init__(**options)
        self.pieces: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        self.pieces += [value or "" for name, value in attrs if name in _SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside not in _UNSEEN:
            self.pieces.append(data)
