"""A ping may go out twice, but none is lost: not by a change while it is under way, not between two processes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from digest.store.seam import Ping
from digest.store.sql import SqlStore

HUB = "https://hub.example/"
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FEED, OTHER = "https://example.org/atom.xml", "https://example.org/rss.xml"


def take(store: SqlStore, now: datetime = NOW) -> Ping:
    ping = store.pings.take(HUB, now, now + MINUTE)
    assert ping is not None
    return ping


def due(store: SqlStore, now: datetime = NOW) -> list[str]:
    """What a process would be told to tell at `now`, in that order; each is then taken."""
    found = iter(lambda: store.pings.take(HUB, now, now + MINUTE), None)
    return [ping.topic for ping in found]


@pytest.fixture
def second(store_url: str, store: SqlStore) -> Iterator[SqlStore]:
    """Another process on the same store."""
    opened = SqlStore(store_url)
    yield opened
    opened.close()


def test_what_changed_twice_is_told_once(store: SqlStore) -> None:
    store.pings.add(HUB, [FEED, OTHER], NOW)
    store.pings.add(HUB, [FEED, FEED], NOW + MINUTE)
    assert [(p.topic, p.since, p.attempts) for p in store.pings.waiting(HUB)] == [(FEED, NOW, 0), (OTHER, NOW, 0)]
    assert due(store, NOW + MINUTE) == [OTHER, FEED]


def test_nothing_changed_is_nothing_to_tell(store: SqlStore) -> None:
    store.pings.add(HUB, [], NOW)
    assert store.pings.waiting(HUB) == []
    assert store.pings.take(HUB, NOW, NOW + MINUTE) is None


def test_what_one_process_has_taken_no_other_takes_until_its_time_is_over(store: SqlStore, second: SqlStore) -> None:
    store.pings.add(HUB, [FEED], NOW)
    first = take(store)
    assert (first.topic, first.attempts, first.since, first.due) == (FEED, 1, NOW, NOW + MINUTE)
    assert due(second) == []
    assert due(second, NOW + MINUTE) == [FEED]


def test_what_was_told_is_forgotten(store: SqlStore) -> None:
    store.pings.add(HUB, [FEED, OTHER], NOW)
    store.pings.told(take(store), NOW)
    assert [ping.topic for ping in store.pings.waiting(HUB)] == [OTHER]


def test_what_is_given_up_is_forgotten_unless_it_changed_meanwhile(store: SqlStore) -> None:
    store.pings.add(HUB, [FEED, OTHER], NOW)
    store.pings.forget(take(store))
    under_way = take(store)
    store.pings.add(HUB, [OTHER], NOW)
    store.pings.forget(under_way)
    assert [ping.topic for ping in store.pings.waiting(HUB)] == [OTHER]


def test_when_a_hub_last_took_something_is_known_and_is_no_ping(store: SqlStore, second: SqlStore) -> None:
    store.pings.add(HUB, [FEED, OTHER], NOW)
    assert store.pings.taken(HUB) is None
    store.pings.forget(take(store))
    assert store.pings.taken(HUB) is None
    for after in (timedelta(), MINUTE):
        store.pings.add(HUB, [FEED], NOW + after)
        store.pings.told(take(store, NOW + after), NOW + after)
        assert second.pings.taken(HUB) == NOW + after
    assert [ping.topic for ping in store.pings.waiting(HUB)] == [FEED]
    assert due(store, NOW + timedelta(days=365)) == [FEED]
    assert store.pings.taken("https://other.example/") is None


@pytest.mark.parametrize("later", [timedelta(), timedelta(seconds=1)])
def test_a_change_during_a_ping_is_told_again(store: SqlStore, second: SqlStore, later: timedelta) -> None:
    store.pings.add(HUB, [FEED], NOW)
    under_way = take(store)
    second.pings.add(HUB, [FEED], NOW + later)
    store.pings.told(under_way, NOW)
    [left] = store.pings.waiting(HUB)
    assert (left.since, left.due, left.attempts, left.error) == (NOW + later, NOW + later, 0, None)
    assert due(store, NOW + later) == [FEED]


def test_a_change_during_a_ping_that_fails_does_not_wait(store: SqlStore) -> None:
    store.pings.add(HUB, [FEED], NOW)
    under_way = take(store)
    store.pings.add(HUB, [FEED], NOW + MINUTE / 2)
    store.pings.failed(under_way, "answered 400", NOW + 60 * MINUTE)
    assert due(store, NOW + MINUTE / 2) == [FEED]


def test_who_was_slow_does_not_take_back_what_another_has_taken_since(store: SqlStore, second: SqlStore) -> None:
    store.pings.add(HUB, [FEED], NOW)
    slow = take(store)
    later = take(second, NOW + MINUTE)
    store.pings.told(slow, NOW)
    second.pings.failed(later, "answered 400", NOW + 5 * MINUTE)
    assert [(p.error, p.due) for p in store.pings.waiting(HUB)] == [("answered 400", NOW + 5 * MINUTE)]


def test_what_failed_waits_for_its_time_and_remembers_how_often(store: SqlStore, second: SqlStore) -> None:
    store.pings.add(HUB, [FEED], NOW)
    store.pings.failed(take(store), "answered 400", NOW + 5 * MINUTE)
    assert due(second, NOW + 4 * MINUTE) == []
    again = take(second, NOW + 5 * MINUTE)
    assert (again.attempts, again.since, again.error) == (2, NOW, "answered 400")


def test_a_document_that_changes_anew_does_not_wait_for_its_next_try(store: SqlStore) -> None:
    store.pings.add(HUB, [FEED], NOW)
    store.pings.failed(take(store), "answered 400", NOW + 60 * MINUTE)
    store.pings.add(HUB, [FEED], NOW + MINUTE)
    again = take(store, NOW + MINUTE)
    assert (again.attempts, again.since) == (2, NOW)


def test_when_a_hub_is_away_all_that_is_due_waits_and_nothing_else(store: SqlStore) -> None:
    later = "https://example.org/feed.json"
    store.pings.add(HUB, [FEED, OTHER], NOW)
    store.pings.add(HUB, [later], NOW + 2 * MINUTE)
    store.pings.away(take(store), "no answer", NOW + MINUTE / 2, NOW + 10 * MINUTE)
    assert {p.topic: (p.attempts, p.error) for p in store.pings.waiting(HUB)} == {
        FEED: (1, "no answer"),
        OTHER: (1, "no answer"),
        later: (0, None),
    }
    assert due(store, NOW + 9 * MINUTE) == [later]
    assert sorted(due(store, NOW + 10 * MINUTE)) == sorted([FEED, OTHER, later])


def test_what_others_have_under_way_is_not_touched_when_a_hub_is_away(store: SqlStore, second: SqlStore) -> None:
    store.pings.add(HUB, [FEED, OTHER], NOW)
    mine, theirs = take(store), take(second)
    store.pings.away(mine, "no answer", NOW, NOW + 10 * MINUTE)
    second.pings.told(theirs, NOW)
    assert [ping.topic for ping in store.pings.waiting(HUB)] == [mine.topic]


def test_pings_for_other_hubs_are_forgotten(store: SqlStore) -> None:
    for hub in (HUB, "https://old.example/"):
        store.pings.add(hub, [FEED], NOW)
    store.pings.keep(HUB)
    assert (len(store.pings.waiting(HUB)), store.pings.waiting("https://old.example/")) == (1, [])
    store.pings.keep(None)
    assert store.pings.waiting(HUB) == []
