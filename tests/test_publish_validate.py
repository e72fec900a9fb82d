"""A feed with one fault is told of that fault, on its line, and of no other; one without is told nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.publish import validate
from digest.publish.validate.finding import Level, Rule
from digest.publish.validate.html import html
from digest.publish.validate.judge import judge
from digest.publish.validate.report import Context, Report

DATA = Path(__file__).parent / "data"
NOW = datetime(2026, 4, 1, tzinfo=UTC)
ADDRESSES = {
    "rss.xml": "https://kettle.example/rss.xml",
    "atom.xml": "https://kettle.example/archive/1/atom.xml",
    "feed.json": "https://kettle.example/feed.json",
}

#: What stands in a clean document, what is put in its place (one fault), and the code of what must be found.
RSS = [
    ("<title>Steam</title>", "<title>Steam & Co</title>", "xml-broken"),
    ("</item>\n    <item>", "</itm>\n    <item>", "xml-broken"),
    ('<?xml version="1.0" encoding="UTF-8"?>', "<!DOCTYPE rss>", "xml-doctype"),
    ("<?xml", "\n<?xml", "xml-blank-before"),
    ("<title>Steam</title>", "<title>Ste\N{LATIN CAPITAL LETTER A WITH TILDE}\xa9m</title>", "text-damaged"),
    ('version="2.0"', 'version="0.92"', "rss-version"),
    ("    <title>The Slow Kettle</title>\n    <link>", "    <link>", "rss-missing"),
    ("<link>https://kettle.example/</link>\n    <desc", "<desc", "rss-missing"),
    ("<description>News for those who wait</description>", "", "rss-missing"),
    ("<title>The Slow Kettle</title>\n", "<title> </title>\n", "empty"),
    ("<ttl>60</ttl>", "<ttl>60</ttl><ttl>90</ttl>", "rss-twice"),
    ("<ttl>60</ttl>", "<ttl>soon</ttl>", "number"),
    ("<ttl>60</ttl>", "<colour>red</colour>", "rss-unknown"),
    ("<title>Steam</title>", "<title>Steam</title><ttl>60</ttl>", "rss-misplaced"),
    ("<title>Steam</title>", '<title lang="en">Steam</title>', "rss-attribute"),
    ("<language>en</language>", "<language>English!</language>", "language"),
    ("ann@kettle.example (Ann)", "Ann", "rss-mail"),
    ("ann@kettle.example (Ann)", "ann@kettle.example", "rss-mail-name"),
    ("<language>en</language>", "<language>jp</language>", "language"),
    ("<ttl>60</ttl>", "<textInput/>", "rss-text-input"),
    ("<ttl>60</ttl>", '<cloud domain="a" port="80" path="/b" protocol="soap"/>', "rss-missing"),
    ("k.png</url><title>The Slow Kettle", "k.png</url><title>The Kettle", "rss-image"),
    ("    <item>", '    <item xml:lang="English!">', "language"),
    ("<guid>https://kettle.example/lid", "<guid>https://kettle.example/lid?utm_source=rss", "id-temporary"),
    ("<hour>3</hour>", "<hour>24</hour>", "rss-hour"),
    ("<day>Sunday</day>", "<day>Sunny</day>", "rss-day"),
    ("<title>The Slow Kettle</title><link>", "<link>", "rss-missing"),
    ("</item>\n  </channel>", "</item><docs>https://kettle.example/docs</docs>\n  </channel>", "rss-order"),
    ('<atom:link rel="self"', '<atom:link rel="via"', "self-missing hub-without-self"),
    ("https://kettle.example/rss.xml", "https://kettle.example/other.xml", "self-other"),
    ('type="application/rss+xml"', 'type="text/html"', "self-type"),
    ("https://hub.example/", "http://hub.example/", "hub-plain-http"),
    ('rel="hub"', 'rel="hubbub"', "link-relation"),
    ('<atom:link rel="hub" href="https://hub.example/"/>', '<atom:link rel="hub"/>', "link-empty"),
    ("http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss", "namespace-misspelt"),
    ("<channel>", '<channel xmlns:k="https://kettle.example/ns">', "namespace-unknown"),
    ("xmlns:dc", 'xmlns:itunes="https://kettle.example/ns" xmlns:dc', "namespace-prefix"),
    ("<link>https://kettle.example/steam</link>", "<link>/steam</link>", "address-relative"),
    ("<link>https://kettle.example/steam</link>", "<link>https://kettle.example/st eam</link>", "address-characters"),
    ("<link>https://kettle.example/steam</link>", "<link>https:///steam</link>", "address-host"),
    ("<link>https://kettle.example/steam</link>", "<link></link>", "address-empty"),
    ("<link>https://kettle.example/steam</link>", "<link>kettle://steam</link>", "address-scheme"),
    ("<link>https://kettle.example/steam</link>", "", "item-link"),
    ("<title>Steam</title>", "", "item-title"),
    ("<title>Lid</title>", "", "item-title"),
    ("<title>Steam</title>", "<title>&lt;b&gt;Steam&lt;/b&gt;</title>", "text-html"),
    ("<title>Steam</title>", "<title>Steam &amp;amp; Co</title>", "text-escaped-twice"),
    ("How it &lt;em&gt;rises&lt;/em&gt;", "How it &lt;em&gt;rises", "content-broken"),
    ("<category>Water</category>", "<category/>", "empty"),
    ("<dc:creator>Ann</dc:creator>", "", "item-author"),
    ("<dc:creator>Ann</dc:creator>", "<dc:creator>Ann</dc:creator><author>a@b.example (A)</author>", "rss-said-twice"),
    ('<guid isPermaLink="false">', "<guid>", "guid-permalink"),
    ('isPermaLink="false"', 'isPermaLink="no"', "guid-permalink"),
    ("tag:kettle.example,2026:steam</guid>", "42</guid>", "id-short"),
    ("tag:kettle.example,2026:steam</guid>", "https://kettle.example/lid</guid>", "id-twice"),
    ('<guid isPermaLink="false">tag:kettle.example,2026:steam</guid>', "", "item-id"),
    ("<pubDate>Mon, 02 Mar 2026 09:30:15 +0000</pubDate>", "", "item-date"),
    ("<pubDate>Mon, 02 Mar", "<pubDate>Tue, 02 Mar", "date-weekday"),
    ("<pubDate>Mon, 02 Mar 2026 09:30:15 +0000", "<pubDate>2026-03-02T09:30:15Z", "date-rfc822"),
    ("<pubDate>Mon, 02 Mar 2026 09:30:15 +0000", "<pubDate>02 mar 26 09:30", "date-unusual"),
    ("<pubDate>Mon, 02 Mar 2026 09:30:15 +0000", "<pubDate>31 Feb 2026 09:30:15 +0000", "date-rfc822"),
    ("<pubDate>Mon, 02 Mar 2026", "<pubDate>Thu, 02 Mar 2051", "date-future"),
    ("<pubDate>Mon, 02 Mar 2026", "<pubDate>Thu, 02 Mar 1950", "date-old"),
    ('length="1200"', 'length="long"', "number"),
    ('type="audio/mpeg"', 'type="sound"', "type"),
    ('url="https://kettle.example/steam.mp3"', 'url="/steam.mp3"', "address-relative"),
    ("<media:content", '<enclosure url="https://a.example/b" length="0" type="a/b"/><media:content', "rss-enclosures"),
    ('medium="image"', 'medium="photo"', "media-medium"),
    ('width="640"', 'width="0"', "number"),
    ('width="640"', 'isDefault="yes"', "media-choice"),
    ("<media:content", '<media:thumbnail width="9"/><media:content', "media-address"),
    ("<media:content", "<media:group/><media:content", "media-group"),
    ("      <description>How it &lt;em&gt;rises&lt;/em&gt;</description>\n", "", "rss-content-first"),
]
ATOM = [
    ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "atom-old"),
    ("http://www.w3.org/2005/Atom", "https://kettle.example/atom", "atom-namespace"),
    ("  <title>The Slow Kettle</title>\n", "", "atom-missing"),
    ("  <id>tag:kettle.example,2026:all</id>\n", "", "atom-missing"),
    ("    <updated>2026-03-01T07:00:00Z</updated>\n", "", "atom-missing"),
    ("<title>The Slow Kettle</title>", "<title>A</title><title>B</title>", "atom-twice"),
    ("<title>The Slow Kettle</title>", "<title/>", "empty"),
    ("<title>The Slow Kettle</title>", "<title>The <b>Slow</b> Kettle</title>", "atom-markup"),
    ("<title>The Slow Kettle</title>", '<title type="text/plain">The Slow Kettle</title>', "atom-text-type"),
    ("<title>The Slow Kettle</title>", "<title>The &lt;b&gt;Slow&lt;/b&gt; Kettle</title>", "text-html"),
    ("<title>The Slow Kettle</title>", "<title>Q&amp;amp;A</title>", "text-escaped-twice"),
    ("<title>Lid</title>", "<title>Lid</title><colour>red</colour>", "atom-unknown"),
    ("<title>Lid</title>", '<title lang="en">Lid</title>', "atom-attribute"),
    ("<name>Ann</name>", "", "atom-author-name"),
    ("<name>Ann</name>", "<name>Ann &lt;ann@kettle.example&gt;</name>", "atom-author-mail"),
    ("<email>ann@kettle.example</email>", "<email>Ann</email>", "atom-mail"),
    ("<uri>https://kettle.example/ann</uri>", "<uri>https://kettle.example/a nn</uri>", "address-characters"),
    ("tag:kettle.example,2026:all", "tag:Kettle.example,2026:all", "id-tag"),
    ("tag:kettle.example,2026:all", "all", "address-relative"),
    ("tag:kettle.example,2026:all", " tag:kettle.example,2026:all", "atom-blanks"),
    ("urn:uuid:0b29f1c4-", "urn:uuid:", "id-urn"),
    ("<id>https://kettle.example/steam", "<id>https://Kettle.example/steam", "id-spelling"),
    ("<id>https://kettle.example/steam", "<id>https://kettle.example:443/steam", "id-spelling"),
    ("<id>https://kettle.example/steam", "<id>https://kettle.example/%7esteam", "id-spelling"),
    ("<id>https://kettle.example/steam", "<id>https://kettle.example", "id-spelling"),
    ("<id>https://kettle.example/steam", "<id>urn:uuid:0b29f1c4-0f4c-4d25-9f0a-6f1f4a3e8d11", "id-twice"),
    ("2026-03-01T07:00:00Z", "2026-03-02T09:30:15Z", "updated-twice"),
    ("2026-03-01T07:00:00Z", "2026-03-01", "date-rfc3339"),
    ("2026-03-01T07:00:00Z", "2026-02-30T07:00:00Z", "date-rfc3339"),
    ("2026-03-01T07:00:00Z", "2026-04-01T00:11:00Z", "date-future"),
    ("2026-03-01T07:00:00Z", "1989-12-31T23:59:59Z", "date-old"),
    ("<id>https://kettle.example/steam", "<id>https://kettle.example/steam?sid=7", "id-temporary"),
    ('rel="self"', 'rel="via"', "self-missing"),
    ('<link rel="current" href="https://kettle.example/atom.xml"/>', "", "archive-links"),
    ('rel="next-archive"', 'rel="related"', "archive-links"),
    ("<fh:archive/>", "<fh:complete/>", "complete-links complete-links"),
    ('rel="related"', 'rel="next"', "link-history-in-item"),
    ('title="Lid"', 'title=" "', "link-title-empty"),
    ('title="Lid"', 'hreflang="?"', "language"),
    ('title="Lid"', 'length="-1"', "number"),
    (
        '<link href="https://kettle.example/lid"/>',
        '<link href="https://a.example/"/>\n<link href="/b"/>',
        "link-twice address-relative",
    ),
    ('<link href="https://kettle.example/lid"/>', "", "item-link"),
    (' type="text/html"/>\n    <link rel="related"', ' type="page"/>\n    <link rel="related"', "type"),
    ('<category term="steam"/>', "<category/>", "atom-term"),
    ('<category term="steam"/>', '<category term=""/>', "empty"),
    ("https://kettle.example/terms", "terms", "address-relative"),
    ("</entry>\n</feed>", "</entry><icon>/i.png</icon>\n</feed>", "atom-order"),
    ("It rises.&lt;/p&gt;", "It &lt;i&gt;rises.&lt;/p&gt;", "content-broken"),
    ('type="xhtml"><div', 'type="xhtml"><p', "xml-broken"),
    ('<div xmlns="http://www.w3.org/1999/xhtml">', "<div>", "atom-xhtml"),
    ('<content type="html">&lt;p&gt;It rises.&lt;/p&gt;</content>', '<content type="page"/>', "atom-content-type"),
    (
        '<summary>Slowly</summary>\n    <content type="html">&lt;p&gt;It rises.&lt;/p&gt;</content>',
        '<content src="https://kettle.example/s.mp3" type="audio/mpeg"/>',
        "atom-summary",
    ),
    ("xmlns:fh", 'xmlns:xhtml="http://www.w3.org/1999/xhtml" xmlns:fh', "namespace-atom-prefix"),
]
JSON = [
    ('"items": [', '"items": [,', "json-broken"),
    ("version/1.1", "version/3", "json-version"),
    ("version/1.1", "version/1", "json-version-old"),
    ('  "title": "The Slow Kettle",\n', "", "json-missing"),
    ('"The Slow Kettle"', '" "', "empty"),
    ('"The Slow Kettle"', "7", "json-missing json-kind"),
    ('  "feed_url": "https://kettle.example/feed.json",\n', "", "self-missing"),
    ("https://kettle.example/feed.json", "https://kettle.example/other.json", "self-other"),
    ("https://kettle.example/archive/2/feed.json", "https://kettle.example/feed.json", "json-next"),
    ('"home_page_url": "https://kettle.example/"', '"home_page_url": "kettle.example"', "address-relative"),
    ('"language": "en"', '"language": "English!"', "language"),
    ('"language": "en"', '"lang": "en"', "json-key"),
    ('"language": "en"', '"expired": "no"', "json-kind"),
    ('"language": "en"', '"author": {"name": "Ann"}', "json-author-old"),
    ('"authors": [{"name": "Ann"}]', '"authors": [{}]', "json-missing"),
    ('"authors": [{"name": "Ann"}]', '"authors": "Ann"', "json-kind"),
    ('  "authors": [{"name": "Ann"}],\n', "", "item-author item-author"),
    ('{"type": "WebSub", ', "{", "json-missing"),
    ('"id": "tag:kettle.example,2026:lid"', '"id": 7', "json-kind"),
    ('"id": "tag:kettle.example,2026:lid"', '"id": "tag:kettle.example,2026:steam"', "id-twice"),
    ('      "id": "tag:kettle.example,2026:lid",\n', "", "json-missing"),
    ('"id": "tag:kettle.example,2026:lid"', '"id": "https://kettle.example/lid?token=x"', "id-temporary"),
    ('"title": "Steam"', '"title": "Q&amp;A"', "text-escaped-twice"),
    ('"title": "Steam"', '"title": "Steam", "title": "Vapour"', "json-key-twice"),
    ('      "url": "https://kettle.example/lid",\n', "", "item-link"),
    ('      "content_text": "It sings.",\n', "", "json-content"),
    ("<p>It rises.</p>", "<p>It rises.</b>", "content-broken"),
    ("<p>It rises.</p>", '<img src=\\"/a.png\\">', "content-relative"),
    ('"2026-03-01T07:00:00Z"', '"yesterday"', "date-rfc3339"),
    ('"2026-03-01T07:00:00Z"', "20260301", "json-kind"),
    (',\n      "date_published": "2026-03-01T07:00:00Z"', "", "item-date"),
    ('["water"]', '"water"', "json-kind"),
    ('"audio/mpeg"', '"sound"', "type"),
    ("1200", '"1200"', "json-kind"),
]
HTML = [
    ("<script>x()</script>", "content-active"),
    ('<iframe src="https://a.example/"></iframe>', "content-active"),
    ('<p onclick="x()">y</p>', "content-attribute"),
    ('<p role="note">y</p>', "content-attribute"),
    ('<p style="position:fixed">y</p>', "content-style"),
    ('<a href="javascript:x()">y</a>', "content-script-address"),
    ('<a href="/y">y</a>', "content-relative"),
    ('<img src="y.png">', "content-relative"),
    ("<style>p {}</style>", "content-page"),
    ("<teapot>y</teapot>", "content-unknown-tag"),
    ("<b>y", "content-broken"),
    ("<b><i>y</b></i>", "content-broken"),
    ("<p>y</p></p>", "content-broken"),
    ("<div/>", "content-broken"),
    ("<tr><td>y</td></tr>", "content-broken"),
    ('<a href="https://a.example/"><a href="https://b.example/">y</a></a>', "content-broken"),
    ('<p id="a" id="b">y</p>', "content-broken"),
    ("5 < 6", "content-broken"),
    ("&nosuch;", "content-broken"),
    ("&#0;", "content-broken"),
    ("&#99999999999;", "content-broken"),
    ("R&D", "content-ampersand"),
    ('<a href="https://a.example/?b=1&copy=2">y</a>', "content-ampersand"),
    ("x" * 500_001, "content-long"),
]


def judged(name: str, old: str = "", new: str = "") -> Report:
    whole = (DATA / "validate" / name).read_text(encoding="utf-8")
    assert old in whole
    return judge(whole.replace(old, new, 1).encode(), Context(now=NOW, address=ADDRESSES[name]))


def codes(report: Report) -> list[str]:
    return [found.code for found in report.findings]


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_a_document_without_a_fault_is_told_nothing(name: str) -> None:
    assert codes(judged(name)) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [(name, *row) for name, rows in (("rss.xml", RSS), ("atom.xml", ATOM), ("feed.json", JSON)) for row in rows],
)
def test_one_fault_is_found_and_nothing_else(name: str, old: str, new: str, code: str) -> None:
    found = codes(judged(name, old, new))
    assert sorted(set(found)) == sorted(set(code.split())), found
    assert len(found) == len(code.split()), found


@pytest.mark.parametrize(("fragment", "code"), HTML)
def test_one_fault_in_html_is_found_and_nothing_else(fragment: str, code: str) -> None:
    assert [found.code for found in html("content", fragment)] == [code]


@pytest.mark.parametrize(
    "fragment",
    [
        "<p>a<p>b",
        "<ul><li>a<li>b</ul>",
        "<p>a<ul><li>b</ul>",
        "<table><tr><td>a<td>b<tr><th>c</table>",
        "<dl><dt>a<dd>b<dt>c</dl>",
        "a<br>b<hr><img src='https://a.example/b.png' alt=''>",
        "a &amp; b &lt; c &#x1F375; &hellip; d & e",
        '<a href="mailto:a@b.example">a</a> <a href="HTTPS://a.example/">b</a>',
        "<!-- a --><p>b</p>",
    ],
)
def test_html_as_the_standard_has_it_is_told_nothing(fragment: str) -> None:
    assert [found.words for found in html("content", fragment)] == []


def test_a_finding_says_where_and_in_which_item() -> None:
    [found] = judged("rss.xml", "<pubDate>Sun, 01 Mar", "<pubDate>Tue, 01 Mar").findings
    assert (found.line, found.item, found.level) == (35, "Lid", Level.ERROR)
    [found] = judged("atom.xml", "2026-03-01T07:00:00Z", "soon").findings
    assert (found.line, found.item) == (27, "Lid")
    [found] = judged("feed.json", '"date_published": "2026-03-01T07:00:00Z"', '"date_published": "soon"').findings
    assert (found.line, found.item) == (22, "tag:kettle.example,2026:lid")


def test_an_item_of_json_is_found_however_its_id_is_written() -> None:
    whole = (DATA / "validate" / "feed.json").read_text(encoding="utf-8").replace("It sings", "<b>It sings")
    other = whole.replace("content_text", "content_html").replace(
        "tag:kettle.example,2026:lid", "https:\\/\\/\\u00e9\\/"
    )
    [found] = judge(other.encode(), Context(now=NOW)).findings
    assert (found.code, found.line, found.item) == ("content-broken", 22, "https://\u00e9/")


def test_broken_xml_is_told_with_its_line() -> None:
    [found] = judged("rss.xml", "<title>Steam</title>", "<title>Steam & Co</title>").findings
    assert found.line == 17


@pytest.mark.parametrize(
    ("document", "kind", "code"),
    [
        (b"", "nothing", "nothing"),
        (b" \n", "nothing", "nothing"),
        (b"<!doctype html><html><body>Hello</body></html>", "a web page", "web-page"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", "a web page", "web-page"),
        (b"<opml version='2.0'/>", "<opml>", "no-feed"),
        (b"Hello", "no feed", "xml-broken"),
        (b"<rss version='2.0'/>", "RSS 2.0", "rss-channel"),
        (b"[]", "JSON", "json-kind"),
        (b'{"a": "\xff"}', "JSON", "encoding-wrong"),
        (b"<?xml version='1.0' encoding='no-such'?><rss/>", "broken XML", "encoding-wrong"),
        (b"<?xml version='1.0' encoding='UTF-8'?>\n<rss>\xff</rss>", "broken XML", "encoding-wrong"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><rss>&b;</rss>', "broken XML", "xml-entities"),
        (b"[" * 100_000, "JSON", "json-broken"),
        (b"<a>" * 100_000, "broken XML", "xml-broken"),
    ],
)
def test_what_is_no_feed_is_told_for_what_it_is(document: bytes, kind: str, code: str) -> None:
    report = judge(document, Context(now=NOW))
    assert (report.kind, codes(report)) == (kind, [code])


def test_a_web_page_is_told_with_the_feeds_that_it_names() -> None:
    page = b'<!doctype html><link rel="alternate" type="application/atom+xml" href="https://kettle.example/atom.xml">'
    [found] = judge(page, Context(now=NOW)).findings
    assert found.words == "it is a web page, not a feed; it names https://kettle.example/atom.xml"


def test_other_encodings_are_read_and_told() -> None:
    whole = (DATA / "validate" / "rss.xml").read_text(encoding="utf-8").replace("UTF-8", "ISO-8859-1")
    report = judge(whole.replace("Steam", "Th\N{LATIN SMALL LETTER E WITH ACUTE}").encode("latin-1"), Context(now=NOW))
    assert codes(report) == ["encoding-other"]


def test_an_older_rss_is_called_by_its_name() -> None:
    document = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        b"<channel><title>K</title><link>https://kettle.example/</link><description>D</description></channel>"
        b"<item><title>Steam</title></item></rdf:RDF>"
    )
    report = judge(document, Context(now=NOW))
    assert (report.kind, codes(report)) == ("RSS 1.0", ["rdf-missing", "rdf"])
    assert judged("rss.xml", 'version="2.0"', 'version="0.91"').kind == "RSS 0.91"


def test_signs_that_an_rss_title_means_are_no_fault_when_they_are_hexadecimal() -> None:
    assert codes(judged("rss.xml", "<title>Steam</title>", "<title>Q&#x26;amp;A</title>")) == []


@pytest.mark.parametrize("path", sorted((DATA / "publish").glob("feed.*")), ids=lambda path: path.suffix)
def test_what_we_publish_has_no_error(path: Path) -> None:
    report = judge(path.read_bytes(), Context(now=NOW))
    assert report.count(Level.ERROR) == 0
    assert report.facts.items


@settings(deadline=None)
@given(st.sampled_from(sorted(ADDRESSES)), st.integers(0, 3_000), st.binary(max_size=12), st.integers(0, 40))
def test_whatever_a_document_holds_it_is_judged(name: str, at: int, put: bytes, gone: int) -> None:
    whole = (DATA / "validate" / name).read_bytes()
    report = judge(whole[:at] + put + whole[at + gone :], Context(now=NOW))
    assert all(found.words and found.rule.todo and found.rule.readers for found in report.findings)


@settings(deadline=None)
@given(st.text(st.sampled_from("<>/&;#x!-?\"'= abpith\x00\n[]"), max_size=60))
def test_whatever_html_holds_it_is_judged(fragment: str) -> None:
    assert all(found.words for found in html("content", fragment))


@pytest.mark.shared_data
def test_real_feeds_are_judged(shared: Path) -> None:
    files = [path for path in sorted((shared / "feeds").rglob("*")) if path.is_file()]
    kinds = {judge(path.read_bytes(), Context(now=NOW)).kind for path in files}
    assert {"RSS 2.0", "Atom 1.0", "RSS 1.0", "broken XML"} <= kinds


def test_only_what_is_wrong_names_what_was_found_since_the_advice_stands_once_for_all_places() -> None:
    modules = (import_module(f"{validate.__name__}.{found.name}") for found in iter_modules(validate.__path__))
    rules = [rule for module in modules for rule in vars(module).values() if isinstance(rule, Rule)]
    assert len(rules) > 100
    assert [rule.code for rule in rules if "{" in rule.todo + rule.readers] == []
