"""Links that only we can have written: numbers under a signature that holds for one purpose and no other.

A token is base64url(the numbers, 8 bytes each + the first 16 bytes of an HMAC-SHA256 over purpose and numbers). One
number therefore gives 32 characters, always. Nothing in it is secret; what counts is that nobody else can make one.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64

_WIDTH = 8  #: bytes of a number
_SIGNATURE = 16  #: bytes; 128 bits cannot be guessed over a network (RFC 2104 §5 allows truncation to half)

UNSUBSCRIBE = "unsubscribe"


def token(secret: bytes, purpose: str, *numbers: int) -> str:
    """A token for `numbers` (each from 0 to 2**64-1) that `read` takes back for the same purpose only.

    Raises:
        ValueError: the secret is empty, the purpose has a NUL, or a number does not fit.
    """
    try:
        payload = b"".join(number.to_bytes(_WIDTH, "big") for number in numbers)
    except OverflowError:
        raise ValueError(f"{numbers}: a token holds whole numbers from 0 to 2**64-1") from None
    return _text(payload + _signature(secret, purpose, payload))


def read(secret: bytes, purpose: str, token: str) -> tuple[int, ...] | None:
    """The numbers of a token; None if it was not made with this secret for this purpose, or not letter by letter so."""
    try:
        raw = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (NotBase64, UnicodeEncodeError):
        return None
    payload, signature = raw[:-_SIGNATURE], raw[-_SIGNATURE:]
    # Decoding forgives stray letters and spare bits; one token has one spelling, so what we would write must be it.
    if len(payload) % _WIDTH or not hmac.compare_digest(_text(raw).encode(), token.encode()):
        return None
    if not hmac.compare_digest(signature, _signature(secret, purpose, payload)):
        return None
    return tuple(int.from_bytes(payload[at : at + _WIDTH], "big") for at in range(0, len(payload), _WIDTH))


def page(site_url: str, purpose: str) -> str:
    """The address that tokens for this purpose open, up to the token.

    For unsubscribing: a page with a button, and the one-click target (RFC 8058 §3.1).

    Args:
        site_url: ends with "/".
        purpose: as a token has it.
    """
    return f"{site_url}{purpose}/"


def _signature(secret: bytes, purpose: str, payload: bytes) -> bytes:
    if not secret or "\0" in purpose:
        raise ValueError("a token needs a secret, and a purpose without NUL")
    # The NUL ends the purpose, so no purpose can be the beginning of another.
    return hmac.digest(secret, purpose.encode() + b"\0" + payload, hashlib.sha256)[:_SIGNATURE]


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
