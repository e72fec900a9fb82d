"""Moments as people read them: exact, and how far away."""

from __future__ import annotations

from datetime import UTC, datetime, time

from digest.errors import WrongUse
from digest.words import spanned


def moment(text: str) -> datetime:
    """What somebody typed, in UTC unless it names a zone: "2026-03-02T08:00"; of a mere day its end.

    Raises:
        WrongUse: it is no date.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(f"{text!r} is no date; write it like 2026-03-02 or 2026-03-02T08:00") from error
    if len(text) <= len("2026-03-02"):
        found = datetime.combine(found, time.max)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def when(moment: datetime | None) -> str:
    """ "2026-03-02 08:00 UTC"."""
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "at once"


def ago(moment: datetime | None, now: datetime) -> str:
    """ "5 min ago"."""
    if moment is None:
        return "never"
    return f"{spanned(now - moment)} ago" if (now - moment).total_seconds() >= 60 else "just now"  # noqa: PLR2004


def ahead(moment: datetime | None, now: datetime) -> str:
    """ "in 48 min"; "now" for what is due."""
    if moment is None or moment <= now:
        return "now"
    return f"in {spanned(moment - now)}"
