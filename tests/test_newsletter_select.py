"""What is new, and in which order it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from conftest import NOW
from digest.model import Article, EditionState
from digest.newsletter.select import arranged, first_state, item, select, suppressed, window
from make import article, edition, slot, subscriber

SECTIONS = ("tea", "cake")


def at(name: str, section: str, hours: int) -> Article:
    return article(name, section=section, date=NOW - timedelta(hours=hours))


def names(articles: list[Article]) -> list[str]:
    return [one.key.rpartition("/")[2] for one in articles]


def test_sections_stand_in_the_newsletters_order_and_the_newest_first_in_each() -> None:
    articles = [at("old", "tea", 9), at("new", "tea", 1), at("cake", "cake", 5), at("else", "garden", 2)]
    assert names(select(articles, set(), SECTIONS, limit=10)) == ["new", "old", "cake"]
    assert names(select(articles, set(), ("cake", "tea"), limit=10)) == ["cake", "new", "old"]


def test_what_was_carried_is_not_new() -> None:
    articles = [at("a", "tea", 1), at("b", "tea", 2)]
    assert names(select(articles, {articles[0].id}, SECTIONS, limit=10)) == ["b"]


def test_the_same_story_from_another_source_is_not_new_either() -> None:
    articles = [at("a", "tea", 1), at("copy-of-a", "cake", 2), at("b", "cake", 3)]
    stories = {article.id: "a" for article in articles[:2]}
    assert names(select(articles, set(), SECTIONS, limit=10, stories=stories)) == ["a", "b"]
    assert names(select(articles, set(), SECTIONS, limit=10, stories=stories, told=["a"])) == ["b"]


def test_a_busy_section_does_not_crowd_out_a_quiet_one() -> None:
    articles = [*(at(f"t{n}", "tea", n) for n in range(10)), at("cake", "cake", 99)]
    assert names(select(articles, set(), SECTIONS, limit=3)) == ["t0", "t1", "cake"]


@given(
    st.lists(st.tuples(st.sampled_from([*SECTIONS, "garden"]), st.integers(0, 99)), max_size=30),
    st.integers(0, 12),
    st.randoms(),
)
def test_never_more_than_asked_for_never_twice_never_carried_and_the_same_in_any_order(
    given_: list[tuple[str, int]], limit: int, random: object
) -> None:
    articles = [at(f"a{n}", section, hours) for n, (section, hours) in enumerate(given_)]
    carried = {one.id for one in articles[::3]}
    chosen = select(articles, carried, SECTIONS, limit=limit)
    assert len(chosen) <= limit
    assert len({one.id for one in chosen}) == len(chosen)
    assert not carried & {one.id for one in chosen}
    assert chosen == select(articles[::-1], carried, SECTIONS, limit=limit)
    fresh = [one for one in articles if one.id not in carried and one.section in SECTIONS]
    assert len(chosen) == min(limit, len(fresh))


def test_the_window_ends_at_the_slot_and_does_not_hold_its_beginning() -> None:
    after, until = window(slot(), timedelta(days=7))
    assert (until, until - after) == (slot().due, timedelta(days=7))


def test_an_item_takes_at_least_a_minute_to_read() -> None:
    assert item(article("a"), "Example", (), None).minutes == 1
    assert item(replace(article("a"), content="<p>" + "word " * 1000 + "</p>"), "Example", (), None).minutes == 5


def test_items_stand_under_their_sections_titles() -> None:
    items = [item(at("a", "tea", 1), "", (), None), item(at("b", "cake", 1), "", (), None)]
    assert [(s.title, len(s.items)) for s in arranged(items, {"tea": "Tea"})] == [("Tea", 1), ("cake", 1)]


def test_who_chose_only_other_sections_gets_no_empty_mail() -> None:
    people = [subscriber("a@x.example"), subscriber("b@x.example", "tea"), subscriber("c@x.example", "cake")]
    people = [replace(person, id=n) for n, person in enumerate(people)]
    assert suppressed(edition("tea"), people) == {2: "nothing new in the sections chosen"}


def test_a_review_holds_the_edition_for_a_time_or_until_it_is_released() -> None:
    assert first_state("off", NOW) == (EditionState.COMPOSED, None, None)
    held, release, _ = first_state(timedelta(hours=4), NOW)
    assert (held, release) == (EditionState.HELD, NOW + timedelta(hours=4))
    assert first_state("required", NOW)[:2] == (EditionState.HELD, None)
