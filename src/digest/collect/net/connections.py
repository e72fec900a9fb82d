"""One question and its answer over HTTP/1.1, on connections that are checked when they are made. Host of aiohttp.

aiohttp's parser and its protocol of a connection are used, not its session: what that does for every request takes as
long as all else that an unchanged feed costs us (3.14), and we want none of it: cookies, proxies, redirects. That
protocol (`aiohttp.client_proto`) is no part of what aiohttp documents. It was checked with 3.14.5, pyproject.toml
allows no later line, and a test says at once when it changes (test_collect_connections.py).
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self
from weakref import WeakSet

from aiohttp import ClientError, StreamReader
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

from digest.collect.net.names import Names

_CHUNK = 65_536
_FINAL = 200  #: what is less comes before the answer (RFC 9110 §15.2)
_SWITCHED = 101
_LAST_TURNS = 3  #: that the loop needs to close a socket with its TLS
_IDLE = 5.0  #: seconds after which a connection is not used again
_PATIENCE = 2.0  #: seconds for an address of several, before the next one is tried

Method = Literal["GET", "HEAD"]
#: Whether a socket may be connected to this address; asked just before it is.
Allowed = Callable[[str], bool]


class Refused(Exception):
    """The address, which is not one to connect to."""


class Unresolved(Exception):
    """The name has no address."""


class Unconnected(Exception):
    """Nothing answers at its address; in the words of the system."""


class Unverified(Exception):
    """Its certificate is not valid; in the words of the library."""


class Unreadable(Exception):
    """What it said is not HTTP, or it broke off before it had begun."""


class Broken(Exception):
    """It broke off in the middle of its answer."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a connection leads."""

    scheme: str
    host: str
    port: int


class Connections:
    """Connections to any host, inside an event loop; one that is free is used again."""

    def __init__(self, names: Names, allowed: Allowed) -> None:
        self._names = names
        self._allowed = allowed
        self._free: dict[_Place, list[tuple[float, ResponseHandler]]] = defaultdict(list)
        self._open: WeakSet[asyncio.WriteTransport] = WeakSet()
        self._tls: ssl.SSLContext | None = None

    async def ask(self, url: str, headers: Mapping[str, str], method: Method = "GET") -> Exchange:
        """Ask for `url`; the answer's head.

        Args:
            url: http or https, with credentials or not.
            headers: all but Host and Authorization. With "Connection: close", the connection is not kept.
            method: an answer to HEAD has no body.

        Raises:
            Refused, Unresolved, Unconnected, Unverified, Unreadable: see there.
            ValueError: it is no such address.
        """
        asked = URL(url)
        if asked.scheme not in ("http", "https") or not asked.raw_host or not asked.port:
            raise ValueError(url[:200])
        place = _Place(asked.scheme, asked.raw_host, asked.port)
        question = _question(asked, headers, method)
        while (kept := self._kept(place)) is not None:
            # A kept connection may have been closed by the other side just now; a new one tells for sure.
            with suppress(Unreadable):
                return await self._exchange(place, kept, question, method)
        return await self._exchange(place, await self._connected(place), question, method)

    async def close(self) -> None:
        """Close all, at once: nobody has to be told that we go."""
        for transport in list(self._open):
            transport.abort()
        for _ in range(_LAST_TURNS):
            await asyncio.sleep(0)

    def keep(self, place: _Place, connection: ResponseHandler) -> None:
        """It is free again."""
        self._free[place].append((asyncio.get_running_loop().time(), connection))

    def _kept(self, place: _Place) -> ResponseHandler | None:
        while self._free[place]:
            since, connection = self._free[place].pop()
            if connection.is_connected() and asyncio.get_running_loop().time() - since < _IDLE:
                return connection
            connection.close()
        return None

    async def _exchange(self, place: _Place, connection: ResponseHandler, question: bytes, method: Method) -> Exchange:
        exchange = Exchange(self, place, connection)
        try:
            await exchange.begin(question, method)
        except BaseException:
            connection.close()
            raise
        return exchange

    async def _connected(self, place: _Place) -> ResponseHandler:
        try:
            addresses = await self._names.addresses(place.host)
        except (OSError, UnicodeError) as error:
            raise Unresolved(place.host) from error
        if not addresses:
            raise Unresolved(place.host)
        made = await self._socket(addresses, place.port)
        loop = asyncio.get_running_loop()
        try:
            tls = self._context() if place.scheme == "https" else None
            transport, connection = await loop.create_connection(
                lambda: ResponseHandler(loop), sock=made, ssl=tls, server_hostname=place.host if tls else None
            )
        except ssl.SSLCertVerificationError as error:
            raise Unverified(str(error)) from error
        except OSError as error:
            raise Unconnected(str(error)) from error
        except BaseException:
            made.close()
            raise
        self._open.add(transport)
        return connection

    async def _socket(self, addresses: Sequence[str], port: int) -> socket.socket:
        """A socket connected to one of these, tried in turn."""
        *first, last = addresses
        for address in first:
            with suppress(Unconnected, Refused, TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    return await self._connect(address, port)
        return await self._connect(last, port)

    async def _connect(self, address: str, port: int) -> socket.socket:
        if not self._allowed(address):
            raise Refused(address)
        made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
        made.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(made, (address, port))
        except OSError as error:
            made.close()
            raise Unconnected(str(error)) from error
        except BaseException:
            made.close()
            raise
        return made

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
            self._tls.set_alpn_protocols(["http/1.1"])
        return self._tls


class Exchange:
    """One answer; leave it to be free of its connection, which is kept when all of it was read."""

    def __init__(self, connections: Connections, place: _Place, connection: ResponseHandler) -> None:
        self._connections = connections
        self._place = place
        self._connection = connection
        self._body: StreamReader | None = None
        self.status = 0
        self.reason = ""
        self.headers: Mapping[str, str] = {}

    async def begin(self, question: bytes, method: Method) -> None:
        """Ask, and wait for the head of the answer."""
        connection = self._connection
        connection.set_response_params(
            skip_payload=method == "HEAD", read_until_eof=True, auto_decompress=False, read_bufsize=_CHUNK
        )
        if connection.transport is None:
            raise Unreadable("it is closed")
        connection.transport.write(question)
        try:
            while self.status < _FINAL and self.status != _SWITCHED:
                head, self._body = await connection.read()
                self.status, self.reason, self.headers = head.code, head.reason, head.headers
        except (ClientError, HttpProcessingError, OSError) as error:
            raise Unreadable(type(error).__name__) from error

    async def chunk(self) -> bytes:
        """The next part of the body as it was sent; b"" at its end.

        Raises:
            Broken: it is not whole.
        """
        assert self._body is not None, "it has begun"
        try:
            return await self._body.readany()
        except (ClientError, HttpProcessingError, OSError) as error:
            raise Broken(type(error).__name__) from error

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and not self._connection.should_close and self._connection.is_connected():
            self._connections.keep(self._place, self._connection)
        else:
            self._connection.close()


def _question(asked: URL, headers: Mapping[str, str], method: Method) -> bytes:
    host = f"[{asked.raw_host}]" if ":" in (asked.raw_host or "") else asked.raw_host
    lines = [
        f"{method} {asked.raw_path_qs} HTTP/1.1",
        f"Host: {host}" if asked.is_default_port() else f"Host: {host}:{asked.port}",
    ]
    if asked.user is not None:
        credentials = b64encode(f"{asked.user}:{asked.password or ''}".encode()).decode("ascii")
        lines.append(f"Authorization: Basic {credentials}")
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("ascii")
