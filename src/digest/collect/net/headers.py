"""Small readings of what goes over HTTP: validators, addresses for eyes."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

_LONGEST_VALIDATOR = 1_000


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
