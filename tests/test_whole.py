"""The main job end to end, by the commands, over real HTTP: done, repeated, interrupted."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import fastfeedparser
import feedparser
import pytest
from lxml import etree

from digest.store.sql import SqlStore
from small_site import Site, config, fill, serving

SLOT = "2026-03-02T08:00"
PEOPLE = "address,sections\nada@a.example,\nbo@b.example,fed\ncy@c.example,listed;notes\n"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, site: Site) -> Path:
    """A publication that is ready for its first command."""
    fill(site, tmp_path / "notes")
    config(tmp_path, site)
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    return tmp_path


def digest(folder: Path, *words: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "digest", *words], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def everything(folder: Path) -> None:
    digest(folder, "collect")
    digest(folder, "publish")
    digest(folder, "subscribers", "import", "people.csv")
    digest(folder, "send", "weekly", "--slot", SLOT)


def feeds(folder: Path) -> dict[str, bytes]:
    found = (path for name in ("rss.xml", "atom.xml") for path in (folder / "public").rglob(name))
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(found)}


def mails(folder: Path) -> dict[str, bytes]:
    """The outbox, by reader."""
    files = sorted((folder / "outbox").glob("weekly-2026-03-02-08-00.*.eml"))
    return {path.name.partition(".")[2]: path.read_bytes() for path in files}


def test_every_reader_gets_the_sections_chosen_and_every_section_has_its_feeds(folder: Path) -> None:
    everything(folder)
    assert set(feeds(folder)) == {
        f"public/{place}{file}"
        for place in ("", "sections/fed/", "sections/listed/", "sections/notes/", "newsletters/weekly/")
        for file in ("rss.xml", "atom.xml")
    }
    texts = {}
    for name, content in mails(folder).items():
        plain, _ = message_from_bytes(content, policy=policy.default).iter_parts()  # type: ignore[attr-defined]
        texts[name] = plain.get_content()
    assert set(texts) == {"ada@a.example.eml", "bo@b.example.eml", "cy@c.example.eml"}
    chosen = {"ada@a.example.eml": "fed listed notes", "bo@b.example.eml": "fed", "cy@c.example.eml": "listed notes"}
    for name, sections in chosen.items():
        for section in ("fed", "listed", "notes"):
            # Stories' titles end with their path; a pick may lead into another section, a story may not.
            found = re.findall(rf"^[^\s>-].*/{section}/\d", texts[name], re.MULTILINE)
            assert len([line for line in found if "http" not in line]) == (4 if section in sections else 0), name
    assert (folder / "public/newsletters/weekly/2026-03-02T0800/index.html").is_file()


def test_again_collects_nothing_rewrites_nothing_and_sends_nothing_and_says_why(folder: Path, site: Site) -> None:
    everything(folder)
    before = {path: path.stat().st_mtime_ns for path in (folder / "public").rglob("*") if path.is_file()}
    sent = mails(folder)
    site.asked.clear()
    assert "collected: 0 new, 0 revised" in digest(folder, "collect")
    assert dict(site.asked) == {"/robots.txt": 404, "/feed.xml": 304, "/listing/": 304}
    assert "0 feed documents and 0 other files written" in digest(folder, "publish")
    assert "nothing sent, it was sent before (3 accepted)" in digest(folder, "send", "weekly", "--slot", SLOT)
    assert {path: path.stat().st_mtime_ns for path in (folder / "public").rglob("*") if path.is_file()} == before
    assert mails(folder) == sent


def test_a_source_that_answers_without_validators_brings_nothing_new_either(folder: Path, site: Site) -> None:
    digest(folder, "collect")
    site.files["/feed.xml"] = (site.files["/feed.xml"][0], site.files["/feed.xml"][1] + b"\n<!-- generated anew -->\n")
    site.files["/listing/"] = (site.files["/listing/"][0], site.files["/listing/"][1] + b"\n<!-- generated anew -->\n")
    site.asked.clear()
    assert "collected: 0 new, 0 revised" in digest(folder, "collect")
    assert dict(site.asked) == {"/robots.txt": 404, "/feed.xml": 200, "/listing/": 200}


def test_two_parsers_read_the_same_ids_links_and_dates_in_every_feed(folder: Path) -> None:
    digest(folder, "collect")
    digest(folder, "publish")
    for name, content in feeds(folder).items():
        one, two = feedparser.parse(content), fastfeedparser.parse(content)
        assert len(one.entries) == len(two.entries) >= ("newsletters" not in name), name
        for a, b in zip(one.entries, two.entries, strict=True):
            assert (a.id, a.link) == (b["id"], b["link"])
            assert time.strftime("%Y-%m-%dT%H:%M:%S", a.published_parsed) == b["published"][:19]


def test_another_machine_makes_the_same_bytes(folder: Path, site: Site, tmp_path: Path) -> None:
    digest(folder, "collect")
    digest(folder, "publish")
    other = tmp_path / "other"
    fill(site, other / "notes")
    config(other, site)
    digest(other, "collect")
    digest(other, "publish")
    assert feeds(other) == feeds(folder)


def test_what_fails_costs_itself_only_and_status_says_what_and_why(folder: Path, site: Site) -> None:
    del site.files["/fed/1-story"], site.files["/listed/2-a-longer-headline-for-a-story"]
    site.put("/listed/3-a-longer-headline-for-a-story", "<html><body></body></html>")
    (folder / "notes/bad.md").write_text("---\ntitle: [no end\n---\nText\n", encoding="utf-8")
    text = (folder / "config.toml").read_text(encoding="utf-8")
    dead = f'  [[section.source]]\n  feed = "{site.base}/gone.xml"\n[[section]]\nslug = "listed"'
    (folder / "config.toml").write_text(text.replace('[[section]]\nslug = "listed"', dead), encoding="utf-8")
    everything(folder)
    status = json.loads(digest(folder, "status", "--json"))
    assert status["articles"] == {"fed": 4, "listed": 2, "notes": 4}
    unread = {row["page"].removeprefix(site.base): row["why"] for row in status["unread"]}
    assert set(unread) == {
        "/fed/1-story",
        "/listed/2-a-longer-headline-for-a-story",
        "/listed/3-a-longer-headline-for-a-story",
    }
    assert "404" in unread["/fed/1-story"]
    assert any("bad.md" in row["item"] for row in status["rejected"])
    (gone,) = [source for source in status["sources"] if source["failures"]]
    assert (gone["url"], "404" in gone["outcome"]) == (f"{site.base}/gone.xml", True)
    told = digest(folder, "status")
    assert "FAIL" in told
    assert "bad.md" in told
    assert len(mails(folder)) == 3


def killed(folder: Path, words: list[str], after: float) -> bool:
    """Run a command and kill it; False if it ended before."""
    process = subprocess.Popen(
        [sys.executable, "-m", "digest", *words], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def test_a_kill_at_any_instant_of_collect_publish_or_send_leaves_a_whole_that_goes_on(
    folder: Path, site: Site, tmp_path: Path
) -> None:
    fill(site, folder / "notes", stories=12)
    untouched = tmp_path / "untouched"
    fill(site, untouched / "notes", stories=12)
    config(untouched, site)
    (untouched / "people.csv").write_text(PEOPLE, encoding="utf-8")
    everything(untouched)
    digest(folder, "subscribers", "import", "people.csv")
    steps = [["collect"], ["publish"], ["send", "weekly", "--slot", SLOT]]
    for words in steps:
        began = time.monotonic()
        digest(untouched, *words)
        usual = time.monotonic() - began
        for part in (0.35, 0.6, 0.75, 0.85, 0.95, 1.05):
            killed(folder, words, usual * part)
            for name, content in feeds(folder).items():
                etree.fromstring(content), name
        digest(folder, *words)
    assert feeds(folder) == feeds(untouched)
    assert set(mails(folder)) == set(mails(untouched))
    store = SqlStore(f"sqlite:///{folder}/var/digest.db")
    books = store.ledger.books(f"weekly:{SLOT}")
    store.close()
    assert {state.value: count for state, count in books.items() if count} == {"accepted": 3}
    assert not [path for path in (folder / "public").rglob(".*") if path.is_file()] or os.name == "nt"
