"""What is read from a folder of feeds, file by file: whether it can be read, how fast, and what stands in it.

    python -m bench.parse DIR [--no-speed]

Prints one line of JSON for each file, and one last that sums up: how many raised (for those, `raised` has the error's
name), which was slowest, and, where files say in their first comment what should be read from them as feedparser's
do, how many of these expectations speak of what our model has and how many of those hold. `expectations` says of each
of a file's own whether it holds. `speed` in the last line is of feeds that are invented for it, see `parse_speed`.

An entry is listed as we read it, also one that lacks the address without which it becomes no article.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urljoin

from bench import parse_speed
from bench.expectations import Test, held, told
from digest.collect.feeds import feed
from digest.collect.feeds.item import Item, item
from digest.model import Source, SourceKind

_ADDRESS = "http://127.0.0.1:8097/tests/"  #: where feedparser's expectations believe the files to be
_NO_FEEDS = frozenset({"LICENSE", "README", "README.md", ".DS_Store", ".gitignore"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """One file, read."""

    file: str  #: below the folder
    url: str  #: where it is meant to come from
    test: Test  #: what it says of itself
    raised: str | None  #: the error's name
    seconds: float  #: for feed.articles, worker process included
    items: tuple[Item, ...]
    articles: int  #: how many of them are some

    @property
    def outcome(self) -> list[bool]:
        """For each expectation that speaks of what our model has, whether it holds."""
        claims = (held(claim, self.items, self.url) for claim in self.test.claims)
        return [claim for claim in claims if claim is not None]


def parsed(folder: Path) -> Iterator[Parsed]:
    """All feed files in a folder and below, by name; packed ones (.gz) too, hidden ones not."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and path.name not in _NO_FEEDS and not name.startswith(".") and "/." not in name:
            yield parsed_file(path, name)


def parsed_file(path: Path, name: str) -> Parsed:
    """One file, with the headers that it wants to be served with."""
    try:
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        nothing = Test(headers={}, claims=(), wants_entries=False)
        return Parsed(file=name, url="", test=nothing, raised=type(error).__name__, seconds=0.0, items=(), articles=0)
    test = told(body)
    url, kind = _place(name, test), test.headers.get("content-type", "")
    started = time.perf_counter()
    raised, count = None, 0
    try:
        count = len(feed.articles(body, _source(url), url=url, content_type=kind).found)
    except Exception as error:  # noqa: BLE001 - whatever it is, that is what is asked here
        raised = type(error).__name__
    seconds = time.perf_counter() - started
    items = () if raised else tuple(_items(body, url, kind))
    return Parsed(file=name, url=url, test=test, raised=raised, seconds=seconds, items=items, articles=count)


def _place(name: str, test: Test) -> str:
    place = _ADDRESS + quote(os.fsencode(name))
    try:
        said = urljoin(place, test.headers.get("content-location", ""))
    except ValueError:
        return place
    return said if said.startswith("http") else place


def _items(body: bytes, url: str, kind: str) -> Iterator[Item]:
    wire = feed.read(body, url=url, content_type=kind)
    for entry in wire.entries:
        with suppress(ValueError):  # an item that cannot be read is none of the articles, either
            yield item(entry, wire)


def _source(url: str) -> Source:
    return Source(
        url=url,
        kind=SourceKind.FEED,
        section="bench",
        name="Bench",
        full=True,
        every=timedelta(hours=1),
        from_page=False,
    )


def line(one: Parsed) -> dict[str, object]:
    """What is told of a file."""
    return {
        "file": one.file,
        "raised": one.raised,
        "seconds": round(one.seconds, 4),
        "entries": [_entry(found) for found in one.items],
        "articles": one.articles,
        "expectations": one.outcome,
    }


def _entry(found: Item) -> dict[str, object]:
    return {
        "id": found.id,
        "link": found.link,
        "title": found.title,
        "published": found.published and found.published.isoformat(),
        "updated": found.updated and found.updated.isoformat(),
        "author": ", ".join(found.authors) or None,
        "content_length": len(found.content or found.description),
    }


def summed(files: Sequence[Parsed]) -> dict[str, object]:
    """The last line."""
    slowest = max(files, key=lambda one: one.seconds, default=None)
    outcomes = [holds for one in files for holds in one.outcome]
    return {
        "bench": "parse",
        "files": len(files),
        "raised": sum(one.raised is not None for one in files),
        "entries": sum(len(one.items) for one in files),
        "articles": sum(one.articles for one in files),
        "seconds": round(sum(one.seconds for one in files), 2),
        "slowest": {"file": slowest.file, "seconds": round(slowest.seconds, 4)} if slowest else None,
        "expectations": {
            "mappable": len(outcomes),
            "held": sum(outcomes),
            "share": round(sum(outcomes) / len(outcomes), 4) if outcomes else None,
        },
    }


def main() -> None:
    """Read the folder that is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--no-speed", action="store_true", help="leave out the half minute in which speed is measured")
    asked = parser.parse_args()
    folder = asked.folder
    if not folder.is_dir():
        parser.error(f"expected a folder of feed files, found none at {folder}; check the path")
    files = []
    for one in parsed(folder):
        print(json.dumps(line(one)), flush=True)  # ASCII, because names of files may be no Unicode
        files.append(one)
    if asked.no_speed:
        print(json.dumps(summed(files)))
    else:
        print("measuring the speed against feedparser, for half a minute", file=sys.stderr)
        print(json.dumps({**summed(files), "speed": parse_speed.measured(_source(_ADDRESS))}))


if __name__ == "__main__":
    main()
