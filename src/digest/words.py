"""Small words that messages share."""

from __future__ import annotations

from datetime import timedelta

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"))


def counted(count: int, one: str, many: str | None = None) -> str:
    """ "1 story", "2 stories"; `many` is `one` with an s unless it is given."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def spanned(span: timedelta) -> str:
    """ "12 min", "4 h", "3 d": to two digits, of the largest unit that gives at least two of it."""
    seconds = span.total_seconds()
    for size, name in _UNITS:
        if seconds >= 2 * size or (seconds >= size and seconds % size == 0):
            return f"{round(seconds / size)} {name}"
    return "1 min" if seconds >= 60 else "less than a minute"  # noqa: PLR2004 - seconds
