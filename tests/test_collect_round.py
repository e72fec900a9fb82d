"""A round against real servers: what is asked, what is left alone, and what is remembered for the next time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from digest.collect.harvest import Harvest
from digest.collect.look import Look
from digest.collect.net.fetch import Response
from digest.collect.net.robots import Robots
from digest.collect.pages import patient
from digest.collect.record import record
from digest.collect.report import Report
from digest.collect.round import Round
from digest.collect.sift import Rules, Sieve, turn
from digest.model import Found, Source, SourceKind, SourceState
from digest.store.sql import SqlStore
from loopback import Host, answering, fetcher

ANSWER = Response(
    url="https://x.example/feed",
    asked="https://x.example/feed",
    status=200,
    body=b"",
    content_type="",
    etag='"1"',
    last_modified=None,
    permanent_url=None,
)
RULES = Rules(tag="t.example,2026", sections={"news": ("News",)})
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
        [report] = self.collect_all([source], now)
        return report

    def collect_all(
        self, sources: list[Source], now: datetime = NOW, stop: Callable[[], bool] = lambda: False
    ) -> list[Report]:
        return Round(self.store, self.fetcher, RULES, lambda: now, self.robots).run(sources, lambda *_: None, stop)

    def kept(self, source: Source) -> set[str]:
        """Fingerprints of its entries."""
        return self.store.articles.fingerprints([source.url])[source.url]

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


def whole(name: str, text: str = TEXT) -> str:
    """An entry that needs no page."""
    body = "&lt;p&gt;" + f"{name}. " + text * 3
    about = f"<description>{body}</description><pubDate>Sun, 01 Mar 2026 07:00:00 GMT</pubDate>"
    return f"<item><title>{name}</title><link>https://else.invalid/{name}</link><guid>{name}</guid>{about}</item>"


def test_an_entry_that_has_not_changed_is_not_read_again_and_one_that_has_is(host: Host, house: House) -> None:
    feed = source(host.put("/feed", rss(whole("one"), whole("two"))))
    assert (house.collect(feed).new, len(house.kept(feed))) == (2, 2)
    before = house.kept(feed)
    host.put("/feed", rss(whole("three"), whole("two", TEXT.upper())))
    report = house.collect(feed, NOW + HOUR)
    assert (report.items, report.new, report.revised) == (2, 1, 1)
    assert len(house.kept(feed)) == 2
    assert not before & house.kept(feed)
    unchanged = house.collect(feed, NOW + 2 * HOUR)
    assert (unchanged.items, unchanged.new, unchanged.revised) == (2, 0, 0)
    assert house.titles() == ["one", "three", "two"]


def test_what_is_rejected_is_told_each_time_though_nothing_has_changed(host: Host, house: House) -> None:
    feed = source(host.put("/feed", rss(whole("one"), "<item><title>without an address</title></item>")))
    for hours in range(3):
        assert house.collect(feed, NOW + hours * HOUR).rejected == 1
        assert len(house.store.runs.rejected()) == 1


def test_the_pace_is_learnt_from_all_entries_also_those_that_were_not_read_again(host: Host, house: House) -> None:
    dates = [f"Sun, 01 Mar 2026 {hour:02}:00:00 GMT" for hour in (1, 3, 5, 7)]
    entries = [whole(str(n)).replace("Sun, 01 Mar 2026 07:00:00 GMT", date) for n, date in enumerate(dates)]
    feed = source(host.put("/feed", rss(*entries[:3])))
    house.collect(feed)
    host.put("/feed", rss(*entries))
    assert house.collect(feed, NOW + HOUR).new == 1
    assert house.state(feed).pace == 2 * HOUR


def test_what_two_sources_bring_at_once_is_one_story(host: Host, house: House) -> None:
    short = item("https://else.invalid/one")
    feeds = [source(host.put("/a", rss(short))), source(host.put("/b", rss(whole("one"))))]
    reports = house.collect_all(feeds)
    assert sum(report.changed for report in reports) >= 1
    assert house.titles() == ["one"]


def test_what_the_database_refuses_costs_itself_only(house: House) -> None:
    looks = [look("well", TEXT), look("poisoned", "half a pair \ud800"), look("healthy", TEXT)]
    reports = record(looks, Sieve(house.store.articles, RULES), house.store.articles)
    assert [(report.new, report.rejected) for report in reports] == [(3, 0), (3, 1), (3, 0)]
    assert len(house.titles()) == 8
    assert [one[:2] for one in house.store.runs.rejected()] == [(looks[1].source.url, "https://poisoned.example/1")]
    assert [len(house.kept(one.source)) for one in looks] == [3, 0, 3]


def look(name: str, second: str) -> Look:
    """What came of looking at a source of three stories, the second of which has this text."""
    paper = source(f"https://{name}.example/feed")
    stories = [
        Found(source=paper.url, url=f"https://{name}.example/{n}", section="news", title=f"{name} {n}", content=text)
        for n, text in enumerate((TEXT, second, TEXT))
    ]
    harvest = Harvest(found=tuple(stories), fingerprints=("f", "g", "h"))
    return Look(source=paper, before=SourceState(url=paper.url), at=NOW, answer=ANSWER, harvest=harvest)


def test_a_round_that_is_stopped_keeps_what_it_has_read(host: Host, house: House) -> None:
    feeds = [source(host.put(f"/{n}", rss(whole(str(n))))) for n in range(40)]
    not_yet = iter([False] * 5)
    reports = house.collect_all(feeds, stop=lambda: next(not_yet, True))
    assert 1 <= len(reports) < 40
    assert len(house.titles()) == len(reports)
    assert sum(house.state(feed).checked is not None for feed in feeds) == len(reports)
