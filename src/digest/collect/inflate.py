"""Undo a Content-Encoding with a bound on what comes out, so that a small bomb stays small."""

from __future__ import annotations

import zlib

#: What we say that we understand.
ACCEPTED = "gzip, deflate"


class TooLarge(Exception):
    """More came out than the bytes it names."""


class Inflater:
    """Bytes as they were sent → bytes as they were meant, never more than `limit` of either.

    Source: RFC 9110 §8.4.1. "deflate" is read with and without its zlib header, since servers send both.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        """Raises: ValueError when the encoding is not one of ours."""
        self._encoding = encoding.strip().lower()
        if self._encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise ValueError(encoding)
        self._limit = limit
        self._taken = 0
        self._given = 0
        self._inner: zlib._Decompress | None = None

    def feed(self, chunk: bytes) -> bytes:
        """What `chunk` holds.

        Raises:
            TooLarge: the whole is over the limit.
            zlib.error: it is not what the encoding says.
        """
        self._taken += len(chunk)
        whole = chunk if self._is_plain else self._inflate(chunk)
        self._given += len(whole)
        if max(self._taken, self._given) > self._limit:
            raise TooLarge(self._limit)
        return whole

    @property
    def is_complete(self) -> bool:
        """Whether the stream came to its end; an answer without any body is complete."""
        return self._is_plain or self._inner is None or self._inner.eof

    @property
    def _is_plain(self) -> bool:
        return self._encoding in ("", "identity")

    def _inflate(self, chunk: bytes) -> bytes:
        if self._inner is None:
            self._inner = zlib.decompressobj(self._window(chunk))
        if self._inner.eof:  # padding after the end, which some servers send
            return b""
        # One byte more than allowed shows that there is more.
        return self._inner.decompress(chunk, self._limit - self._given + 1)

    def _window(self, chunk: bytes) -> int:
        if self._encoding != "deflate":
            return 16 + zlib.MAX_WBITS
        # A zlib header: method 8, and a checksum over its two bytes (RFC 1950 §2.2).
        is_zlib = len(chunk) > 1 and chunk[0] & 0x0F == 8 and int.from_bytes(chunk[:2]) % 31 == 0  # noqa: PLR2004
        return zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS
