"""Moments as people read them: exact, and how far away."""

from __future__ import annotations

from datetime import datetime

from digest.words import spanned


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
