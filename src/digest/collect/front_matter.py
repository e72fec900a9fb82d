"""The front matter of a file: what its author says of it, between two lines of "---"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import yaml

from digest.collect.dates import moment

_FENCED = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<head>.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
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

    def text(self, *keys: str) -> str | None:
        """The first of these that says something."""
        for key in keys:
            value = self.values.get(key)
            if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
                return str(value).strip()
        return None

    def texts(self, *keys: str) -> tuple[str, ...]:
        """All of the first of these that says something: a list, or words between commas."""
        for key in keys:
            value = self.values.get(key)
            parts = value if isinstance(value, list) else str(value).split(",") if isinstance(value, str | int) else []
            found = tuple(
                str(part).strip() for part in parts if isinstance(part, str | int | float) and str(part).strip()
            )
            if found:
                return found
        return ()

    def is_set(self, key: str) -> bool:
        """Whether it says yes."""
        return self.values.get(key) in (True, "true", "yes", 1)

    def moment(self, *keys: str) -> datetime | None:
        """The first of these that is a date, in UTC.

        Raises:
            ValueError: one is there and is no date.
        """
        for key in keys:
            value = self.values.get(key)
            if value is None or value == "":
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
        ValueError: it is not YAML, or not keys and values; the message names the line.
    """
    fenced = _FENCED.match(text)
    if not fenced:
        return FrontMatter({}), text.removeprefix("\ufeff")
    if len(fenced["head"]) > _LONGEST:
        raise ValueError(f"its front matter has more than {_LONGEST} characters")
    try:
        values = yaml.load(fenced["head"], _Loader)  # noqa: S506 - a safe loader, see there
    except yaml.MarkedYAMLError as error:
        # The mark counts from 0, and the fence is a line too.
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise ValueError(f"its front matter is not YAML: line {line}: {error.problem}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ValueError(f"its front matter is not YAML: {error}") from None
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise ValueError("its front matter is not keys and values; write lines like `title: The shed`")  # noqa: TRY004 - wrong in the file, not in a call
    return FrontMatter({str(key).lower(): value for key, value in values.items()}), text[fenced.end() :]
