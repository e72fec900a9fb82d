"""How fast feeds are built, in every format, of every section and of all, through our files; and by bare feedgen.

    python -m bench.publish --sections 100 --articles 5000 --out DIR

Builds invented articles from a fixed seed, writes every feed, writes them again (nothing may change), and hands the
same items to feedgen, which knows RSS and Atom, as its documentation does. Prints progress, and one line of JSON last.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from feedgen.feed import FeedGenerator

from digest.model import Article, Pick, PickKind, PickOrigin
from digest.publish import addresses
from digest.publish.addresses import KINDS, Kind
from digest.publish.entry import Entry, of_article
from digest.publish.feeds import Document, atom, rss
from digest.publish.files import Publisher
from digest.publish.jsonfeed import json_feed
from digest.publish.publication import Channel, Section, Site, channel, everything, of_section

SITE = Site(title="The Bench", url="https://bench.invalid/", tag="bench.invalid,2026", description="Invented news")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SEED = 20_261_122
_WRITERS: dict[Kind, Callable[[Channel, Iterable[Entry]], Document]] = {"rss": rss, "atom": atom, "json": json_feed}
_WORDS = """
    hedge ladder spoon weather argument Tuesday compost neighbour treaty kettle lantern marrow & <tea> café gravel
    umbrella ginger sparrow bicycle parliament button thunder ribbon المطر 🍵 between beneath although nobody remembers
    quietly borrows returns forgets repairs
""".split()  # noqa: SIM905 (a list of forty strings is no better to read)


def invented_sections(sections: int, articles: int) -> list[Section]:
    """The articles dealt out to the sections, newest first in each."""
    chance = random.Random(SEED)
    titles = [f"Section {n}" for n in range(sections)]
    dealt: list[list[Entry]] = [[] for _ in titles]
    for n in range(articles):
        home = n % sections
        dealt[home].append(of_article(_article(n, home, chance), _picks(chance), [titles[home]]))
    return [
        Section(slug=f"section-{n}", title=titles[n], description="Invented", entries=tuple(entries))
        for n, entries in enumerate(dealt)
    ]


def _article(n: int, section: int, chance: random.Random) -> Article:
    date = NOW - timedelta(minutes=17 * n)
    paragraphs = (f"<p>{_words(chance, 60)}</p>" for _ in range(5))
    return Article(
        id=f"tag:{SITE.tag}:article/{n}",
        key=f"bench.invalid/{n}",
        source="bench",
        url=f"https://bench.invalid/story/{n}",
        section=f"section-{section}",
        title=_words(chance, 8),
        summary=_words(chance, 25),
        content="".join(paragraphs).replace("&", "&amp;").replace("<tea>", "<em>tea</em>"),
        authors=(f"Author {n % 40}",),
        image=f"https://bench.invalid/picture/{n}.jpg" if n % 3 else None,
        language="en",
        published=date,
        date=date,
        collected=date,
        updated=date,
        revision=1,
        digest="",
        tags=(chance.choice(_WORDS),),
    )


def _picks(chance: random.Random) -> tuple[Pick, ...]:
    return tuple(
        Pick(
            kind=PickKind.RELATED,
            origin=PickOrigin.COMPUTED,
            url=f"https://bench.invalid/story/{chance.randrange(100_000)}",
            title=_words(chance, 7),
            reason="also about compost",
        )
        for _ in range(2)
    )


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(_WORDS, k=count))


@dataclass(frozen=True, slots=True)
class Feed:
    """One file to write."""

    section: Section | None
    entries: tuple[Entry, ...]
    kind: Kind


def planned(sections: list[Section], limit: int) -> list[Feed]:
    """Every feed in each of its formats."""
    everything = sorted(
        (entry for section in sections for entry in section.entries[:limit]),
        key=lambda entry: entry.date,
        reverse=True,
    )
    feeds = [Feed(section, section.entries[:limit], kind) for section in sections for kind in KINDS]
    return feeds + [Feed(None, tuple(everything[:limit]), kind) for kind in KINDS]


def written(feeds: list[Feed], out: Publisher, what: str) -> tuple[int, int]:
    """Write them all; (items put into them, files that changed)."""
    items = changed = 0
    for feed in _with_progress(feeds, what):
        whose = of_section(SITE, feed.section) if feed.section else everything(SITE)
        about = channel(SITE, whose, feed.kind, NOW)
        document = _WRITERS[feed.kind](about, feed.entries)
        items += len(feed.entries) - len(document.rejected)
        path = addresses.feed_path(whose.folder, feed.kind)
        changed += out.replace(path, document.content)
    return items, changed


def bare_feedgen(feeds: list[Feed]) -> int:
    """The same items as feedgen's documentation does it; how many."""
    items = 0
    for feed in _with_progress(feeds, "bare feedgen"):
        generator = FeedGenerator()
        generator.id(SITE.url)
        generator.title(feed.section.title if feed.section else SITE.title)
        generator.description("Invented")
        generator.link(href=SITE.url, rel="alternate")
        for entry in feed.entries:
            _add_bare(generator, entry)
        items += len(feed.entries)
        generator.rss_str(pretty=True) if feed.kind == "rss" else generator.atom_str(pretty=True)
    return items


def _add_bare(generator: FeedGenerator, article: Entry) -> None:
    made = generator.add_entry()
    made.id(article.id)
    made.title(article.title)
    made.link(href=article.url)
    made.summary(article.summary)
    made.content(article.content, type="html")
    made.author([{"name": name} for name in article.authors])
    made.published(article.date)
    made.updated(article.updated)


def _with_progress(feeds: list[Feed], what: str) -> Iterator[Feed]:
    step = max(1, len(feeds) // 10)
    for done, feed in enumerate(feeds, 1):
        yield feed
        if done % step == 0 or done == len(feeds):
            print(f"{what}: {done} of {len(feeds)} files", file=sys.stderr, flush=True)


def measured(sections: int, articles: int, limit: int, folder: Path) -> dict[str, object]:
    """All of it; the figures by name."""
    feeds = planned(invented_sections(sections, articles), limit)
    out = Publisher(folder)
    started = time.perf_counter()
    items, first = written(feeds, out, "first pass")
    ours = time.perf_counter()
    _, second = written(feeds, out, "second pass")
    again = time.perf_counter()
    bare_items = bare_feedgen([feed for feed in feeds if feed.kind != "json"])
    bare = time.perf_counter() - again
    return {
        "bench": "publish",
        "sections": sections,
        "articles": articles,
        "items_written": items,
        "files_written": first,
        "files_rewritten_by_second_pass": second,
        "items_per_second": round(items / (ours - started)),
        "items_per_second_unchanged": round(items / (again - ours)),
        "bare_feedgen_items_per_second": round(bare_items / bare),
        "ratio_to_bare_feedgen": round(items / (ours - started) / (bare_items / bare), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sections", type=int, default=100)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--limit", type=int, default=50, help="items in a feed")
    parser.add_argument("--out", type=Path, help="where the files go; a temporary folder if not given")
    asked = parser.parse_args()
    with TemporaryDirectory(prefix="digest-bench-") as temporary:
        figures = measured(asked.sections, asked.articles, asked.limit, asked.out or Path(temporary))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
