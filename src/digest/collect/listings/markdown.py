"""Markdown → HTML, not yet sanitised. Host of markdown-it."""

from __future__ import annotations

from functools import lru_cache

from markdown_it import MarkdownIt


def rendered(text: str) -> str:
    """The HTML of a Markdown text: CommonMark with tables and strikethrough; HTML in it stays as it is."""
    return str(_parser().render(text))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
