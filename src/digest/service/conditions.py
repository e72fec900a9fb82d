"""Conditional requests: who has a file already is told so (RFC 9110 §13)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime


def is_unchanged(etag: str, modified: datetime, headers: Mapping[str, str]) -> bool:
    """Whether who asks has this file already, so that 304 says it all.

    Args:
        etag: of what would be sent, strong, with its quotes.
        modified: of the file; UTC, whole seconds.
        headers: names without regard to case.

    Source: RFC 9110 §13.1.2, §13.1.3: If-None-Match is compared weakly, and where it is, If-Modified-Since is not read.
    """
    if (known := headers.get("if-none-match")) is not None:
        return known.strip() == "*" or etag in re.findall(r'(?:W/)?("[^"]*")', known)
    since = _date(headers.get("if-modified-since"))
    return since is not None and modified <= since


def http_date(moment: datetime) -> str:
    """A moment as HTTP writes it (RFC 9110 §5.6.7)."""
    return format_datetime(moment, usegmt=True)


def _date(text: str | None) -> datetime | None:
    """An HTTP date; None if it is absent or none, which is then not looked at."""
    try:
        date = parsedate_to_datetime(text or "")
    except (ValueError, TypeError, IndexError):
        return None
    # "-0000" gives a naive date; HTTP knows only GMT.
    return date if date.tzinfo else date.replace(tzinfo=UTC)
