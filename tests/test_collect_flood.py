"""A source that calls everything by new names floods nobody: real rounds over loopback.

What asks the store something of its own runs on both databases (`either`), the rest on SQLite.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import NOW
from digest.store.sql import SqlStore
from loopback import answering
from moving_feed import DAY, HOUR, House, entries, extended, marked_up, moved, undated, untold


@pytest.fixture
def either(store: SqlStore) -> Iterator[House]:
    with answering() as host:
        yield House(store, host)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = SqlStore(f"sqlite:///{tmp_path}/digest.db")
    with answering() as host:
        yield House(store, host)
    store.close()


CHANGES = {
    "guids": lambda one: replace(one, guid=f"urn:new:{one.number}"),
    "addresses": lambda one: replace(one, link=moved(one).link),
    "guids and addresses": moved,
    "guids, addresses and markup": lambda one: marked_up(moved(one)),
    "guids, addresses and a line of each text": lambda one: extended(moved(one)),
    "guids, addresses and dates": lambda one: replace(moved(one), date=NOW + HOUR),
    "guids, addresses and a line, without dates": lambda one: undated(extended(moved(one))),
    "guids left out, addresses": lambda one: replace(moved(one), guid=None),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_feed_whose_every_name_changes_brings_nothing_new(either: House, change: str) -> None:
    before = entries()
    assert either.collect(before).new == 12
    known = either.articles()
    after = [CHANGES[change](one) for one in before]
    later = NOW + 2 * HOUR
    report = either.collect(after, later)
    assert (report.new, report.unread) == (0, 0)
    assert either.news(later, *known) == []
    now = either.articles()
    assert {id: (one.key, one.date) for id, one in now.items()} == {
        id: (one.key, one.date) for id, one in known.items()
    }
    assert {one.url for one in now.values()} == {one.link for one in after}
    assert either.collect(after, later + HOUR).changed == 0


@pytest.mark.parametrize("words", ["with little text", "with titles only"])
@pytest.mark.parametrize("dates", ["with dates", "without dates"])
def test_short_items_are_known_again_too(house: House, words: str, dates: str) -> None:
    shape = (lambda one: replace(one, text=f"<p>It flew {one.number} times.</p>")) if "little" in words else untold
    before = [shape(one) if dates == "with dates" else undated(shape(one)) for one in entries()]
    for one in before:
        house.host.put(f"/{one.number}", "", status=404)
    house.collect([replace(one, link=f"{house.host.base}/{one.number}") for one in before])
    known = house.articles()
    report = house.collect(
        [replace(moved(one), link=f"{house.host.base}/new/{one.number}") for one in before], NOW + HOUR
    )
    assert report.new == 0
    assert set(house.articles()) == set(known)
    assert house.news(NOW + HOUR, *known) == []


def test_a_truly_new_story_among_the_renamed_is_news(either: House) -> None:
    either.collect(entries())
    known = either.articles()
    [fresh] = entries(1, first=50)
    fresh = replace(fresh, date=NOW + HOUR)
    report = either.collect([fresh, *map(moved, entries())], NOW + 2 * HOUR)
    assert (report.new, report.renamed) == (1, 12)
    assert either.news(NOW + 2 * HOUR, *known) == [fresh.title]


def test_a_renamed_story_that_nothing_tells_is_no_news_even_without_a_date(house: House) -> None:
    house.collect([undated(one) for one in entries()], NOW - 90 * DAY)
    known = house.articles()
    after = [undated(moved(one)) for one in entries()]
    after[3] = replace(after[3], title="Another title", text="<p>" + "rewritten from its first word " * 30 + "</p>")
    report = house.collect(after, NOW)
    assert (report.new, report.renamed) == (1, 11)
    assert house.news(NOW, *known) == []


def test_a_busy_feed_without_dates_brings_news_each_time_though_all_of_it_is_unknown(house: House) -> None:
    house.collect([undated(one) for one in entries()])
    known = house.articles()
    report = house.collect([undated(one) for one in entries(first=100)], NOW + DAY)
    assert (report.new, report.renamed) == (12, 0)
    assert len(house.news(NOW + DAY, *known)) == 12


def test_the_operator_is_told_once(house: House) -> None:
    house.collect(entries())
    after = [moved(one) for one in entries()]
    report = house.collect(after, NOW + HOUR)
    assert report.words == "12 items, 0 new, 12 revised, 12 items under new ids and addresses"
    assert house.collect(after, NOW + 2 * HOUR).words == "12 items, 0 new, 0 revised"


def test_a_column_of_one_title_is_a_story_each_time(house: House) -> None:
    before = [replace(one, title="Weekly links") for one in entries()]
    after = [replace(moved(one), title="Weekly links") for one in entries(first=100)]
    assert house.collect(before).new == 12
    assert house.collect(after, NOW + DAY).new == 12
    short = [replace(moved(one), title="Open thread", text="<p>Be kind.</p>") for one in entries(first=200)]
    assert house.collect(short, NOW + 2 * DAY, path="/short").unread == 12  # each is read, none taken for another


def test_two_nameless_pictures_of_one_moment_are_two(house: House) -> None:
    both = [replace(one, title="Picture", text="<p>See.</p>", date=NOW - DAY) for one in entries(2)]
    for one in both:
        house.host.put(f"/{one.number}", "", status=404)
    report = house.collect([replace(one, link=f"{house.host.base}/{one.number}") for one in both])
    assert (report.new, len(house.articles())) == (2, 2)


def test_the_same_story_twice_in_one_document_is_one(either: House) -> None:
    [one] = entries(1)
    same_address = replace(one, guid="urn:2")
    same_words = replace(moved(one), number=3)
    report = either.collect([one, same_address, same_words])
    assert (report.items, report.new) == (3, 1)
    assert either.collect([same_words], NOW + HOUR).new == 0


def test_stories_that_share_an_address_or_a_guid_are_kept_apart(house: House) -> None:
    shared = [replace(one, link="https://old.example/changes#v" + str(one.number)) for one in entries(3)]
    assert house.collect(shared).new == 3
    assert house.collect(shared, NOW + HOUR).changed == 0
    idle = [replace(one, guid="latest") for one in entries(3, first=10)]
    assert house.collect(idle, path="/idle").new == 3
    assert house.collect(idle, NOW + HOUR, path="/idle").changed == 0


def test_a_guid_that_is_used_again_for_another_story_loses_none(either: House) -> None:
    today, yesterday = entries(2)
    assert either.collect([replace(yesterday, guid="today")]).new == 1
    assert either.collect([replace(today, guid="today")], NOW + HOUR).new == 1
    assert {one.title for one in either.articles().values()} == {today.title, yesterday.title}
    assert either.collect([replace(today, guid="today")], NOW + 2 * HOUR).changed == 0


@pytest.mark.parametrize(
    "edit",
    [
        lambda one: replace(one, title="Another title altogether"),
        lambda one: replace(one, date=NOW + HOUR),
        lambda one: replace(one, guid="urn:other"),
        lambda one: replace(one, link="https://old.example/2026/a-better-slug/"),
        lambda one: replace(one, link="https://old.example/a-slug/", title="Retitled", date=NOW + HOUR),
        lambda one: replace(one, guid="https://old.example/2026/story-0/#2", title="Live: it goes on", date=NOW + HOUR),
    ],
    ids=["title", "date", "guid", "address", "address, title and date", "guid, title and date"],
)
def test_an_edited_story_is_never_new_again(house: House, edit) -> None:
    [one] = entries(1)
    house.collect([one])
    [known] = house.articles()
    report = house.collect([edit(one)], NOW + 2 * HOUR)
    assert (report.new, list(house.articles())) == (0, [known])
    assert house.news(NOW + 2 * HOUR, known) == []
