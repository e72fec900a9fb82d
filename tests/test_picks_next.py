from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model import Article, PickKind, PickOrigin
from digest.picks import Archive, next_pick
from picks_archive import END, archive_of, archives, chosen, copy, story

TITLES = {"sheds": "Sheds and Huts"}
SHEDS = [story(f"shed{number}", "sheds", day=number) for number in range(6)]
PARTS = [
    replace(article, title=f"Building it, Part {number}: {article.title}")
    for number, article in enumerate(SHEDS[:4], 1)
]
BREAD = [story(f"bread{number}", "bread", day=number) for number in range(6)]
ARCHIVE = [*PARTS, *SHEDS[4:], *BREAD]
INDEX = archive_of(ARCHIVE)
ONE = PARTS[1]


def reading(article: Article, index: Archive = INDEX, **options: object) -> tuple[str, str] | None:
    pick = next_pick(article, index, **{"until": END, "section_titles": TITLES, **options})
    return (pick.article or pick.url, pick.reason) if pick else None


def test_the_editors_next_comes_first_even_if_carried_before() -> None:
    one = replace(ONE, picks=(chosen(PickKind.RELATED, BREAD[0].url), chosen(PickKind.NEXT, BREAD[1].url)))
    assert reading(one, carried=[BREAD[1].id]) == (BREAD[1].id, "Chosen by the editor")
    assert next_pick(one, INDEX, until=END).origin is PickOrigin.EDITOR


def test_an_editors_next_of_another_place_is_shown_only_if_asked_for() -> None:
    one = replace(ONE, picks=(chosen(PickKind.NEXT, "https://elsewhere.example/"),))
    assert reading(one, outside=True) == ("https://elsewhere.example/", "Chosen by the editor")
    assert reading(one) == (PARTS[2].id, "Part 3 of Building it")
    assert reading(one, outside=True, without=["https://elsewhere.example/"]) == (PARTS[2].id, "Part 3 of Building it")


def test_an_editors_next_that_is_in_the_mail_already_gives_way() -> None:
    one = replace(ONE, picks=(chosen(PickKind.NEXT, BREAD[1].url),))
    assert reading(one, without=[BREAD[1].id]) == (PARTS[2].id, "Part 3 of Building it")


def test_the_following_part_comes_second_and_a_missing_one_is_leapt_over() -> None:
    assert reading(ONE) == (PARTS[2].id, "Part 3 of Building it")
    assert reading(ONE, archive_of([a for a in ARCHIVE if a is not PARTS[2]])) == (PARTS[3].id, "Part 4 of Building it")


def test_when_the_following_part_has_been_carried_no_other_part_takes_its_place() -> None:
    found = reading(ONE, carried=[PARTS[2].id])
    assert found is not None
    assert found[0] in {SHEDS[4].id, SHEDS[5].id}


def test_on_a_subject_the_newer_go_before_the_older() -> None:
    index = archive_of([*SHEDS, *BREAD])
    article, reason = reading(SHEDS[4], index) or ("", "")
    assert article == SHEDS[5].id
    assert reason.startswith("Newer on ")
    article, reason = reading(SHEDS[5], index) or ("", "")
    assert article in {other.id for other in SHEDS[:5]}
    assert reason.startswith("Also about ")


def test_on_a_subject_the_same_section_is_preferred() -> None:
    one, twin = story("one", "sheds", day=1), story("same", "sheds", day=5)
    # Two that are as near as each other: only the section tells them apart, and the id would choose the other one.
    away = replace(copy(twin, "away", changed=0), id="tag:away", section="bread", date=twin.date, title=twin.title)
    assert reading(one, archive_of([one, twin, away, *BREAD])) == reading(one, archive_of([one, twin, *BREAD]))


def test_the_newest_of_the_section_comes_fourth() -> None:
    stray = story("stray", "trains", section="sheds", day=2)
    index = archive_of([*SHEDS, stray, *BREAD])
    assert reading(stray, index) == (SHEDS[5].id, "More in Sheds and Huts")
    assert reading(stray, index, carried=[SHEDS[5].id]) == (SHEDS[4].id, "More in Sheds and Huts")
    assert reading(stray, index, until=SHEDS[3].date, section_titles={}) == (SHEDS[3].id, "More in sheds")


def test_none_is_an_answer() -> None:
    lone = story("lone", "trains")
    assert reading(lone, archive_of([lone, *SHEDS])) is None
    assert reading(lone) is None, "an article that the archive does not have"
    assert reading(ONE, carried=[article.id for article in ARCHIVE]) is None


def test_a_story_that_was_carried_in_other_words_is_not_next() -> None:
    twin = copy(PARTS[2], "twin", changed=0.1)
    found = reading(ONE, archive_of([*ARCHIVE, twin]), carried=[twin.id])
    assert found is not None
    assert found[0] not in {twin.id, PARTS[2].id}


@settings(max_examples=60, deadline=None)
@given(archives(), st.data())
def test_whatever_the_archive_the_rules_hold(archive: list[Article], data: st.DataObject) -> None:
    index = archive_of(archive)
    names = st.lists(st.sampled_from([other.id for other in archive]), max_size=5)
    article, without, carried = data.draw(st.sampled_from(archive)), data.draw(names), data.draw(names)
    until = data.draw(st.sampled_from([other.date for other in archive]))
    pick = next_pick(article, index, until=until, without=without, carried=carried)
    again = next_pick(article, archive_of(reversed(archive)), until=until, without=without, carried=carried)
    assert again == pick
    if pick is not None:
        card = index.cards([pick.article])[pick.article]
        assert card.date <= until
        assert pick.reason
        assert pick.kind is PickKind.NEXT
        others = index.cards([article.id, *without, *carried]).values()
        assert card.story not in {other.story for other in others}
