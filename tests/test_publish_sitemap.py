"""The sitemap: every page of ours once, with its last true change, in files as large as the protocol allows."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from lxml import etree

from digest.model import EditionState
from digest.publish import sitemap
from digest.publish.entry import of_article
from digest.publish.publication import Newsletter, Publication, Section, Site
from digest.publish.sitemap import Listed
from make import NOW, article, edition, slot

SITE = Site(title="Tea", url="https://example.org/blog/", tag="example.org,2026")
PAGE = Listed("https://example.org/blog/a?x=1&y=2", NOW)
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def rows(content: bytes) -> list[tuple[str, str | None]]:
    """(address, lastmod)."""
    entries = etree.fromstring(content).iterfind("*", NAMES)
    return [
        (entry.findtext("s:loc", namespaces=NAMES) or "", entry.findtext("s:lastmod", None, NAMES)) for entry in entries
    ]


def test_an_address_and_its_last_change_are_written_as_the_protocol_has_them() -> None:
    east = NOW.astimezone(timezone(timedelta(hours=9)))
    [(path, content)] = sitemap.documents(SITE, [replace(PAGE, changed=east), Listed("https://example.org/blog/b")])
    assert path == "sitemap.xml"
    assert rows(content) == [
        ("https://example.org/blog/a?x=1&y=2", "2026-03-02T07:00:00Z"),
        ("https://example.org/blog/b", None),
    ]


def test_only_addresses_of_the_publication_are_named_and_each_once() -> None:
    others = [Listed(url) for url in ("https://example.org/other", "http://example.org/blog/a", "https://e.example/")]
    [(_, content)] = sitemap.documents(SITE, [Listed(PAGE.url), *others, PAGE])
    assert rows(content) == [(PAGE.url, "2026-03-02T07:00:00Z")]


def test_nothing_at_all_is_an_empty_sitemap() -> None:
    [(_, content)] = sitemap.documents(SITE, [])
    assert rows(content) == []


def test_more_addresses_than_one_file_may_hold_are_an_index_of_files() -> None:
    many = [Listed(f"https://example.org/blog/{n}", NOW + timedelta(seconds=n)) for n in range(50_001)]
    (path, index), *parts = sitemap.documents(SITE, many)
    assert path == "sitemap.xml"
    assert etree.fromstring(index).tag == f"{{{NAMES['s']}}}sitemapindex"
    assert rows(index) == [
        ("https://example.org/blog/sitemap-1.xml", "2026-03-02T20:53:19Z"),
        ("https://example.org/blog/sitemap-2.xml", "2026-03-02T20:53:20Z"),
    ]
    assert [part for part, _ in parts] == ["sitemap-1.xml", "sitemap-2.xml"]
    assert [url for _, part in parts for url, _ in rows(part)] == [page.url for page in many]


def test_no_file_is_larger_than_the_protocol_allows() -> None:
    long = [Listed(f"https://example.org/blog/{n}/{'x' * 4_000}") for n in range(13_000)]
    _, *parts = sitemap.documents(SITE, long)
    assert [len(content) <= 50_000_000 for _, content in parts] == [True, True]
    assert sum(content.count(b"<loc>") for _, content in parts) == len(long)


def test_the_pages_of_a_publication_change_with_what_they_show() -> None:
    old, new = (of_article(article(name, date=NOW - timedelta(days=days))) for name, days in (("old", 9), ("new", 1)))
    corrected = replace(old, updated=NOW)
    sent = replace(edition("tea", at=slot(), state=EditionState.SENT), composed=NOW, changed=NOW + timedelta(days=1))
    held = edition("tea", at=slot("2026-03-09T08:00"), state=EditionState.HELD)
    one = Publication(
        site=SITE,
        sections=(Section(slug="tea", title="Tea"), Section(slug="jam", title="Jam")),
        newsletters=(Newsletter(slug="weekly", title="Weekly", editions=(held, sent)),),
    )
    changed = {"all": new.updated, "section/tea": corrected.updated}
    told: list[tuple[str, datetime | None]] = [
        (page.url, page.changed) for page in sitemap.of_publication(one, changed)
    ]
    assert told == [
        ("https://example.org/blog/", new.updated),
        ("https://example.org/blog/latest/", new.updated),
        ("https://example.org/blog/sections/tea/", NOW),
        ("https://example.org/blog/sections/jam/", None),
        ("https://example.org/blog/newsletters/weekly/", NOW),
        ("https://example.org/blog/newsletters/weekly/2026-03-02T0800/", NOW),
    ]
