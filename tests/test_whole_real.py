"""The main job on other people's feeds, pages and articles: nothing in them stops it, and status says what failed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from small_site import Site, serving
from test_whole import digest

pytestmark = pytest.mark.shared_data

FEEDS, PAGES, ARTICLES = 4, 12, 120


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


def json_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file, one a line."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def feeds(site: Site, shared: Path) -> list[str]:
    """The largest feeds, served; their addresses."""
    largest = sorted((shared / "feeds").rglob("*.xml"), key=lambda path: (-path.stat().st_size, path.name))[:FEEDS]
    for number, path in enumerate(largest):
        site.files[f"/feeds/{number}.xml"] = ("text/xml", path.read_bytes())
    return [f"{site.base}/feeds/{number}.xml" for number in range(FEEDS)]


def pages(site: Site, shared: Path) -> str:
    """Pages served under their own paths, and a page that lists them; its address."""
    rows = json_lines(shared / "pages/gold.jsonl")
    links = []
    for row in [row for row in rows if row.get("url") and row.get("title")][:PAGES]:
        path = urlsplit(row["url"]).path
        site.files[path] = ("text/html", gzip.decompress((shared / "pages/html" / row["file"]).read_bytes()))
        links.append(f'<article><h2><a href="{path}">{row["title"]}</a></h2></article>')
    site.put("/news/", f"<html><body><main>{''.join(links)}</main></body></html>")
    return f"{site.base}/news/"


def articles(shared: Path, folder: Path) -> None:
    """Articles as Markdown files with front matter."""
    for row in json_lines(shared / "related/articles.jsonl")[-ARTICLES:]:
        path = folder / f"{row['id']}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = {name: row[name] for name in ("title", "date", "summary", "tags", "authors")}
        path.write_text(f"---\n{yaml.safe_dump(head, allow_unicode=True)}---\n{row['text']}", encoding="utf-8")


def test_real_feeds_pages_and_articles_are_collected_published_and_sent(
    site: Site, shared: Path, tmp_path: Path
) -> None:
    articles(shared, tmp_path / "articles")
    sources = "".join(f'  [[section.source]]\n  feed = "{url}"\n' for url in feeds(site, shared))
    (tmp_path / "config.toml").write_text(
        f"""
[site]
title = "Real"
url = "https://real.example/"
tag = "real.example,2026"
[collect]
allow_addresses = ["127.0.0.0/8"]
[[section]]
slug = "feeds"
title = "Feeds"
{sources}
[[section]]
slug = "news"
title = "News"
  [[section.source]]
  listing = "{pages(site, shared)}"
[[section]]
slug = "notes"
title = "Notes"
  [[section.source]]
  folder = "articles"
  url = "https://real.example/articles/"
[[newsletter]]
slug = "weekly"
title = "Weekly"
from = "Real <news@real.example>"
lookback = "9000d"
""",
        encoding="utf-8",
    )
    digest(tmp_path, "collect")
    digest(tmp_path, "publish")
    digest(tmp_path, "subscribers", "add", "ada@a.example")
    digest(tmp_path, "send", "weekly")
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 1
    status = json.loads(digest(tmp_path, "status", "--json"))
    assert status["articles"]["notes"] == ARTICLES
    assert status["articles"]["news"] >= PAGES - 2
    assert status["articles"]["feeds"] >= FEEDS
    assert not [source for source in status["sources"] if source["failures"]]
    # Their pages lie on hosts that nobody can reach from here: each is named, with the reason.
    assert all(row["why"] for row in status["unread"])
    assert "collected: 0 new, 0 revised" in digest(tmp_path, "collect")
