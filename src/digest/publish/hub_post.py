"""One form to a hub over HTTP, within limits, and what it answered.

The hub's address is the operator's own choice in config.toml, so it may lead anywhere, to a machine at home too: unlike
what sources say, it needs no check for a public address. Certificates are verified, and no proxy is taken from the
environment.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Event, Timer
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

from digest import __version__
from digest.publish import clean

#: These ask for the same form at another address (RFC 9110 §15.4.8, §15.4.9); the others of their kind ask for a GET.
_ELSEWHERE = (HTTPStatus.TEMPORARY_REDIRECT, HTTPStatus.PERMANENT_REDIRECT)
_MOST = 10_000  #: bytes of an answer
_WORDS = 200  #: characters that are told of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a hub said."""

    status: int | None = None  #: HTTP status; None when no answer came
    words: str  #: on one line: "answered 503 Service Unavailable: too busy"
    retry_after: str | None = None  #: the header as it came
    location: str | None = None  #: where it sends us


def post(url: str, form: Mapping[str, str], patience: float) -> Answer:
    """Send a form, and follow one redirect of the same scheme that asks for it again.

    Args:
        url: where to.
        form: its fields.
        patience: seconds to wait for a connection, and again for all of the answer.
    """
    answer = _post(url, form, patience)
    elsewhere = _elsewhere(url, answer)
    return _post(elsewhere, form, patience) if elsewhere else answer


def _elsewhere(url: str, answer: Answer) -> str | None:
    """Where the same form is asked for, if that is as safe a place."""
    if answer.status not in _ELSEWHERE or not answer.location:
        return None
    try:
        there = urljoin(url, answer.location)
        return there if urlsplit(there).scheme == urlsplit(url).scheme else None
    except ValueError:
        return None


def _post(url: str, form: Mapping[str, str], patience: float) -> Answer:
    parts = _parts(url)
    if parts is None:
        return Answer(words=f"{clean.line(url)} is no address that can be asked")
    connection, is_over = _connection(parts, patience), Event()
    try:
        connection.connect()
        with _within(connection, patience, is_over):
            return _exchange(connection, parts, form, is_over)
    except (OSError, HTTPException) as error:
        is_late = is_over.is_set() or isinstance(error, TimeoutError)
        return Answer(words=f"no answer within {patience:g} s" if is_late else f"no answer ({_reason(error)})")
    finally:
        connection.close()


def _parts(url: str) -> SplitResult | None:
    """Of a web address; None when it is none."""
    parts = urlsplit(clean.web_address(url) or "")
    try:
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:  # of a port that is none
        return None


def _connection(parts: SplitResult, patience: float) -> HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "http":
        return HTTPConnection(host, parts.port, timeout=patience)
    return HTTPSConnection(host, parts.port, timeout=patience, context=ssl.create_default_context())


@contextmanager
def _within(connection: HTTPConnection, seconds: float, is_over: Event) -> Iterator[None]:
    """Cut the line when the time is over: a socket's own timeout begins anew with each byte that drips in."""
    line: socket.socket = connection.sock

    def cut() -> None:
        is_over.set()
        with suppress(OSError):
            socket.socket.shutdown(line, socket.SHUT_RDWR)  # not TLS's own, which is not for another thread

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _exchange(connection: HTTPConnection, parts: SplitResult, form: Mapping[str, str], is_over: Event) -> Answer:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "User-Agent": f"digest/{__version__}",
        "Connection": "close",
    }
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("POST", path, urlencode(form), headers)
    response = connection.getresponse()
    if is_over.is_set():
        raise TimeoutError  # http.client takes headers that were cut for whole ones
    return Answer(
        status=response.status,
        words=_told(response),
        retry_after=response.headers.get("Retry-After"),
        location=response.headers.get("Location"),
    )


def _told(response: HTTPResponse) -> str:
    """The answer in words. One that says yes needs none, so nobody waits for them."""
    said = clean.line(f"answered {response.status} {response.reason}")
    where = clean.line(response.headers.get("Location") or "")
    if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST and where:
        return f"{said}: it is at {where[:_WORDS]} now"
    if response.status < HTTPStatus.BAD_REQUEST:
        return said
    text = ""
    with suppress(OSError, HTTPException):
        text = clean.line(response.read(_MOST).decode("utf-8", "replace"))
    return f"{said}: {text[:_WORDS]}" if text and not text.startswith("<") else said


def _reason(error: Exception) -> str:
    return clean.line(str(getattr(error, "strerror", None) or error)) or type(error).__name__
