"""A round against real servers: what is asked, what is left alone, and what is remembered for the next time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from digest.collect.pages import patient
from digest.collect.report import Report
from digest.collect.robots import Robots
from digest.collect.round import Round
from digest.collect.sift import Rules, turn
from digest.model import Found, Source, SourceKind, SourceState
from digest.store.sql import SqlStore
from loopback import Host, answering, fetcher

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TEXT = " ".join(["The goose went over the river, and the ferry captain looked the other way."] * 12)


@pytest.fixture
def host() -> Iterator[Host]:
    with answering() as running:
        yield running


@pytest.fixture
def house(tmp_path) -> Iterator[House]:
    house = House(SqlStore(f"sqlite:///{tmp_path}/digest.db"))
    yield house
    house.store.close()


class House:
    """A store and what collects into it, at any time."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.fetcher = fetcher()
        self.robots = Robots(self.fetcher)

    def collect(self, source: Source, now: datetime = NOW) -> Report:
        rules = Rules(tag="t.example,2026", sections={"news": ("News",)})
        [report] = Round(self.store, self.fetcher, rules, lambda: now, self.robots).run(
            [source], lambda *_: None, lambda: False
        )
        return report

    def state(self, source: Source) -> SourceState:
        return self.store.sources.state(source.url)

    def titles(self) -> list[str]:
        return sorted(article.title for article in self.store.articles.latest(None, 100))


def source(url: str, kind: SourceKind = SourceKind.FEED) -> Source:
    return Source(
        url=url, kind=kind, section="news", name="Paper", full=True, every=HOUR, from_page=False, selector=None
    )


def page(title: str) -> str:
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{TEXT}</p></article></body></html>"
    )


def rss(*items: str, head: str = "") -> str:
    return f'<rss version="2.0"><channel><title>P</title>{head}{"".join(items)}</channel></rss>'


def item(link: str, date: str = "Sun, 01 Mar 2026 07:00:00 GMT") -> str:
    about = f"<description>Short.</description><pubDate>{date}</pubDate>"
    return f"<item><title>A goose</title><link>{link}</link>{about}</item>"


def test_the_pages_of_a_sitemap_become_articles_and_are_not_asked_again(host: Host, house: House) -> None:
    host.put("/a", page("The goose crosses the river"))
    entry = f"<url><loc>{host.base}/a</loc><lastmod>2026-03-01</lastmod></url>"
    paper = source(host.put("/sitemap.xml", f"<urlset>{entry}</urlset>"), SourceKind.SITEMAP)
    assert (house.collect(paper).new, house.titles()) == (1, ["The goose crosses the river"])
    [article] = house.store.articles.latest(None, 1)
    assert (article.published, article.complete) == (datetime(2026, 3, 1, tzinfo=UTC), True)
    host.asked.clear()
    host.put("/sitemap.xml", f"<urlset>{entry.replace('03-01', '03-02')}</urlset>")
    assert house.collect(paper, NOW + HOUR).changed == 0
    assert (host.asked, house.titles()) == (["/sitemap.xml"], ["The goose crosses the river"])


def test_validators_of_an_index_are_not_sent_back_since_its_sitemaps_may_have_changed(host: Host, house: House) -> None:
    host.put("/part.xml", f"<urlset><url><loc>{host.base}/a</loc></url></urlset>")
    host.put("/a", page("The first story of all"))
    host.put("/b", page("Another story altogether"))
    whole = f"<sitemapindex><sitemap><loc>{host.base}/part.xml</loc></sitemap></sitemapindex>"
    paper = source(host.put("/sitemap.xml", whole, ETag='"1"'), SourceKind.SITEMAP)
    assert house.collect(paper).new == 1
    host.put("/part.xml", f"<urlset><url><loc>{host.base}/b</loc></url></urlset>")
    assert house.collect(paper, NOW + HOUR).new == 1


def test_a_feed_is_read_whatever_robots_txt_says_but_not_its_pages(host: Host, house: House) -> None:
    host.put("/robots.txt", "User-agent: *\nDisallow: /")
    host.put("/a", page("The whole story"))
    report = house.collect(source(host.put("/feed", rss(item(f"{host.base}/a")))))
    assert (report.failure, report.new, report.unread) == (None, 1, 1)
    assert sorted(host.asked) == ["/feed", "/robots.txt"]
    [waiting] = house.store.articles.waiting()
    assert waiting.error == f"{host.base}/a: robots.txt does not allow it"
    assert house.titles() == ["A goose"]


def test_a_listing_page_that_robots_txt_does_not_allow_is_not_asked(host: Host, house: House) -> None:
    host.put("/robots.txt", "User-agent: *\nDisallow: /news")
    listing = source(host.put("/news/", page("x")), SourceKind.LISTING)
    assert house.collect(listing).failure == f"{host.base}/news/: robots.txt does not allow it"
    assert host.asked == ["/robots.txt"]
    assert house.state(listing).failures == 1


def test_a_page_and_a_listing_that_redirect_to_where_robots_txt_forbids_are_not_used(host: Host, house: House) -> None:
    host.put("/robots.txt", "User-agent: *\nDisallow: /private")
    host.put("/private", page("The whole story"))
    host.put("/a", status=302, Location="/private")
    assert house.collect(source(host.put("/feed", rss(item(f"{host.base}/a"))))).unread == 1
    [waiting] = house.store.articles.waiting()
    assert waiting.error == f"{host.base}/private: robots.txt does not allow it"
    listing = source(host.put("/news", status=302, Location="/private"), SourceKind.LISTING)
    assert house.collect(listing).failure == f"{host.base}/private: robots.txt does not allow it"


def test_a_page_that_would_hold_up_the_round_costs_itself_and_says_so(host: Host, house: House) -> None:
    # Text that takes four times as much memory as it has bytes.
    host.put("/a", "\N{GRINNING FACE}".encode() * 4_000_000)
    house.fetcher.max_bytes = 20_000_000
    feed = source(host.put("/feed", rss(item(f"{host.base}/a"))))
    assert (house.collect(feed).failure, house.titles()) == (None, ["A goose"])
    [waiting] = house.store.articles.waiting()
    assert waiting.error == f"{host.base}/a: it needs more than 80 MB to read"


def test_while_robots_txt_cannot_be_read_pages_wait(host: Host, house: House) -> None:
    host.put("/robots.txt", status=503)
    host.put("/a", page("The whole story"))
    feed = source(host.put("/feed", rss(item(f"{host.base}/a"))))
    assert house.collect(feed).unread == 1
    host.put("/robots.txt", status=404)
    assert house.collect(feed, NOW + 2 * HOUR).unread == 0
    assert house.store.articles.waiting() == []


@pytest.mark.parametrize(("delay", "asked"), [(0.0, 500), (0.5, 300), (1.0, 300), (10.0, 30), (60.0, 5)])
def test_a_host_that_wants_a_long_pause_does_not_hold_up_the_round(delay: float, asked: int) -> None:
    urls = [f"https://slow.example/{n}" for n in range(500)]
    other = "https://quick.example/"
    kept = patient([*urls, other], lambda url: url, lambda url: 0.0 if url == other else delay)
    assert kept == [*urls[:asked], other]


def test_the_newest_pages_of_a_sitemap_have_their_turn_first() -> None:
    paper = source("https://p.example/sitemap.xml", SourceKind.SITEMAP)
    dates = [NOW + DAY, NOW - HOUR, NOW - DAY, NOW - 9000 * DAY, datetime(1, 1, 1, tzinfo=UTC)]
    named = [
        Found(source=paper.url, url=f"https://p.example/{n}", section="news", title="x", published=date)
        for n, date in enumerate(dates)
    ]
    turns = [turn(paper, one, NOW) for one in named]
    assert turns == sorted(turns)
    assert turns[-1] == NOW
    assert turn(source("https://p.example/feed"), named[0], NOW) is None


def test_pages_that_wait_are_not_held_up_by_what_is_learnt(host: Host, house: House) -> None:
    dates = [f"Sun, {day:02} Feb 2026 07:00:00 GMT" for day in (1, 8, 15)]
    items = [item(f"{host.base}/{n}", date) for n, date in enumerate(dates)]
    feed = source(host.put("/feed", rss(*items)))
    assert house.collect(feed).unread == 3
    assert house.state(feed).due == NOW + HOUR
    for n in range(3):
        host.put(f"/{n}", page(f"Story number {n} of the goose"))
    assert house.collect(feed, NOW + HOUR).unread == 0
    assert house.state(feed).due >= NOW + DAY


def test_the_next_check_is_learnt_from_the_dates_and_kept_when_nothing_is_new(host: Host, house: House) -> None:
    dates = [f"Sun, 01 Mar 2026 {hour:02}:00:00 GMT" for hour in (1, 9, 17)]
    items = [item(f"https://else.invalid/{n}", date) for n, date in enumerate(dates)]
    long = [one.replace("Short.", "&lt;p&gt;" + TEXT * 3) for one in items]
    feed = source(
        host.put("/feed", rss(*long, head="<ttl>200</ttl><skipHours><hour>12</hour></skipHours>"), ETag='"1"')
    )
    assert house.collect(feed, datetime(2026, 3, 1, 18, tzinfo=UTC)).new == 3
    state = house.state(feed)
    assert (state.pace, state.ttl, state.skip_hours) == (8 * HOUR, timedelta(minutes=200), (12,))
    assert timedelta(minutes=200) <= state.due - state.checked <= timedelta(minutes=211)
    house.collect(feed, NOW + DAY)
    later = house.state(feed)
    assert later.outcome == "not modified"
    assert later.due - later.checked >= 5 * HOUR  # it has fallen silent


def test_cache_control_is_kept_to(host: Host, house: House) -> None:
    feed = source(host.put("/feed", rss(), Cache_Control="public, max-age=7200"))
    house.collect(feed)
    assert house.state(feed).due >= NOW + 2 * HOUR


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("written", ["10800", "Mon, 01 Jan 2200 00:00:00 GMT"])
def test_retry_after_is_kept_to_up_to_a_day(host: Host, house: House, status: int, written: str) -> None:
    feed = source(host.put("/feed", status=status, Retry_After=written))
    assert str(status) in (house.collect(feed).failure or "")
    assert house.state(feed).due == NOW + (3 * HOUR if written == "10800" else DAY)


def test_a_source_that_is_gone_is_left_alone_for_a_month_and_told(host: Host, house: House) -> None:
    feed = source(host.put("/feed", status=410))
    house.collect(feed)
    state = house.state(feed)
    assert state.due == NOW + 30 * DAY
    assert state.outcome == f"{feed.url}: gone; it says that it is for good (410), so it is not asked for 30 days"
    assert state.failures >= 3
    host.put("/feed", rss())
    house.collect(feed, NOW + 30 * DAY)
    assert (house.state(feed).failures, house.state(feed).outcome) == (0, "0 items, 0 new, 0 revised")


def test_a_permanent_redirect_is_watched_for_seven_days_before_the_address_changes(host: Host, house: House) -> None:
    feed = source(host.put("/old", status=301, Location="/new"))
    new = host.put("/new", rss(), ETag='"1"')
    assert house.collect(feed).moved == new
    assert "moved for good to" in house.state(feed).outcome
    host.asked.clear()
    house.collect(feed, NOW + 6 * DAY)
    assert host.asked == ["/old", "/new"]
    assert house.state(feed).moved_since == NOW
    house.collect(feed, NOW + 7 * DAY)
    house.collect(feed, NOW + 8 * DAY)
    assert host.asked == ["/old", "/new", "/new", "/new"]
    assert (house.state(feed).url, house.state(feed).moved_to) == (feed.url, new)


def test_a_redirect_that_changes_or_ends_is_watched_anew(host: Host, house: House) -> None:
    feed = source(host.put("/old", status=301, Location="/one"))
    host.put("/one", rss())
    two = host.put("/two", rss())
    house.collect(feed)
    host.put("/old", status=308, Location="/two")
    house.collect(feed, NOW + 3 * DAY)
    assert (house.state(feed).moved_to, house.state(feed).moved_since) == (two, NOW + 3 * DAY)
    host.put("/old", status=302, Location="/two")
    house.collect(feed, NOW + 4 * DAY)
    assert (house.state(feed).moved_to, house.state(feed).moved_since) == (None, None)


def test_a_new_address_that_fails_is_given_up_for_the_old_one(host: Host, house: House) -> None:
    feed = source(host.put("/old", status=301, Location="/new"))
    host.put("/new", rss())
    house.collect(feed)
    host.put("/new", status=410)
    house.collect(feed, NOW + 7 * DAY)
    host.put("/old", rss())
    host.asked.clear()
    assert house.state(feed).due < NOW + 9 * DAY
    house.collect(feed, NOW + 8 * DAY)
    assert (host.asked, house.state(feed).failures) == (["/old"], 0)


def test_a_new_address_that_moves_on_is_watched_from_the_old_one(host: Host, house: House) -> None:
    feed = source(host.put("/old", status=301, Location="/new"))
    host.put("/new", rss())
    third = host.put("/third", rss())
    house.collect(feed)
    host.put("/new", status=301, Location="/third")
    house.collect(feed, NOW + 7 * DAY)
    assert house.state(feed).moved_to == third
    host.asked.clear()
    house.collect(feed, NOW + 8 * DAY)
    assert host.asked == ["/old", "/new", "/third"]
    house.collect(feed, NOW + 14 * DAY)
    assert host.asked[3:] == ["/third"]
