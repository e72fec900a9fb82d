"""The editor's hand in the tables: books balance, no story is carried twice, and all is recorded; on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import NOW
from digest.errors import StoryCarried
from digest.model import DeliveryState, Edition, EditionState, Override, PickKind, Slot, SourceState, Subscriber
from digest.newsletter import select
from digest.newsletter.hand.named import Chosen
from digest.newsletter.hand.recompose import Hand, recomposed, stories
from digest.store.sql import SqlStore
from make import article, edition, slot, subscriber

ID = slot().name
NEXT_WEEK = Slot(schedule="weekly", label="2026-03-09T08:00", due=NOW + timedelta(days=7))
LATER = NOW + timedelta(minutes=10)
CHOICES = [(), ("tea",), ("cake",), ("tea", "cake"), ("jam",)]
WHOLE = edition("tea", "cake", stories=2)
IDS = [one.article for one in stories(WHOLE)]


@pytest.fixture
def audience(store: SqlStore) -> list[Subscriber]:
    return composed(store)


def composed(store: SqlStore, state: EditionState = EditionState.COMPOSED) -> list[Subscriber]:
    store.subscribers.add([subscriber(f"reader{n}@a.example", *chosen) for n, chosen in enumerate(CHOICES)])
    people = store.subscribers.active("weekly")
    whole = replace(WHOLE, state=state)
    assert store.editions.compose(whole, select.suppressed(whole, people), people)
    return people


def now_in(store: SqlStore) -> Edition:
    found = store.editions.get(ID)
    assert found is not None
    return found


def without(found: Edition, *drop: str, order: Sequence[str] = ()) -> Edition:
    return recomposed(found, Hand(chosen=Chosen(None, tuple(order), frozenset(drop))), {})


def recompose(store: SqlStore, before: Edition, after: Edition, what: str = "changed") -> bool:
    nothing_for = partial(select.has_nothing_for, after)
    return store.editions.recompose(before, after, what, LATER, nothing_for=nothing_for, why=select.NOTHING_NEW)


def planned(store: SqlStore) -> set[int]:
    return {delivery.subscriber for delivery in store.ledger.claim(ID, "test", LATER, 99)}


def test_a_change_is_written_whole_and_recorded(store: SqlStore, audience: list[Subscriber]) -> None:
    before = now_in(store)
    after = without(before, IDS[0])
    assert recompose(store, before, after, "dropped one")
    assert now_in(store) == replace(after, audience=5, changed=NOW)
    assert store.editions.changes(ID) == [(LATER, "dropped one")]
    assert store.editions.carried("weekly") == set(IDS[1:])


def test_whoever_has_nothing_left_gets_no_mail_and_whoever_has_something_again_does(
    store: SqlStore, audience: list[Subscriber]
) -> None:
    before = now_in(store)
    only_cake = without(before, *IDS[:2])
    assert recompose(store, before, only_cake)
    books = store.ledger.books(ID)
    assert (books[DeliveryState.PLANNED], books[DeliveryState.SUPPRESSED]) == (3, 2)
    (left,) = [one for one in audience if one.sections == ("tea",)]
    store.subscribers.unsubscribe(left.id, "one-click", LATER)
    store.subscribers.add([subscriber("new@a.example")])
    assert recompose(store, now_in(store), without(now_in(store)))
    wanted = {one.id for one in audience if one.sections != ("jam",) and one.id != left.id}
    assert planned(store) == wanted, "who left stays out, and who came later has the next edition"
    assert sum(store.ledger.books(ID).values()) == now_in(store).audience == 5


def test_a_freed_story_may_come_later_and_comes_back_only_while_no_other_edition_has_it(
    store: SqlStore, audience: list[Subscriber]
) -> None:
    before = now_in(store)
    assert recompose(store, before, without(before, *IDS[:2]))
    later = replace(edition("tea", at=NEXT_WEEK), state=EditionState.HELD)
    assert store.editions.compose(later, {}, audience)
    dropped = now_in(store)
    with pytest.raises(StoryCarried):
        recompose(store, dropped, without(dropped))
    assert now_in(store) == dropped
    assert len(store.editions.changes(ID)) == 1
    assert recompose(store, dropped, without(dropped, IDS[0]))
    assert store.editions.move(NEXT_WEEK.name, [EditionState.HELD], EditionState.CANCELLED, LATER)
    assert recompose(store, now_in(store), without(now_in(store)))


@pytest.mark.parametrize("state", [EditionState.SENDING, EditionState.SENT, EditionState.CANCELLED])
def test_what_goes_out_is_not_changed_any_more(
    store: SqlStore, audience: list[Subscriber], state: EditionState
) -> None:
    before = now_in(store)
    store.editions.move(ID, [EditionState.COMPOSED], state, LATER)
    after = now_in(store)
    assert not recompose(store, before, without(before, IDS[0]))
    assert now_in(store) == after
    assert store.editions.changes(ID) == []


def test_two_who_change_it_at_once_do_not_overwrite_each_other(store: SqlStore, audience: list[Subscriber]) -> None:
    before = now_in(store)
    assert recompose(store, before, without(before, IDS[0]), "the first")
    assert not recompose(store, before, without(before, IDS[1]), "the second")
    assert store.editions.carried("weekly") == {IDS[1], IDS[2], IDS[3]}
    assert [what for _, what in store.editions.changes(ID)] == ["the first"]


def test_one_that_was_held_meanwhile_is_changed_all_the_same_and_stays_held(
    store: SqlStore, audience: list[Subscriber]
) -> None:
    before = now_in(store)
    store.editions.hold(ID, "preflight: 2 errors", LATER)
    assert recompose(store, before, without(before, IDS[0]))
    assert now_in(store).state is EditionState.HELD


def test_a_release_by_hand_is_recorded_and_remembers_that_errors_are_known(store: SqlStore) -> None:
    composed(store, EditionState.HELD)
    assert store.editions.release(ID, LATER, "released despite errors", despite_errors=True)
    assert not store.editions.release(ID, LATER, "again", despite_errors=False)
    found = now_in(store)
    assert (found.state, found.despite_errors) == (EditionState.COMPOSED, True)
    assert store.editions.taken([ID]) == {ID: "composed"}
    store.editions.hold(ID, "once more", LATER)
    assert store.editions.release(ID, LATER, "released", despite_errors=False)
    assert now_in(store).despite_errors, "a later release takes nothing back"
    assert [what for _, what in store.editions.changes(ID)] == ["released despite errors", "released"]


def test_lists_of_editions_come_without_the_stories_and_the_editors_words(
    store: SqlStore, audience: list[Subscriber]
) -> None:
    before = now_in(store)
    assert recompose(store, before, without(before, IDS[0]))
    (found,) = store.editions.outlined("weekly", [EditionState.COMPOSED])
    assert (found.id, found.sections, found.drafted) == (ID, (), ())


HANDS = st.tuples(st.lists(st.sampled_from(IDS), unique=True), st.lists(st.sampled_from(IDS), unique=True, max_size=3))


@settings(max_examples=25, deadline=None)
@given(st.lists(HANDS, min_size=1, max_size=4))
def test_after_any_hands_the_books_balance_and_the_store_is_as_if_it_had_been_composed_so(
    tmp_path_factory: pytest.TempPathFactory, hands: list[tuple[list[str], list[str]]]
) -> None:
    opened = SqlStore(f"sqlite:///{tmp_path_factory.mktemp('by-hand')}/digest.db")
    try:
        people = composed(opened)
        for order, drop in hands:
            before = now_in(opened)
            assert recompose(opened, before, without(before, *drop, order=order))
        found = now_in(opened)
        assert found.stories == set(IDS) - set(hands[-1][1]) == opened.editions.carried("weekly")
        assert sum(opened.ledger.books(ID).values()) == found.audience == len(people)
        empty = set(select.suppressed(found, people))
        assert planned(opened) == {one.id for one in people} - empty
        assert len(opened.editions.changes(ID)) == len(hands)
    finally:
        opened.close()


def test_what_is_settled_of_picks_is_kept_moved_and_forgotten(store: SqlStore) -> None:
    store.articles.collect(SourceState(url="https://example.org/feed"), [article("a")], guids={})
    one, related, following = article("a").id, PickKind.RELATED, PickKind.NEXT

    def put(other: str, place: int | None, kind: PickKind = related) -> None:
        store.overrides.put(one, Override(kind=kind, other=other, place=place), NOW)

    def made() -> list[tuple[str, int | None]]:
        return [(found.other, found.place) for found in store.overrides.of([one]).get(one, ()) if found.kind is related]

    put("b", 0)
    put("c", 0)
    put("d", None)
    put("b", None, following)
    assert made() == [("c", 0), ("b", 1), ("d", None)]
    put("d", 1)
    assert made() == [("c", 0), ("d", 1), ("b", 2)]
    assert store.overrides.forget(one, "c", [related])
    assert not store.overrides.forget(one, "c", [related, following])
    assert made() == [("d", 1), ("b", 2)]
    assert Override(kind=following, other="b", place=None) in store.overrides.of([one])[one]
    assert store.overrides.of(["nobody"]) == {}
