"""Small words that messages share."""

from __future__ import annotations


def counted(count: int, one: str, many: str | None = None) -> str:
    """ "1 story", "2 stories"; `many` is `one` with an s unless it is given."""
    return f"{count} {one if count == 1 else many or one + 's'}"
