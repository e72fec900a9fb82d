"""Reads a benchmark's archive (one JSON object a line) into articles, and its questions; writes its answers.

Whatever cannot be read ends the program with one line that says what and where.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from digest.collect.article.meta import series
from digest.collect.listings.markdown import rendered
from digest.collect.text import sanitise
from digest.collect.text.dates import moment
from digest.model import Article, Series

#: Begins as a document of HTML does, or closes a block as no Markdown has to.
_HTML = re.compile(r"\s*<[a-z!]|.*</(?:p|div|li|h[1-6]|td|section|article)>", re.IGNORECASE | re.DOTALL)
_BASE = "https://bench.invalid/"
_UNDATED = datetime(1, 1, 1, tzinfo=UTC)


def articles(path: Path) -> list[Article]:
    """The archive; of two lines with one id the later counts.

    A line needs an `id`. `date` (a day, or a moment in any zone), `title`, `summary`, `text` (plain, Markdown or HTML),
    `section`, `tags`, `authors`, `language` and `series` (a name, with `part` beside it, or an object with `title` and
    `part`) may be null or missing; what has no date is older than all that has one.
    """
    known: dict[str, Article] = {}
    # Not splitlines(): JSON may hold U+2028 and others that it would take for ends of lines.
    for number, line in enumerate(_content(path).split("\n"), 1):
        if line.strip():
            try:
                article = _article(_json(line))
            except (TypeError, ValueError) as error:
                sys.exit(f"{path}, line {number}: {error}")
            known[article.id] = article
    if not known:
        sys.exit(f"{path}: there is no article in it")
    return list(known.values())


def questions(path: Path, known: list[Article]) -> dict[str, Any]:
    """What is asked of which article; all of them have to be in the archive."""
    asked = document(path)
    ids = {article.id for article in known}
    if missing := sorted(set(asked) - ids):
        sys.exit(f"{path}: {len(missing)} ids are not in the archive, the first is {missing[0]!r}")
    return asked


def right_answers(path: Path, known: list[Article]) -> dict[str, list[str]]:
    """The ids that are right for each question; those that the archive does not have are left out, and told."""
    asked = questions(path, known)
    for id, right in asked.items():
        if not isinstance(right, list) or not all(isinstance(one, str) for one in right):
            sys.exit(f"{path}: what is right for {id!r} must be a list of ids, not {json.dumps(right)[:60]}")
    ids = {article.id for article in known}
    unknown = sorted({one for right in asked.values() for one in right} - ids)
    if unknown:
        print(f"left out: {len(unknown)} right ids that are not in the archive, the first is {unknown[0]!r}")
    return {id: [one for one in right if one in ids] for id, right in asked.items()}


def document(path: Path) -> dict[str, Any]:
    """The one JSON object that a file holds."""
    try:
        read = _json(_content(path))
    except ValueError as error:
        sys.exit(f"{path}: {error}")
    if not isinstance(read, dict):
        sys.exit(f"{path}: expected one JSON object, found {type(read).__name__}")
    return read


def write(path: Path, answers: Mapping[str, object]) -> None:
    """Answers, one a line."""
    try:
        path.write_text(json.dumps(answers, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    except OSError as error:
        sys.exit(f"{path}: it cannot be written ({error.strerror})")


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        sys.exit(f"{path}: it cannot be read ({error.strerror})")
    except UnicodeDecodeError:
        sys.exit(f"{path}: it is not UTF-8")


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise ValueError(f"it is not JSON ({error})") from None


def _article(raw: Any) -> Article:
    if not isinstance(raw, dict):
        raise TypeError(f"expected an object with an `id`, found {type(raw).__name__}")
    id, told = _text(raw, "id"), _text(raw, "date")
    date = moment(told) if told else _UNDATED
    if not id or date is None:
        raise ValueError("`id` is missing" if not id else f"`date` names no day: {told!r}")
    url = _BASE + quote(id)
    return Article(
        id=id,
        key=url.removeprefix("https://"),
        source="bench",
        url=url,
        section=_text(raw, "section"),
        title=sanitise.title(_text(raw, "title")),
        summary=sanitise.title(_text(raw, "summary")),
        content=content(_text(raw, "text")),
        authors=_texts(raw, "authors"),
        image=None,
        language=sanitise.language(_text(raw, "language")),
        published=date,
        date=date,
        collected=date,
        updated=date,
        revision=1,
        digest="",
        tags=_texts(raw, "tags"),
        series=_series(raw.get("series"), raw.get("part")),
    )


def content(text: str) -> str:
    """Plain text, Markdown or HTML as the clean HTML that an article has."""
    return sanitise.clean(text if _HTML.match(text) else rendered(text), _BASE)


def _series(stated: Any, part: Any) -> Series | None:
    if isinstance(stated, dict):
        stated, part = stated.get("title") or stated.get("key"), stated.get("part")
    if not isinstance(stated, str) or not stated.strip():
        return None
    return series(stated, part) or Series(key=stated.casefold(), title=stated)


def _text(raw: Mapping[str, Any], field: str) -> str:
    value = raw.get(field)
    if not isinstance(value, str | None):
        raise TypeError(f"`{field}` must be a text, not {json.dumps(value)[:60]}")
    return value or ""


def _texts(raw: Mapping[str, Any], field: str) -> tuple[str, ...]:
    values = raw.get(field) or []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError(f"`{field}` must be a list of texts, not {json.dumps(values)[:60]}")
    return tuple(values)
