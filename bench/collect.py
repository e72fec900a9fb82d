"""How fast sources are collected: fetched over loopback, read, identified and stored, with the manners switched on.

    python -m bench.collect [--feeds N] [--items M]

A child process serves N invented feeds, each on an address of its own in 127.0.0.0/8. They are collected four times:
all new, none changed (304), one in ten changed, all changed. Prints progress, and one line of JSON last.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, ip_network
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from digest.collect import feed
from digest.collect.fetch import Fetcher, user_agent
from digest.collect.manners import towards_strangers
from digest.collect.round import Round
from digest.collect.sift import Rules
from digest.model import Source, SourceKind
from digest.store.sql import SqlStore

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
_FIRST = int(IPv4Address("127.1.0.0"))
_SENTENCE = "The kettle sang, the gate stood open, and nobody had seen the marrow since the fair. "


def feed_bytes(number: int, items: int, generation: int) -> bytes:
    """An invented RSS feed; a new generation brings a new item and changes no other."""
    body = "".join(_item(number, n) for n in range(items + generation, generation, -1))
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed {number}</title>{body}</channel></rss>'.encode()
    )


def _item(number: int, n: int) -> str:
    date = (START - timedelta(days=300) + timedelta(hours=n)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    text = f"&lt;p&gt;Item {n} of {number}. {_SENTENCE * 15}&lt;/p&gt;"
    return (
        f"<item><title>Story {n} of feed {number}</title><link>https://feed{number}.example/story-{n}/</link>"
        f'<guid isPermaLink="false">{number}-{n}</guid><pubDate>{date}</pubDate>'
        f"<description>{text}</description></item>"
    )


async def _serve(items: int) -> None:
    """Answer until killed; `/set/GENERATION/EVERY` moves every feed whose number divides by EVERY to GENERATION."""
    now = {"generation": 0, "every": 1}

    def respond(target: str, head: bytes) -> bytes:
        if target.startswith("/set/"):
            now["generation"], now["every"] = map(int, target.split("/")[2:4])
            return b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        number = int(target.rpartition("/")[2])
        changed = number % now["every"] == 0
        generation = now["generation"] if changed else 0
        etag = f'"{generation}"'
        if f"If-None-Match: {etag}".encode() in head:
            return b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"
        body = feed_bytes(number, items, generation)
        start = f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: {etag}\r\nConnection: close\r\n"
        return start.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        writer.write(respond(head.split(b" ", 2)[1].decode(), head))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def _sources(feeds: int, port: int) -> list[Source]:
    return [
        Source(
            url=f"http://{IPv4Address(_FIRST + number)}:{port}/{number}",
            kind=SourceKind.FEED,
            section="news",
            name=f"Feed {number}",
            full=True,
            every=timedelta(hours=1),
            from_page=False,
        )
        for number in range(1, feeds + 1)
    ]


def _collect(store: SqlStore, fetcher: Fetcher, sources: Sequence[Source], now: datetime) -> tuple[float, int, int]:
    """(seconds, new articles, failures) of one round over all sources."""
    rules = Rules(tag="bench.invalid,2026", sections={"news": ("News",)})
    started = time.perf_counter()
    reports = Round(store, fetcher, rules, lambda: now).run(sources, lambda *_: None, lambda: False)
    seconds = time.perf_counter() - started
    return seconds, sum(report.new for report in reports), sum(report.failure is not None for report in reports)


def _parsed(feeds: int, items: int) -> float:
    """Feeds read in one second, fetching and storing left out."""
    [source] = _sources(1, 80)
    bodies = [feed_bytes(number, items, 0) for number in range(min(feeds, 200))]
    started = time.perf_counter()
    for body in bodies:
        feed.articles(body, source, url=source.url, content_type="application/rss+xml")
    return len(bodies) / (time.perf_counter() - started)


def measure(feeds: int, items: int, port: int, folder: Path) -> dict[str, object]:
    """Collect the served feeds four times."""
    fetcher = Fetcher(
        agent=user_agent("bench@bench.invalid"),
        allow=[ip_network("127.0.0.0/8")],
        timeout=timedelta(seconds=60),
        max_bytes=20_000_000,
        pause=timedelta(seconds=1),
        at_home=towards_strangers(1.0),
    )
    store = SqlStore(f"sqlite:///{folder}/bench.db")
    sources = _sources(feeds, port)
    result: dict[str, object] = {"bench": "collect", "feeds": feeds, "items": items}
    rounds = (("new", 0, 1), ("not_modified", 0, 1), ("tenth_changed", 1, 10), ("all_changed", 2, 1))
    for number, (name, generation, every) in enumerate(rounds):
        urlopen(f"http://127.0.0.1:{port}/set/{generation}/{every}").close()
        seconds, new, failures = _collect(store, fetcher, sources, START + timedelta(hours=2 * number))
        print(f"{name}: {feeds / seconds:,.0f} feeds/s, {new} new articles, {failures} failures", flush=True)
        result[f"{name}_feeds_per_s"] = round(feeds / seconds, 1)
        result[f"{name}_articles"] = new
        result[f"{name}_failures"] = failures
    store.close()
    result["parsed_feeds_per_s"] = round(_parsed(feeds, items), 1)
    result["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    return result


def main() -> None:
    """Serve in a child, measure here."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--items", type=int, default=20)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        asyncio.run(_serve(args.items))
        return
    command = [sys.executable, "-m", "bench.collect", "--serve", "--items", str(args.items)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, TemporaryDirectory() as folder:
        try:
            assert server.stdout is not None
            result = measure(args.feeds, args.items, int(server.stdout.readline()), Path(folder))
        finally:
            server.kill()
    print(json.dumps(result))


if __name__ == "__main__":
    main()
