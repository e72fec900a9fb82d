"""What an editor's file makes of an edition: what it asks for, all of it or nothing, and the same when done twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Edition, EditionSection, Passage, Pick, PickKind, PickOrigin, Sponsor
from digest.newsletter.hand.named import Chosen, chosen
from digest.newsletter.hand.recompose import Hand, recomposed, stories, untouched
from digest.newsletter.hand.told import told
from digest.newsletter.hand.wishes import Wishes, read
from make import edition, item

TITLES = {"tea": "Tea", "cake": "Cake", "jam": "Jam"}
WHOLE = edition("tea", "cake", "jam", stories=3)
IDS = [one.article for one in stories(WHOLE)]
WORDS = Passage(text="Hello", html="<p>Hello</p>")


def hand(*, lead: str | None = None, order: Sequence[str] = (), drop: Sequence[str] = (), **words: object) -> Hand:
    return Hand(chosen=Chosen(lead, tuple(order), frozenset(drop)), **words)


@st.composite
def hands(draw: st.DrawFn) -> Hand:
    order = draw(st.lists(st.sampled_from(IDS), unique=True))
    drop = draw(st.lists(st.sampled_from(IDS), unique=True, max_size=len(IDS) - 1))
    lead = draw(st.sampled_from([None, *(id for id in IDS if id not in drop)]))
    sponsor = Sponsor(name="Jam & Co", url="https://jam.example/", passage=WORDS)
    return hand(
        lead=lead,
        order=[id for id in order if id not in drop],
        drop=drop,
        introduction=draw(st.sampled_from([None, WORDS])),
        sponsor=draw(st.sampled_from([None, sponsor])),
    )


def shown(found: Edition) -> list[str]:
    return [one.article for section in found.sections for one in section.items]


@given(st.lists(hands(), min_size=1, max_size=3))
def test_the_last_hand_is_what_counts_and_no_story_is_lost_or_there_twice(some: list[Hand]) -> None:
    found = WHOLE
    for one in some:
        found = recomposed(found, one, TITLES)
    assert found == recomposed(WHOLE, some[-1], TITLES)
    assert found == recomposed(found, some[-1], TITLES)
    assert sorted(shown(found)) == sorted(set(IDS) - some[-1].chosen.drop)
    assert sorted(one.article for one in stories(found)) == sorted(IDS)
    assert all(section.items for section in found.sections)
    assert untouched(found, TITLES) == WHOLE


@given(hands())
def test_what_is_ordered_stands_first_in_its_section_and_brings_the_section_to_the_front(one: Hand) -> None:
    found = recomposed(WHOLE, one, TITLES)
    order = one.chosen.order
    for section in found.sections:
        here = [story.article for story in section.items]
        named = [id for id in order if id in here]
        assert here == named + [id for id in IDS if id in here and id not in named]
    first = list(
        dict.fromkeys(next(s.slug for s in found.sections for i in s.items if i.article == id) for id in order)
    )
    assert [section.slug for section in found.sections][: len(first)] == first


@given(hands(), hands())
def test_a_change_is_told_in_words_and_no_change_is_told_as_none(one: Hand, other: Hand) -> None:
    before, after = recomposed(WHOLE, one, TITLES), recomposed(WHOLE, other, TITLES)
    assert bool(told(before, after)) == (before != after)


def test_the_words_of_a_change_name_what_was_done() -> None:
    after = recomposed(WHOLE, hand(lead=IDS[1], order=[IDS[4]], drop=[IDS[0]], introduction=WORDS), TITLES)
    assert told(WHOLE, after) == (
        "introduction written; lead “The story of tea-1”; dropped “The story of tea-0”; order 5, 4, 6, 2, 3, 7, 8, 9"
    )
    assert told(after, WHOLE) == (
        "introduction taken out; lead left to the order; brought back “The story of tea-0”; order as composed"
    )


def test_picks_stay_as_they_were_frozen_but_none_leads_to_a_story_of_the_edition_or_a_dropped_one() -> None:
    def pick(name: str, kind: PickKind = PickKind.RELATED) -> Pick:
        target = item(name)
        return Pick(kind=kind, origin=PickOrigin.COMPUTED, url=target.url, title=name, article=target.article)

    related = (pick("elsewhere"), pick("tea-1"))
    first = replace(item("tea-0"), related=related, next=pick("tea-1", PickKind.NEXT))
    second = replace(item("tea-1"), related=(pick("other"),), next=pick("after", PickKind.NEXT))
    whole = replace(WHOLE, sections=(EditionSection(slug="tea", title="Tea", items=(first, second)),))
    left = recomposed(whole, hand(drop=[second.article]), TITLES).sections[0].items
    assert [one.article for one in left] == [first.article]
    assert (left[0].related, left[0].next) == (related[:1], None)
    both = recomposed(whole, hand(), TITLES).sections[0].items
    assert (both[1].related, both[1].next) == (second.related, second.next)


def named(text: str, *, numbered: bool = True) -> tuple[Chosen, list[str]]:
    wishes, mistakes = read(text.encode())
    assert mistakes == []
    return chosen(wishes, stories(WHOLE), numbered=numbered)


@pytest.mark.parametrize(
    "name", ["2", '"2"', '"https://example.org/tea-1"', '"http://www.example.org/tea-1/#top"', f'"{IDS[1]}"']
)
def test_a_story_is_named_by_number_address_or_id(name: str) -> None:
    found, mistakes = named(f"lead = {name}\norder = [{name}]")
    assert (found.lead, found.order, mistakes) == (IDS[1], (IDS[1],), [])


def test_every_mistake_is_told_with_its_place() -> None:
    _, mistakes = named('lead = 4\norder = [1, 1, 99, "https://example.org/none"]\ndrop = [4, -1]')
    assert mistakes == [
        "order[1]: 1 is the story of order[0] again; name it once",
        "order[2]: there is no story 99; found 1 to 9",
        "order[3]: no story of this edition has the address 'https://example.org/none'",
        "drop[1]: there is no story -1; found 1 to 9",
        "lead: 4 is dropped; choose another one, or keep it",
    ]


def test_one_story_must_stay() -> None:
    assert "nothing would be left" in named(f"drop = {[*range(1, 10)]}")[1][0]


def test_numbers_are_refused_while_nobody_can_know_them() -> None:
    assert "numbers are not settled" in named("lead = 1", numbered=False)[1][0]
    assert named('lead = "https://example.org/tea-0"', numbered=False)[1] == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"lead = ", "cannot be read as TOML"),
        (b"\xff", "cannot be read as TOML"),
        (b"lead = " + b"9" * 5000, "cannot be read as TOML"),
        (b"order = " + b"[" * 5000, "cannot be read as TOML"),
        (b"leed = 1", "leed: unknown key; did you mean lead?"),
        (b"lead = true", "lead: found True"),
        (b'[sponsor]\nname = "x"\nurl = "jam.example"', "sponsor.url: 'jam.example' is not a web address"),
        (b'[sponsor]\nurl = "https://jam.example"', "sponsor.name: is missing"),
    ],
)
def test_a_file_of_another_form_is_told_and_nothing_of_it_is_guessed(text: bytes, told: str) -> None:
    _, mistakes = read(text)
    assert len(mistakes) == 1
    assert told in mistakes[0]


def test_a_file_may_begin_with_the_mark_of_its_encoding_and_end_its_lines_as_windows_does() -> None:
    assert read(b"\xef\xbb\xbflead = 2\r\ndrop = [3]\r\n") == read(b"lead = 2\ndrop = [3]\n")
    assert read(b"\xef\xbb\xbflead = 2\r\n")[1] == []


def test_what_is_well_beside_a_mistake_of_form_is_looked_at_too() -> None:
    wishes, mistakes = read(b"leed = 1\nlead = 99")
    assert len(mistakes) == 1
    assert wishes == Wishes(lead="99")
