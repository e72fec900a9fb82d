"""What was read of a source before."""

from __future__ import annotations

from collections.abc import Collection, Iterator


class Seen(Collection[str]):
    """Fingerprints of the entries that a source held last time; notes which of them it still holds."""

    def __init__(self, fingerprints: Collection[str]) -> None:
        self._kept = fingerprints
        self.met: set[str] = set()  #: those that it was asked for

    def __contains__(self, fingerprint: object) -> bool:
        if fingerprint not in self._kept:
            return False
        self.met.add(str(fingerprint))
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def gone(self) -> list[str]:
        """Those that it was not asked for."""
        return sorted(set(self._kept) - self.met)
