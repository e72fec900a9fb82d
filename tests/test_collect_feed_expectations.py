"""What feed files of all kinds say should be read from them is read, nothing stops the reader, and nothing runs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from digest.collect.feeds import feed
from digest.collect.feeds.item import Item, item
from digest.collect.text.sanitise import line
from digest.errors import FeedUnreadable

ROOT = Path(__file__).resolve().parents[1]
HELD = 0.95  #: of the expectations that speak of what our model has
FILES = 2_106
MAPPABLE = 800
RUNNING = "script style iframe frame frameset object embed applet meta link base form input button svg math template"
RUNS = frozenset(re.findall(r"\w+", RUNNING))
OUTSIDE = frozenset({"http", "https", "mailto"})

FEED = """<?xml version="1.0" encoding="utf-8"?>
<!--
Header:      Content-Location: http://example.org/feeds/
Description: a feed that says what it holds
Expect:      not bozo and {expected}
-->
<rss version="2.0"><channel><item><title>Shed &amp;amp; marrow</title><link>story</link>
<author>ed@example.org (Ed)</author><pubDate>Mon, 02 Mar 2026 07:00:00 GMT</pubDate>
<description>&lt;a href="x"&gt;All&lt;/a&gt; of it</description></item></channel></rss>
"""

#: An expectation, and for each of its parts that speaks of what our model has whether this feed meets it.
EXPECTED = {
    "entries[0]['title'] == 'Shed & marrow'": [True],
    "entries[0].title == u'Shed &amp; ' + u'marrow'": [True],
    "entries[0]['link'] == 'http://example.org/feeds/story'": [True],
    "entries[0]['author'] == 'Ed (ed@example.org)'": [True],
    "entries[0]['author_detail']['name'] == 'Ed'": [True],
    "entries[0]['published_parsed'] == (2026, 3, 2, 7, 0, 0, 0, 61, 0)": [True],
    "entries[0]['published'] == 'Mon, 02 Mar 2026 08:00:00 +0100'": [True],
    "entries[0]['description'] == '<a href=\"http://example.org/feeds/x\">All</a> of it'": [True],
    "len(entries) == 1": [True],
    "entries[0]['title'] == 'Shed'": [False],
    "entries[1]['title'] == 'Shed & marrow'": [False],
    "entries[0]['link'] == 'http://example.org/story'": [False],
    "entries[0]['description'] == '<a href=\"http://example.org/y\">All</a> of it'": [False],
    "entries[0]['updated'] == '2026-03-02'": [False],
    "len(entries) == 2": [False],
    "entries[0]['title'] == 'Other' and entries[0].author == 'Ed' and feed.title == 'x'": [False, True],
    "feed['title'] == 'Example'": [],
    "entries[0]['title_detail']['type'] == 'text/html'": [],
    "entries[0]['link'] == 'story'": [],
    "entries[0]['description'] == '<svg></svg>'": [],
    "(entries[0]['title'] == 'Shed' or entries[0]['title'] == 'Marrow')": [],
    "__import__('os').abort() == 'Shed'": [],
    "entries[__import__('os').abort()] == 'Shed'": [],
    "no Python": [],
    "(" * 5_000: [],
}


class Live(HTMLParser):
    """Collects what would run, or be loaded from where it should not."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag in RUNS:
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "action", "formaction"):
                self.found.append(name)
            if name in ("href", "src", "cite", "background") and urlsplit(value or "").scheme not in OUTSIDE:
                self.found.append(f"{name}={value}")


def live(html: str) -> list[str]:
    """What in this HTML would run."""
    reader = Live()
    reader.feed(html)
    reader.close()
    return reader.found


def told(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the bench says of each file in a folder, and of all."""
    command = [sys.executable, "-m", "bench.parse", str(folder), "--no-speed"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=600)
    *lines, last = map(json.loads, done.stdout.splitlines())
    return {one["file"]: one for one in lines}, last


@pytest.fixture(scope="module")
def real(shared: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the bench says of the development data, read once."""
    return told(shared / "feeds")


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the bench says of one small feed that expects this or that of itself."""
    folder = tmp_path_factory.mktemp("feeds")
    for number, expected in enumerate(EXPECTED):
        (folder / f"{number}.xml").write_text(FEED.format(expected=expected), encoding="utf-8")
    (folder / "LICENSE").write_text("free", encoding="utf-8")
    (folder / "none.xml").write_text("<svg/>", encoding="utf-8")
    return told(folder)


@pytest.mark.shared_data
def test_what_feed_files_say_should_be_read_is_read(real: tuple[dict[str, Any], dict[str, Any]]) -> None:
    files, sums = real
    failed = [name for name, one in files.items() if not all(one["expectations"])]
    assert sums["expectations"]["mappable"] >= MAPPABLE
    assert sums["expectations"]["share"] >= HELD, failed


@pytest.mark.shared_data
def test_no_feed_file_stops_the_reader_and_only_what_is_no_feed_is_refused(
    real: tuple[dict[str, Any], dict[str, Any]], shared: Path
) -> None:
    files, _ = real
    refused = {name: one["raised"] for name, one in files.items() if one["raised"]}
    assert len(files) >= FILES
    assert set(refused.values()) <= {"FeedUnreadable"}
    for name in refused:
        assert b"entries[" not in (shared / "feeds" / name).read_bytes(), name


@pytest.mark.shared_data
def test_nothing_that_is_read_from_hostile_feeds_runs(shared: Path) -> None:
    files = sorted((shared / "feeds" / "wellformed").rglob("*.xml"))
    items = [found for path in files for found in read(path)]
    assert len(items) > FILES / 3
    for one in items:
        assert live(one.content) == live(one.description) == [], one
        for url in filter(None, (one.link, one.image)):
            assert urlsplit(url).scheme in ("http", "https"), url
        assert one.title == line(one.title)


def read(path: Path) -> list[Item]:
    try:
        wire = feed.read(path.read_bytes(), url="https://shed.example/feed", content_type="")
    except FeedUnreadable:
        return []
    return [item(entry, wire) for entry in wire.entries]


def test_hostile_html_is_seen_by_the_test_that_looks_for_it() -> None:
    assert live("<p onclick=x><a href='javascript:x'>a</a><script>x</script>") == [
        "onclick",
        "href=javascript:x",
        "script",
    ]


@pytest.mark.parametrize("expected", EXPECTED)
def test_an_expectation_holds_or_not_and_what_our_model_has_no_place_for_is_left_out(
    invented: tuple[dict[str, Any], dict[str, Any]], expected: str
) -> None:
    files, _ = invented
    assert files[f"{list(EXPECTED).index(expected)}.xml"]["expectations"] == EXPECTED[expected]


def test_the_bench_tells_files_entries_and_sums(invented: tuple[dict[str, Any], dict[str, Any]]) -> None:
    files, sums = invented
    one = files["0.xml"]
    assert isinstance(one.pop("seconds"), float)
    assert one == {
        "file": "0.xml",
        "raised": None,
        "entries": [
            {
                "id": None,
                "link": "http://example.org/feeds/story",
                "title": "Shed & marrow",
                "published": "2026-03-02T07:00:00+00:00",
                "updated": None,
                "author": "Ed",
                "content_length": len('<a href="http://example.org/feeds/x">All</a> of it'),
            }
        ],
        "articles": 1,
        "expectations": [True],
    }
    assert files["none.xml"]["raised"] == "FeedUnreadable"
    assert (sums["files"], sums["raised"], sums["articles"]) == (len(EXPECTED) + 1, 1, len(EXPECTED))
    flat = [holds for outcome in EXPECTED.values() for holds in outcome]
    assert sums["expectations"]["mappable"] == len(flat)
    assert sums["expectations"]["held"] == sum(flat)
