"""The worker process: it answers as the readers do, keeps to its limits, and nothing that it dies of goes further."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from bench.hostile_documents import rss, times

from conftest import ROOT
from digest.collect.article import extract
from digest.collect.feeds import feed
from digest.collect.feeds.seen import Seen
from digest.collect.guard import guarded, tasks
from digest.collect.guard.keeper import Keeper, Limits, Overtaxed
from digest.collect.guard.modest import is_modest
from digest.collect.guard.tasks import Refused
from digest.collect.listings import page, sitemap_file
from digest.errors import FeedUnreadable, PageUnreadable
from digest.model import Source, SourceKind

DATA = ROOT / "tests" / "data" / "collect"
PAGE = (DATA / "pages" / "teekessel.html").read_bytes()
URL = "https://e.example/a"
MEMORY = 80 << 20
SOURCE = Source(
    url="https://e.example/feed",
    kind=SourceKind.FEED,
    section="s",
    name="E",
    full=True,
    every=timedelta(hours=1),
    from_page=False,
)
QUESTION = tasks.WIRE.question(tasks.Document(url=URL, content_type=""))
BROKEN = (DATA / "feeds" / "broken.xml").read_bytes()
ITEM = b"<item><link>https://e.example/%d</link><title>One</title></item>"
SLOW = b"<rss>" + b"<channel xml:base='a/'>" * 250 + times("<item/>", 2_000_000) + b"</channel>" * 250 + b"</rss>"


@contextmanager
def keeping(**limits: float) -> Iterator[Keeper]:
    keeper = Keeper(Limits(**limits))  # type: ignore[arg-type]
    yield keeper
    keeper.close()


def immodest(inside: bytes) -> bytes:
    """The same feed, so large that the worker reads it."""
    return rss(inside, before=b"<!--" + b" " * 3_000_000 + b"-->")


def test_a_page_is_the_same_article_from_the_worker() -> None:
    found = extract.article(PAGE, SOURCE, url=URL, known=None)
    assert guarded.article(PAGE, SOURCE, url=URL, known=None) == found
    known = replace(found, title="As the feed has it", guid="7")
    assert guarded.article(PAGE, SOURCE, url=URL, known=known) == extract.article(PAGE, SOURCE, url=URL, known=known)


def test_a_feed_is_the_same_harvest_from_the_worker() -> None:
    for path in sorted((DATA / "feeds").glob("*.xml")):
        inner = path.read_bytes()
        large = inner + b"<!--" + b" " * 3_000_000 + b"-->"
        assert not is_modest(large, "")
        here = feed.articles(inner, SOURCE, url=URL, content_type="")
        assert guarded.articles(large, SOURCE, url=URL, content_type="") == here


def test_what_was_rejected_is_told_alike_from_the_worker() -> None:
    body = immodest(b"<item/>" * 700)
    assert guarded.articles(body, SOURCE, url=URL, content_type="") == feed.articles(
        body, SOURCE, url=URL, content_type=""
    )


def test_entries_that_the_worker_met_again_are_not_taken_for_gone() -> None:
    body = immodest(ITEM % 1 + ITEM % 2)
    marks = guarded.articles(body, SOURCE, url=URL, content_type="").fingerprints
    seen = Seen([*marks, "another"])
    assert guarded.articles(body, SOURCE, url=URL, content_type="", seen=seen).same == 2
    assert seen.gone == ["another"]


def test_listings_and_sitemaps_are_read_alike_by_the_worker() -> None:
    body = b"<html><body>" + b"<h2><a href=/2026/a-long-story-of-a-kettle>A long story of a kettle</a></h2>"
    assert guarded.links(body, SOURCE, url=URL) == page.links(body, SOURCE, url=URL)
    named = b"<urlset><!--" + b" " * 3_000_000 + b"--><url><loc>https://e.example/b</loc></url></urlset>"
    assert guarded.sitemap(named, url=URL, content_type="") == sitemap_file.read(named, url=URL, content_type="")


def test_no_is_said_in_the_readers_words() -> None:
    with pytest.raises(PageUnreadable, match=r"^https://e\.example/a: no article was found on it"):
        guarded.article(b"<html><body><p>Short.", SOURCE, url=URL, known=None)
    with pytest.raises(FeedUnreadable, match="found an HTML page; check"):
        guarded.articles(b"<html>" + b" " * 3_000_000, SOURCE, url=URL, content_type="")
    with pytest.raises(PageUnreadable, match="found <a>"):
        guarded.sitemap(b"<a>" + b" " * 3_000_000 + b"</a>", url=URL, content_type="")


def test_too_much_time_and_memory_are_told_as_such() -> None:
    with pytest.raises(PageUnreadable, match="it needs more than 80 MB to read"):
        guarded.article(b"\xf0\x9f\x98\x80" * 4_000_000, SOURCE, url=URL, known=None)
    with pytest.raises(
        FeedUnreadable, match=r"found something that (?:needs more than 80 MB|takes longer than 3 seconds) to read"
    ):
        guarded.articles(rss(times("<a/>", 9_000_000)), SOURCE, url=URL, content_type="")


def test_whoever_takes_too_long_is_ended_and_the_next_one_is_read() -> None:
    question = tasks.FEED.question(tasks.Feed(source=SOURCE, url=URL, content_type="", seen=frozenset()))
    with keeping(seconds=2.0) as keeper:
        with pytest.raises(Overtaxed, match="takes longer than 2 seconds"):
            keeper.ask(question, SLOW, memory=1 << 30)
        assert tasks.WIRE.answer(keeper.ask(QUESTION, BROKEN, memory=MEMORY)).entries


def test_whoever_takes_too_much_is_ended_and_the_next_one_is_read() -> None:
    with keeping() as keeper:
        assert keeper.ask(QUESTION, BROKEN, memory=MEMORY)
        with pytest.raises(Overtaxed, match="more than 40 MB"):
            keeper.ask(QUESTION, b"<rss>" + b"<a>" * 3_000_000, memory=40 << 20)
        assert keeper.ask(QUESTION, BROKEN, memory=MEMORY)


def pid_of(keeper: Keeper) -> int:
    return keeper._worker._process.pid


def test_a_worker_that_was_killed_between_two_documents_costs_neither() -> None:
    with keeping() as keeper:
        before = keeper.ask(QUESTION, BROKEN, memory=MEMORY)
        os.kill(pid_of(keeper), signal.SIGKILL)
        time.sleep(0.1)
        assert keeper.ask(QUESTION, BROKEN, memory=MEMORY) == before


def test_a_worker_is_kept_and_one_that_has_served_long_is_replaced() -> None:
    pids = []
    with keeping(questions=2) as keeper:
        for _ in range(4):
            with pytest.raises(Refused):
                keeper.ask(QUESTION, b"nothing", memory=MEMORY)
            pids.append(pid_of(keeper))
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_the_worker_ends_with_its_parent_however_that_went() -> None:
    code = (
        "from digest.collect.guard import guarded\nfrom contextlib import suppress\n"
        "with suppress(Exception): guarded.wire(b'x', 'https://e.example/', '')\n"
        "print(guarded._keeper._worker._process.pid, flush=True)\ninput()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert is_running(worker)
        parent.kill()
    for _ in range(200):
        if not is_running(worker):
            return
        time.sleep(0.05)
    pytest.fail("the worker goes on without its parent")


def is_running(pid: int) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text("ascii", "replace")
    except OSError:
        return False


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe<\x00r\x00", ""),
        (b"<\x00r\x00s\x00s\x00", ""),
        (b"<rss/>", "text/xml; charset=utf-7"),
        (b"<rss/>", "text/xml; charset=punycode"),
        (b'<?xml version="1.0" encoding="utf-7"?><rss/>', ""),
        (b"\x1f\x8b", ""),
        (rss(b"<a/>" * 100_001), ""),
        (rss(b"<item/>" * 10_001), ""),
        (b'{"items":[' + b"{}," * 10_001 + b"{}]}", ""),
        (rss(b"&amp;" * 300_001), ""),
        (b"<rss " + b"a='' " * 100_001 + b"/>", ""),
        (b"<rss " + b"xmlns:a='' " * 101 + b"/>", ""),
        (b"<rss>" + b"<channel xml:base='a'>" * 200 + b"<item/>" * 1_000, ""),
        (b"<!DOCTYPE rss [<!ATTLIST item a CDATA 'b'>]><rss/>", ""),
        (b" " * 3_000_001, ""),
    ],
)
def test_only_what_is_small_and_plain_is_read_beside_all_else(body: bytes, content_type: str) -> None:
    assert not is_modest(body, content_type)


@pytest.mark.parametrize("content_type", ["", "text/xml", "application/rss+xml; charset=UTF-8", "x; charset=nonsense"])
def test_a_usual_feed_needs_no_other_process(content_type: str) -> None:
    item = b"<item><title>x</title><description>" + b"&lt;p&gt;Words.&lt;/p&gt;" * 70 + b"</description></item>"
    assert is_modest(rss(item * 1_000), content_type)


@pytest.mark.shared_data
def test_real_feeds_are_modest_in_all_encodings_of_the_west(shared: Path) -> None:
    files = [path.read_bytes() for path in sorted((shared / "feeds" / "wellformed").rglob("*.xml"))]
    assert sum(is_modest(body, "") for body in files) > 0.95 * len(files)
