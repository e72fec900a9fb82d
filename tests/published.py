"""A publication in a folder: articles are added, corrected and withdrawn, and what feeds hold is walked through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lxml import etree

from digest import publishing
from digest.config import Config
from digest.model import Article, SourceState
from digest.publish.addresses import FEED_FILES
from digest.publish.files import Publisher
from digest.publishing import Published
from digest.store.seam import Check
from digest.store.sql import SqlStore
from digest.templates import Templates
from make import article

URL = "https://example.org/"
SOURCE = "https://example.org/feed"
START = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
_ATOM, _HISTORY = "{http://www.w3.org/2005/Atom}", ("prev-archive", "next-archive", "current")

File = tuple[bytes, int, int]  #: content, inode, mtime


@dataclass(frozen=True, slots=True)
class Document:
    """An Atom document, as a reader sees it."""

    path: str
    items: tuple[tuple[str, datetime], ...]  #: (id, updated)
    links: dict[str, str]  #: relation → path


class Site:
    """A store, and the folder that is published from it."""

    def __init__(self, folder: Path, store: SqlStore | None = None, *, limit: int = 3) -> None:
        self.folder = folder
        self.store = store or SqlStore(f"sqlite:///{folder}/digest.db")
        self.now = START
        self.titles = {"tea": "Tea"}
        self.limit = limit
        self.more: dict[str, Any] = {}  #: other tables of config.toml
        self.title = "The Teapot"

    @property
    def config(self) -> Config:
        return Config.model_validate(
            {
                "site": {"title": self.title, "url": URL, "tag": "example.org,2026"},
                "section": [{"slug": slug, "title": title} for slug, title in self.titles.items()],
                "publish": {"limit": self.limit},
                **self.more,
            }
        )

    def add(self, *names: str, section: str = "tea", date: datetime | None = None, title: str = "") -> list[str]:
        """New articles, a minute apart; their ids."""
        new = []
        for name in names:
            self.now += timedelta(minutes=1)
            one = replace(article(name, section=section, date=date or self.now), collected=self.now)
            new.append(replace(one, title=title or one.title))
        self.collect(*new)
        return [one.id for one in new]

    def correct(self, id: str, **changes: Any) -> None:
        """A later revision of an article."""
        self.now += timedelta(minutes=1)
        was = self.article(id)
        revision = was.revision + 1
        changes = {"content": f"<p>Corrected {revision} times.</p>"} | changes
        self.collect(replace(was, revision=revision, updated=self.now, digest=f"{was.digest}/{revision}", **changes))

    def collect(self, *articles: Article) -> None:
        """Store them as a check of a source does."""
        state = SourceState(url=SOURCE)
        self.store.articles.collect_all([Check(state=state, changed=articles)])

    def article(self, id: str) -> Article:
        return self.store.articles.get([id])[id]

    def publish(
        self, public: Path | None = None, *, anew: bool = False, templates: Templates | None = None
    ) -> Published:
        out, read = Publisher(public or self.public), templates or Templates()
        return publishing.publish(self.config, self.store, out, read, self.now, lambda *_: None, anew=anew)

    @property
    def public(self) -> Path:
        return self.folder / "public"

    def files(self) -> dict[str, File]:
        return files(self.public)

    def archives(self) -> dict[str, File]:
        """The closed archive documents of all feeds, in all formats, with their .gz."""
        closed = {path for path in self.files() if "archive/" in path and _is_document(path)}
        open_ = {self.walk(folder)[-1].links["next-archive"] for folder in self.folders() if len(self.walk(folder)) > 1}
        empty = {path.rpartition("/")[0] for path in open_}
        return {path: file for path, file in self.files().items() if path in closed and _folder(path) not in empty}

    def folders(self) -> list[str]:
        """The folders of all feeds."""
        return ["", *(f"sections/{slug}/" for slug in self.titles)]

    def walk(self, folder: str) -> list[Document]:
        """The current document, and from there the archive documents, oldest first: [current, 1, 2, …]."""
        current = self.read(f"{folder}atom.xml")
        found, at = [], current
        while before := at.links.get("prev-archive"):
            at = self.read(before)
            found.append(at)
        return [current, *reversed(found)]

    def read(self, path: str) -> Document:
        root = etree.fromstring((self.public / path).read_bytes())
        links = {
            str(link.get("rel")): str(link.get("href")).removeprefix(URL)
            for link in root.findall(f"{_ATOM}link")
            if link.get("rel") in _HISTORY
        }
        return Document(path, tuple(_items(root)), links)


def files(folder: Path) -> dict[str, File]:
    """By path, with all that tells whether one was written again."""
    found = ((path, path.stat()) for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): (path.read_bytes(), facts.st_ino, facts.st_mtime_ns) for path, facts in found
    }


def contents(folder: Path) -> dict[str, bytes]:
    return {path: content for path, (content, _, _) in files(folder).items()}


def _items(root: Any) -> Iterator[tuple[str, datetime]]:
    for entry in root.findall(f"{_ATOM}entry"):
        yield entry.findtext(f"{_ATOM}id"), datetime.fromisoformat(entry.findtext(f"{_ATOM}updated"))


def _is_document(path: str) -> bool:
    return path.rpartition("/")[2].removesuffix(".gz") in FEED_FILES.values()


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
