"""A server on loopback that breaks every rule there is to be broken.

    python -m bench.hostile_server

Prints its port, and answers until it is killed: `/feed/NAME` and `/page/NAME` with a document of hostile_documents.py,
`/names/NAME` with a healthy feed that names `/page/NAME`, other paths as `TRICKS` says.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import cache
from urllib.parse import quote, unquote

from bench.hostile_documents import FEEDS, PAGES, rss, times

_WORDS = "&lt;p&gt;" + "A story with a beginning, a middle and an end. " * 20
_OK = b"HTTP/1.1 200 OK\r\n"
_CLOSE = b"Connection: close\r\n\r\n"
_GIGABYTE = 1_000_000_000

Chunks = AsyncIterator[bytes]


def healthy(link: str = "https://e.example/healthy", words: str = _WORDS) -> bytes:
    """A feed of one story."""
    return rss(f"<item><title>A story</title><link>{link}</link><description>{words}</description></item>".encode())


def _answer(body: bytes, *headers: str) -> bytes:
    head = "".join(f"{one}\r\n" for one in (*headers, f"Content-Length: {len(body)}"))
    return _OK + head.encode() + _CLOSE + body


def _redirect(target: str) -> bytes:
    return f"HTTP/1.1 301 Moved\r\nLocation: {target}\r\nContent-Length: 0\r\n".encode() + _CLOSE


async def _drip() -> Chunks:
    yield _OK + b"Content-Length: 1000000\r\n" + _CLOSE
    while True:
        yield b"."
        await asyncio.sleep(1)


async def _endless_headers() -> Chunks:
    yield _OK
    while True:
        yield b"X-More: " + b"x" * 4_000 + b"\r\n"


async def _endless_header() -> Chunks:
    yield _OK + b"X-More: "
    while True:
        yield b"x" * 65_536


async def _endless_body() -> Chunks:
    yield _OK + _CLOSE
    while True:
        yield b"<rss>" * 10_000


async def _endless_chunks() -> Chunks:
    yield _OK + b"Transfer-Encoding: chunked\r\n" + _CLOSE
    while True:
        yield b"1;" + b"x" * 1_000 + b"\r\n<\r\n"


async def _zeros(encoding: str) -> Chunks:
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS if encoding == "gzip" else zlib.MAX_WBITS)
    yield _OK + f"Content-Encoding: {encoding}\r\n".encode() + _CLOSE
    for _ in range(_GIGABYTE // 1_000_000):
        yield packer.compress(bytes(1_000_000))
    yield packer.flush()


async def _line() -> Chunks:
    yield _OK + b"Content-Type: application/rss+xml\r\n" + _CLOSE
    for _ in range(1_000):
        yield times("x", 100_000)


async def _at_once(answer: bytes) -> Chunks:
    yield answer


#: What else is answered, by name; `{port}` is the server's own.
TRICKS: dict[str, Callable[[int], Chunks]] = {
    "one byte a second": lambda _: _drip(),
    "headers without end": lambda _: _endless_headers(),
    "a header without end": lambda _: _endless_header(),
    "a body without end": lambda _: _endless_body(),
    "chunks without end": lambda _: _endless_chunks(),
    "1 GB of zeros in gzip": lambda _: _zeros("gzip"),
    "1 GB of zeros in deflate": lambda _: _zeros("deflate"),
    "zeros in an encoding we did not ask for": lambda _: _at_once(_answer(b"\x5b\xff\xff\x03", "Content-Encoding: br")),
    "encodings in encodings": lambda _: _at_once(_answer(b"x", "Content-Encoding: gzip, gzip, gzip")),
    "gzip that is none": lambda _: _at_once(_answer(healthy(), "Content-Encoding: gzip")),
    "100 MB of one line": lambda _: _line(),
    "100 MB announced": lambda _: _at_once(_OK + b"Content-Length: 100000000\r\n" + _CLOSE),
    "less than announced": lambda _: _at_once(_OK + b"Content-Length: 5000\r\n" + _CLOSE + healthy()),
    "broken chunks": lambda _: _at_once(_OK + b"Transfer-Encoding: chunked\r\n" + _CLOSE + b"zz\r\n" + healthy()),
    "two lengths": lambda _: _at_once(_OK + b"Content-Length: 5\r\nContent-Length: 6\r\n" + _CLOSE + b"<rss/>"),
    "no HTTP": lambda _: _at_once(b"220 mail.example ESMTP\r\n"),
    "nothing": lambda _: _at_once(b""),
    "a redirect to itself": lambda _: _at_once(_redirect("/trick/a%20redirect%20to%20itself")),
    "a redirect to 127.0.0.1": lambda port: _at_once(_redirect(f"http://127.0.0.1:{port}/healthy")),
    "a redirect to [::ffff:127.0.0.1]": lambda port: _at_once(_redirect(f"http://[::ffff:127.0.0.1]:{port}/healthy")),
    "a redirect to 2130706433": lambda port: _at_once(_redirect(f"http://2130706433:{port}/healthy")),
    "a redirect to 169.254.169.254": lambda _: _at_once(_redirect("http://169.254.169.254/latest/meta-data/")),
    "a redirect to file:": lambda _: _at_once(_redirect("file:///etc/passwd")),
    "a redirect to ftp:": lambda _: _at_once(_redirect("ftp://127.0.0.1/feed")),
    "a redirect to gopher:": lambda _: _at_once(_redirect("gopher://127.0.0.1:70/1")),
}


@cache
def _document(kind: str, name: str) -> bytes:
    return (FEEDS if kind == "feed" else PAGES)[name]()


def _chunks(path: str, host: str, port: int) -> Chunks:
    kind, _, name = unquote(path).lstrip("/").partition("/")
    if kind == "trick":
        return TRICKS[name](port)
    if kind in ("feed", "page"):
        return _at_once(_answer(_document(kind, name)))
    if kind == "names":
        return _at_once(_answer(healthy(f"http://{host}/page/{quote(name)}", "Short.")))
    if kind == "healthy":
        return _at_once(_answer(healthy()))
    return _at_once(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n" + _CLOSE)


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        host = next(line[6:] for line in head.split("\r\n") if line.lower().startswith("host: "))
        port = writer.get_extra_info("sockname")[1]
        async for chunk in _chunks(head.split(" ", 2)[1], host, port):
            writer.write(chunk)
            await writer.drain()
    with suppress(ConnectionError):
        writer.close()
        await writer.wait_closed()


async def _serve() -> None:
    server = await asyncio.start_server(_talk, "0.0.0.0", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
