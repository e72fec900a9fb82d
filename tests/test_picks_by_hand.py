"""What an editor settles for good about picks wins over the page and the rules, and breaks none of their promises."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from digest import picking
from digest.language import ENGLISH
from digest.model import Article, Override, Pick, PickKind, PickOrigin
from digest.picks import Archive, Step, next_pick, next_verdicts, related, related_verdicts
from picks_archive import END, archive_of, archives, chosen, story

SHEDS = [story(f"shed{number}", "sheds", day=number) for number in range(8)]
BREAD = [story(f"bread{number}", "bread", day=number) for number in range(8)]
ONE = SHEDS[3]
INDEX = archive_of([*SHEDS, *BREAD])
RELATED, NEXT = PickKind.RELATED, PickKind.NEXT


def made(other: Article, kind: PickKind = RELATED, place: int = 0) -> Override:
    return Override(kind=kind, other=other.id, place=place)


def struck(id: str, kind: PickKind = RELATED) -> Override:
    return Override(kind=kind, other=id, place=None)


def ids(*overrides: Override, article: Article = ONE, index: Archive = INDEX, limit: int = 3) -> list[str | None]:
    return [pick.article for pick in related(article, index, until=END, limit=limit, overrides=overrides)]


def following(*overrides: Override, article: Article = ONE) -> Pick | None:
    return next_pick(article, INDEX, until=END, overrides=overrides)


def test_a_pick_made_by_hand_is_shown_before_what_the_rules_find_and_says_who_chose_it() -> None:
    assert ids(made(BREAD[0])) == [BREAD[0].id, *ids()[:2]]
    (first, *_) = related(ONE, INDEX, until=END, overrides=[made(BREAD[0])])
    assert (first.origin, first.reason, first.url) == (PickOrigin.EDITOR, "Chosen by the editor", BREAD[0].url)
    found = following(made(BREAD[0], NEXT))
    assert found is not None
    assert (found.article, found.kind) == (BREAD[0].id, NEXT)


def test_it_stands_at_its_place_among_the_picks_of_the_page() -> None:
    article = replace(ONE, picks=(chosen(RELATED, BREAD[1].url), chosen(RELATED, BREAD[2].url)))
    for place, expected in ((0, [0, 1, 2]), (1, [1, 0, 2]), (2, [1, 2, 0]), (7, [1, 2, 0])):
        assert ids(made(BREAD[0], place=place), article=article) == [BREAD[number].id for number in expected]


def test_what_is_struck_is_not_shown_whether_rules_or_the_page_name_it() -> None:
    first, *others = ids(limit=5)
    assert first is not None
    assert ids(struck(first), limit=4) == others
    article = replace(ONE, picks=(chosen(RELATED, BREAD[1].url),))
    assert BREAD[1].id not in ids(struck(BREAD[1].id), article=article)
    before = following()
    assert before is not None
    assert before.article is not None
    after = following(struck(before.article, NEXT))
    assert after is None or after.article != before.article
    assert following(struck(before.article, RELATED)) == before, "struck as Related only"


def test_what_is_made_next_by_hand_is_no_related_though_the_page_says_so() -> None:
    article = replace(ONE, picks=(chosen(RELATED, BREAD[1].url),))
    settled = [made(BREAD[1], NEXT)]
    beside = related(article, INDEX, until=END, overrides=settled)
    assert BREAD[1].id not in [pick.article for pick in beside]
    found = next_pick(article, INDEX, until=END, without=[p.article for p in beside if p.article], overrides=settled)
    assert found is not None
    assert found.article == BREAD[1].id


def test_a_part_that_is_struck_as_next_may_be_related() -> None:
    parts = [story(f"part{n}", "sheds", day=n, title=f"Building a shed, Part {n}: {n}") for n in range(1, 4)]
    index = archive_of([*parts, *BREAD])
    plain = [pick.article for pick in related(parts[1], index, until=END)]
    freed = [pick.article for pick in related(parts[1], index, until=END, overrides=[struck(parts[2].id, NEXT)])]
    assert parts[2].id not in plain
    assert parts[2].id in freed


def test_what_left_the_archive_is_not_shown_and_told_as_gone() -> None:
    gone = Override(kind=RELATED, other="tag:example.org,2026:article/gone", place=0)
    assert ids(gone) == ids()
    told = [*related_verdicts(ONE, INDEX, until=END, overrides=[gone])]
    assert told[0].why == "chosen by the editor, and not in the archive any more"
    assert told[0].pick is None


def test_what_was_settled_is_told_among_the_reasons() -> None:
    first = ids()[0]
    assert first is not None
    told = {one.found.url: one.why for one in related_verdicts(ONE, INDEX, until=END, overrides=[struck(first)])}
    assert "struck by the editor" in told.values()
    steps = [(one.step, one.why) for one in next_verdicts(ONE, INDEX, until=END, overrides=[made(BREAD[0], NEXT)])]
    assert steps[0] == (Step.EDITOR, "Chosen by the editor")


def test_feeds_take_them_too_also_of_articles_for_which_nothing_is_looked_for() -> None:
    settled = {ONE.id: [made(BREAD[0]), made(BREAD[1], NEXT)]}
    for computed in ((), (ONE.id,)):
        found = picking.for_feeds([ONE], INDEX, computed=computed, outside=False, overrides=settled, words=ENGLISH)[
            ONE.id
        ]
        assert found[0].article == BREAD[0].id
        assert (found[-1].kind, found[-1].article) == (NEXT, BREAD[1].id)


@settings(max_examples=40, deadline=None)
@given(archives(), st.data())
def test_whatever_is_settled_no_pick_is_the_article_itself_a_story_of_the_edition_or_there_twice(
    archive: list[Article], data: st.DataObject
) -> None:
    index = archive_of(archive)
    any_id = st.sampled_from([other.id for other in archive])
    one = st.builds(Override, kind=st.sampled_from([*PickKind]), other=any_id, place=st.sampled_from([None, 0, 1, 5]))
    overrides = data.draw(st.lists(one, max_size=5, unique_by=lambda it: (it.kind, it.other)))
    article, without = data.draw(st.sampled_from(archive)), data.draw(st.lists(any_id, max_size=3))
    beside = related(article, index, until=END, without=without, overrides=overrides)
    shown = [pick.article for pick in beside if pick.article]
    after = next_pick(article, index, until=END, without=[*without, *shown], overrides=overrides)
    every = shown + ([after.article] if after and after.article else [])
    assert len(every) == len({*every})
    assert {article.id, *without}.isdisjoint(every)
    struck_ones = {(it.kind, it.other) for it in overrides if it.place is None}
    assert struck_ones.isdisjoint({(RELATED, id) for id in shown} | ({(NEXT, every[-1])} if after else set()))
    assert len(shown) <= 3
