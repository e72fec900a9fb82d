from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import make
from digest.model import Series
from digest.picks import Index, series


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
    assert Index.of([titled(title)]).articles[titled(title).id].series is None


def test_what_an_article_states_wins_over_its_title() -> None:
    stated = Series(key="shed", title="The shed", part=7)
    assert series(replace(titled("Building the shed, Part 2"), series=stated)) == stated


def test_the_key_does_not_depend_on_case_space_or_punctuation() -> None:
    titles = ("Building the Shed, Part 1", "building  the shed: part 2", "BUILDING THE SHED – Part 3 (The end)")
    assert {series(titled(title)).key for title in titles} == {"building the shed"}


def places(*titles: str, section: str = "tea") -> list[int | None]:
    articles = [titled(title, name=f"a{number}", section=section) for number, title in enumerate(titles)]
    cards = Index.of(articles).articles
    return [card.series.part if (card := cards[article.id]).series else None for article in articles]


def test_bare_numbers_are_parts_where_the_archive_has_the_parts_before() -> None:
    assert places("Shed diary 1", "Shed diary 2: Nails", "Shed diary 3") == [1, 2, 3]
    assert places("Shed diary", "Shed diary 2") == [1, 2]


def test_bare_numbers_without_a_beginning_are_no_parts() -> None:
    assert places("Living with Windows 10", "Living with Windows 11") == [None, None]
    assert places("Shed diary 1", "Shed diary 4") == [None, None]
    assert places("Our top 5", "Our top 10") == [None, None]


def test_an_article_called_like_a_series_is_its_first_part() -> None:
    assert places("What is a shed?", "What Is a Shed – Part 2") == [1, 2]
    assert places("A shed", "A shed, part 1", "A shed, part 2") == [None, 1, 2]


def test_two_sections_never_share_a_series_by_bare_numbers() -> None:
    one, two = titled("Shed diary 1", "a", "tea"), titled("Shed diary 2", "b", "coffee")
    assert [card.series for card in Index.of([one, two]).articles.values()] == [None, None]


@given(st.text(max_size=60))
def test_no_title_whatever_is_refused(title: str) -> None:
    found = series(titled(title))
    assert found is None or (found.part > 0 and found.key and found.title)
