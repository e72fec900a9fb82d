from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import make
from digest.model import Article, Series
from digest.picks import series
from digest.picks.series import completed
from digest.picks.text import squeezed
from digest.picks.titles import stems
from picks_archive import archive_of, card_of

START = datetime(2026, 1, 1, tzinfo=UTC)


def titled(title: str, name: str = "one", section: str = "tea") -> make.Article:
    return replace(make.article(name, section=section), title=title)


@pytest.mark.parametrize(
    ("title", "stem", "part"),
    [
        ("Building the shed, Part 2", "Building the shed", 2),
        ("Building the shed: Part 2: The roof", "Building the shed", 2),
        ("Building the shed Part 3: The roof", "Building the shed", 3),
        ("Building the shed – part II", "Building the shed", 2),
        ("Building the shed (Part IV)", "Building the shed", 4),
        ("Building the shed, part three", "Building the shed", 3),
        ("Building the shed, Part 2 of 5", "Building the shed", 2),
        ("Building the shed (2/5)", "Building the shed", 2),
        ("Building the shed [2 of 5]", "Building the shed", 2),
        ("Shed diary #3", "Shed diary", 3),
        ("Shed diary #3: Nails", "Shed diary", 3),
        ("The shed show: Episode 4", "The shed show", 4),
        ("The shed show, Ep. 12 – Paint", "The shed show", 12),
        ("Der Schuppen, Teil 2", "Der Schuppen", 2),
        ("Der Schuppen (Teil 2 von 5)", "Der Schuppen", 2),
        ("Der Schuppen – Folge 7: Nägel", "Der Schuppen", 7),
        ("Der Schuppen, Teil zwei", "Der Schuppen", 2),
        ("Part 1: Delivering on a promise", "Delivering on a promise", 1),
        ("Life of a duck, chapter 3", "Life of a duck", 3),
        ("What’s the dif? Part 2", "What’s the dif?", 2),
        ("Sheds (old ones), Part 2", "Sheds (old ones)", 2),
        ("(Part 2) Building the shed", "Building the shed", 2),
        ("Living with it, part 2", "Living with it", 2),
        ("Gov breakdown #1 – Browsers: Chrome takes the cake", "Gov breakdown", 1),
    ],
)
def test_a_title_that_clearly_tells_its_part_is_one(title: str, stem: str, part: int) -> None:
    found = series(titled(title))
    assert found is not None
    assert (found.title, found.part) == (stem, part)


@pytest.mark.parametrize(
    "title",
    [
        "Windows 11",
        "Living with Windows 11",
        "10 ways to hang a door",
        "Top 5",
        "Our top 10 sheds",
        "The best of 2019",
        "2019: a look back",
        "World War II",
        "How World War II changed sheds",
        "FCC Part 15 rules, explained",
        "The shed maker files for Chapter 11",
        "How we became #1",
        "Chrome is the #1 browser",
        "Which is the no. 1 shed?",
        "Remembering (9/11)",
        "Open all day (24/7)",
        "Medicare Part D, explained",
        "Confessions of a part-timer",
        "Part 2",
        "COVID-19",
        "iPhone 15: the review",
        "The part I like: nails",
        "Apollo 11: fifty years on",
        "#MeToo at 5",
        "Part 0: nothing",
    ],
)
def test_a_number_that_is_no_part_makes_no_series(title: str) -> None:
    assert series(titled(title)) is None
    assert places(title) == [None]


def test_what_an_article_states_wins_over_its_title() -> None:
    stated = Series(key="shed", title="The shed", part=7)
    assert series(replace(titled("Building the shed, Part 2"), series=stated)) == stated


def test_the_key_does_not_depend_on_case_space_or_punctuation() -> None:
    titles = ("Building the Shed, Part 1", "building  the shed: part 2", "BUILDING THE SHED – Part 3 (The end)")
    assert {series(titled(title)).key for title in titles} == {"building the shed"}


def places(*titles: str, section: str = "tea", every: int = 7) -> list[int | None]:
    """The parts that articles with these titles are, published so many days apart."""
    return [place.part if place else None for place in all_places(*titles, section=section, every=every)]


def all_places(*titles: str, section: str = "tea", every: int = 7) -> list[Series | None]:
    articles = [
        replace(titled(title, name=f"a{number}", section=section), date=START + timedelta(days=every * number))
        for number, title in enumerate(titles)
    ]
    return [place_in(articles, article) for article in articles]


def place_in(articles: list[Article], article: Article) -> Series | None:
    """The place that an archive of these gives to one of them."""
    archive = archive_of(articles)
    parts = archive.parts(archive.cards([article.id])[article.id])
    return next((card.series for card in parts if card.id == article.id), None)


@pytest.mark.parametrize(
    "titles",
    [
        ("[1/2] Shed diary", "[2/2] Shed diary"),
        ("1/2: Shed diary", "2/2: Shed diary"),
        ("Shed diary 1/2: nails", "Shed diary 2/2: walls"),
        ("#1 Shed diary: nails", "#2 Shed diary: walls"),
        ("Nails (Shed diary, Part 1)", "Walls (Shed diary, Part 2)"),
        ("Nails | Shed diary #1", "Walls | Shed diary #2"),
        ("Shed diary: Nails, part 1", "Shed diary: Walls, part 2"),
        ("Part 1 of the shed diary: nails", "Part 2 of the shed diary: walls"),
        ("Day 1 of 7: Shed diary – nails", "Day 2 of 7: Shed diary – walls"),
        ("Week One: Shed diary", "Week Two: Shed diary"),
        ("Chapter 1. Shed diary", "Chapter 2. Shed diary"),
        ("The first part of our shed diary", "The second part of our shed diary"),
        ("Shed diary: Part the First", "Shed diary: Part the Second"),
        ("Shed diary Part 1 nails", "Shed diary Part 2 walls"),
        ("Shed diary week 1: nails", "Shed diary week 2: walls"),
        ("Shed diary (1)", "Shed diary (2)"),
        ("Shed diary I: nails", "Shed diary II: walls"),
        ("1. Shed diary: nails", "2. Shed diary: walls"),
        ("Shed diary: 1. Nails", "Shed diary: 2. Walls"),
        ("Schuppen – Erster Teil", "Schuppen – Zweiter Teil"),
        ("Le cabanon, 1re partie", "Le cabanon, 2e partie"),
        ("Shed diary, 1 of 5", "Shed diary, 2 of 5"),
        ("Shed diary, one", "Shed diary, two"),
        ("Day one on the roof", "Day two on the roof"),
        ("Letter #1 from the shed", "Letter #2 from the shed"),
    ],
)
def test_two_parts_find_each_other_wherever_their_marks_stand(titles: tuple[str, str]) -> None:
    assert places(*titles) == [1, 2]


def test_bare_numbers_are_parts_where_the_archive_has_the_parts_before() -> None:
    assert places("Shed diary 1", "Shed diary 2: Nails", "Shed diary 3") == [1, 2, 3]
    assert places("Shed diary", "Shed diary 2") == [1, 2]
    assert places("Shed diary: The stones", "Shed diary 2: Nails") == [1, 2]
    assert places("Shed diary 1", "Shed diary 3") == [1, 3], "one may be missing"
    assert places("Shed diary 2", "Shed diary 3", "Shed diary 4") == [2, 3, 4], "the first, too, among many"


@pytest.mark.parametrize(
    "titles",
    [
        ("Living with Windows 10", "Living with Windows 11"),
        ("Windows 10: a review", "Windows 11: a review"),
        ("Shed diary 1", "Shed diary 4"),
        ("Our top 5", "Our top 10"),
        ("Python 2: goodbye", "Python 3: welcome"),
        ("World War I", "World War II"),
        ("What happened on March 1", "What happened on March 2"),
        ("5 ways to paint", "6 ways to paint"),
        ("1. Nails", "2. Walls"),
    ],
)
def test_numbers_that_no_beginning_bears_out_are_no_parts(titles: tuple[str, str]) -> None:
    assert places(*titles) == [None, None]


def test_parts_that_name_no_series_are_one_if_they_are_many_and_close_together() -> None:
    assert places("1. Nails", "2. Walls", "3. Roof") == [1, 2, 3]
    assert places("1. Nails", "2. Walls", "3. Roof", every=90) == [None, None, None]


def test_parts_that_name_no_series_are_told_apart_by_what_they_call_themselves() -> None:
    both = ["Step 1: Nails", "Lesson 1: Ducks", "Step 2: Walls", "Lesson 2: Geese", "Step 3: Roof", "Lesson 3: Swans"]
    keys = [place and place.key for place in all_places(*both)]
    assert None not in keys
    assert (keys[::2], keys[1::2]) == ([keys[0]] * 3, [keys[1]] * 3)
    assert keys[0] != keys[1]
    assert places("Chapter One", "Chapter Two", "Chapter Three") == [1, 2, 3]


@pytest.mark.parametrize("closing", ["the conclusion", "Epilogue", "the final part", "Schluss"])
def test_what_is_called_like_a_series_and_its_end_is_its_last_part(closing: str) -> None:
    assert places("Shed diary, part 1", "Shed diary, part 2", f"Shed diary: {closing}") == [1, 2, 3]
    assert places("Shed diary, part 1", "Shed diary: Paint", f"Duck diary: {closing}") == [1, None, None]


def test_an_article_called_like_a_series_is_its_first_part() -> None:
    assert places("What is a shed?", "What Is a Shed – Part 2") == [1, 2]
    assert places("A shed", "A shed, part 1", "A shed, part 2") == [None, 1, 2]


@pytest.mark.parametrize(
    "form",
    ["Building the shed: {}", "Building the shed – {}", "{} | Building the shed", "{} (Building the shed)",
     "Building the shed, {}", "Building the shed… {}"],
)  # fmt: skip
def test_titles_that_share_a_name_and_no_number_are_a_series_by_date(form: str) -> None:
    assert places(*map(form.format, ("Stones", "Walls", "Roof"))) == [0, 0, 0]


@pytest.mark.parametrize(
    "name",
    ["The Friday Column", "Interview", "Weekly roundup", "Letters to the editor", "How to", "Opinion", "Book review"],
)
def test_columns_and_kinds_of_article_are_no_series(name: str) -> None:
    assert places(f"{name}: Ducks", f"{name}: Bread", f"{name}: Trains") == [None, None, None]


def test_what_goes_on_for_ever_is_a_column_whatever_it_is_called() -> None:
    assert places(*(f"Among the sheds: {number} nails" for number in range(20, 40))) == [None] * 20


def test_what_shares_a_name_once_a_year_is_no_series() -> None:
    assert places("Call for sheds: Ada", "Call for sheds: Ben", "Call for sheds: Cleo", every=360) == [None] * 3


def test_an_unnumbered_one_beside_parts_with_numbers_is_none() -> None:
    assert places("The shed, Part 1", "The shed, Part 2", "The shed: questions", "The shed: answers") == [
        1,
        2,
        None,
        None,
    ]


def keys(*cards: tuple[str, int, str, str]) -> list[str | None]:
    """The keys of the series of articles, each given as title, day, section and author."""
    articles = [
        replace(titled(title, f"a{at}", section), date=START + timedelta(days=day), authors=(author,))
        for at, (title, day, section, author) in enumerate(cards)
    ]
    return [place.key if (place := place_in(articles, article)) else None for article in articles]


def test_two_series_of_one_name_stay_apart() -> None:
    both_years = [
        (f"Harvest, part {part}", year * 365 + part * 7, "tea", "ada") for year in (0, 1) for part in (1, 2, 3)
    ]
    first, second = keys(*both_years)[:3], keys(*both_years)[3:]
    assert len({*first}) == len({*second}) == 1
    assert first[0] != second[0]
    for other in (("coffee", "ada"), ("tea", "ben")):
        at_once = [
            (f"Harvest, part {part}", part * 7 + at, *whose)
            for part in (1, 2, 3)
            for at, whose in enumerate((("tea", "ada"), other))
        ]
        found = keys(*at_once)
        assert len({*found[::2]}) == len({*found[1::2]}) == 1
        assert found[0] != found[1]


def test_a_part_that_is_told_again_within_days_is_the_same_one() -> None:
    cards = [(f"Harvest, part {part}", day, "tea", "ada") for part, day in ((1, 0), (2, 7), (2, 8), (3, 14))]
    assert {*keys(*cards)} == {"harvest"}


def test_parts_of_one_series_may_lie_in_two_sections_of_one_source() -> None:
    cards = [
        (f"Harvest, part {part}", part, section, "ada") for part, section in ((1, "tea"), (2, "coffee"), (3, "tea"))
    ]
    assert {*keys(*cards)} == {"harvest"}


def test_two_sections_never_share_a_series_by_bare_numbers() -> None:
    one, two = titled("Shed diary 1", "a", "tea"), titled("Shed diary 2", "b", "coffee")
    assert [place_in([one, two], article) for article in (one, two)] == [None, None]


def test_what_some_state_and_others_have_in_their_titles_is_one_series() -> None:
    stated = replace(titled("The walls", "a"), series=Series(key="the shed diary", title="The Shed Diary", part=1))
    told = titled("The shed diary, part 2", "b")
    archive = archive_of([stated, told])
    parts = archive.parts(archive.cards([stated.id])[stated.id])
    assert [card.id for card in parts] == [stated.id, told.id]


def test_a_series_that_is_stated_without_numbers_goes_by_date() -> None:
    shed = Series(key="the shed", title="The shed")
    articles = [
        replace(titled(title, title), series=shed, date=START + timedelta(days=day))
        for title, day in (("Roof", 900), ("Stones", 0), ("Walls", 400))
    ]
    archive = archive_of(articles)
    parts = archive.parts(archive.cards([articles[0].id])[articles[0].id])
    assert [card.title for card in parts] == ["Stones", "Walls", "Roof"]


WORDS = st.sampled_from(
    ["Shed", "Diary", "the", "Nails", "Part", "2", "1", "III", "(", ")", ":", "–", "#3", "of", "Week", "2/3"]
)
TITLES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
DAYS, SECTIONS = st.integers(0, 400), st.sampled_from(["tea", "coffee"])


@given(st.lists(st.tuples(TITLES, DAYS, SECTIONS), min_size=1, max_size=9), st.randoms())
def test_which_article_is_which_part_does_not_depend_on_the_order_in_which_they_are_read(
    rows: list[tuple[str, int, str]], chance: random.Random
) -> None:
    cards = [
        replace(card_of(article), series=series(article))
        for at, (title, day, section) in enumerate(rows)
        for article in [replace(titled(title, f"a{at}", section), date=START + timedelta(days=day))]
    ]
    mixed = chance.sample(cards, len(cards))
    assert {card.id: card.series for card in completed(mixed)} == {card.id: card.series for card in completed(cards)}


@given(st.lists(TITLES, min_size=2, max_size=9))
def test_parts_of_one_series_share_a_stem(titles: list[str]) -> None:
    cards = [
        replace(card_of(one), series=series(one))
        for at, title in enumerate(titles)
        for one in [titled(title, f"a{at}")]
    ]
    of: dict[str, frozenset[str]] = {}
    for card in completed(cards):
        if card.series:
            of[card.series.key] = of.get(card.series.key, stems(card.title)) & stems(card.title)
    assert all(of.values())


@given(st.text(max_size=60))
def test_no_title_whatever_is_refused(title: str) -> None:
    found = series(titled(title))
    assert found is None or (found.part > 0 and found.key and found.title)


@pytest.mark.parametrize("piece", ["(1/2) [3] part 4: ", "a 1: ", "1回", "\t"])
def test_what_is_no_title_any_more_is_searched_for_none(piece: str) -> None:
    """Ten thousand letters of it took up to twenty seconds."""
    assert stems(piece * 5_000) == {squeezed(piece * 5_000)} - {""}
