"""What one look at a source brought."""

from __future__ import annotations

from dataclasses import dataclass

from digest.model import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """Stories, and what could not be taken; one never costs the other (promise 1)."""

    found: tuple[Found, ...] = ()  #: in the source's order
    rejected: tuple[tuple[str, str], ...] = ()  #: (what it is called, why), in the source's order
