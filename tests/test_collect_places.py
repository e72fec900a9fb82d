"""The same story from two sources is one story with two places: real rounds over loopback, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from conftest import NOW
from digest.model import Article, Place, SourceState
from digest.newsletter import select
from digest.store.sql import SqlStore
from loopback import answering
from make import article
from moving_feed import DAY, HOUR, Entry, House, entries

STATE = SourceState(url="https://b.example/feed", checked=NOW, succeeded=NOW, outcome="1 new")


@pytest.fixture
def house(store: SqlStore) -> Iterator[House]:
    with answering() as host:
        yield House(store, host)


def copied(one: Entry) -> Entry:
    """The same words on another site, a day later."""
    return replace(one, guid=f"copy {one.number}", link=f"https://wire.example/{one.number}", date=one.date + DAY)


@pytest.mark.parametrize("copy", [copied, lambda one: replace(one, guid="urn:b")], ids=["copied", "same address"])
def test_the_same_story_from_two_sources_is_one_with_two_places(house: House, copy) -> None:
    [one] = entries(1, first=3)
    assert house.collect([one], path="/a").new == 1
    report = house.collect([copy(one)], NOW + HOUR, path="/b", section="moms")
    assert (report.new, report.revised, report.placed, report.changed) == (0, 0, 1, 1)
    [known] = house.articles().values()
    assert known.sections == ("news", "moms")
    assert known.places == (Place(source=f"{house.host.base}/b", section="moms", url=copy(one).link),)
    assert known.url == one.link
    articles = house.store.articles
    assert articles.latest("news", 9) == articles.latest("moms", 9) == [known]
    assert articles.counts() == {"news": 1, "moms": 1}
    assert house.collect([copy(one)], NOW + 2 * HOUR, path="/b", section="moms").changed == 0


@pytest.mark.parametrize(
    "other",
    [
        lambda one: replace(copied(one), title="In other words"),
        lambda one: replace(copied(one), text=one.text.replace("x99", "y")),
        lambda one: replace(copied(one), date=one.date + 31 * DAY),
        lambda one: replace(copied(one), text=" ".join(one.text.split()[:79]) + "</p>"),
    ],
    ids=["title", "text", "date", "short"],
)
def test_what_differs_in_title_text_or_month_or_is_short_is_another_story(house: House, other) -> None:
    [one] = entries(1, first=40)
    if other(one).text.count(" ") < 80:
        one = replace(one, text=other(one).text)
    for path, each in (("/a", one), ("/b", other(one))):
        link = house.host.put(f"/page{path}", "", status=404)
        house.collect([replace(each, link=link)], path=path)
    assert len(house.articles()) == 2


def test_two_sources_that_bring_a_story_in_one_round_are_two_places(house: House) -> None:
    [one] = entries(1)
    pair = [house.put([one], "/a"), house.put([copied(one)], "/b", section="moms")]
    first, second = house.ask_all(pair)
    assert (first.new + second.new, first.placed + second.placed) == (1, 1)
    assert len(house.articles()) == 1


def test_the_other_place_remains_when_the_first_source_is_gone(house: House) -> None:
    [one] = entries(1)
    house.collect([one], path="/a")
    house.collect([copied(one)], path="/b", section="moms")
    due = NOW + DAY
    [kept] = house.store.articles.between(due - 14 * DAY, due, ["moms"])
    assert [article.section for article in select.select([kept], (), ["moms"], limit=9)] == ["moms"]


def test_the_story_goes_on_with_another_source_when_its_first_is_gone_from_the_config(house: House) -> None:
    [one] = entries(1)
    house.collect([one], path="/a")
    house.sources = frozenset({f"{house.host.base}/b"})
    [known] = house.articles().values()
    after = replace(one, title="Corrected")
    assert house.collect([after], NOW + HOUR, path="/b", section="moms").revised == 1
    [article] = house.articles().values()
    assert (article.id, article.title, article.section) == (known.id, "Corrected", "moms")
    assert article.source == f"{house.host.base}/b"
    assert house.collect([after], NOW + 2 * HOUR, path="/b", section="moms").changed == 0


def test_a_page_that_two_sources_name_is_read_once_and_stands_with_both(house: House) -> None:
    [one] = entries(1)
    link = house.host.put("/story", f"<html><body><article><h1>{one.title}</h1>{one.text}</article></body></html>")
    short = replace(one, link=link, text="<p>A goose.</p>")
    house.has_validators = True
    pair = [house.put([short], "/a"), house.put([short], "/b", section="moms")]
    assert sum(report.new for report in house.ask_all(pair)) == 1
    assert house.host.asked.count("/story") == 1
    assert sum(report.placed for report in house.ask_all(pair, NOW + HOUR)) == 1
    [article] = house.articles().values()
    assert set(article.sections) == {"news", "moms"}
    assert [report.items for report in house.ask_all(pair, NOW + 2 * HOUR)] == [None, None]


def stored(store: SqlStore, *articles: Article, places: dict[str, Place]) -> None:
    store.articles.collect(STATE, articles, guids={}, places=places)


def place(name: str, section: str) -> Place:
    return Place(source=STATE.url, section=section, url=f"https://b.example/{name}")


def test_a_section_holds_its_own_and_placed_articles_newest_first_each_once(store: SqlStore) -> None:
    many = [
        replace(article(f"n{n:02}", section="tea" if n % 2 else "cake"), date=NOW - timedelta(hours=n))
        for n in range(20)
    ]
    placed = {one.id: place(one.key, "tea") for one in many[::3]}
    stored(store, *many, places=placed)
    second = replace(STATE, url="https://c.example/feed")
    again = {id: replace(there, source=second.url) for id, there in placed.items()}
    store.articles.collect(second, [], guids={}, places=again)
    there = [one.id for one in many if one.section == "tea" or one.id in placed]
    for limit in (1, 5, 50):
        assert [one.id for one in store.articles.latest("tea", limit)] == there[:limit]
    assert [one.id for one in store.articles.between(NOW - DAY, NOW, ["tea"])] == there
    assert [one.id for one in store.articles.between(NOW - DAY, NOW, ["tea", "cake"])] == [one.id for one in many]
    assert store.articles.counts() == {"cake": 10, "tea": len(there)}


def test_a_place_that_moves_is_one_place_and_leaves_with_its_article(store: SqlStore) -> None:
    one = article("a")
    stored(store, one, places={one.id: place("a", "cake")})
    stored(store, places={one.id: place("b", "news")})
    assert store.articles.latest("cake", 9) == []
    [kept] = store.articles.latest("news", 9)
    assert kept.places == (place("b", "news"),)


def test_a_story_of_two_sections_comes_once_in_the_first_of_the_newsletters_order() -> None:
    both = replace(article("both", section="tea"), places=(place("both", "cake"),))
    tea = article("tea", section="tea")
    chosen = select.select([both, tea], (), ["news", "cake", "tea"], limit=9)
    assert [(one.id, one.section) for one in chosen] == [(both.id, "cake"), (tea.id, "tea")]
    assert select.select([both], [both.id], ["cake", "tea"], limit=9) == []
