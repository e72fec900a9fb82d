"""The front matter of a file: what its author says of it, before the text.

YAML between two lines of "---", TOML between two of "+++", or a JSON object.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import yaml

from digest.collect.text.dates import moment

_FENCED = re.compile(r"\A---[ \t]*\r?\n(?P<head>.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\+\+\+[ \t]*\r?\n(?P<head>.*?)(?:^|\n)\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_JSON = re.compile(r"\A\{\s*[\"}]")
_INNER = ("params", "extra", "taxonomies")  #: tables in which site generators keep some of the keys
_YES = (True, 1, "true", "yes", "on", "1")
_NO = (False, 0, "false", "no", "off", "0")
_LONGEST = 64_000  #: characters
_SHOWN = 100


class _Loader(yaml.SafeLoader):
    """Takes no aliases: a hundred characters of them stand for millions of values."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.get_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "front matter takes no aliases (`*name`)", mark)
        return super().compose_node(parent, index)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Keys in small letters, and ways to read them as what they are meant to be; absence is None or ()."""

    values: Mapping[str, Any]
    is_there: bool = True  #: whether the file has any

    def text(self, *keys: str) -> str | None:
        """The first of these that says something."""
        for key in keys:
            value = self.values.get(key)
            if isinstance(value, str | int | float | date) and not isinstance(value, bool) and str(value).strip():
                return str(value).strip()
        return None

    def texts(self, *keys: str) -> tuple[str, ...]:
        """All of the first of these that says something: a list, or words between commas."""
        for key in keys:
            value = self.values.get(key)
            parts = str(value).split(",") if isinstance(value, str | int) else value
            if not isinstance(parts, list):
                parts = [parts]
            names = (part.get("name") if isinstance(part, dict) else part for part in parts)
            found = tuple(str(name).strip() for name in names if isinstance(name, str | int | float))
            if found := tuple(filter(None, found)):
                return found
        return ()

    def tables(self, *keys: str) -> tuple[Mapping[str, str], ...]:
        """All that these say, each as keys in small letters with their texts: what is a text alone is its `url`.

        Of several lines the first three are its `url`, `length` and `type`, as WordPress exports them.
        """
        values = [self.values.get(key) for key in keys]
        parts = [part for value in values for part in (value if isinstance(value, list) else [value])]
        return tuple(filter(None, map(_table, parts)))

    @property
    def is_draft(self) -> bool:
        """Whether its author says that it is not to be seen yet."""
        draft, published = (_plain(self.values.get(key)) for key in ("draft", "published"))
        return draft in _YES or published in _NO or _plain(self.values.get("status")) in ("draft", "private", "pending")

    def moment(self, *keys: str) -> datetime | None:
        """The first of these that is a date, in UTC.

        Raises:
            ValueError: one is there and is no date.
        """
        for key in keys:
            value = self.values.get(key)
            if value is None or value == "" or isinstance(value, bool):
                continue
            if isinstance(value, datetime):
                return value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)
            if isinstance(value, date):
                return datetime(value.year, value.month, value.day, tzinfo=UTC)
            found = moment(str(value)) if isinstance(value, str | int | float) else None
            if found is None:
                shown = repr(value)[:_SHOWN] if isinstance(value, str | int | float) else "what it says"
                raise ValueError(
                    f'`{key}`: {shown} is not a date; write it like "2026-11-23" or "2026-11-23T08:00:00Z"'
                )
            return found
        return None


def split(text: str) -> tuple[FrontMatter, str]:
    """A file's front matter and the text after it; a file without one is all text.

    Raises:
        ValueError: it is not what its form says, or not keys and values; the message names the line.
    """
    text = text.removeprefix("\ufeff")
    if _JSON.match(text):
        values, end = _json(text)
    elif fenced := _FENCED.match(text):
        values, end = _yaml(_short(fenced["head"])), fenced.end()
    elif fenced := _TOML.match(text):
        values, end = _toml(_short(fenced["head"])), fenced.end()
    else:
        return FrontMatter({}, is_there=False), text
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise ValueError("its front matter is not keys and values; write lines like `title: The shed`")  # noqa: TRY004 - wrong in the file, not in a call
    return FrontMatter(_flat(values)), text[end:]


def _flat(values: dict[Any, Any]) -> dict[str, Any]:
    """Keys in small letters; those of inner tables stand behind the outer ones."""
    outer = {str(key).lower(): value for key, value in values.items()}
    inner = [outer[name] for name in _INNER if isinstance(outer.get(name), dict)]
    return {str(key).lower(): value for table in inner for key, value in table.items()} | outer


def _short(head: str) -> str:
    if len(head) > _LONGEST:
        raise ValueError(f"its front matter has more than {_LONGEST} characters")
    return head


def _yaml(head: str) -> Any:
    try:
        return yaml.load(head, _Loader)  # noqa: S506 - a safe loader, see there
    except yaml.MarkedYAMLError as error:
        # The mark counts from 0, and the fence is a line too.
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        hint = "; put a value with a colon in quotes" if "mapping values" in (error.problem or "") else ""
        raise ValueError(f"its front matter is not YAML: line {line}: {error.problem}{hint}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ValueError(f"its front matter is not YAML: {error}") from None


def _toml(head: str) -> Any:
    try:
        # The line of the fence counts, as an editor does.
        return tomllib.loads("\n" + head.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ValueError(f"its front matter is not TOML: {error}") from None


def _json(text: str) -> tuple[Any, int]:
    try:
        values, end = json.JSONDecoder().raw_decode(text[:_LONGEST])
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"its front matter is not JSON: {error}") from None
    return values, end


def _table(value: object) -> dict[str, str]:
    if isinstance(value, dict):
        pairs = ((str(key).lower(), one) for key, one in value.items())
        return {key: str(one).strip() for key, one in pairs if isinstance(one, str | int)}
    lines = value.strip().splitlines() if isinstance(value, str) else []
    return dict(zip(("url", "length", "type"), map(str.strip, lines), strict=False))


def _plain(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value
