"""How fast sources are collected: fetched over loopback, read, identified and stored, with the manners switched on.

    python -m bench.collect [--feeds N] [--items M] [--reader PYTHON] [--without-hostile]

A process of its own (farm.py) serves N invented feeds, each on a host name of its own. They are collected five times:

- new: all are unknown
- not_modified: none has changed (304); what else than the check was read and written is counted
- tenth_changed: one feed in ten has one new item
- all_changed: every feed has one new item, the others are as they were
- all_items_new: every feed has new items only

Peers in the same run: feedparser alone reading the same bytes, and `reader` collecting 1,000 of the same feeds, with
the interpreter PYTHON or ours, where it is installed. Then the hostile set (hostile.py). Prints progress, and one line
of JSON last; `cpu_ms` is the time of processor that a feed took us, which other work on the machine changes less than
the rate.
"""

from __future__ import annotations

import argparse
import json
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from bench import farm, hostile
from digest.collect.feeds import feed
from digest.collect.net.fetch import Fetcher, user_agent
from digest.collect.net.manners import towards_strangers
from digest.collect.report import Report
from digest.collect.round import Round
from digest.collect.sift import Rules
from digest.model import Source, SourceKind
from digest.store.sql import SqlStore

_UNCHANGED = "not_modified"
_PEER_FEEDS = 1_000
_PEER_TURNS = ("new", _UNCHANGED, "all_changed")
_PARSED = 300  #: feeds that parsers alone are given
_READER = Path(__file__).with_name("peer_reader.py")


@dataclass(frozen=True)
class Turn:
    """A round: what the feeds have become before it."""

    name: str
    new: int  #: items in a feed
    every: int = 1  #: feeds


def _turns(items: int) -> Sequence[Turn]:
    return (
        Turn("new", 0),
        Turn(_UNCHANGED, 0),
        Turn("tenth_changed", 1, every=10),
        Turn("all_changed", 1),
        Turn("all_items_new", items),
    )


def _sources(feeds: int, port: int) -> list[Source]:
    return [
        Source(
            url=farm.url(number, port),
            kind=SourceKind.FEED,
            section="news",
            name=f"Feed {number}",
            full=True,
            every=timedelta(hours=1),
            from_page=False,
        )
        for number in range(1, feeds + 1)
    ]


def _fetcher() -> Fetcher:
    return Fetcher(
        agent=user_agent("bench@bench.invalid"),
        allow=[ip_network("127.0.0.0/8")],
        timeout=timedelta(seconds=60),
        max_bytes=20_000_000,
        pause=timedelta(seconds=1),
        at_home=towards_strangers(1.0),
        resolve=farm.addresses,
    )


def _rounds(feeds: int, items: int, port: int, folder: Path) -> Iterator[tuple[str, object]]:
    """Collect the served feeds again and again; figures by name."""
    path = folder / "bench.db"
    fetcher, sources = _fetcher(), _sources(feeds, port)
    with closing(SqlStore(f"sqlite:///{path}")) as store:
        for number, turn in enumerate(_turns(items)):
            _grow(port, turn)
            with _written(path) if turn.name == _UNCHANGED else nullcontext(dict) as written:
                seconds, cpu, reports = _round(store, fetcher, sources, farm.START + timedelta(hours=2 * number))
                if turn.name == _UNCHANGED:
                    yield f"{turn.name}_read", sum(one.items is not None for one in reports)
                    yield f"{turn.name}_rows_written", written()
            new, failures = sum(one.new for one in reports), sum(one.failure is not None for one in reports)
            print(f"{turn.name}: {feeds / seconds:,.0f} feeds/s, {new} new articles, {failures} failures", flush=True)
            yield f"{turn.name}_feeds_per_s", round(feeds / seconds, 1)
            yield f"{turn.name}_cpu_ms", round(1000 * cpu / feeds, 3)
            yield f"{turn.name}_articles", new
            yield f"{turn.name}_failures", failures
    yield "peak_mb", round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def _round(
    store: SqlStore, fetcher: Fetcher, sources: Sequence[Source], now: datetime
) -> tuple[float, float, list[Report]]:
    """(seconds, seconds of processor, what came of it)."""
    rules = Rules(tag="bench.invalid,2026", sections={"news": ("News",)})
    began, cpu = time.perf_counter(), time.process_time()
    reports = Round(store, fetcher, rules, lambda: now).run(sources, lambda *_: None, lambda: False)
    return time.perf_counter() - began, time.process_time() - cpu, reports


def _grow(port: int, turn: Turn) -> None:
    urlopen(f"http://127.0.0.1:{port}/grow/{turn.new}/{turn.every}").close()


@contextmanager
def _written(path: Path) -> Iterator[Callable[[], dict[str, int]]]:
    """Counts what is written while it is open: rows inserted, changed or deleted, by table."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        database.execute("CREATE TABLE written (name TEXT)")
        for name in names:
            for event in ("INSERT", "UPDATE", "DELETE"):
                count = f"INSERT INTO written VALUES ('{name}')"
                database.execute(f"CREATE TRIGGER w_{name}_{event} AFTER {event} ON {name} BEGIN {count}; END")
        try:
            yield lambda: dict(database.execute("SELECT name, count(*) FROM written GROUP BY name ORDER BY name"))
        finally:
            for name in names:
                for event in ("INSERT", "UPDATE", "DELETE"):
                    database.execute(f"DROP TRIGGER w_{name}_{event}")
            database.execute("DROP TABLE written")


def _alone(feeds: int, items: int) -> Iterator[tuple[str, object]]:
    """Parsers alone on the same bytes, without fetching and storing: ours, and feedparser."""
    import feedparser

    [source] = _sources(1, 80)
    bodies = [farm.feed_bytes(number, items, 0) for number in range(1, min(feeds, _PARSED) + 1)]
    began = time.perf_counter()
    for body in bodies:
        feed.articles(body, source, url=source.url, content_type="application/rss+xml")
    yield "parsed_alone_feeds_per_s", round(len(bodies) / (time.perf_counter() - began), 1)
    began = time.perf_counter()
    for body in bodies:
        feedparser.parse(body)
    yield "feedparser_alone_feeds_per_s", round(len(bodies) / (time.perf_counter() - began), 1)


def _reader(python: str, feeds: int, items: int, port: int, folder: Path) -> dict[str, object]:
    """What `reader` does with some of the same feeds; {"reader": why not} where it is not installed."""
    if subprocess.run([python, "-c", "import reader"], capture_output=True, check=False).returncode:
        return {"reader": None, "reader_why_not": f"{Path(python).name} has no `reader`; see --reader"}
    figures: dict[str, object] = {"reader": {}, "reader_feeds": min(feeds, _PEER_FEEDS)}
    command = [python, str(_READER), str(folder / "reader.db"), str(min(feeds, _PEER_FEEDS)), str(port)]
    done = {}
    for turn in (one for one in _turns(items) if one.name in _PEER_TURNS):
        _grow(port, turn)
        told = subprocess.run(command, capture_output=True, text=True, check=True)
        done[turn.name] = json.loads(told.stdout.splitlines()[-1])
        print(f"reader, {turn.name}: {done[turn.name]['feeds_per_s']:,.0f} feeds/s", flush=True)
    return figures | {"reader": done}


def _ratio(result: Mapping[str, Any], name: str, theirs: float) -> float:
    ours: float = result[f"{name}_feeds_per_s"]
    return round(ours / theirs, 1)


def measure(feeds: int, items: int, port: int, folder: Path, reader: str) -> dict[str, object]:
    """All figures, ratios to the peers last."""
    result: dict[str, Any] = {"bench": "collect", "feeds": feeds, "items": items}
    result |= _rounds(feeds, items, port, folder)
    result |= _alone(feeds, items)
    result |= _reader(reader, feeds, items, port, folder)
    result["times_feedparser_alone"] = _ratio(result, "all_changed", result["feedparser_alone_feeds_per_s"])
    for name, figures in (result["reader"] or {}).items():
        result[f"times_reader_{name}"] = _ratio(result, name, figures["feeds_per_s"])
    return result


def main() -> None:
    """Serve in a child, measure here."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--items", type=int, default=12)
    parser.add_argument("--reader", default=sys.executable, help="a Python that has `reader`", metavar="PYTHON")
    parser.add_argument("--without-hostile", action="store_true", help="leave out the hostile set")
    args = parser.parse_args()
    command = [sys.executable, "-m", "bench.farm", "--feeds", str(args.feeds), "--items", str(args.items)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, TemporaryDirectory() as folder:
        try:
            assert server.stdout is not None
            result = measure(args.feeds, args.items, int(server.stdout.readline()), Path(folder), args.reader)
        finally:
            server.kill()
    print(json.dumps(result | ({} if args.without_hostile else {"hostile": hostile.measure()})))


if __name__ == "__main__":
    main()
