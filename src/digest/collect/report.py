"""What one check of a source brought, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass

from digest.words import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one source brought."""

    source: str
    items: int | None = None  #: how many it named; None when it was not read (not modified, or a failure)
    new: int = 0
    revised: int = 0
    unread: int = 0  #: pages that could not be read this time
    rejected: int = 0  #: items that could not be taken
    moved: str | None = None  #: where its address permanently redirects to
    failure: str | None = None  #: why nothing was brought

    @property
    def changed(self) -> int:
        """How many articles are new or different."""
        return self.new + self.revised

    @property
    def words(self) -> str:
        """What it brought, for `digest status`."""
        if self.failure is not None:
            return self.failure
        facts = ["not modified" if self.items is None else counted(self.items, "item")]
        facts += [f"{self.new} new, {self.revised} revised"] if self.items is not None or self.changed else []
        facts += [f"{counted(self.unread, 'page')} could not be read"] if self.unread else []
        facts += [f"{counted(self.rejected, 'item')} could not be taken"] if self.rejected else []
        facts += [f"moved for good to {self.moved}"] if self.moved else []
        return ", ".join(facts)
