"""Promise 3 at the level of the tables: one row, one owner, guarded steps, balanced books; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conftest import NOW
from digest.errors import StoryCarried
from digest.model import Delivery, DeliveryState, EditionState, Outcome, Subscriber
from digest.store.ledger import LEASE
from digest.store.sql import SqlStore
from make import edition, slot, subscriber

ACCEPTED = Outcome(state=DeliveryState.ACCEPTED, detail="250 ok")
ID = slot().name


@pytest.fixture
def audience(store: SqlStore) -> list[Subscriber]:
    store.subscribers.add([subscriber(f"reader{n}@example.org", "tea") for n in range(4)])
    people = store.subscribers.active("weekly")
    assert store.editions.compose(edition("tea"), {people[3].id: "nothing in their sections"}, people)
    return people


def states(store: SqlStore) -> dict[str, int]:
    return {state.value: n for state, n in store.ledger.books(ID).items() if n}


def claimed(store: SqlStore, owner: str = "me", limit: int = 10) -> list[Delivery]:
    return store.ledger.claim(ID, owner, NOW, limit)


def test_a_slot_is_won_once(store: SqlStore, audience: list[Subscriber]) -> None:
    assert not store.editions.compose(edition("tea"), {}, audience)
    assert not store.editions.miss(slot(), "too late", NOW)
    assert store.editions.taken([ID, "weekly:2026-03-09T08:00"]) == {ID: "composed"}
    found = store.editions.get(ID)
    assert found is not None
    assert (found.audience, found.sections) == (4, edition("tea").sections)


def test_the_books_always_sum_up_to_the_audience(store: SqlStore, audience: list[Subscriber]) -> None:
    assert states(store) == {"planned": 3, "suppressed": 1}
    first, second, third = claimed(store)
    assert states(store) == {"claimed": 3, "suppressed": 1}
    assert store.ledger.step(NOW, "me", None, first)
    assert store.ledger.step(NOW, "me", (first, ACCEPTED), second)
    assert states(store) == {"accepted": 1, "handed": 1, "claimed": 1, "suppressed": 1}
    later = NOW + timedelta(minutes=5)
    deferred = Outcome(state=DeliveryState.DEFERRED, detail="450 busy", due=later)
    assert store.ledger.step(NOW, "me", (second, deferred), third)
    store.ledger.step(NOW, "me", (third, Outcome(state=DeliveryState.FAILED, detail="550 no such user")), None)
    assert states(store) == {"accepted": 1, "deferred": 1, "failed": 1, "suppressed": 1}
    assert store.ledger.due(ID) == later
    assert claimed(store) == []
    (again,) = store.ledger.claim(ID, "me", later, 10)
    assert (again.id, again.attempts, again.fence) == (second.id, 1, 2)
    assert ("reader2@example.org", DeliveryState.FAILED, "550 no such user") in store.ledger.history(
        ID, [DeliveryState.FAILED], limit=9
    )


def test_nobody_claims_what_another_holds(store: SqlStore, audience: list[Subscriber]) -> None:
    mine, theirs = claimed(store, "me", 2), claimed(store, "you", 5)
    assert [len(mine), len(theirs)] == [2, 1]
    assert not set(mine) & set(theirs)
    assert store.ledger.owners(ID) == {"me", "you"}
    assert not store.ledger.step(NOW, "you", None, mine[0])
    store.ledger.release(ID, "me", NOW)
    assert states(store) == {"claimed": 1, "planned": 2, "suppressed": 1}


@pytest.mark.parametrize(("resend", "left"), [(True, {"planned": 3}), (False, {"planned": 2, "unknown": 1})])
def test_what_a_dead_sender_held_is_taken_back(
    store: SqlStore, audience: list[Subscriber], resend: bool, left: dict[str, int]
) -> None:
    first, *_ = claimed(store, "dead")
    store.ledger.step(NOW, "dead", None, first)
    assert store.ledger.recover(ID, NOW, resend=resend) == {"planned": 0, "unknown": 0}
    assert store.ledger.recover(ID, NOW, resend=resend, gone=["dead"]) == {"planned": 2, "unknown": 1}
    assert states(store) == left | {"suppressed": 1}


def test_a_lease_that_runs_out_is_taken_back_and_its_owner_writes_nothing_more(
    store: SqlStore, audience: list[Subscriber]
) -> None:
    first, second, _ = claimed(store, "slow")
    later = NOW + LEASE + timedelta(seconds=1)
    store.ledger.step(NOW, "slow", None, first)
    assert store.ledger.recover(ID, later, resend=True) == {"planned": 2, "unknown": 1}
    taken = store.ledger.claim(ID, "quick", later, 10)
    assert len(taken) == 3
    assert not store.ledger.step(later, "slow", (first, ACCEPTED), second)
    assert states(store) == {"claimed": 3, "suppressed": 1}


def test_who_unsubscribes_gets_nothing_that_was_not_handed_over(store: SqlStore, audience: list[Subscriber]) -> None:
    first, *_ = claimed(store)
    assert store.subscribers.unsubscribe(first.subscriber, "one-click", NOW)
    assert not store.subscribers.unsubscribe(first.subscriber, "one-click", NOW)
    assert not store.ledger.step(NOW, "me", None, first)
    assert states(store) == {"claimed": 2, "suppressed": 2}
    assert store.subscribers.add([subscriber("READER0@example.org")]).left == ("reader0@example.org",)
    assert len(store.subscribers.active("weekly")) == 3


def test_who_unsubscribes_while_the_answer_is_unknown_is_not_sent_to_again(
    store: SqlStore, audience: list[Subscriber]
) -> None:
    first, *_ = claimed(store, "dead", 1)
    store.ledger.step(NOW, "dead", None, first)
    store.subscribers.unsubscribe(first.subscriber, "one-click", NOW)
    store.ledger.recover(ID, NOW, resend=True, gone=["dead"])
    taken = claimed(store)
    assert [store.ledger.step(NOW, "me", None, delivery) for delivery in taken].count(False) == 1
    assert states(store) == {"handed": 2, "suppressed": 2}


def test_a_story_is_carried_by_every_edition_that_may_still_go_out(store: SqlStore, audience: list[Subscriber]) -> None:
    story = edition("tea").sections[0].items[0].article
    assert store.editions.carried("weekly") == {story}
    assert store.editions.move(ID, [EditionState.COMPOSED], EditionState.SENDING, NOW)
    assert not store.editions.move(ID, [EditionState.COMPOSED], EditionState.SENDING, NOW)
    assert store.editions.carried("weekly") == {story}
    assert [found.state for found in store.editions.open()] == [EditionState.SENDING]
    assert store.editions.move(ID, [EditionState.SENDING], EditionState.CANCELLED, NOW)
    assert store.editions.carried("weekly") == set()
    assert states(store) == {"suppressed": 4}
    assert store.editions.taken([ID]) == {ID: "cancelled"}


def test_a_schedule_is_known_since_it_was_last_changed(store: SqlStore) -> None:
    later = NOW + timedelta(days=1)
    assert store.editions.register("weekly", "monday 08:00 UTC", NOW) == NOW
    assert store.editions.register("weekly", "monday 08:00 UTC", later) == NOW
    assert store.editions.register("weekly", "friday 08:00 UTC", later) == later


def test_no_answer_is_sent_again_once_and_then_stays_unknown(store: SqlStore, audience: list[Subscriber]) -> None:
    later = NOW + timedelta(minutes=5)
    unclear = Outcome(state=DeliveryState.UNKNOWN, detail="no answer", due=later)
    (first,) = claimed(store, limit=1)
    store.ledger.step(NOW, "me", None, first)
    store.ledger.step(NOW, "me", (first, unclear), None)
    assert states(store) == {"planned": 2, "deferred": 1, "suppressed": 1}
    again = next(one for one in store.ledger.claim(ID, "me", later, 10) if one.id == first.id)
    assert (again.attempts, again.begun) == (1, NOW)
    store.ledger.step(later, "me", None, again)
    store.ledger.step(later, "me", (again, unclear), None)
    assert states(store)["unknown"] == 1


def test_what_was_not_handed_over_after_all_was_no_attempt(store: SqlStore, audience: list[Subscriber]) -> None:
    (first,) = claimed(store, limit=1)
    store.ledger.step(NOW, "me", None, first)
    store.ledger.step(NOW, "me", (first, Outcome(state=DeliveryState.PLANNED, detail="server away")), None)
    (again,) = claimed(store, limit=1)
    assert (again.id, again.attempts) == (first.id, 0)


def test_what_comes_back_to_a_cancelled_edition_is_suppressed(store: SqlStore, audience: list[Subscriber]) -> None:
    (first,) = claimed(store, limit=1)
    store.ledger.step(NOW, "me", None, first)
    store.editions.move(ID, [EditionState.COMPOSED], EditionState.CANCELLED, NOW)
    store.ledger.step(NOW, "me", (first, Outcome(state=DeliveryState.DEFERRED, detail="451", due=NOW)), None)
    assert states(store) == {"suppressed": 4}


def test_a_missed_or_skipped_slot_may_be_taken_after_all_but_no_other(store: SqlStore) -> None:
    assert store.editions.miss(slot(), "too late", NOW)
    assert not store.editions.compose(edition("tea"), {}, [])
    assert store.editions.compose(edition(state=EditionState.SKIPPED), {}, [], again=True)
    assert store.editions.compose(edition("tea"), {}, [], again=True)
    assert not store.editions.compose(edition("tea"), {}, [], again=True)
    assert store.editions.taken([ID]) == {ID: "composed"}


def test_a_list_without_choices_changes_nobodys(store: SqlStore) -> None:
    store.subscribers.add([subscriber("ada@a.example", "tea")])
    done = store.subscribers.add([subscriber("ada@a.example"), subscriber("bo@b.example")], choices=False)
    assert (done.added, done.changed, done.left) == (1, 0, ())
    assert [person.sections for person in store.subscribers.active("weekly")] == [("tea",), ()]
    assert store.subscribers.add([subscriber("Ada@a.example")]).changed == 1
    assert store.subscribers.count("weekly") == 2


def test_two_editions_composed_at_once_never_take_the_same_story(store: SqlStore, audience: list[Subscriber]) -> None:
    other = slot("2026-03-09T08:00")
    with pytest.raises(StoryCarried):
        store.editions.compose(edition("tea", at=other), {}, audience)
    assert store.editions.get(other.name) is None
    assert store.editions.taken([other.name]) == {}
    assert store.editions.compose(edition("cake", at=other), {}, audience)
    elsewhere = slot(newsletter="daily")
    assert store.editions.compose(edition("tea", at=elsewhere), {}, [])
