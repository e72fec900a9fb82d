from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model import Article, Card, PickKind, PickOrigin, Series
from digest.picks import Archive, ranked, related
from picks_archive import END, SUBJECTS, archive_of, archives, chosen, copy, story, tell_one_story

SHEDS = [story(f"shed{number}", "sheds", day=number) for number in range(8)]
OTHERS = [story(f"{subject}{number}", subject, day=number) for subject in ("bread", "ducks") for number in range(8)]
ARCHIVE = SHEDS + OTHERS
INDEX = archive_of(ARCHIVE)
ONE = SHEDS[3]


def ids(article: Article, index: Archive = INDEX, **options: object) -> list[str | None]:
    return [pick.article for pick in related(article, index, **{"until": END, **options})]


def test_picks_are_on_the_subject() -> None:
    assert len(ids(ONE)) == 3
    assert set(ids(ONE)) < {article.id for article in SHEDS}


def test_the_editors_picks_come_first_under_our_own_title_and_address() -> None:
    duck = OTHERS[-1]
    link = f"http://www.example.org/{duck.key.split('/')[1]}/?utm_source=mail&utm_medium=x#top"
    one = replace(ONE, picks=(chosen(PickKind.RELATED, link),))
    first, *rest = related(one, INDEX, until=END)
    assert (first.article, first.url, first.title) == (duck.id, duck.url, duck.title)
    assert (first.origin, first.reason) == (PickOrigin.EDITOR, "Chosen by the editor")
    assert [pick.origin for pick in rest] == [PickOrigin.COMPUTED] * 2


def test_an_editors_pick_of_another_place_is_shown_only_if_asked_for() -> None:
    away = chosen(PickKind.RELATED, "https://elsewhere.example/a", "Elsewhere")
    one = replace(ONE, picks=(away, replace(away, url="https://elsewhere.example/a/#b")))
    assert all(pick.article for pick in related(one, INDEX, until=END))
    shown = related(one, INDEX, until=END, outside=True)
    assert [(pick.url, pick.title, pick.reason) for pick in shown[:1]] == [
        ("https://elsewhere.example/a", "Elsewhere", "Chosen by the editor")
    ]
    assert [pick.article is None for pick in shown] == [True, False, False]


def test_an_editors_pick_is_left_out_if_it_is_the_article_itself_or_shown_already() -> None:
    one = replace(ONE, picks=tuple(chosen(PickKind.RELATED, url) for url in (ONE.url, SHEDS[0].url, SHEDS[0].url)))
    assert ids(one)[:1] == [SHEDS[0].id]
    assert ids(one).count(SHEDS[0].id) == 1
    assert SHEDS[0].id not in ids(one, without=[SHEDS[0].id])


def test_what_the_editor_wants_read_next_is_left_to_next() -> None:
    best = ids(ONE)[0]
    one = replace(ONE, picks=(chosen(PickKind.NEXT, INDEX.cards([best])[best].url),))
    assert best not in ids(one)


def test_the_following_part_is_left_to_next_and_the_part_before_says_what_it_is() -> None:
    parts = [
        replace(article, title=f"Building it, Part {number}: {article.title}", section="sheds")
        for number, article in enumerate(SHEDS[:3], start=1)
    ]
    index = archive_of([*parts, *OTHERS])
    picks = {pick.article: pick.reason for pick in related(parts[1], index, until=END)}
    assert picks[parts[0].id] == "Part 1 of Building it"
    assert parts[2].id not in picks


# These stories are made of 26 words and so share pairs by chance: real ones bear more, see test_picks_duplicates.
@pytest.mark.parametrize("changed", [0.05, 0.15, 0.25])
def test_a_near_duplicate_is_never_shown(changed: float) -> None:
    twins = [copy(article, f"twin{number}", changed=changed) for number, article in enumerate(SHEDS)]
    index = archive_of(ARCHIVE + twins)
    shown = ids(ONE, index, limit=10)
    assert twins[3].id not in shown
    originals = [id.replace("twin", "shed") for id in shown if id]
    assert len(set(originals)) == len(originals) > 3


def test_the_first_words_of_a_story_are_the_same_story() -> None:
    short = copy(ONE, "short", changed=0)
    short = replace(short, content=short.content[: len(short.content) // 3])
    assert tell_one_story(archive_of([*ARCHIVE, short]), ONE.id, short.id)


def test_two_stories_on_one_subject_are_two_stories() -> None:
    assert not tell_one_story(INDEX, *(article.id for article in SHEDS))


def test_a_story_in_the_mail_is_not_picked_in_other_words_either() -> None:
    best = next(article for article in SHEDS if article.id == ids(ONE)[0])
    twin = copy(best, "twin", changed=0.1)
    index = archive_of([*ARCHIVE, twin])
    assert not {best.id, twin.id} & set(ids(ONE, index, without=[twin.id]))


def test_nothing_is_better_than_filler() -> None:
    lone = story("lone", "trains")
    assert ids(lone, archive_of([*ARCHIVE, lone])) == []
    assert ids(lone) == [], "an article that the archive does not have"
    assert ids(ONE, archive_of([ONE])) == []
    assert ids(replace(ONE, content="", title="!", summary=""), archive_of([])) == []


def test_a_reason_names_what_both_are_about_as_a_title_writes_it() -> None:
    one = replace(ONE, title="The IVF shed: a new roof for John Legend")
    two = replace(SHEDS[4], title="Why John Legend Trusts IVF")
    index = archive_of([*(article for article in ARCHIVE if article.id not in {one.id, two.id}), one, two])
    reasons = {pick.article: pick.reason for pick in related(one, index, until=END, limit=10)}
    assert reasons[two.id] == "Also about John Legend and IVF"


def test_a_column_is_no_subject() -> None:
    named = [
        replace(article, title=f"The Friday Column: {title}") for article, title in zip(SHEDS, "ABCDEFGH", strict=True)
    ]
    reasons = {pick.reason for pick in related(named[3], archive_of(named + OTHERS), until=END)}
    assert reasons == {"Also in The Friday Column"}


def test_the_picks_are_those_of_the_article_as_stated_series_and_all() -> None:
    parts = [replace(SHEDS[n], series=Series(key="s", title="The shed", part=n + 1), section="sheds") for n in range(3)]
    reasons = {pick.article: pick.reason for pick in related(parts[2], archive_of(parts + OTHERS), until=END)}
    assert reasons == {parts[0].id: "Part 1 of The shed", parts[1].id: "Part 2 of The shed"}


@settings(max_examples=60, deadline=None)
@given(archives(), st.data())
def test_whatever_the_archive_the_rules_hold(archive: list[Article], data: st.DataObject) -> None:
    index = archive_of(archive)
    article = data.draw(st.sampled_from(archive))
    without = data.draw(st.lists(st.sampled_from([other.id for other in archive]), max_size=4))
    until = data.draw(st.sampled_from([other.date for other in archive]))
    picks = related(article, index, until=until, without=without, limit=data.draw(st.integers(0, 5)))
    cards = [index.cards([pick.article])[pick.article] for pick in picks]
    assert all(card.date <= until and card.id != article.id and card.id not in without for card in cards)
    others = index.cards([article.id, *without]).values()
    assert {card.story for card in cards}.isdisjoint(other.story for other in others)
    assert len({card.story for card in cards}) == len(cards)
    authors = Counter(author for card in cards for author in {name.casefold() for name in card.authors})
    assert all(count <= 2 for count in authors.values())
    assert all(pick.reason and pick.kind is PickKind.RELATED for pick in picks)
    assert related(article, archive_of(reversed(archive)), until=until, without=without, limit=len(picks)) == picks


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_in_which_articles_come_changes_nothing(chance) -> None:
    even = [replace(SHEDS[1], id=f"tag:{number}", authors=()) for number in range(3)]  # the same score thrice
    mixed = [*ARCHIVE, *even]
    expected = [(card.id, score) for card, score in _scored(archive_of(mixed))]
    chance.shuffle(mixed)
    assert [(card.id, score) for card, score in _scored(archive_of(mixed))] == expected


def _scored(index: Archive) -> list[tuple[Card, float]]:
    own = index.cards([ONE.id])[ONE.id]
    cards = index.numbered([near.number for near in index.near(own, END)])
    return sorted(((cards[near.number], near.score) for near in index.near(own, END)), key=lambda one: one[0].id)


def test_ties_break_by_id() -> None:
    even = [replace(SHEDS[1], id=f"tag:{letter}") for letter in "cab"]
    found = ranked(ONE, archive_of([*ARCHIVE, *even]), until=END)
    assert [card.id for card in found if len(card.id) == len("tag:a")] == ["tag:a"], "the others tell its story"


def test_every_ranked_article_is_another_story() -> None:
    twin = copy(SHEDS[5], "twin", changed=0.1)
    found = [card.id for card in ranked(ONE, archive_of([*ARCHIVE, twin]), until=END)]
    assert len({*found} & {twin.id, SHEDS[5].id}) == 1


def test_every_subject_of_the_invented_archive_is_told_apart() -> None:
    assert set(SUBJECTS) > {article.section for article in ARCHIVE}


def test_no_list_has_one_title_twice() -> None:
    asked, *others = (story(f"sheds{n}", "sheds", day=n) for n in range(4))
    others = [replace(other, title="Nails and planks!" if n else "Nails and Planks") for n, other in enumerate(others)]
    rest = [story(f"{subject}{n}", subject, day=n) for subject in ("bread", "ducks") for n in range(4)]
    picks = related(asked, archive_of([asked, *others, *rest]), until=END)
    assert len([pick for pick in picks if pick.title.startswith("Nails")]) == 1
