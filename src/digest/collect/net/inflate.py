"""Undo a Content-Encoding with a bound on what comes out, so that a small bomb stays small."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

#: What we say that we understand.
ACCEPTED = "gzip, deflate"

_PARTS = 1_000  #: each costs more than its bytes
_STEP = 1_000_000  #: bytes that come out at a time: twenty thousand may hold a thousand times as many


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
        self._parts = 1
        self._inner: zlib._Decompress | None = None

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """What `chunk` holds, a piece of at most a megabyte at a time.

        Raises:
            TooLarge: the whole is over the limit.
            zlib.error: it is not what the encoding says.
        """
        self._taken += len(chunk)
        for piece in [chunk] if self._is_plain else self._inflated(chunk):
            self._given += len(piece)
            if max(self._taken, self._given) > self._limit:
                raise TooLarge(self._limit)
            yield piece

    @property
    def is_complete(self) -> bool:
        """Whether the stream came to its end; an answer without any body is complete."""
        return self._is_plain or self._inner is None or self._inner.eof

    @property
    def _is_plain(self) -> bool:
        return self._encoding in ("", "identity")

    def _inflated(self, chunk: bytes) -> Iterator[bytes]:
        while chunk:
            if self._inner is None or (self._inner.eof and self._is_begun_anew(chunk)):
                self._inner = zlib.decompressobj(self._window(chunk))
            if self._inner.eof:  # padding after the end, which some servers send
                return
            piece = self._inner.decompress(chunk, _STEP)
            yield piece
            while self._inner.unconsumed_tail or (len(piece) == _STEP and not self._inner.eof):
                piece = self._inner.decompress(self._inner.unconsumed_tail, _STEP)
                yield piece
            chunk = self._inner.unused_data

    def _is_begun_anew(self, chunk: bytes) -> bool:
        """Whether another part follows the end of one, as files that were joined have it (RFC 1952 §2.2)."""
        self._parts += 1
        if self._parts > _PARTS:
            raise zlib.error(f"it has more than {_PARTS} parts")
        return "gzip" in self._encoding and chunk.startswith(b"\x1f")

    def _window(self, chunk: bytes) -> int:
        if self._encoding != "deflate":
            return 16 + zlib.MAX_WBITS
        # A zlib header: method 8, and a checksum over its two bytes (RFC 1950 §2.2).
        is_zlib = len(chunk) > 1 and chunk[0] & 0x0F == 8 and int.from_bytes(chunk[:2]) % 31 == 0  # noqa: PLR2004
        return zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS
