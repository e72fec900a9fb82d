"""A site for `bench.publish`, made as `digest publish` makes one: a store filled, and its folder published."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench import scale_archive
from bench.publish_articles import NOW, TAG
from digest import publishing
from digest.config import Config
from digest.model import Article, Pick
from digest.publish.files import Publisher
from digest.publishing.entering import enter
from digest.store.sql import SqlStore
from digest.templates import Templates

_BEGINS = {"rss.xml": b"<item>", "atom.xml": b"<entry>"}  #: what each item of a format begins with


class Site:
    """A store and the folder that is published from it, in `folder`."""

    def __init__(self, folder: Path, sections: Mapping[str, str], limit: int) -> None:
        """Open it; `sections`: slug → title."""
        self.folder = folder
        self.public = folder / "public"
        self._config = Config.model_validate(
            {
                "site": {"title": "The Bench", "url": "https://bench.invalid/", "tag": TAG, "description": "Invented"},
                "section": [{"slug": slug, "title": title} for slug, title in sections.items()],
                "publish": {"limit": limit},
            }
        )
        self.store = SqlStore(f"sqlite:///{folder}/digest.db")
        self._told = Progress()

    def put(self, articles: Iterable[Article], count: int) -> None:
        """Store them, as a check of a source does."""
        scale_archive.put(self.store, self._counted(articles, count))

    def freeze(self, picks: Mapping[str, tuple[Pick, ...]]) -> None:
        """Have picks for these articles, as if they had entered the feeds with them."""
        self.store.entries.freeze(picks, NOW)

    def enter(self) -> float:
        """Take what is new into the feeds, with its picks; seconds."""
        started = time.perf_counter()
        enter(self._config, self.store, NOW, self._told)
        return time.perf_counter() - started

    def publish(self) -> float:
        """Bring the folder up to date; seconds."""
        started = time.perf_counter()
        publishing.publish(self._config, self.store, Publisher(self.public), Templates(), NOW, self._told)
        return time.perf_counter() - started

    def files(self) -> dict[str, tuple[int, int, int]]:
        """By path: size in bytes, inode and mtime; one that was rewritten has another inode."""
        found = ((path, path.stat()) for path in sorted(self.public.rglob("*")) if path.is_file())
        return {
            str(path.relative_to(self.public)): (facts.st_size, facts.st_ino, facts.st_mtime_ns)
            for path, facts in found
        }

    def items(self) -> int:
        """How many items all feed documents have, in all formats."""
        return sum(_items(path) for path in self.public.rglob("*"))

    def _counted(self, articles: Iterable[Article], count: int) -> Iterator[Article]:
        for done, article in enumerate(articles, 1):
            yield article
            self._told("articles stored", done, count)


class Progress:
    """Tells on standard error how far work has come, once a second and at its end."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        if done == total or time.monotonic() - self._last > 1:
            self._last = time.monotonic()
            print(f"{what}: {done} of {total}", file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Change:
    """What a publish did to the folder."""

    seconds: float
    rewritten: list[str]  #: paths of files that are new or other ones
    removed: list[str]


def changed_by_publish(site: Site) -> Change:
    """Publish, and look what became of the folder."""
    before = site.files()
    seconds = site.publish()
    after = site.files()
    rewritten = [path for path, facts in after.items() if before.get(path) != facts]
    return Change(seconds, rewritten, sorted(before.keys() - after.keys()))


def _items(path: Path) -> int:
    if path.name == "feed.json":
        return len(json.loads(path.read_bytes())["items"])
    return path.read_bytes().count(_BEGINS[path.name]) if path.name in _BEGINS else 0
