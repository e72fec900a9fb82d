"""A server of invented feeds on loopback, quick enough not to be what is measured.

    python -m bench.farm --feeds N --items M

Prints its port, and answers until it is killed. Feed number 7 is `http://feed7.bench.invalid:PORT/7`; `addresses` knows
where that is. `/grow/NEW/EVERY` brings NEW new items to every feed whose number divides by EVERY; as many of its oldest
leave it, the others are as they were.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from random import Random

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
_FIRST = int(IPv4Address("127.1.0.0"))
_SENTENCES = 34  #: of an item: 250 words, so that none is taken for a teaser
#: What sentences are made of.
_WHO = ("The kettle", "the postman", "nobody", "a goose", "the whole choir", "my aunt", "the ferry", "one marrow")
_DID = ("waited for", "sang about", "found", "painted", "lost", "carried", "forgot", "praised", "counted", "sold")
_IT = ("the blue gate", "three loaves", "a long letter", "the fair", "its own hat", "the last bus", "a lantern")
_WHEN = ("before the rain came", "on a Tuesday", "twice", "behind the mill", "at noon", "without a word", "again")


def url(number: int, port: int) -> str:
    """Where a feed is: a host of its own."""
    return f"http://feed{number}.bench.invalid:{port}/{number}"


async def addresses(host: str) -> Sequence[str]:
    """The address of a feed's host, each another one in 127.0.0.0/8."""
    return [str(IPv4Address(_FIRST + int(host.partition(".")[0].removeprefix("feed"))))]


def feed_bytes(number: int, items: int, grown: int) -> bytes:
    """An invented RSS feed, after `grown` new items."""
    body = "".join(_item(number, n) for n in range(items + grown, grown, -1))
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed {number}</title>{body}</channel></rss>'.encode()
    )


def _item(number: int, n: int) -> str:
    date = (START - timedelta(days=300) + timedelta(hours=n)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    chance = Random(f"{number}-{n}")
    said = ". ".join(" ".join(chance.choice(words) for words in (_WHO, _DID, _IT, _WHEN)) for _ in range(_SENTENCES))
    return (
        f"<item><title>Story {n} of feed {number}</title><link>https://feed{number}.example/story-{n}/</link>"
        f'<guid isPermaLink="false">{number}-{n}</guid><pubDate>{date}</pubDate>'
        f"<description>&lt;p&gt;Item {n} of {number}. {said}.&lt;/p&gt;</description></item>"
    )


class Farm:
    """What each feed answers, ready as bytes."""

    def __init__(self, feeds: int, items: int) -> None:
        self._items = items
        self._grown = dict.fromkeys(range(1, feeds + 1), 0)
        self._whole: dict[int, bytes] = {}
        self._same: dict[int, tuple[bytes, bytes]] = {}
        self.grow(0, 1)

    def grow(self, new: int, every: int) -> None:
        """Bring new items to some feeds."""
        for number in range(every, len(self._grown) + 1, every):
            self._grown[number] += new
            body, etag = feed_bytes(number, self._items, self._grown[number]), b'"%d"' % self._grown[number]
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: %b\r\nConnection: close\r\n" % etag
            self._whole[number] = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
            same = b"HTTP/1.1 304 Not Modified\r\nETag: %b\r\nConnection: close\r\n\r\n" % etag
            self._same[number] = b"If-None-Match: %b\r\n" % etag, same

    def respond(self, head: bytes) -> bytes:
        """The answer to a request."""
        target = head.split(b" ", 2)[1].decode()
        if target.startswith("/grow/"):
            self.grow(*map(int, target.split("/")[2:4]))
            return b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        number = int(target.rpartition("/")[2])
        has, same = self._same[number]
        return same if has in head else self._whole[number]


class _Door(asyncio.Protocol):
    def __init__(self, farm: Farm) -> None:
        self._farm = farm
        self._head = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._head += data
        if self._transport is not None and self._head.endswith(b"\r\n\r\n"):
            self._transport.write(self._farm.respond(self._head))
            self._transport.close()


async def _serve(farm: Farm) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: _Door(farm), "0.0.0.0", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main() -> None:
    """Serve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, required=True)
    parser.add_argument("--items", type=int, required=True)
    args = parser.parse_args()
    asyncio.run(_serve(Farm(args.feeds, args.items)))


if __name__ == "__main__":
    main()
