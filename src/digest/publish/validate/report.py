"""What one document is, what is wrong with it, and what must fit the documents that it is linked with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from digest.publish.validate.finding import LEVELS, Finding, Level

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known about a document from outside."""

    now: datetime  #: the present, to know dates that cannot be
    address: str | None = None  #: where it was fetched from; None when it is just a file


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a document says that others can contradict."""

    items: tuple[tuple[str, str], ...] = ()  #: (id, last change as written or ""), in the order of the document
    links: Mapping[str, str] = field(default_factory=lambda: _NONE)  #: "self", "page", "prev-archive", … → address

    @property
    def is_archive(self) -> bool:
        """Whether it is closed: only such a document names the one that goes on changing (RFC 5005 §4)."""
        return "current" in self.links and self.links["current"] != self.links.get("self")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One document, judged."""

    kind: str  #: "RSS 2.0", "Atom 1.0", …; what it is instead when it is no feed
    findings: tuple[Finding, ...]  #: the worst first, then by line
    facts: Facts = field(default_factory=Facts)

    def count(self, level: Level) -> int:
        return sum(found.level is level for found in self.findings)


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """The worst first, then as they stand in the document."""
    return tuple(sorted(findings, key=lambda found: (LEVELS.index(found.level), found.line or 0)))
