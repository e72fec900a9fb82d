"""Formats and habits that few feeds have, read for what they mean."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digest.collect.feeds import feed
from digest.collect.feeds.item import Item, item

URL = "https://shed.example/feed"
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'


def read(document: str | bytes) -> Item:
    """The only entry."""
    body = document if isinstance(document, bytes) else document.encode()
    wire = feed.read(body, url=URL, content_type="")
    (entry,) = wire.entries
    return item(entry, wire)


def atom(inside: str, more: str = "") -> Item:
    return read(f"<feed {ATOM} {more}><entry>{inside}</entry></feed>")


def rss(inside: str, more: str = "") -> Item:
    return read(f'<rss version="2.0" {more}><channel><item>{inside}</item></channel></rss>')


@pytest.mark.parametrize(
    "title",
    ["don’t".encode(), b"don&#146;t", b"don&#x92;t", b"don&#X0092;t", "don\x92t".encode()],
)
def test_quotes_of_windows_are_quotes(title: bytes) -> None:
    assert read(b"<rss><channel><item><title>" + title + b"</title></item></channel></rss>").title == "don’t"


@pytest.mark.parametrize("name", ["iso-8859-1", "windows-1252", "ISO-8859-1", "us-ascii"])
def test_what_says_it_is_latin_is_of_windows(name: str) -> None:
    document = f"<?xml version='1.0' encoding='{name}'?><rss><channel><item><title>“Tür”</title></item></channel></rss>"
    assert read(document.encode("cp1252")).title == "“Tür”"


@pytest.mark.parametrize(
    "space", ["http://purl.org/echo/", "http://example.com/newformat#", "http://purl.org/atom/ns#"]
)
def test_a_feed_in_any_namespace_is_atom(space: str) -> None:
    document = f'<feed xmlns="{space}"><entry><title>a</title><link href="/b"/></entry></feed>'
    assert (read(document).title, read(document).link) == ("a", "https://shed.example/b")


def test_an_rss_in_any_namespace_is_rss() -> None:
    document = '<rss xmlns="http://example.com/rss9"><channel><item><title>a</title></item></channel></rss>'
    assert read(document).title == "a"


def test_a_channel_in_capitals_is_read() -> None:
    one = read(
        '<CHANNEL><ITEM HREF="/a" LASTMOD="2004-04-06T23:05:43-05:00"><TITLE>One</TITLE>'
        "<ABSTRACT>Two</ABSTRACT></ITEM></CHANNEL>"
    )
    assert (one.link, one.title, one.description) == ("https://shed.example/a", "One", "Two")
    assert one.updated == datetime(2004, 4, 7, 4, 5, 43, tzinfo=UTC)


def test_the_text_of_a_video_stands_in_its_group() -> None:
    group = "<media:group><media:description>A shed.\n\nAnd 1 &lt; 2.</media:description></media:group>"
    for one in (atom(group, MEDIA), rss(group, MEDIA)):
        assert one.description == "<p>A shed.</p><p>And 1 &lt; 2.</p>"


def test_a_text_of_its_own_is_not_replaced_by_that_of_a_picture() -> None:
    group = "<media:description>Beside</media:description>"
    assert atom(f"<summary>Own</summary>{group}", MEDIA).description == "<p>Own</p>"
    assert rss(f"<description>Own</description>{group}", MEDIA).description == "Own"


def test_podcasts_and_pictures_have_tags() -> None:
    spaces = f'{MEDIA} xmlns:itunes="http://www.itunes.com/DTDs/Podcast-1.0.dtd"'
    one = rss(
        '<category>a</category><itunes:category text="b"><itunes:category text="c"/></itunes:category>'
        '<media:category>d</media:category><media:category label="e">x</media:category>',
        spaces,
    )
    assert one.tags == ("a", "b", "c", "d", "e")


def test_an_address_may_stand_inside_its_link() -> None:
    links = '<link rel="enclosure">https://e.org/x</link><link rel="alternate">https://e.org/a</link>'
    assert atom(links).link == "https://e.org/a"


@pytest.mark.parametrize("kind", ["application/octet-stream", "application/x-unknown"])
def test_a_packed_text_is_unpacked(kind: str) -> None:
    assert atom(f'<content type="{kind}">RXhhbXBsZSA8Yj5BdG9tPC9iPg==</content>').content == "Example <b>Atom</b>"


def test_html_written_as_text_within_a_div_is_html() -> None:
    div = '<div xmlns="http://www.w3.org/1999/xhtml">Ex &lt;b&gt;Atom&lt;/b&gt;</div>'
    assert atom(f'<content type="html">{div}</content>').content == "Ex <b>Atom</b>"
    assert atom(f'<content type="xhtml">{div}</content>').content == "<div>Ex &lt;b&gt;Atom&lt;/b&gt;</div>"


@pytest.mark.parametrize("name", ["iframe", "object", "video", "SCRIPT"])
def test_what_follows_an_embed_closed_as_in_xml_is_kept(name: str) -> None:
    one = rss(f"<description><![CDATA[<p>Before</p><{name} src='https://e.org/x' /><p>After</p>]]></description>")
    assert one.description == "<p>Before</p><p>After</p>"


def test_a_story_is_in_the_language_of_its_text() -> None:
    parts = '<title xml:lang="de">a</title><content xml:lang="fr">b</content>'
    assert atom(parts, 'xml:lang="en"').language == "fr"
    assert atom('<title xml:lang="de">a</title><content>b</content>', 'xml:lang="en"').language == "en"
    assert atom('<title xml:lang="de">a</title>', 'xml:lang="en"').language == "de"


def test_a_date_of_dublin_core_stands_for_both() -> None:
    one = rss("<dc:date>2003-12-31T10:14:55Z</dc:date>", 'xmlns:dc="http://purl.org/dc/elements/1.1/"')
    assert one.published == one.updated == datetime(2003, 12, 31, 10, 14, 55, tzinfo=UTC)


@pytest.mark.parametrize(
    "broken", [b"<br>&#xD800;", b"<br>&#55296;&#99999999;", b"<br>\xff", b"<br></channel><?xml encoding='\xed\xa0'?>"]
)
@pytest.mark.parametrize("declared", [b"", b"<?xml version='1.0' encoding='\xed\xa0\x80'?>"])
def test_characters_that_there_are_not_do_not_cost_a_broken_feed(declared: bytes, broken: bytes) -> None:
    inside = b"<item><title>A shed</title><description>Wood." + broken + b"</description></item>"
    assert read(declared + b"<rss version='2.0'><channel>" + inside + b"</channel></rss>").title == "A shed"


def test_a_base_brings_no_character_into_an_address_that_xml_forbids() -> None:
    inside = "<id>a</id><link href='b'/><content type='html'>&lt;a href='c'>x&lt;/a></content><br>"
    broken = atom(inside, "xml:base='https://shed.example/\x1b[31m/\ufffe'")
    assert (broken.link, broken.content) == (
        "https://shed.example/[31m/b",
        '<a href="https://shed.example/[31m/c">x</a>',
    )
