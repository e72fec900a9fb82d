"""A small publication on loopback: a feed with summaries, a listing page, their articles, and a folder of Markdown."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

_WORDS = """
goose ferry captain ticket river cellar sourdough winter clock tower mayor opinion library book jam
pages brass band tune neighbours orchard plum sugar kettle ladder beekeeper pothole council lantern
marrow scarecrow umbrella choir harbour chimney postman bicycle pigeon wardrobe accordion turnip
lighthouse teaspoon gravel bishop hammock compass thimble cabbage violin parade blanket mustard
anchor weathercock pickle wheelbarrow barometer quilt sparrow trombone
""".split()  # noqa: SIM905 - words are read more easily without quotes


def story(name: str) -> tuple[str, str]:
    """(title, text) of its own words, the same for the same name."""
    draw = random.Random(name)
    chosen = draw.sample(_WORDS, 40)
    return f"The {chosen[0]} and the {chosen[1]}, {name}", " ".join(chosen).capitalize() + "."


@dataclass
class Site:
    """What is served, and what was asked for."""

    base: str = ""
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)  #: path → (content type, body)
    asked: list[tuple[str, int]] = field(default_factory=list)  #: (path, status)

    def put(self, path: str, body: str, kind: str = "text/html; charset=utf-8") -> None:
        self.files[path] = (kind, body.encode())


@contextmanager
def serving() -> Iterator[Site]:
    """An empty site, with strong ETags."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, body = site.files.get(self.path, ("text/plain", b"not here"))
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            status = 404 if self.path not in site.files else 200
            if status == 200 and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            site.asked.append((self.path, status))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("ETag", etag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.base = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


def page(site: Site, path: str, day: int, extra: str = "") -> None:
    """An article of a few paragraphs."""
    title, opening = story(path)
    _, second = story(path + "2")
    site.put(
        path,
        f"""<!doctype html><html lang="en"><head><title>{title} | Small</title>
<meta property="og:title" content="{title}"><link rel="canonical" href="{site.base}{path}">
<meta property="article:published_time" content="2026-02-{day:02}T10:00:00Z"></head><body>
<nav><a href="/">Home</a></nav><article><h1>{title}</h1><p>{opening} {second}</p>
<p>Nobody had seen anything like it. {second} {opening}</p>{extra}
<p>It is expected to happen again. {opening}</p></article></body></html>""",
    )


def fill(site: Site, folder: Path, *, stories: int = 4) -> None:
    """Three sources with `stories` articles each."""
    items = []
    for n in range(stories):
        path = f"/fed/{n}-story"
        page(site, path, 20 + n % 8)
        title, opening = story(path)
        items.append(
            f"<item><title>{title}</title><link>{site.base}{path}</link><guid>{site.base}{path}</guid>"
            f"<description>{opening}</description><pubDate>Fri, {20 + n % 8} Feb 2026 10:00:00 GMT</pubDate></item>"
        )
    channel = (
        f"<channel><title>Small</title><link>{site.base}</link><description>S</description>{''.join(items)}</channel>"
    )
    site.put("/feed.xml", f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>', "application/rss+xml")
    links = []
    for n in range(stories):
        path = f"/listed/{n}-a-longer-headline-for-a-story"
        next_ = (
            f'<p><strong>NEXT: <a href="/listed/{n + 1}-a-longer-headline-for-a-story">The next one</a></strong></p>'
        )
        page(site, path, 20 + n % 8, next_)
        links.append(f'<li><h2><a href="{path}">A longer headline for story number {n}</a></h2></li>')
    site.put(
        "/listing/",
        f"<html><body><nav><a href='/about'>About</a></nav><main><ul>{''.join(links)}</ul></main></body></html>",
    )
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(stories):
        title, opening = story(f"/notes/{n}")
        head = f"---\ntitle: Note {n} on {title.lower()}\ndate: 2026-02-{20 + n % 8:02}T09:00:00Z\n---\n"
        text = f"{head}{opening} As noted in {n}.\n"
        (folder / f"note-{n}.md").write_text(text, encoding="utf-8")


def config(folder: Path, site: Site, *, store: str = "sqlite:///var/digest.db", mail: str = "folder:outbox") -> Path:
    """A config.toml for that publication, in `folder`."""
    path = folder / "config.toml"
    path.write_text(
        f"""
[site]
title = "Small"
url = "https://small.example/"
tag = "small.example,2026"
[store]
url = "{store}"
[collect]
allow_addresses = ["127.0.0.0/8"]
[[section]]
slug = "fed"
title = "Fed"
  [[section.source]]
  feed = "{site.base}/feed.xml"
  content = "full"
[[section]]
slug = "listed"
title = "Listed"
  [[section.source]]
  listing = "{site.base}/listing/"
  content = "full"
[[section]]
slug = "notes"
title = "Notes"
  [[section.source]]
  folder = "notes"
  url = "https://small.example/notes/"
[[newsletter]]
slug = "weekly"
title = "Small Weekly"
from = "Small <news@small.example>"
schedule = "monday 08:00"
timezone = "Europe/Berlin"
max_articles = 50
[mail]
url = "{mail}"
""",
        encoding="utf-8",
    )
    return path
