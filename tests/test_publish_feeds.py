"""Feeds in every format: sound for every input, the same bytes every time, and read alike by parsers of others."""

import html
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import feedparser
import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from digest.model import Article, Enclosure, Pick, PickKind, PickOrigin
from digest.publish.addresses import KINDS
from digest.publish.document import Document
from digest.publish.entry import Entry, Unfit, of_article
from digest.publish.feeds import atom, rss
from digest.publish.jsonfeed import json_feed
from digest.publish.publication import Channel, Place, Section, Site, channel, of_section
from feed_readers import Reading, readings
from make import article

DATA = Path(__file__).parent / "data" / "publish"
SITE = Site(title="Tea & Toast", url="https://example.org/", tag="example.org,2026", description="Slow news")
TEA = Section(slug="tea", title="Tea", description="All about <tea>")
FLOOR = datetime(2026, 1, 1, tzinfo=UTC)
CURRENT = Place()
WRITERS = {"rss": rss, "atom": atom, "json": json_feed}
XML = ("rss", "atom")
ATOM = "{http://www.w3.org/2005/Atom}"
NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "fh": "http://purl.org/syndication/history/1.0",
    "media": "http://search.yahoo.com/mrss/",
}
SOUND = Enclosure(url="https://example.org/kettle.mp3", type="audio/mpeg", length=4096)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)

RELATED = Pick(
    kind=PickKind.RELATED,
    origin=PickOrigin.COMPUTED,
    url="https://example.org/old?a=1&b=2",
    title="An <old> story",
    reason="also about tea & toast",
)
NEXT = replace(RELATED, kind=PickKind.NEXT, origin=PickOrigin.EDITOR, url="https://example.org/2", title="Part 2")


def about(kind: str, place: Place = CURRENT, **changes: Any) -> Channel:
    return replace(channel(SITE, of_section(SITE, TEA), kind, FLOOR, place), **changes)  # type: ignore[arg-type]


def write(kind: str, *stories: Entry | Article, to: Channel | None = None) -> Document:
    """The document of those that are fit for it; the others are its rejected ones too."""
    entries, unfit = [], []
    for story in stories:
        try:
            entries.append(story if isinstance(story, Entry) else of_article(story))
        except Unfit as error:
            unfit.append((story.id, str(error)))
    document = WRITERS[kind](to or about(kind), entries)
    return replace(document, rejected=(*unfit, *document.rejected))


def read_by_all(kind: str, written: bytes) -> list[Reading]:
    """What every parser reads in it, after making sure that they agree."""
    read = readings(written, kind)
    assert len(read) >= 3
    first, *others = read.values()
    for other in others:
        assert other == first
    return first


@dataclass(frozen=True)
class Texts:
    """The HTML and the plain texts of an item, as they stand in a document."""

    id: str
    html: tuple[str, ...]
    plain: tuple[str, ...]


def texts(kind: str, written: bytes) -> list[Texts]:
    if kind == "json":
        items = json.loads(written)["items"]
        return [Texts(item["id"], (item["content_html"],), (item["title"], item["summary"])) for item in items]
    root = etree.fromstring(written)
    return list(map(_atom_texts if kind == "atom" else _rss_texts, root.iter("item", f"{ATOM}entry")))


def _rss_texts(item: etree._Element) -> Texts:
    html = item.findtext("description"), item.findtext("content:encoded", namespaces=NAMES)
    plain = item.findtext("title"), *(category.text for category in item.iter("category"))
    return Texts(item.findtext("guid") or "", tuple(map(str, html)), tuple(map(str, plain)))


def _atom_texts(found: etree._Element) -> Texts:
    told = [found.find(f"{ATOM}{name}") for name in ("title", "summary", "content")]
    html = [one.text for one in told if one is not None and one.get("type") == "html"]
    plain = [one.text for one in told if one is not None and one.get("type") == "text"]
    plain += [name.text for name in found.iter(f"{ATOM}name")]
    plain += [link.get("title", "") for link in found.iter(f"{ATOM}link")]
    return Texts(found.findtext(f"{ATOM}id") or "", tuple(map(str, html)), tuple(map(str, plain)))


def assert_clean(kind: str, written: bytes) -> None:
    """By the rules of the feed validators: HTML without a mistake, plain texts that nobody takes for HTML."""
    marked = {html.unescape(line) for line in written.decode().splitlines() if "&#x" in line}
    for one in texts(kind, written):
        for fragment in one.html:
            parser = html5lib.HTMLParser()
            parser.parseFragment(fragment)
            assert parser.errors == []
        if kind != "json":
            for plain in one.plain:
                assert not re.search(r"</\w+>", plain)
                assert not re.search(r"&#?\w", plain) or any(plain in line for line in marked)


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
        enclosures=(SOUND,),
    )
    return of_article(kettle, (RELATED, NEXT), ["Tea"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_is_written_as_expected(kind: str) -> None:
    written = write(kind, full_entry(), entry("cup", full=False), entry("pot", summary="", complete=False))
    assert written.rejected == ()
    assert written.content.decode() == (DATA / f"feed.{kind}").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_parsers_read_the_same_ids_links_dates_and_texts(kind: str) -> None:
    entries = [full_entry(), *(entry(f"n{n}", date=FLOOR + timedelta(hours=n)) for n in range(5))]
    read = read_by_all(kind, write(kind, *entries).content)
    assert read == [Reading(one.id, one.url, one.date, one.content) for one in entries]


@pytest.mark.parametrize("kind", XML)
def test_the_feed_links_to_its_page_and_names_each_author(kind: str) -> None:
    read = feedparser.parse(write(kind, full_entry()).content)
    assert read.feed.link == "https://example.org/sections/tea/"
    assert [author["name"] for author in read.entries[0].authors] == ["Ann Ö.", "Bob"]


@pytest.mark.parametrize("kind", KINDS)
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
    files = Enclosure(url=url, type=title, length=len(title)), replace(SOUND, type=summary, length=-1)
    odd = of_article(replace(hostile, enclosures=files), picks, [title])
    written = write(kind, entry("first"), odd, doubtful, entry("last"))
    ids = [one.id for one in texts(kind, written.content)]
    good = ["tag:example.org,2026:article/first", hostile.id, "tag:example.org,2026:article/last"]
    assert [found for found in ids if found in good] == good
    assert len(ids) + len(written.rejected) == 4
    assert_clean(kind, written.content)


@pytest.mark.parametrize("kind", KINDS)
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
    assert [one.url for one in read_by_all(kind, written.content)] == [
        "https://example.org/good",
        "https://example.org/better",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_moment_without_a_zone_is_utc_and_one_with_another_is_turned(kind: str) -> None:
    naive = datetime(2026, 3, 1, 12, 0)
    east = datetime(2026, 3, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    written = write(kind, entry("a", date=naive, updated=naive), entry("b", date=east, updated=east)).content
    assert [one.date for one in read_by_all(kind, written)] == [datetime(2026, 3, 1, 12, tzinfo=UTC)] * 2


def test_an_empty_feed_is_whole_and_keeps_its_date() -> None:
    assert b"<lastBuildDate>Thu, 01 Jan 2026 00:00:00 +0000</lastBuildDate>" in write("rss").content
    assert b"<updated>2026-01-01T00:00:00+00:00</updated>" in write("atom").content
    assert json.loads(write("json").content)["items"] == []


def test_the_feeds_last_change_is_that_of_its_newest_item() -> None:
    newer = entry("b", updated=datetime(2026, 3, 5, tzinfo=UTC))
    assert b"<lastBuildDate>Thu, 05 Mar 2026 00:00:00 +0000" in write("rss", entry("a"), newer).content


@pytest.mark.parametrize("kind", KINDS)
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
        ("enclosure", "https://example.org/kettle.mp3"),
    ]
    assert links[1].get("title") == "An <old> story"


@pytest.mark.parametrize("kind", KINDS)
def test_another_process_writes_the_same_bytes(kind: str) -> None:
    script = (
        f"import sys; sys.path[:0] = [{str(Path(__file__).parent)!r}]\n"
        "import test_publish_feeds as t\n"
        f"sys.stdout.buffer.write(t.write({kind!r}, t.full_entry(), t.entry('b')).content)"
    )
    elsewhere = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": os.pathsep.join(sys.path)}
    there = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, env=elsewhere)
    assert there.stdout == write(kind, full_entry(), entry("b")).content


@pytest.mark.parametrize("kind", XML)
def test_a_document_links_to_what_came_before_and_after_and_to_its_hub(kind: str) -> None:
    hub = "https://hub.example/"
    now = write(kind, to=about(kind, Place(before=3), hub=hub)).content
    assert links(now) == {
        "self": f"https://example.org/sections/tea/{kind}.xml",
        "hub": hub,
        "prev-archive": f"https://example.org/sections/tea/archive/3/{kind}.xml",
    }
    assert etree.fromstring(now).find(".//fh:archive", NAMES) is None
    assert feedparser.parse(now).feed.link == "https://example.org/sections/tea/"
    then = write(kind, to=about(kind, Place(2, before=1, after=3))).content
    assert links(then) == {
        "self": f"https://example.org/sections/tea/archive/2/{kind}.xml",
        "prev-archive": f"https://example.org/sections/tea/archive/1/{kind}.xml",
        "next-archive": f"https://example.org/sections/tea/archive/3/{kind}.xml",
        "current": f"https://example.org/sections/tea/{kind}.xml",
    }
    assert etree.fromstring(then).find(".//fh:archive", NAMES) is not None


def links(written: bytes) -> dict[str, str]:
    """What the feed itself links to, by relation, without its page."""
    found = etree.fromstring(written).iterfind(".//atom:link", NAMES)
    return {str(link.get("rel")): str(link.get("href")) for link in found if link.get("rel") != "alternate"}


def test_rss_has_one_enclosure_whose_type_and_length_are_known_and_the_others_as_media() -> None:
    unknown = Enclosure(url="https://example.org/a.mp3")
    told = Enclosure(url="https://example.org/b.pdf", type="application/pdf", length=7)
    hostless = replace(SOUND, url="https://localhost/c.mp3")
    item = etree.fromstring(write("rss", replace(entry("a"), enclosures=(unknown, hostless, told, SOUND))).content)
    assert [dict(one.attrib) for one in item.iter("enclosure")] == [
        {"url": "https://example.org/b.pdf", "length": "7", "type": "application/pdf"}
    ]
    assert [dict(one.attrib) for one in item.iterfind(".//media:content", NAMES)] == [
        {"url": "https://example.org/a.mp3"},
        {"url": "https://localhost/c.mp3", "fileSize": "4096", "type": "audio/mpeg", "medium": "audio"},
        {"url": "https://example.org/kettle.mp3", "fileSize": "4096", "type": "audio/mpeg", "medium": "audio"},
    ]


@pytest.mark.parametrize(
    ("language", "said"), [("de-AT", "de-AT"), ("EN", None), ("en-GB", "en-GB"), ("qx", None), (None, None)]
)
def test_an_atom_entry_says_its_language_where_it_is_another_and_known(language: str | None, said: str | None) -> None:
    found = etree.fromstring(write("atom", entry("a", language=language)).content).find(f"{ATOM}entry")
    assert found is not None
    assert found.get("{http://www.w3.org/XML/1998/namespace}lang") == said


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "title",
    [
        "Q&A2",
        "</b> & <b>",
        "&lt;i&gt;",
        "]]>",
        "a &amp; b",
        "Â© cafÃ©",
        "<script>x</script>",
        "مرحبا 🍵",
        "&#169;",
        "&_",
    ],
)
def test_an_odd_title_is_shown_as_it_is_and_taken_for_html_by_nobody(kind: str, title: str) -> None:
    odd = story("odd", title=title, summary=title, authors=(title,), tags=(title,))
    picks = replace(RELATED, title=title), replace(NEXT, title=title)
    written = write(kind, of_article(odd, picks, [title]), to=about(kind, title=title, description=title, author=title))
    assert_clean(kind, written.content)
    if kind == "atom":
        name = etree.fromstring(written.content).findtext(f"{ATOM}author/{ATOM}name")
        assert name
        assert not re.search(r"</\w+>", name)
    if kind != "json":  # feedparser takes the markup off an RSS title, as readers do
        shown = of_article(odd).title
        assert html.unescape(feedparser.parse(written.content, sanitize_html=False).entries[0].title) == shown


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("The <INPUT> element", "The element"),
        ("<img src=x onerror=1>", None),
        ("</b> is an end", "is an end"),
        ("List<String>, 1 < 2", "List<String>, 1 < 2"),
        ("Q&A2", "Q&A2"),
        ("What &lt;b&gt; is", None),
        ("&#169; & &#xA9;", None),
    ],
)
def test_a_links_title_holds_no_element_of_html_and_no_reference(title: str, said: str | None) -> None:
    written = write("atom", of_article(story("a"), (replace(RELATED, title=title),)))
    [link] = etree.fromstring(written.content).findall(f"{ATOM}entry/{ATOM}link[@rel='related']")
    assert link.get("title") == said


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_holds_long_articles_and_articles_of_one_second(kind: str) -> None:
    long = entry("long", content="<p>tea </p>" * 20_000)
    read = read_by_all(kind, write(kind, long, entry("a"), entry("b")).content)
    assert len(read[0].content) > 200_000
    assert len({one.date for one in read}) == 1


@pytest.mark.shared_data
@pytest.mark.parametrize("kind", KINDS)
def test_an_article_made_of_any_odd_file_of_others_is_read_alike_by_all_parsers(kind: str, shared: Path) -> None:
    odd = [path.read_bytes().decode("utf-8", "surrogateescape") for path in sorted(shared.glob("feeds/*/**/*.xml"))]
    entries = [
        entry(f"odd-{n}", title=f"{n} {raw[-60:]}", summary=raw[-300:], content=raw[:5000], authors=(raw[-40:], "Ann"))
        for n, raw in enumerate(odd)
    ]
    written = write(kind, *entries)
    assert written.rejected == ()
    expected = [Reading(one.id, one.url, one.date, one.content) for one in entries]
    assert read_by_all(kind, written.content) == expected
    assert_clean(kind, written.content)
