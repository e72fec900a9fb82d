"""Many addresses → what they answered: politely, within limits, and from public hosts only.

    requests ──a queue per host──▶ gate (two at a time, a pause) ──▶ connect (public?) ──▶ read (how much? how long?)
             ◀── Response, or a SourceError as a value ──

Only the fetching is async; its loop runs while the caller waits for answers (turns.py), and hands them over in order of
completion.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from io import BytesIO
from ipaddress import IPv4Network, IPv6Network
from urllib.parse import urljoin, urlsplit

from digest import __version__
from digest.collect.net.addresses import is_allowed
from digest.collect.net.connections import (
    Broken,
    Connections,
    Exchange,
    Method,
    Refused,
    Unconnected,
    Unreadable,
    Unresolved,
    Unverified,
)
from digest.collect.net.headers import sendable, shown, without_credentials
from digest.collect.net.inflate import ACCEPTED, Inflater, TooLarge
from digest.collect.net.lanes import Lanes
from digest.collect.net.manners import AT_HOME, Gates, Manners, towards_strangers
from digest.collect.net.names import Names, Resolve, system
from digest.collect.net.turns import Turns
from digest.collect.text.sanitise import line
from digest.errors import AddressRefused, FetchFailed, SourceError
from digest.retry_after import retry_after

#: Feeds first, then pages.
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/html;q=0.8, */*;q=0.5"
)

_REDIRECTS = 5
_MOVED = (301, 302, 303, 307, 308)
_MOVED_FOR_GOOD = (301, 308)
_NOT_MODIFIED = 304
_WELL = range(200, 300)
#: Bodies of more bytes than that are read, and wait to be taken, a few at a time, whatever else is asked meanwhile.
_LARGE = 1_000_000
_LARGE_ONES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One address to ask, and what we have of it already."""

    url: str
    etag: str | None = None  #: sent back byte for byte
    last_modified: str | None = None
    accept: str = ACCEPT
    tag: object = None  #: the caller's own, to know the answer by
    method: Method = "GET"  #: an answer to HEAD has no body


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What an address answered: 2xx, or 304 with an empty body."""

    url: str  #: after redirects
    asked: str  #: the request's
    status: int
    body: bytes  #: decompressed
    content_type: str  #: as sent; "" when it was not
    etag: str | None
    last_modified: str | None
    permanent_url: str | None  #: where permanent redirects alone lead from `asked`; None when there is none
    cache_control: str = ""  #: as sent; "" when it was not
    content_encoding: str = ""  #: same
    vary: str = ""  #: same
    links: str = ""  #: same


Answer = Response | SourceError
#: Several addresses → their answers, as `Fetcher.each` gives them.
Fetch = Callable[[list[Request]], Iterable[tuple[Request, Answer]]]


def user_agent(contact: str) -> str:
    """Who we say we are; `contact` is an address or a page, or ""."""
    plain = "".join(c for c in contact if c.isascii() and c.isprintable())
    return f"digest/{__version__} (+{plain})" if plain else f"digest/{__version__}"


class Fetcher:
    """Fetches within limits; an instance may be used again and again."""

    def __init__(
        self,
        *,
        agent: str,
        allow: Sequence[IPv4Network | IPv6Network],
        timeout: timedelta,
        max_bytes: int,
        pause: timedelta,
        at_once: int = 50,
        at_home: Manners = AT_HOME,
        resolve: Resolve = system,
    ) -> None:
        """What to keep to.

        Args:
            agent: User-Agent, see `user_agent`.
            allow: networks that may be fetched though they are not public, and without a pause.
            timeout: for one request with all its redirects; waiting for our own manners does not count.
            max_bytes: of a body, after decompression.
            pause: between the beginnings of two requests to one host.
            at_once: requests under way, over all hosts.
            at_home: how to behave on the networks `allow`.
            resolve: what knows the addresses of a host; it is not trusted.
        """
        self.agent = agent
        self.allow = tuple(allow)
        self.timeout = timeout.total_seconds()
        self.max_bytes = max_bytes
        self.manners = towards_strangers(pause.total_seconds())
        self.at_once = at_once
        self.at_home = at_home
        self.resolve = resolve
        self.begun: dict[str, float] = {}  # so that the pause also holds between two calls
        self.delays: dict[str, float] = {}  #: host → seconds between two requests that it asks for (robots.py)

    def get(self, request: Request) -> Response:
        """Fetch one.

        Raises:
            FetchFailed: no answer in time, or not one of success.
            AddressRefused: it, or where it redirects to, is not public.
        """
        [(_, answer)] = self.each([request])
        if isinstance(answer, SourceError):
            raise answer
        return answer

    def each(self, requests: Iterable[Request]) -> Generator[tuple[Request, Answer]]:
        """Fetch all, in order of completion; a failure is a value too. Closing the iterator early stops the rest."""
        with closing(self.batches(requests)) as batches:
            for answers in batches:
                yield from answers

    def batches(self, requests: Iterable[Request]) -> Generator[list[tuple[Request, Answer]]]:
        """The same as `each`, as many at a time as lie ready."""
        waiting = list(requests)
        if not waiting:
            return
        turns = Turns()
        round_ = _Round(self, waiting)
        try:
            while answers := turns.wait(round_.take()):
                yield answers
        finally:
            turns.cancel()
            turns.wait(round_.close())
            turns.close()


class _Round:
    """One call of `each`, inside the loop."""

    def __init__(self, limits: Fetcher, requests: list[Request]) -> None:
        self._limits = limits
        self._names = Names(limits.resolve)
        self._gates = Gates(
            limits.manners,
            limits.at_home,
            limits.allow,
            self._names,
            limits.begun,
            limits.delays,
            limits.at_once,
        )
        self._large = asyncio.Semaphore(_LARGE_ONES)
        self._connections = Connections(self._names, lambda address: is_allowed(address, limits.allow))
        self._lanes: Lanes[Request, Answer] = Lanes(
            requests,
            host=lambda request: _host(request.url),
            ask=self._answer,
            weight=lambda answer: len(answer.body) if isinstance(answer, Response) else 0,
            gates=self._gates,
            at_once=limits.at_once,
        )

    async def take(self) -> list[tuple[Request, Answer]]:
        answers = await self._lanes.take()
        for _, answer in answers:
            if isinstance(answer, Response) and len(answer.body) > _LARGE:
                self._large.release()
        return answers

    async def close(self) -> None:
        await self._connections.close()

    async def _answer(self, request: Request) -> Answer:
        try:
            return await self._follow(request)
        except SourceError as error:
            return error
        except Exception as error:  # noqa: BLE001 - whatever one address does costs that address only (promise 1)
            return FetchFailed(shown(request.url), f"cannot be fetched ({type(error).__name__}: {error})")

    async def _follow(self, request: Request) -> Response:
        url, permanent, left = request.url, True, self._limits.timeout
        permanent_url = None
        for _ in range(_REDIRECTS + 1):
            hop = await self._hop(url, request, left)
            left -= hop.seconds
            if hop.location is None:
                return _response(request, url, hop, permanent_url)
            url = _redirected(request.url, url, hop.location)
            permanent = permanent and hop.status in _MOVED_FOR_GOOD
            permanent_url = url if permanent else permanent_url
        raise FetchFailed(shown(request.url), f"redirects more than {_REDIRECTS} times")

    async def _hop(self, url: str, request: Request, left: float) -> _Hop:
        host = _host(url)
        gate = await self._gates.of(host)
        async with gate:
            try:
                async with asyncio.timeout(left):
                    return await self._read(url, host, request)
            except TimeoutError:
                raise FetchFailed(shown(url), f"gave no whole answer within {self._limits.timeout:g} seconds") from None
            except Refused as refused:
                raise AddressRefused(shown(url), str(refused)) from None
            except _FAILURES as error:
                raise FetchFailed(shown(url), _reason(error)) from error

    async def _read(self, url: str, host: str, request: Request) -> _Hop:
        loop = asyncio.get_running_loop()
        began = loop.time()
        headers = {"User-Agent": self._limits.agent, "Accept": request.accept, "Accept-Encoding": ACCEPTED}
        if etag := sendable(request.etag):
            headers["If-None-Match"] = etag
        if modified := sendable(request.last_modified):
            headers["If-Modified-Since"] = modified
        if not self._lanes.has_more(host):
            headers["Connection"] = "close"  # nothing more to ask of this host: thousands of idle sockets help nobody
        async with await self._connections.ask(url, headers, request.method) as answer:
            has_body = answer.status in _WELL and request.method == "GET"
            if answer.status in _MOVED and "Location" in answer.headers:
                location, body = answer.headers["Location"], b""
            else:
                location, body = None, await self._body(answer) if has_body else b""
            return _Hop(answer.status, answer.reason, answer.headers, body, location, loop.time() - began)

    async def _body(self, answer: Exchange) -> bytes:
        length = answer.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > self._limits.max_bytes:
            raise TooLarge(self._limits.max_bytes)
        inflater = Inflater(answer.headers.get("Content-Encoding", ""), self._limits.max_bytes)
        whole = BytesIO()  # its value is no copy: a body lies in memory once
        try:
            while chunk := await answer.chunk():
                for piece in inflater.feed(chunk):
                    if whole.tell() <= _LARGE < whole.tell() + len(piece):
                        await self._large.acquire()
                    whole.write(piece)
            _must_be_whole(inflater)
        except BaseException:
            if whole.tell() > _LARGE:
                self._large.release()
            raise
        return whole.getvalue()


def _must_be_whole(inflater: Inflater) -> None:
    if not inflater.is_complete:
        raise zlib.error("it ends too early")


@dataclass(frozen=True, slots=True)
class _Hop:
    """What one address on the way answered."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes
    location: str | None  #: None when it does not redirect
    seconds: float


def _response(request: Request, url: str, hop: _Hop, permanent_url: str | None) -> Response:
    asked_if = sendable(request.etag) or sendable(request.last_modified)
    if not (HTTPStatus.OK <= hop.status < HTTPStatus.MULTIPLE_CHOICES or (hop.status == _NOT_MODIFIED and asked_if)):
        wait = retry_after(hop.headers.get("Retry-After"), datetime.now(UTC))
        why = f"answered {hop.status} {line(hop.reason)}".rstrip()
        raise FetchFailed(shown(url), why, status=hop.status, retry_after=wait)
    return Response(
        url=shown(url),
        asked=request.url,
        status=hop.status,
        body=hop.body,
        content_type=hop.headers.get("Content-Type", ""),
        etag=sendable(hop.headers.get("ETag")),
        last_modified=sendable(hop.headers.get("Last-Modified")),
        permanent_url=permanent_url,
        cache_control=hop.headers.get("Cache-Control", ""),
        content_encoding=hop.headers.get("Content-Encoding", ""),
        vary=hop.headers.get("Vary", ""),
        links=hop.headers.get("Link", ""),
    )


_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (TooLarge, "is larger than {error} bytes (`collect.max_bytes`)"),
    (zlib.error, "sent what cannot be decompressed ({error})"),
    (Unresolved, "has a host name that cannot be resolved"),
    (Unverified, "has no valid certificate ({error})"),
    (Unconnected, "cannot be connected to ({error})"),
    (Broken, "broke off in the middle of its answer"),
    (Unreadable, "gave no answer that can be read ({error})"),
    (ValueError, "is not an address that can be fetched, or answers in an unknown encoding ({error})"),
)
_FAILURES = tuple(kind for kind, _ in _REASONS)


def _reason(error: Exception) -> str:
    return next(words.format(error=error) for kind, words in _REASONS if isinstance(error, kind))


def _redirected(asked: str, url: str, location: str) -> str:
    """Where to go next; without credentials, and never to another scheme than http and https."""
    try:
        target = without_credentials(urljoin(url, location.strip()))
        parts = urlsplit(target)
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchFailed(shown(asked), f"redirects to {location[:200]!r}, which is no web address")
    return target


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
