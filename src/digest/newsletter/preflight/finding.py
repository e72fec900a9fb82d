"""A finding: one thing that is wrong with a mail, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_SHOWN = 90  #: characters of a value that a finding quotes


class Level(StrEnum):
    """How bad it is."""

    ERROR = "error"  #: readers cannot read it, cannot leave, or never see it: it holds an edition
    WARNING = "warning"  #: it works, and some readers stumble


#: Worst first.
LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True)
class Rule:
    """What may be wrong; `wrong` has names in braces for what was found."""

    code: str  #: what programs and tests know it by
    level: Level
    wrong: str
    todo: str

    def of(self, **values: object) -> Finding:
        """This is wrong."""
        return Finding(self, self.wrong.format(**{name: shown(str(value)) for name, value in values.items()}))


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a mail breaks."""

    rule: Rule
    words: str
    readers: str = ""  #: whose mail it is about, like "readers of Kitchen"; "" when it is everybody's

    @property
    def level(self) -> Level:
        return self.rule.level

    @property
    def code(self) -> str:
        return self.rule.code


def error(code: str, wrong: str, todo: str) -> Rule:
    return Rule(code, Level.ERROR, wrong, todo)


def warning(code: str, wrong: str, todo: str) -> Rule:
    return Rule(code, Level.WARNING, wrong, todo)


def shown(value: str) -> str:
    """A value on one short line."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    return plain if len(plain) <= _SHOWN else plain[: _SHOWN - 2] + " …"
