"""A finding: one thing that is wrong, where, what to do about it, and what it means for readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import cast

from lxml.etree import _Element

_SHOWN = 90  #: characters of a value that a finding quotes


class Level(StrEnum):
    """How bad it is."""

    ERROR = "error"  #: a specification forbids it: some readers lose items, or the feed
    WARNING = "warning"  #: validators and careful readers object
    ADVICE = "advice"  #: it works, and could work better


#: Worst first.
LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True)
class Rule:
    """What may be wrong; `wrong` has names in braces for what was found."""

    code: str  #: what programs and tests know it by
    level: Level
    wrong: str
    todo: str
    readers: str  #: what it means for them

    def at(self, where: _Element | int | None = None, /, **values: object) -> Finding:
        """This is wrong at an element, on a line, or (None) with the whole."""
        line = cast("int | None", where.sourceline) if isinstance(where, _Element) else where
        words = self.wrong.format(**{name: shown(str(value)) for name, value in values.items()})
        return Finding(rule=self, words=words, line=line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that a document breaks."""

    rule: Rule
    words: str
    line: int | None = None  #: from 1; None when it is about the whole
    item: str = ""  #: its title, else its id; "" when it is about the feed

    @property
    def level(self) -> Level:
        return self.rule.level

    @property
    def code(self) -> str:
        return self.rule.code


def error(code: str, wrong: str, todo: str, readers: str) -> Rule:
    return Rule(code, Level.ERROR, wrong, todo, readers)


def warning(code: str, wrong: str, todo: str, readers: str) -> Rule:
    return Rule(code, Level.WARNING, wrong, todo, readers)


def advice(code: str, wrong: str, todo: str, readers: str) -> Rule:
    return Rule(code, Level.ADVICE, wrong, todo, readers)


def in_item(name: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The same, said of an item."""
    for found in findings:
        yield found if found.item else replace(found, item=shown(name))


def on_line(line: int | None, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The same, on this line where none is known."""
    for found in findings:
        yield found if found.line else replace(found, line=line)


def shown(value: str) -> str:
    """A value on one short line."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    return plain if len(plain) <= _SHOWN else plain[: _SHOWN - 2] + " …"
