"""When a feed dies, what its site has instead stands in for it, without a flood, until it is back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.continuing import fit, fresh
from digest.collect.identity.urls import article_key
from digest.collect.net.robots import Robots
from digest.collect.report import Report
from digest.collect.round import Round
from digest.collect.sift import Rules
from digest.model import Found, Source, SourceKind, SourceState, StandIn, Visited
from digest.service.watch import dead_words, is_dead
from digest.store.sql import SqlStore
from loopback import Host, answering, fetcher

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TEXT = " ".join(["The goose went over the river, and the ferry captain looked the other way."] * 12)
FRONT = "<html><head><title>Bank</title>{head}</head><body><main>{body}</main></body></html>"


@pytest.fixture
def host() -> Iterator[Host]:
    with answering() as running:
        running.put("/", FRONT.format(head="", body="<p>Welcome.</p>"))
        yield running


@pytest.fixture
def house(tmp_path, host: Host) -> Iterator[House]:
    house = House(SqlStore(f"sqlite:///{tmp_path}/digest.db"), host)
    yield house
    house.store.close()


class House:
    """A store, a source with four stories of February, and time that goes on."""

    def __init__(self, store: SqlStore, host: Host) -> None:
        self.store = store
        self.host = host
        self.now = NOW
        self.source = source(host.base + "/tea/feed.xml")
        host.put("/tea/feed.xml", rss(host, 20, 21, 22, 23))

    def collect(self, after: timedelta = timedelta()) -> Report:
        self.now += after
        asking = fetcher()
        rules = Rules(tag="t.example,2026", sections={"news": ("News",)})
        work = Round(self.store, asking, rules, lambda: self.now, Robots(asking))
        [report] = work.run([self.source], lambda *_: None, lambda: False)
        return report

    def die(self, status: int = 404, body: str = "") -> Report:
        """Collect once well, then let the feed answer otherwise for three checks over two days."""
        assert self.collect().new == 4
        self.host.put("/tea/feed.xml", body, status)
        for _ in range(2):
            self.collect(HOUR)
        return self.collect(2 * DAY)

    @property
    def state(self) -> SourceState:
        return self.store.sources.state(self.source.url)

    def titles(self) -> list[str]:
        return sorted(article.title for article in self.store.articles.latest(None, 1000))


def source(url: str) -> Source:
    return Source(
        url=url, kind=SourceKind.FEED, section="news", name="Bank", full=True, every=HOUR, from_page=False, pages=1
    )


def date(day: int) -> datetime:
    """Day 20 is 20 February, day 30 is 2 March."""
    return datetime(2026, 2, 1, 5, tzinfo=UTC) + timedelta(days=day - 1)


def rss(host: Host, *days: int, folder: str = "/tea/") -> str:
    items = "".join(
        f"<item><title>{title(day, folder)}</title><link>{host.base}{folder}story-{day}</link>"
        f"<pubDate>{format_datetime(date(day))}</pubDate><description>{TEXT}</description></item>"
        for day in reversed(days)
    )
    for day in days:
        page(host, day, folder)
    return f'<rss version="2.0"><channel><title>Bank</title>{items}</channel></rss>'


def title(day: int, folder: str) -> str:
    """Stories of one title and text would be one story, wherever they lie."""
    return f"Story {day}" if folder == "/tea/" else f"{folder.strip('/')} {day}"


def page(host: Host, day: int, folder: str = "/tea/") -> None:
    host.put(
        f"{folder}story-{day}",
        f"<html><head><title>{title(day, folder)}</title>"
        f"<meta property='article:published_time' content='{date(day):%FT%TZ}'></head>"
        f"<body><article><h1>{title(day, folder)}</h1><p>{TEXT}</p></article></body></html>",
    )


def announced(path: str) -> str:
    return FRONT.format(head=f'<link rel="alternate" type="application/rss+xml" title="All" href="{path}">', body="")


def sitemap(host: Host, *days: int, folder: str = "/tea/") -> str:
    for day in days:
        page(host, day, folder)
    whole = "".join(
        f"<url><loc>{host.base}{folder}story-{day}</loc><lastmod>{date(day):%F}</lastmod></url>" for day in days
    )
    return f"<urlset>{whole}</urlset>"


def listing(host: Host, *days: int) -> str:
    for day in days:
        page(host, day)
    return FRONT.format(
        head="",
        body="".join(f'<li><h2><a href="/tea/story-{day}">Story {day} of the tea table</a></h2></li>' for day in days),
    )


@pytest.mark.parametrize(
    ("status", "body"), [(404, ""), (410, ""), (503, ""), (200, "<html><body><p>Our new site</p></body></html>")]
)
def test_another_feed_of_the_site_stands_in_for_one_that_is_dead(
    house: House, host: Host, status: int, body: str
) -> None:
    host.put("/", announced("/all.xml"))
    host.put("/all.xml", rss(host, 20, 21, 22, 23, 30))
    report = house.die(status, body)
    assert (report.failure, report.stand_in) == (None, host.base + "/all.xml")
    assert house.titles() == [f"Story {day}" for day in (20, 21, 22, 23, 30)]
    dead = house.state.stand_in
    assert dead is not None
    assert (dead.kind, dead.since) == (SourceKind.FEED, NOW)


def test_of_a_site_that_takes_no_connections_the_operator_is_told_that_nothing_goes_on(house: House) -> None:
    house.source = source("http://127.0.0.1:9/tea/feed.xml")
    for after in (HOUR, HOUR, 2 * DAY):
        assert house.collect(after).failure
    dead = house.state.stand_in
    assert dead is not None
    assert (dead.url, dead.looked) == (None, house.now)
    assert "; no other feed, sitemap or list of its site goes on with it" in dead_words(house.state)


def test_a_feed_that_is_away_for_hours_is_not_dead(house: House, host: Host) -> None:
    host.put("/", announced("/all.xml"))
    host.put("/all.xml", rss(host, 20, 21, 22, 23, 30))
    assert house.collect().new == 4
    host.put("/tea/feed.xml", "", 503)
    for _ in range(5):
        assert house.collect(HOUR).failure
    assert house.state.stand_in is None
    assert "/all.xml" not in host.asked


def test_one_404_does_not_make_a_feed_dead_and_one_410_does(house: House, host: Host) -> None:
    host.put("/all.xml", rss(host, 20, 21, 22, 23))
    host.put("/", announced("/all.xml"))
    house.collect()
    host.put("/tea/feed.xml", "", 404)
    assert house.collect(HOUR).failure
    host.put("/tea/feed.xml", "", 410)
    assert house.collect(HOUR).failure is None


def test_a_sitemap_stands_in_with_what_is_new_of_the_source_and_nothing_else(house: House, host: Host) -> None:
    host.put("/robots.txt", f"Sitemap: {host.base}/maps/all.xml\n")
    old = "".join(
        f"<url><loc>{host.base}/archive/{n}</loc><lastmod>2024-01-02</lastmod></url>"
        f"<url><loc>{host.base}/undated/{n}</loc></url><url><loc>{host.base}/cake/{n}</loc><lastmod>2026-03-01</lastmod></url>"
        for n in range(3000)
    )
    host.put("/maps/all.xml", sitemap(host, 20, 21, 22, 23, 30).replace("</urlset>", old + "</urlset>"))
    report = house.die()
    assert (report.stand_in, report.new, report.unread) == (host.base + "/maps/all.xml", 1, 0)
    assert house.titles() == [f"Story {day}" for day in (20, 21, 22, 23, 30)]
    assert not [path for path in host.asked if path.startswith(("/archive/", "/undated/", "/cake/"))]


def test_a_sitemap_that_dates_all_its_pages_anew_does_not_stand_in(house: House, host: Host) -> None:
    pages = [f"<url><loc>{host.base}/tea/story-{n}</loc><lastmod>2026-03-02</lastmod></url>" for n in range(20, 60)]
    host.put("/sitemap.xml", f"<urlset>{''.join(pages)}</urlset>")
    report = house.die()
    assert report.failure
    assert len(house.titles()) == 4


def test_the_listing_page_beside_the_feed_stands_in_with_what_stands_above_the_known(house: House, host: Host) -> None:
    host.put("/tea/", listing(host, 30, 29, 23, 22, 21, 20, 12, 11))
    report = house.die()
    assert (report.stand_in, report.new) == (host.base + "/tea/", 2)
    assert house.titles() == [f"Story {day}" for day in (20, 21, 22, 23, "29 of the tea table", "30 of the tea table")]


def test_the_page_of_an_address_that_robots_txt_closes_is_not_read(house: House, host: Host) -> None:
    host.put("/robots.txt", "User-agent: *\nDisallow: /tea/\n")
    host.put("/tea/", listing(host, 30, 23, 22, 21, 20))
    assert house.die().failure
    assert "/tea/" not in host.asked


def test_of_the_whole_sites_feed_only_the_stories_of_the_section_are_taken(house: House, host: Host) -> None:
    host.put("/", announced("/all.xml"))
    cake = rss(host, 20, 21, 22, 29, 30, folder="/cake/").partition("<item>")[2].rpartition("</channel>")[0]
    host.put("/all.xml", rss(host, 20, 21, 22, 23, 30).replace("</channel>", f"<item>{cake}</channel>"))
    report = house.die()
    assert (report.stand_in, report.new) == (host.base + "/all.xml", 1)


def test_a_feed_of_something_else_does_not_stand_in(house: House, host: Host) -> None:
    host.put("/", announced("/cake.xml"))
    host.put("/cake.xml", rss(host, 20, 21, 22, 30, folder="/cake/"))
    assert house.die().failure
    dead = house.state.stand_in
    assert dead is not None
    assert dead.url is None
    before = len(host.asked)
    house.collect(DAY)
    assert host.asked[before:] == ["/tea/feed.xml"]  # the site is searched once a week


def test_what_stands_in_is_asked_instead_and_the_dead_feed_once_a_day(house: House, host: Host) -> None:
    host.put("/", announced("/all.xml"))
    host.put("/all.xml", rss(host, 20, 21, 22, 23), ETag='"a"')
    house.die()
    before = len(host.asked)
    for _ in range(4):
        assert house.collect(5 * HOUR).failure is None
    assert host.asked[before:] == ["/all.xml"] * 4
    assert house.collect(5 * HOUR).failure is None
    assert host.asked[before + 4 :] == ["/tea/feed.xml", "/all.xml"]


def test_a_feed_that_is_back_is_asked_itself_again(house: House, host: Host) -> None:
    host.put("/", announced("/all.xml"))
    host.put("/all.xml", rss(host, 20, 21, 22, 23, 30))
    house.die()
    assert is_dead(house.state, house.now)
    host.put("/tea/feed.xml", rss(host, 22, 23, 30, 31))
    report = house.collect(DAY)
    assert (report.stand_in, report.new, report.revised) == (None, 1, 0)
    assert house.state.stand_in is None
    assert not is_dead(house.state, house.now)


def test_what_stands_in_and_fails_as_well_is_given_up_for_another(house: House, host: Host) -> None:
    host.put("/", announced("/all.xml"))
    host.put("/all.xml", rss(host, 20, 21, 22, 23, 30))
    house.die()
    host.put("/all.xml", "", 404)
    host.put("/tea/", listing(host, 31, 30, 23, 22, 21, 20))
    for _ in range(2):
        assert house.collect(HOUR).failure
    report = house.collect(HOUR)
    assert (report.stand_in, report.new) == (host.base + "/tea/", 1)


def test_the_operator_is_told_what_stands_in_and_what_keeps_it(house: House, host: Host) -> None:
    host.put("/robots.txt", f"Sitemap: {host.base}/maps/all.xml\n")
    host.put("/maps/all.xml", sitemap(host, 20, 21, 22, 23))
    house.die()
    told = dead_words(house.state)
    assert told.startswith("dead since 2026-03-02 07:00 UTC (")
    assert f'/maps/all.xml stands in; write `sitemap = "{host.base}/maps/all.xml"`' in told


def test_what_stands_in_and_what_was_visited_is_remembered_as_it_was(store: SqlStore) -> None:
    dead = StandIn(since=NOW, why="gone", tried=NOW, kind=SourceKind.SITEMAP, url="https://b.example/map", etag='"1"')
    visited = Visited(url="https://b.example/1", changed=None, at=NOW, last_modified="Mon")
    state = SourceState(url="https://b.example/feed", stand_in=dead, memory=(visited,))
    store.sources.checked(state)
    assert store.sources.state(state.url) == state


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40) | st.none()), max_size=40, unique_by=lambda row: row[0]),
    st.sets(st.integers(0, 40)),
    st.sampled_from(SourceKind),
)
def test_nothing_old_and_unknown_is_ever_taken(
    rows: list[tuple[int, int | None]], known: set[int], kind: SourceKind
) -> None:
    found = [story(n, day) for n, day in rows]
    keys = {article_key(story(n, None).url) for n in known}
    taken = fresh(found, keys, date(20), kind, "/")
    assert [one for one in found if article_key(one.url) in keys or one in taken] == list(taken)
    for one in taken:
        is_known = article_key(one.url) in keys
        assert is_known or one.published is None or one.published.date() >= date(20).date()
        assert is_known or one.published or kind is not SourceKind.SITEMAP


def story(number: int, day: int | None) -> Found:
    return Found(
        source="s",
        url=f"https://b.example/{number}",
        section="news",
        title="T",
        published=date(day) if day else None,
    )


@pytest.mark.parametrize(
    ("paths", "under"),
    [
        (["/tea/2026/03/a", "/tea/2026/03/b"], "/tea/"),
        (["/2026/03/a", "/2026/03/b"], "/"),
        (["/tea/green/a", "/tea/black/b"], "/tea/"),
        (["/tea/a", "/cake/b"], "/"),
        (["/tea/a"], "/"),
        (["/a", "/b"], "/"),
    ],
)
def test_stories_lie_under_the_path_that_they_share_but_for_its_dates(paths: list[str], under: str) -> None:
    found = [replace(story(n, None), url=f"https://b.example{path}") for n, path in enumerate(paths)]
    judged = fit(found, {article_key(one.url) for one in found}, None, SourceKind.LISTING)
    assert judged is not None
    assert judged.under == under
