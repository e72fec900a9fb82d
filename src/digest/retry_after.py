"""What a server asks of us that cannot answer now: sources and hubs say it in the same words."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_DAY = 86_400.0


def retry_after(header: str | None, now: datetime) -> float | None:
    """How many seconds the server asks us to wait; None if it did not say, or not in a form that is allowed.

    Never negative, never above one day. Source: RFC 9110 §10.2.3.
    """
    if not header:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _DAY)
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((aware - now).total_seconds(), 0.0), _DAY)
