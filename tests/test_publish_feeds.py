"""RSS and Atom: well-formed for every input, the same bytes every time, and read alike by parsers of others."""

import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import fastfeedparser
import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from digest.model import Article, Pick, PickKind, PickOrigin
from digest.publish.entry import Entry, Unfit, of_article
from digest.publish.feeds import Document, atom, rss
from digest.publish.publication import Section, Site, channel, of_section
from make import article

DATA = Path(__file__).parent / "data" / "publish"
SITE = Site(title="Tea & Toast", url="https://example.org/", tag="example.org,2026", description="Slow news")
TEA = Section(slug="tea", title="Tea", description="All about <tea>")
FLOOR = datetime(2026, 1, 1, tzinfo=UTC)
WRITERS = {"rss": rss, "atom": atom}
ATOM = "{http://www.w3.org/2005/Atom}"
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)

RELATED = Pick(
    kind=PickKind.RELATED,
    origin=PickOrigin.COMPUTED,
    url="https://example.org/old?a=1&b=2",
    title="An <old> story",
    reason="also about tea & toast",
)
NEXT = replace(RELATED, kind=PickKind.NEXT, origin=PickOrigin.EDITOR, url="https://example.org/2", title="Part 2")


def write(kind: str, *stories: Entry | Article) -> Document:
    """The document of those that are fit for it; the others are its rejected ones too."""
    entries, unfit = [], []
    for story in stories:
        try:
            entries.append(story if isinstance(story, Entry) else of_article(story))
        except Unfit as error:
            unfit.append((story.id, str(error)))
    document = WRITERS[kind](channel(SITE, of_section(SITE, TEA), kind, FLOOR), entries)  # type: ignore[arg-type]
    return replace(document, rejected=(*unfit, *document.rejected))


def story(name: str, **changes: Any) -> Article:
    return replace(article(name), **changes)


def entry(name: str, **changes: Any) -> Entry:
    return of_article(story(name, **changes))


def full_entry() -> Entry:
    """An article with all that one can have."""
    kettle = replace(
        article(
            "kettle", content='<p>It “sings” &amp; <a href="https://example.org/x?a=1&amp;b=2">hums</a> ]]&gt;.</p>'
        ),
        title="Kettles & <b>pots</b>: what now?",
        summary="5 < 6 & so on",
        authors=("Ann Ö.", "Bob"),
        image="https://example.org/kettle.jpg",
        tags=("Metal", "tea"),
        updated=datetime(2026, 3, 2, 9, 30, 15, tzinfo=UTC),
    )
    return of_article(kettle, (RELATED, NEXT), ["Tea"])


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_a_feed_is_written_as_expected(kind: str) -> None:
    written = write(kind, full_entry(), entry("cup", full=False), entry("pot", summary="", complete=False))
    assert written.rejected == ()
    assert written.content.decode() == (DATA / f"{kind}.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_two_parsers_read_the_same_ids_links_and_dates(kind: str) -> None:
    entries = [full_entry(), *(entry(f"n{n}", date=FLOOR + timedelta(hours=n)) for n in range(5))]
    read = feedparser.parse(write(kind, *entries).content)
    assert not read.bozo
    expected = [(one.id, one.url, one.date.strftime("%Y-%m-%dT%H:%M:%S")) for one in entries]
    assert [(e.id, e.link, time.strftime("%Y-%m-%dT%H:%M:%S", e.published_parsed)) for e in read.entries] == expected
    fast = fastfeedparser.parse(write(kind, *entries).content)
    assert [(e.id, e.link, e.published[:19]) for e in fast.entries] == expected
    assert (read.feed.link, fast.feed.link) == ("https://example.org/sections/tea/",) * 2


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_two_parsers_read_the_whole_text(kind: str) -> None:
    written = write(kind, full_entry()).content
    for read in (feedparser.parse(written), fastfeedparser.parse(written)):
        assert "hums</a> ]]&gt;.</p>" in read.entries[0].content[0]["value"]
        assert read.entries[0].authors[0]["name"] == "Ann Ö."


@pytest.mark.parametrize("kind", ["rss", "atom"])
@settings(max_examples=60, deadline=None)
@given(
    title=ANY_TEXT,
    summary=ANY_TEXT,
    content=ANY_TEXT,
    words=st.lists(ANY_TEXT, max_size=3),
    address=st.tuples(ANY_TEXT, ANY_TEXT),
)
def test_whatever_an_article_holds_the_feed_is_well_formed_and_the_good_items_are_there(
    *, kind: str, title: str, summary: str, content: str, words: list[str], address: tuple[str, str]
) -> None:
    id, url = address
    hostile = story(
        "hostile",
        title=f"T{title}",
        summary=summary,
        content=content,
        authors=tuple(words),
        tags=tuple(words),
        image=url,
    )
    picks = replace(RELATED, url=url, title=title, reason=summary), replace(NEXT, title=title, reason=summary)
    doubtful = story("doubtful", title=title, url=url, id=id)
    written = write(kind, entry("first"), of_article(hostile, picks, [title]), doubtful, entry("last"))
    root = etree.fromstring(written.content)
    ids = [found.text for found in root.iter("guid", f"{ATOM}id")][0 if kind == "rss" else 1 :]
    good = ["tag:example.org,2026:article/first", hostile.id, "tag:example.org,2026:article/last"]
    assert [found for found in ids if found in good] == good
    assert len(ids) + len(written.rejected) == 4


@pytest.mark.parametrize("kind", ["rss", "atom"])
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"title": " \x00 "}, "its title is empty"),
        ({"url": "javascript:alert(1)"}, "'javascript:alert(1)' is not an http(s) address"),
        ({"id": "no uri"}, "its id is not a URI"),
        ({"id": "tag:example.org,2026:article/good"}, "the feed has another item with the same id"),
        (
            {"date": datetime.max.replace(tzinfo=timezone(-timedelta(hours=5)))},
            "its date is out of range: no calendar has it in UTC",
        ),
    ],
)
def test_a_bad_item_is_set_aside_and_named(kind: str, changes: dict[str, Any], why: str) -> None:
    bad = story("bad", **changes)
    written = write(kind, entry("good"), bad, entry("better"))
    assert written.rejected == ((bad.id, why),)
    assert [e.link for e in feedparser.parse(written.content).entries] == [
        "https://example.org/good",
        "https://example.org/better",
    ]


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_a_moment_without_a_zone_is_utc_and_one_with_another_is_turned(kind: str) -> None:
    naive = datetime(2026, 3, 1, 12, 0)
    east = datetime(2026, 3, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    written = write(kind, entry("a", date=naive, updated=naive), entry("b", date=east, updated=east)).content
    assert [e.published_parsed[:4] for e in feedparser.parse(written).entries] == [(2026, 3, 1, 12)] * 2


def test_an_empty_feed_is_whole_and_keeps_its_date() -> None:
    assert b"<lastBuildDate>Thu, 01 Jan 2026 00:00:00 +0000</lastBuildDate>" in write("rss").content
    assert b"<updated>2026-01-01T00:00:00+00:00</updated>" in write("atom").content


def test_the_feeds_last_change_is_that_of_its_newest_item() -> None:
    newer = entry("b", updated=datetime(2026, 3, 5, tzinfo=UTC))
    assert b"<lastBuildDate>Thu, 05 Mar 2026 00:00:00 +0000" in write("rss", entry("a"), newer).content


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_text_that_must_not_be_republished_is_not_in_the_feed(kind: str) -> None:
    kept_back = entry("secret", full=False, content="<p>SECRET</p>", summary="")
    written = write(kind, kept_back).content
    assert b"SECRET" not in written
    assert b"Read on at example.org" in written


def test_atom_has_one_alternate_and_the_picks_as_related_links() -> None:
    links = etree.fromstring(write("atom", full_entry()).content).findall(f"{ATOM}entry/{ATOM}link")
    assert [(link.get("rel"), link.get("href")) for link in links] == [
        ("alternate", "https://example.org/kettle"),
        ("related", "https://example.org/old?a=1&b=2"),
        ("related", "https://example.org/2"),
    ]
    assert links[1].get("title") == "An <old> story"


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_another_process_writes_the_same_bytes(kind: str) -> None:
    script = (
        f"import sys; sys.path[:0] = [{str(Path(__file__).parent)!r}]\n"
        "import test_publish_feeds as t\n"
        f"sys.stdout.buffer.write(t.write({kind!r}, t.full_entry(), t.entry('b')).content)"
    )
    there = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    )
    assert there.stdout == write(kind, full_entry(), entry("b")).content


@pytest.mark.shared_data
@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_an_article_made_of_any_odd_file_of_others_is_read_alike_by_two_parsers(kind: str, shared: Path) -> None:
    odd = [path.read_bytes().decode("utf-8", "surrogateescape") for path in sorted(shared.glob("feeds/*/**/*.xml"))]
    entries = [
        entry(f"odd-{n}", title=f"{n} {raw[-60:]}", summary=raw[-300:], content=raw[:5000], authors=(raw[-40:], "Ann"))
        for n, raw in enumerate(odd)
    ]
    written = write(kind, *entries)
    assert written.rejected == ()
    expected = [(one.id, one.url, one.date.isoformat()) for one in entries]
    read = feedparser.parse(written.content, sanitize_html=False, resolve_relative_uris=False)
    dates = [time.strftime("%Y-%m-%dT%H:%M:%S+00:00", e.published_parsed) for e in read.entries]
    assert [(e.id, e.link, date) for e, date in zip(read.entries, dates, strict=True)] == expected
    assert [(e.id, e.link, e.published) for e in fastfeedparser.parse(written.content).entries] == expected
