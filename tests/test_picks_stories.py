"""Articles that tell one story are put together, whatever came first, and what only hangs on by a chain is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from digest.picks.stories import Age, stories, together
from make import NOW


def near(pairs: Iterable[Iterable[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one, other in map(sorted, pairs):
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


def neighbours(alike: dict[str, set[str]]) -> Callable[[str], Iterable[str]]:
    return lambda one: alike.get(one, ())


def told(ids: str, pairs: Iterable[str], ages: dict[str, Age] | None = None) -> dict[str, str]:
    alike = near(pairs)
    return stories(ages or {id: (NOW, id) for id in ids}, neighbours(alike))


def test_an_article_like_no_other_is_its_own_story() -> None:
    assert told("ab", []) == {"a": "a", "b": "b"}


def test_a_story_is_called_like_its_oldest_article_and_not_like_its_middle() -> None:
    ages = {"a": (NOW, "a"), "b": (NOW - timedelta(days=1), "b"), "c": (NOW, "c")}
    assert told("abc", ["ab", "ac"], ages) == {"a": "b", "b": "b", "c": "b"}


def test_copies_that_share_nothing_with_one_another_are_one_story_with_their_original() -> None:
    assert set(told("abcdo", ["ao", "bo", "co", "do"]).values()) == {"a"}


def test_a_chain_is_no_story() -> None:
    assert told("abcdefg", ["ab", "bc", "cd", "de", "ef", "fg"]) == {
        **dict.fromkeys("abc", "a"),
        **dict.fromkeys("def", "d"),
        "g": "g",
    }


def test_what_is_not_asked_for_does_not_count() -> None:
    alike = near(["ab", "bc"])
    assert stories({"a": (NOW, "a"), "c": (NOW, "c")}, neighbours(alike)) == {"a": "a", "c": "c"}


@st.composite
def archives(draw: st.DrawFn) -> tuple[dict[str, Age], list[tuple[str, str]]]:
    """Articles in any order of age, and which of them are alike."""
    ids = [f"n{number}" for number in range(draw(st.integers(1, 12)))]
    days = draw(st.lists(st.integers(0, 3), min_size=len(ids), max_size=len(ids)))
    ages = {id: (NOW + timedelta(days=day), id) for id, day in zip(ids, days, strict=True)}
    pairs = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=24))
    return ages, [(one, other) for one, other in pairs if one != other]


@given(archives(), st.randoms())
def test_any_order_of_articles_gives_the_same_stories(archive, order) -> None:
    ages, pairs = archive
    shuffled_ages, shuffled_pairs = list(ages.items()), list(pairs)
    order.shuffle(shuffled_ages)
    order.shuffle(shuffled_pairs)
    alike, others = near(pairs), near(pair[::-1] for pair in shuffled_pairs)
    assert stories(ages, neighbours(alike)) == stories(dict(shuffled_ages), neighbours(others))


@given(archives())
def test_all_of_a_story_are_like_one_of_it_and_bear_the_name_of_the_oldest(archive) -> None:
    ages, pairs = archive
    alike = near(pairs)
    found = stories(ages, neighbours(alike))
    assert found.keys() == ages.keys()
    for name in set(found.values()):
        members = {id for id in found if found[id] == name}
        assert name == min(members, key=lambda one: ages[one])
        assert any(members <= {middle, *alike.get(middle, ())} for middle in members)


@given(archives(), st.data())
def test_only_what_hangs_together_need_be_asked_again(archive, data) -> None:
    """An article comes, goes or changes: the stories of the others it touches are as if all were made anew."""
    ages, pairs = archive
    changed = data.draw(st.sampled_from(sorted(ages)))
    kept = [pair for pair in pairs if changed not in pair or data.draw(st.booleans())]
    before, after = near(pairs), near(kept)
    old, new = (stories(ages, neighbours(alike)) for alike in (before, after))
    touched = together([changed, *before.get(changed, ())], neighbours(after))
    again = stories({id: ages[id] for id in touched}, neighbours(after))
    assert old | again == new


def test_two_are_alike_if_one_of_them_was_told_so() -> None:
    """Of very many tellings each is compared with some, and not the same ones."""
    told = {"b": {"a"}, "c": {"a"}, "d": {"a"}}
    assert stories({id: (NOW, id) for id in "abcd"}, neighbours(told)) == dict.fromkeys("abcd", "a")
