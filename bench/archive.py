"""Reads a benchmark's archive (one JSON object a line) into articles, and its questions."""

from __future__ import annotations

import html
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from digest.model import Article


def articles(path: Path) -> list[Article]:
    """The archive; text in Markdown or plain, titles perhaps with character references."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_article(json.loads(line)) for line in lines if line.strip()]


def questions(path: Path, known: list[Article]) -> dict[str, Any]:
    """What is asked of which article; ends the program if the archive lacks one."""
    asked: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    ids = {article.id for article in known}
    if missing := sorted(set(asked) - ids):
        sys.exit(f"{path}: {len(missing)} ids are not in the archive, the first is {missing[0]!r}")
    return asked


def paragraphs(text: str) -> str:
    """Plain text as the HTML that an article has."""
    return "".join(f"<p>{html.escape(html.unescape(part))}</p>" for part in text.split("\n\n") if part.strip())


def _article(raw: dict[str, Any]) -> Article:
    date = datetime.fromisoformat(raw["date"])
    date = (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    own = f"bench.invalid/{raw['id']}"
    return Article(
        id=raw["id"],
        key=own,
        source="bench",
        url=f"https://{own}",
        section=raw.get("section") or "",
        title=_text(raw, "title", html.unescape),
        summary=_text(raw, "summary", html.unescape),
        content=_text(raw, "text", paragraphs),
        authors=tuple(raw.get("authors") or ()),
        image=None,
        language=raw.get("language"),
        published=date,
        date=date,
        collected=date,
        updated=date,
        revision=1,
        digest="",
        tags=tuple(raw.get("tags") or ()),
    )


def _text(raw: dict[str, Any], field: str, read: Callable[[str], str]) -> str:
    return read(raw.get(field) or "")
