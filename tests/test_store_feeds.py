"""What the store keeps of feeds, on each database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from digest.model import FeedItem, SourceState
from digest.store.seam import Check
from digest.store.sql import SqlStore
from make import NOW, article


def item(name: str, minute: int, updated: int | None = None) -> FeedItem:
    date = NOW + timedelta(minutes=minute)
    later = NOW + timedelta(minutes=minute if updated is None else updated)
    return FeedItem(item=name, revision=1, date=date, updated=later)


def names(store: SqlStore, number: int) -> list[str]:
    return [one.item for one in store.feeds.document("all", number)]


def test_items_are_closed_as_many_at_a_time_as_a_document_has(store: SqlStore) -> None:
    for minute, name in enumerate("abcde"):
        store.feeds.enter({"all": [item(name, minute)]}, 2, [])
    assert (names(store, 1), names(store, 2), names(store, 3)) == (["b", "a"], ["d", "c"], [])
    assert store.feeds.sizes() == {"all": (2, 0)}
    assert store.feeds.known("all") == set("abcde")


def test_an_item_comes_again_only_with_a_later_update(store: SqlStore) -> None:
    store.feeds.enter({"all": [item("a", 0), item("b", 1)]}, 2, [])
    store.feeds.enter({"all": [item("a", 0)]}, 2, [])
    assert store.feeds.sizes() == {"all": (1, 0)}
    store.feeds.enter({"all": [item("a", 0, updated=9), item("c", 2)]}, 2, [])
    assert (names(store, 1), names(store, 2)) == (["b", "a"], ["c", "a"])


def test_a_backlog_leaves_nothing_open_behind_it(store: SqlStore) -> None:
    store.feeds.enter({"all": [item("a", 100)]}, 2, [])
    store.feeds.enter({"all": [item(name, minute) for minute, name in enumerate("bcde")]}, 2, [])
    assert store.feeds.sizes() == {"all": (3, 0)}
    store.feeds.enter({"all": [item("f", 101)]}, 2, [])
    assert names(store, 4) == []


@pytest.mark.parametrize("revised", [False, True])
def test_what_is_revised_while_it_enters_goes_on_entering(store: SqlStore, *, revised: bool) -> None:
    one = article("a")
    check = Check(state=SourceState(url=one.source), changed=[one])
    store.articles.collect_all([check])
    entering = store.feeds.entering()
    assert [(some.id, some.sections) for some in entering] == [(one.id, ("tea",))]
    if revised:
        later = replace(one, revision=2, digest="other")
        store.articles.collect_all([Check(state=check.state, changed=[later])])
    store.feeds.enter({}, 2, entering)
    assert [some.revision for some in store.feeds.entering()] == ([2] if revised else [])


def test_withdrawing_takes_an_article_out_of_every_feed_and_counts_its_documents(store: SqlStore) -> None:
    one = article("a")
    store.articles.collect_all([Check(state=SourceState(url=one.source), changed=[one])])
    both = {feed: [item(one.id, 0), item("other", 1)] for feed in ("all", "section/tea")}
    store.feeds.enter(both, 2, store.feeds.entering())
    assert store.feeds.withdraw(one.id, NOW)
    assert names(store, 1) == ["other"]
    assert store.feeds.sizes() == {"all": (1, 1), "section/tea": (1, 1)}
    assert store.feeds.versions("all") == {1: 2}
    assert store.feeds.entering() == []
