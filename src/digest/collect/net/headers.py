"""Small readings of what goes over HTTP: Retry-After, validators, addresses for eyes."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit, urlunsplit

_DAY = 86_400.0
_LONGEST_VALIDATOR = 1_000


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


def sendable(validator: str | None) -> str | None:
    """A validator that can go back byte for byte; None for one that could not, which costs one full answer."""
    if not validator or len(validator) > _LONGEST_VALIDATOR:
        return None
    return validator if validator.isascii() and validator.isprintable() else None


def shown(url: str) -> str:
    """The address as logs and messages may show it: without a password."""
    return without_credentials(url) if "@" in url else url


def without_credentials(url: str) -> str:
    """The same address without a name and a password in it; as it is when it cannot be read."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
