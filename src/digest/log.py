"""One structured line per event: an event and its facts, bound once, never retyped.

`log_for(source="...").info("collected", new=3)` prints `2026-11-23T08:00:01Z info collected source=... new=3`.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import TextIO

_logger = logging.getLogger("digest")


class Log:
    """An event logger with facts bound to it."""

    def __init__(self, **facts: object) -> None:
        self._facts = facts

    def info(self, event: str, **facts: object) -> None:
        self._write(logging.INFO, event, facts)

    def warning(self, event: str, **facts: object) -> None:
        self._write(logging.WARNING, event, facts)

    def error(self, event: str, **facts: object) -> None:
        self._write(logging.ERROR, event, facts)

    def _write(self, level: int, event: str, facts: dict[str, object]) -> None:
        if _logger.isEnabledFor(level):
            _logger.log(level, "%s", " ".join([event, *_pairs({**self._facts, **facts})]))


def log_for(**facts: object) -> Log:
    """A log whose every line carries these facts."""
    return Log(**facts)


def start(stream: TextIO | None = None, *, level: int = logging.INFO) -> None:
    """Write events to `stream` (standard error by default) from now on."""
    handler = logging.StreamHandler(stream or sys.stderr)
    formatter = logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    _logger.handlers[:] = [handler]
    _logger.setLevel(level)
    _logger.propagate = False


def _pairs(facts: dict[str, object]) -> list[str]:
    return [f"{name}={_value(fact)}" for name, fact in facts.items() if fact is not None]


def _value(fact: object) -> str:
    text = f"{fact:.3f}" if isinstance(fact, float) else str(fact)
    # A value with blanks, quotes or control characters is quoted, so that nobody can forge a line.
    plain = text and text.isprintable() and not any(c in text for c in ' "=')
    return text if plain else json.dumps(text, ensure_ascii=False)
