"""Sitemaps of every kind name the articles of their own site; nothing in them can hurt."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.harvest import Gathered, Harvest
from digest.collect.listings import sitemap
from digest.collect.net.fetch import Answer, Fetch, Request, Response
from digest.collect.reach import Reach
from digest.config import load
from digest.errors import ConfigError, FetchFailed, PageUnreadable, SourceError
from digest.model import Source, SourceKind, Visited
from loopback import answering, fetcher

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
BASE = "https://paper.example"
SOURCE = Source(
    url=f"{BASE}/sitemap.xml",
    kind=SourceKind.SITEMAP,
    section="news",
    name="Paper",
    full=False,
    every=timedelta(hours=1),
    from_page=False,
)
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def urlset(*entries: str) -> str:
    whole = "".join(f"<url>{entry}</url>" for entry in entries)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{SPACE}">{whole}</urlset>'


def index(*addresses: str) -> str:
    whole = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return f'<sitemapindex xmlns="{SPACE}">{whole}</sitemapindex>'


def response(body: str | bytes, url: str = SOURCE.url) -> Response:
    return Response(
        url=url,
        asked=url,
        status=200,
        body=body.encode() if isinstance(body, str) else body,
        content_type="application/xml",
        etag=None,
        last_modified=None,
        permanent_url=None,
    )


def nothing(requests: list[Request]) -> Iterable[tuple[Request, Answer]]:
    return [(request, FetchFailed(request.url, "answered 404")) for request in requests]


def reach(fetch: Fetch, *, now: datetime = NOW, visited: tuple[Visited, ...] = ()) -> Reach:
    return Reach(fetch=fetch, now=now, visited=visited)


def read(body: str | bytes) -> Harvest:
    return sitemap.articles(response(body), SOURCE, reach(nothing))


def test_a_sitemap_gives_addresses_with_their_last_change_newest_first() -> None:
    found = read(
        urlset(
            f"<loc>{BASE}/undated</loc>",
            f"<loc> {BASE}/2026/an-old_story.html?utm_source=x </loc><lastmod>2026-01-02</lastmod>",
            f"<loc>{BASE}/new</loc><lastmod>2026-03-01T09:30:00+01:00</lastmod><priority>0.5</priority>",
        )
    ).found
    assert [(one.url, one.published) for one in found] == [
        (f"{BASE}/new", datetime(2026, 3, 1, 8, 30, tzinfo=UTC)),
        (f"{BASE}/2026/an-old_story.html", datetime(2026, 1, 2, tzinfo=UTC)),
        (f"{BASE}/undated", None),
    ]
    assert [one.title for one in found] == ["New", "An old story", "Undated"]
    assert not any(one.complete for one in found)


def test_a_news_sitemap_gives_titles_dates_languages_and_keywords() -> None:
    news = (
        f'<loc>{BASE}/goose</loc><lastmod>2026-03-02</lastmod><n:news xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        "<n:publication><n:name>Paper</n:name><n:language>en_GB</n:language></n:publication>"
        "<n:publication_date>2026-02-28T10:00:00Z</n:publication_date><n:title>Goose &amp; ferry</n:title>"
        "<n:keywords>goose, ferry</n:keywords></n:news>"
    )
    [one] = read(urlset(news)).found
    assert (one.title, one.published) == ("Goose & ferry", datetime(2026, 2, 28, 10, tzinfo=UTC))
    assert (one.language, one.tags) == ("en-GB", ("goose", "ferry"))


def test_pictures_in_a_sitemap_are_not_taken_for_pages() -> None:
    picture = (
        '<i:image xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"><i:loc>https://paper.example/p.jpg</i:loc>'
        "</i:image>"
    )
    assert [one.url for one in read(urlset(f"{picture}<loc>{BASE}/a</loc>")).found] == [f"{BASE}/a"]


@pytest.mark.parametrize("space", ["", ' xmlns="http://www.google.com/schemas/sitemap/0.84"'])
def test_the_namespace_does_not_matter(space: str) -> None:
    assert len(read(f"<urlset{space}><url><loc>{BASE}/a</loc></url></urlset>").found) == 1


def test_a_text_sitemap_and_a_packed_one_are_read() -> None:
    text = f"\ufeff{BASE}/a\r\n{BASE}/b\n"
    assert [one.url for one in read(text).found] == [f"{BASE}/a", f"{BASE}/b"]
    assert [one.url for one in read(gzip.compress(text.encode())).found] == [f"{BASE}/a", f"{BASE}/b"]


def test_addresses_of_other_sites_and_what_is_none_are_rejected_with_a_reason() -> None:
    harvest = read(urlset("<loc>https://bank.example/a</loc>", "<loc>javascript:1</loc>", f"<loc>{BASE}/a</loc>", ""))
    assert [one.url for one in harvest.found] == [f"{BASE}/a"]
    assert "another site" in dict(harvest.rejected)["https://bank.example/a"]
    assert "no" in dict(harvest.rejected)["javascript:1"]


def test_one_story_named_twice_is_one() -> None:
    assert len(read(urlset(f"<loc>{BASE}/a</loc>", f"<loc>{BASE}/a/?utm_medium=rss</loc>")).found) == 1


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<html><body>Not here</body></html>", "found <html>"),
        ("<rss version='2.0'><channel/></rss>", "name a feed with `feed`"),
        ("", "no XML"),
        ("{}", "no XML"),
        ('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>', "no XML"),
        (gzip.compress(b"<urlset/>", mtime=0)[:-9], "unpacked"),
        (b"\x1f\x8bnot gzip", "unpacked"),
    ],
)
def test_what_is_no_sitemap_is_told(body: str | bytes, why: str) -> None:
    with pytest.raises(PageUnreadable, match=why):
        read(body)


def test_a_gzip_bomb_is_given_up() -> None:
    with pytest.raises(PageUnreadable, match="more than 25000000 bytes"):
        read(gzip.compress(bytes(60_000_000)))


def test_never_more_than_fifty_thousand_addresses() -> None:
    body = "\n".join(f"{BASE}/{n}" for n in range(sitemap.MOST + 10))
    assert len(read(body).found) == sitemap.MOST


def test_an_index_is_followed_to_the_second_level_and_no_further() -> None:
    with answering() as host:
        top = host.put("/index.xml", index(*(host.base + path for path in ("/a.xml", "/b.xml.gz", "/inner.xml"))))
        host.put("/a.xml", urlset(f"<loc>{host.base}/1</loc>"))
        host.put("/b.xml.gz", gzip.compress(urlset(f"<loc>{host.base}/2</loc>").encode()))
        host.put("/inner.xml", index(f"{host.base}/c.xml", f"{host.base}/deep.xml", f"{host.base}/a.xml"))
        host.put("/c.xml", urlset(f"<loc>{host.base}/3</loc>"))
        host.put("/deep.xml", index(f"{host.base}/never.xml"))
        answer = fetcher().get(Request(url=top))
        harvest = sitemap.articles(answer, SOURCE, reach(fetcher().each))
    assert sorted(one.url.rpartition("/")[2] for one in harvest.found) == ["1", "2", "3"]
    assert sorted(host.asked) == ["/a.xml", "/b.xml.gz", "/c.xml", "/deep.xml", "/index.xml", "/inner.xml"]
    assert isinstance(harvest, Gathered)


def test_a_sitemap_of_an_index_that_cannot_be_read_costs_itself_only() -> None:
    with answering() as host:
        top = host.put("/index.xml", index(f"{host.base}/a.xml", f"{host.base}/lost.xml", "https://bank.example/x"))
        host.put("/a.xml", urlset(f"<loc>{host.base}/1</loc>"))
        harvest = sitemap.articles(fetcher().get(Request(url=top)), SOURCE, reach(fetcher().each))
    assert len(harvest.found) == 1
    assert [(name.rpartition("/")[2], "404" in why) for name, why in harvest.rejected] == [("lost.xml", True)]


def test_an_index_of_which_nothing_can_be_read_is_a_failure() -> None:
    with pytest.raises(FetchFailed, match="404"):
        read(index(f"{BASE}/a.xml", f"{BASE}/b.xml"))


def test_of_an_index_the_fifty_newest_sitemaps_are_asked() -> None:
    asked: list[str] = []

    def empty(requests: list[Request]) -> Iterable[tuple[Request, Answer]]:
        asked.extend(request.url for request in requests)
        return [(request, response("<urlset/>", request.url)) for request in requests]

    parts = (f"<sitemap><loc>{BASE}/{n}.xml</loc><lastmod>{1990 + n}-01-01</lastmod></sitemap>" for n in range(100))
    sitemap.articles(response(f"<sitemapindex>{''.join(parts)}</sitemapindex>"), SOURCE, reach(empty))
    assert asked == [f"{BASE}/{n}.xml" for n in range(99, 49, -1)]


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda t: f"<urlset><url><loc>{t}</loc></url></urlset>"))
def test_whatever_is_sent_is_a_harvest_or_a_clear_error(body: bytes | str) -> None:
    try:
        assert all(one.title for one in read(body).found)
    except SourceError as error:
        assert SOURCE.url in str(error)


CONFIG = """
[site]
title = "T"
url = "https://t.example/"
tag = "t.example,2026"
[[section]]
slug = "news"
title = "News"
  [[section.source]]
  sitemap = "https://paper.example/sitemap.xml"
"""


def test_a_sitemap_is_configured_like_a_feed(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    [source] = load(tmp_path / "config.toml").sources()
    assert (source.kind, source.url, source.name) == (SourceKind.SITEMAP, SOURCE.url, "paper.example")
    (tmp_path / "config.toml").write_text(CONFIG + '  feed = "https://paper.example/feed"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="found feed and sitemap"):
        load(tmp_path / "config.toml")


def test_of_an_index_only_the_sitemaps_that_have_changed_are_asked_again() -> None:
    def dated(old: str, new: str) -> str:
        named = ((old, "2026-01-02"), (new, "2026-03-02"))
        parts = (f"<sitemap><loc>{url}</loc><lastmod>{day}</lastmod></sitemap>" for url, day in named)
        return f"<sitemapindex>{''.join(parts)}</sitemapindex>"

    with answering() as host:
        old = host.put("/old.xml", urlset(f"<loc>{host.base}/a-story</loc>"))
        new = host.put("/new.xml", urlset(f"<loc>{host.base}/b-story</loc>"), ETag='"1"')
        top = host.put("/sitemap.xml", dated(old, new))
        asking = fetcher()

        def look(now: datetime, before: tuple[Visited, ...]) -> Gathered:
            harvest = sitemap.articles(
                asking.get(Request(url=top)), SOURCE, reach(asking.each, now=now, visited=before)
            )
            assert isinstance(harvest, Gathered)
            return harvest

        first = look(NOW, ())
        assert [one.url for one in first.found] == [f"{host.base}/b-story", f"{host.base}/a-story"]
        host.asked.clear()
        second = look(NOW + timedelta(hours=1), first.visited)
        # The newer one was written on the day it was read, and says itself that it is the same.
        assert (host.asked, second.found) == (["/sitemap.xml", "/new.xml"], ())
        host.put("/new.xml", urlset(f"<loc>{host.base}/c-story</loc>"), ETag='"2"')
        host.asked.clear()
        third = look(NOW + timedelta(hours=2), second.visited)
        assert [one.url for one in third.found] == [f"{host.base}/c-story"]
        host.asked.clear()
        look(NOW + timedelta(days=2), third.visited)
        assert sorted(host.asked) == ["/new.xml", "/old.xml", "/sitemap.xml"]  # no index is believed for ever


def test_the_robots_txt_of_a_site_is_an_index_of_the_sitemaps_that_it_names() -> None:
    with answering() as host:
        host.put("/map.xml", urlset(f"<loc>{host.base}/a-story</loc>"))
        top = host.put(
            "/robots.txt", f"User-agent: *\nDisallow: /x\nSitemap: {host.base}/map.xml\nsitemap: /gone.xml\n"
        )
        asking = fetcher()
        harvest = sitemap.articles(asking.get(Request(url=top)), SOURCE, reach(asking.each))
    assert [one.url for one in harvest.found] == [f"{host.base}/a-story"]
    assert [url for url, _ in harvest.rejected] == [f"{host.base}/gone.xml"]


def test_the_sitemaps_of_news_are_read_before_all_others() -> None:
    wanted: list[str] = []

    def asking(requests: list[Request]) -> Iterable[tuple[Request, Answer]]:
        wanted.extend(request.url for request in requests)
        return [(request, response(urlset(), request.url)) for request in requests]

    named = [f"{BASE}/posts-{n}.xml" for n in range(60)] + [f"{BASE}/news.xml"]
    sitemap.articles(response(index(*named)), SOURCE, reach(asking))
    assert wanted == [f"{BASE}/news.xml", *(f"{BASE}/posts-{n}.xml" for n in range(49))]
