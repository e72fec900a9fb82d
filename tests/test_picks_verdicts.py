"""What is told of picks is what decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import prod

import pytest
from bench.library import Library
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model import Article, Card, PickKind
from digest.picks import Step, Verdict, next_pick, next_verdicts, related, related_verdicts
from picks_archive import END, archive_of, archives, chosen, copy, story

SHEDS = [story(f"shed{number}", "sheds", day=number) for number in range(8)]
BREAD = [story(f"bread{number}", "bread", day=number) for number in range(8)]
ONE = SHEDS[3]
INDEX = archive_of([*SHEDS, *BREAD])


def fates(verdicts: Iterable[Verdict], step: Step = Step.SUBJECT) -> dict[str, str]:
    """Why each article of ours is shown ("+ ") or fell, by its name."""
    return {
        verdict.found.id.rpartition("/")[2]: ("+ " if verdict.pick else "") + verdict.why
        for verdict in verdicts
        if verdict.step is step and isinstance(verdict.found, Card)
    }


@settings(max_examples=40, deadline=None)
@given(archives(), st.data())
def test_what_is_told_to_be_shown_is_what_is_shown(archive: list[Article], data: st.DataObject) -> None:
    index = archive_of(archive)
    names = st.lists(st.sampled_from([other.id for other in archive]), max_size=4)
    article, without, carried = data.draw(st.sampled_from(archive)), data.draw(names), data.draw(names)
    until = data.draw(st.sampled_from([other.date for other in archive]))
    limit = data.draw(st.integers(0, 4))
    link = chosen(data.draw(st.sampled_from([*PickKind])), data.draw(st.sampled_from(archive)).url)
    article = replace(article, picks=(link, replace(link, url="https://elsewhere.example/"), link))
    both = {"until": until, "without": without, "outside": data.draw(st.booleans())}
    told = [*related_verdicts(article, index, limit=limit, every=True, **both)]
    assert tuple(one.pick for one in told if one.pick) == related(article, index, limit=limit, **both)
    following = [*next_verdicts(article, index, carried=carried, every=True, **both)]
    pick = next_pick(article, index, carried=carried, **both)
    assert [one.pick for one in following if one.pick] == ([pick] if pick else [])
    assert all(one.why for one in (*told, *following))


def test_a_score_is_the_product_of_its_parts() -> None:
    scored = [one.near for one in related_verdicts(ONE, INDEX, until=END, every=True) if one.near]
    assert scored
    assert all(near.score == pytest.approx(prod(near.parts), abs=1e-5) for near in scored)


def test_all_that_shares_a_word_is_told_and_nothing_twice() -> None:
    told = [one.found.url for one in related_verdicts(ONE, INDEX, until=END, every=True)]
    assert len({*told}) == len(told) > 7
    assert ONE.url not in told


def test_each_fall_of_a_related_says_why() -> None:
    by_ada = {"authors": ("Ada",)}
    twin = copy(SHEDS[0], "twin", changed=0.1)
    index = archive_of([*(replace(one, **by_ada) for one in SHEDS), twin, *BREAD])
    told = fates(related_verdicts(ONE, index, until=SHEDS[6].date, without=[SHEDS[1].id], limit=5, every=True))
    assert told["shed7"] == "later than 2026-01-07 00:00 UTC"
    assert told["shed1"] == "shown already"
    assert sum("same story as" in why for why in told.values()) == 1
    assert "number 3 by one author, Ada" in told.values()
    assert any(why.startswith("below the floor") for why in told.values())
    few = fates(related_verdicts(ONE, INDEX, until=END, limit=1, every=True))
    assert sum(why.startswith("+ ") for why in few.values()) == 1
    assert "1 are shown, no more are wanted" in few.values()


def test_what_is_left_to_next_says_so() -> None:
    parts = [replace(one, title=f"Building it, Part {n}: {one.title}") for n, one in enumerate(SHEDS[:3], 1)]
    index = archive_of([*parts, *SHEDS[3:], *BREAD])
    one = replace(parts[1], picks=(chosen(PickKind.NEXT, SHEDS[4].url),))
    told = fates(related_verdicts(one, index, until=END, every=True))
    assert told["shed2"] == "it is Next: Part 3 of Building it"
    assert told["shed4"] == "it is the editor's NEXT"


def test_the_editors_links_say_what_they_lead_to() -> None:
    links = [ONE.url, "https://elsewhere.example/", BREAD[0].url, BREAD[0].url]
    one = replace(ONE, picks=tuple(chosen(PickKind.RELATED, url) for url in links))
    told = [one.why for one in related_verdicts(one, INDEX, until=END) if one.step is Step.EDITOR]
    outside = "it is no article of ours, and `[picks] outside` is false"
    assert told == ["the article itself", outside, "Chosen by the editor", "shown already"]


def test_each_fall_of_a_next_says_why() -> None:
    twin = copy(SHEDS[6], "twin", changed=0.1)
    index = archive_of([*SHEDS, twin, *BREAD])
    told = [*next_verdicts(ONE, index, until=END, without=[SHEDS[5].id], carried=[SHEDS[4].id, twin.id], every=True)]
    found = fates(told)
    assert found["shed4"] == "carried before"
    assert found["shed5"] == "shown already"
    assert found["shed6"] == "carried before, in other words"
    assert found["shed7"].startswith("+ Newer on")
    newest = fates(told, Step.NEWEST)
    assert newest["shed2"] == f"“{SHEDS[7].title}” is Next"
    assert newest[ONE.id.rpartition("/")[2]] == "the article itself"


def test_readers_that_are_too_few_are_told() -> None:
    followed = {ONE.id: {BREAD[1].id: 30, BREAD[2].id: 3}}
    index = Library([*SHEDS, *BREAD], followed=followed).archive()
    told = fates(next_verdicts(ONE, index, until=END, every=True), Step.READERS)
    assert told == {"bread1": "+ Many readers went on to this", "bread2": "too few readers: 3 of the 33 that went on"}


def test_the_steps_come_in_the_order_in_which_they_are_asked() -> None:
    one = replace(ONE, picks=(chosen(PickKind.NEXT, BREAD[0].url),))
    steps = [one.step for one in next_verdicts(one, INDEX, until=END, every=True)]
    assert list(dict.fromkeys(steps)) == [Step.EDITOR, Step.SUBJECT, Step.NEWEST]
    assert steps == sorted(steps, key=[*Step].index)
