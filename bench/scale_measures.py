"""What `bench.related_scale` measures of one archive, each in a process of its own: its memory is that measure's.

    python -m bench.scale_measures MEASURE DATABASE SIZE [ARTICLES.jsonl]

Prints one line of JSON. Times are milliseconds unless their name says seconds, memory is the highest resident, in
megabytes of 10^6 bytes.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from bench.scale_archive import SECTIONS, Writer, invented, put, revised
from digest import indexing, pipeline
from digest.config import Config
from digest.model import Article, Slot
from digest.picks import Archive, next_pick, ranked, related
from digest.picks.postings import SIZE
from digest.store.sql import SqlStore

Figures = dict[str, float]

ASKED, ADDED, REVISED = 200, 50, 20
STORIES = 50  #: of the edition
_LISTED = 10


def build(store: SqlStore, size: int, write: Writer) -> Figures:
    """Make the archive: put it in, read it."""
    put(store, map(write, range(size)))
    return {"read_all_seconds": _timed(lambda: indexing.index(store, _told)) / 1000}


def start(store: SqlStore, _size: int, _write: Writer) -> Figures:
    """Open what is there."""
    return {"start_seconds": _timed(lambda: indexing.archive(store)) / 1000}


def query(store: SqlStore, size: int, write: Writer) -> Figures:
    """Ask for picks of articles from all over the archive; none is asked twice, so that nothing is remembered."""
    asked = _some(size, 3 * ASKED, write)
    until = write(size - 1).date
    archive = indexing.archive(store)

    def rank(article: Article) -> object:
        return list(islice(ranked(article, archive, until=article.date), _LISTED))

    asking: dict[str, Callable[[Article], object]] = {
        "rank": rank,
        "related": partial(_related, archive=archive),
        "next": lambda article: next_pick(article, archive, until=until),
    }
    figures: Figures = {}
    for place, (name, ask) in enumerate(asking.items()):
        figures |= _spread(name, [_timed(partial(ask, article)) for article in asked[place::3]])
    return figures


def add(store: SqlStore, size: int, write: Writer) -> Figures:
    """Read what is new or revised, one article at a time; then fill the growing piece, and seal it."""
    figures = _spread("add", [_read(store, [write(size + number)]) for number in range(ADDED)])
    old = _some(size, REVISED, write)
    figures |= _spread("revise", [_read(store, [revised(article)]) for article in old])
    have = size + ADDED
    missing = SIZE - len(store.catalogue.loose())
    put(store, map(write, range(have, have + missing - 1)))
    indexing.index(store, _told)
    return figures | {"seal_ms": _read(store, [write(have + missing - 1)])}


def edition(store: SqlStore, size: int, write: Writer) -> Figures:
    """Compose an edition from all that is there, as a service does that has just been started."""
    last = write(size - 1)
    sections = [{"slug": slug, "title": slug.title()} for slug in (*SECTIONS, "")[: len(SECTIONS)]]
    letter = {"slug": "all", "title": "All", "from": "all@bench.invalid", "max_articles": STORIES, "lookback": "3d"}
    site = {"title": "Bench", "url": "https://bench.invalid/", "tag": "bench.invalid,2026"}
    config = Config.model_validate({"site": site, "section": sections, "newsletter": [letter]})
    slot = Slot(schedule="all", label="bench", due=last.date + timedelta(minutes=1))
    began = time.perf_counter()
    made = pipeline.draft(config, config.newsletter[0], slot, store, slot.due)
    took = time.perf_counter() - began
    return {"edition_seconds": round(took, 3), "stories": sum(len(section.items) for section in made.sections)}


MEASURES: dict[str, Callable[[SqlStore, int, Writer], Figures]] = {
    measure.__name__: measure for measure in (build, start, query, edition, add)
}


def main(measure: str, database: str, size: str, articles: str = "") -> None:
    store = SqlStore(f"sqlite:///{database}")
    figures = MEASURES[measure](store, int(size), _writer(articles))
    store.close()
    print(json.dumps(figures | {"memory_mb": _memory()}))


def _writer(articles: str) -> Writer:
    if not articles:
        return invented
    from bench.archive import articles as read  # with all that cleans texts: no part of the memory of picks

    known = read(Path(articles))
    return lambda number: known[number % len(known)]


def _some(size: int, count: int, write: Writer) -> list[Article]:
    """Articles from all over the archive, by chance: every so-manieth might always be of one kind."""
    return [write(number) for number in random.Random(size).sample(range(size), min(size, count))]


def _related(article: Article, archive: Archive) -> object:
    """As it is asked when an article enters the feeds; an edition asks with all that has come since."""
    return related(article, archive, until=article.date)


def _read(store: SqlStore, articles: Sequence[Article]) -> float:
    put(store, articles)
    return _timed(lambda: indexing.index(store, _told))


def _timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    act()
    return round(1000 * (time.perf_counter() - began), 3)


def _spread(name: str, times: Iterable[float]) -> Figures:
    ordered = sorted(times)
    return {
        f"{name}_ms": round(statistics.median(ordered), 2),
        f"{name}_p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 2),
        f"{name}_worst_ms": round(ordered[-1], 2),
    }


def _told(what: str, done: int, total: int) -> None:
    print(f"{what}: {done} of {total}", file=sys.stderr, flush=True)


def _memory() -> float:
    """The most that this process held; Linux tells kilobytes, macOS bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most * (1 if sys.platform == "darwin" else 1024) / 1e6, 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
