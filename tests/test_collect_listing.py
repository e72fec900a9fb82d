"""A listing is read on, page by page, for as long as nothing on it is known."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digest.collect.harvest import Harvest
from digest.collect.listings import listing
from digest.collect.listings.pagination import following
from digest.collect.net.fetch import Request
from digest.collect.reach import Reach
from digest.model import Source, SourceKind
from loopback import Host, answering, fetcher

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
SOURCE = Source(
    url="https://paper.example/news/",
    kind=SourceKind.LISTING,
    section="news",
    name="Paper",
    full=False,
    every=timedelta(hours=1),
    from_page=False,
    pages=5,
)


@pytest.fixture
def host() -> Iterator[Host]:
    """Seven pages of ten stories each, newest first."""
    with answering() as running:
        for number in range(1, 8):
            put(running, number, range(80 - 10 * number, 70 - 10 * number, -1))
        yield running


def put(host: Host, number: int, stories: Collection[int]) -> None:
    cards = "".join(
        f'<li><h2><a href="/news/{n}-a-long-headline">A long headline of story {n}</a></h2></li>' for n in stories
    )
    older = f'<nav><a href="/news/page/{number + 1}">Older posts »</a></nav>'
    host.put("/news/" if number == 1 else f"/news/page/{number}", f"<html><body><ul>{cards}</ul>{older}</body></html>")


def read(host: Host, known: Collection[int] = (), *, source: Source = SOURCE, closed: str = "?") -> Harvest:
    asking = fetcher()
    names = {f"{host.base.removeprefix('http://')}/news/{n}-a-long-headline" for n in known}
    reach = Reach(
        fetch=asking.each, now=NOW, knows=lambda keys: names & set(keys), may_read=lambda url: closed not in url
    )
    host.asked.clear()
    return listing.articles(asking.get(Request(url=f"{host.base}/news/")), source, reach)


def stories(harvest: Harvest) -> list[int]:
    return [int(one.url.rpartition("/")[2].partition("-")[0]) for one in harvest.found]


def test_of_a_listing_that_is_new_so_many_pages_are_read_as_its_source_says(host: Host) -> None:
    assert stories(read(host)) == list(range(70, 20, -1))
    assert host.asked == ["/news/", *(f"/news/page/{n}" for n in (2, 3, 4, 5))]
    assert stories(read(host, source=replace(SOURCE, pages=2))) == list(range(70, 50, -1))


def test_pages_are_read_until_a_story_is_known(host: Host) -> None:
    assert stories(read(host, range(66))) == list(range(70, 60, -1))
    assert host.asked == ["/news/"]
    assert stories(read(host, range(56))) == list(range(70, 50, -1))
    assert host.asked == ["/news/", "/news/page/2"]


def test_a_known_story_that_is_pinned_on_top_hides_no_gap(host: Host) -> None:
    put(host, 1, [3, *range(70, 61, -1)])
    assert stories(read(host, range(56))) == [3, *range(70, 61, -1), *range(60, 50, -1)]


def test_a_page_that_robots_txt_closes_or_that_is_not_there_ends_it(host: Host) -> None:
    assert stories(read(host, closed="/page/")) == list(range(70, 60, -1))
    assert host.asked == ["/news/"]
    del host.pages["/news/page/2"]
    harvest = read(host)
    assert stories(harvest) == list(range(70, 60, -1))
    assert [item for item, _ in harvest.rejected] == [f"{host.base}/news/page/2"]


def test_pages_that_go_round_in_circles_are_read_once(host: Host) -> None:
    put(host, 2, range(70, 60, -1))
    read(host)
    assert host.asked == ["/news/", "/news/page/2"]


URL = "https://paper.example/news/"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<link rel="next" href="/news/page/2/">', "/news/page/2/"),
        ('<a rel="prev" href="/news/">Newer</a><a rel="nofollow next" href="?page=2">»</a>', "/news/?page=2"),
        ('<a href="/news/p2">Older posts »</a>', "/news/p2"),
        ('<a href="/news/p2">← Older Entries</a>', "/news/p2"),
        ('<a href="/news/p2">Weiter</a>', "/news/p2"),
        ('<a href="/news/p2">Ältere Beiträge</a>', "/news/p2"),
        ('<a href="/news/p2">Page suivante ›</a>', "/news/p2"),
        ('<a href="/news/p2">Suivant</a>', "/news/p2"),
        ('<a href="/news/p2">Siguiente &gt;</a>', "/news/p2"),
        ('<a href="/news/p2">次へ</a>', "/news/p2"),
        ('<a href="/news/p2" aria-label="Next page"><svg></svg></a>', "/news/p2"),
        ('<span>1</span> <a href="/news/page/2/">2</a> <a href="/news/page/3/">3</a>', "/news/page/2/"),
        ('<a href="/news/?page=2">2</a><a href="/news/?page=9">9</a>', "/news/?page=2"),
        ('<a href="#">Next</a><a href="/news/p2">next</a>', "/news/p2"),
        ('<a href="https://elsewhere.example/2">Next</a>', None),
        ('<a href="/news/what-comes-next">What comes next for the ferry</a>', None),
        ('<a href="/news/page/2-steps-to-tea">2 steps to tea</a>', None),
        ("<p>Nothing.</p>", None),
    ],
)
def test_the_way_to_older_stories_is_found(markup: str, expected: str | None) -> None:
    found = following(f"<html><body>{markup}</body></html>".encode(), URL)
    assert found == (f"https://paper.example{expected}" if expected else None)


def test_from_a_later_page_the_way_leads_on_and_not_back() -> None:
    markup = "".join(f'<a href="/news/page/{n}/">{n}</a>' for n in (1, 2, 4))
    assert following(f"<html><body>{markup}</body></html>".encode(), f"{URL}page/3/") == f"{URL}page/4/"
