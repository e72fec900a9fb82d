"""A page's place in a series is read from its words, its lists and its head; the next date is no series."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from digest.collect.article.editor_picks import take
from digest.collect.article.series_box import series_box

URL = "https://e.org/walls"
PROSE = "<p>A paragraph that tells of sheds and of doors, and of what stands before and behind them both.</p>"


def place(words: str, head: str = "") -> tuple[str, int] | None:
    """(title, part) of a page that has these words in it."""
    page = f"<html><head>{head}</head><body><main><h1>The walls</h1>{words}{PROSE}</main></body></html>"
    found = series_box(html.document_fromstring(page), URL, URL)
    return found and (found.title, found.part)


@pytest.mark.parametrize(
    "words",
    [
        "<p>This is part 2 of the series Building the shed.</p>",
        "<p><em>This is part two of a four-part series on <a href='/s'>Building the shed</a>.</em> Read on.</p>",
        "<div>This post is the second in our series “Building the shed”.</div>",
        "<p>Part 2 of 5 in the Building the shed series</p>",
        "<p>This article is part 2 of the <a href='/s'>Building the shed</a> series.</p>",
        "<p>Editor’s note: This is the second article in a series about Building the shed.</p>",
        "<p>You are reading part II of Building the shed, a series.</p>",
        "<p>Dies ist Teil 2 der Serie „Building the shed“.</p>",
        "<p>Dies ist der zweite Teil unserer Serie über Building the shed.</p>",
    ],
)
def test_a_page_that_says_which_part_it_is_is_that(words: str) -> None:
    assert place(words) == ("Building the shed", 2)


@pytest.mark.parametrize(
    "words",
    [
        "<p>In part 1 of this series I told about walls.</p>",
        "<p>Part 1 of this series covered the walls.</p>",
        "<p>In the first episode of the series, Ada leaves.</p>",
        "<p>The World Series: game 2 of the series was lost.</p>",
        "<p>This is part 2 of the series.</p>",
        "<p>A new series of stamps is out.</p>",
    ],
)
def test_what_is_said_of_other_parts_and_other_series_is_not(words: str) -> None:
    assert place(words) is None


HERE = "<li>The walls</li>"
LINKED = "<li><a href='/walls?utm_source=box'>The walls</a></li>"


@pytest.mark.parametrize("own", [HERE, LINKED])
@pytest.mark.parametrize(
    "heading",
    ["Series: Building the shed", "Building the shed series", "All posts in the series Building the shed"],
)
def test_a_list_of_the_parts_tells_where_a_page_stands(heading: str, own: str) -> None:
    parts = f"<ol><li><a href='/stones'>Foundations</a></li>{own}<li><a href='/roof'>The roof</a></li></ol>"
    assert place(f"<aside><h3>{heading}</h3>{parts}</aside>") == ("Building the shed", 2)
    assert place(f"<aside><h3>{heading}</h3><div>{parts}</div></aside>") == ("Building the shed", 2)


def test_a_list_in_which_the_page_is_not_is_another_ones() -> None:
    others = "<ul><li><a href='/stones'>Foundations</a></li><li><a href='/roof'>The roof</a></li></ul>"
    assert place(f"<aside><h3>Series: Building the shed</h3>{others}</aside>") is None
    assert place(f"<aside><h3>More TV series</h3>{others}</aside>") is None


def test_the_way_to_the_next_date_is_no_series() -> None:
    links = "<nav><a rel='prev' href='/a'>Ducks in winter</a> <a rel='next' href='/b'>A new series of bread</a></nav>"
    assert place(links, head="<link rel='next' href='/b'><link rel='prev' href='/a'>") is None


def picks(lines: str) -> list[tuple[str, str]]:
    tree = html.document_fromstring(f"<body><article>{PROSE}{lines}{PROSE}</article></body>")
    return [(pick.kind.value, pick.url) for pick in take(tree, URL)]


@pytest.mark.parametrize("words", ["Next part", "Next in this series", "Next chapter", "Nächster Teil"])
def test_the_next_part_is_the_editors_next_even_beside_the_previous_one(words: str) -> None:
    back = "<p>Previous part: <a href='/stones'>The stones below it</a></p>"
    assert picks(f"{back}<p>{words}: <a href='/roof'>The roof above it</a></p>") == [("next", "https://e.org/roof")]


def test_the_next_page_beside_the_previous_one_is_nobodys_pick() -> None:
    back = "<p>Previous: <a href='/stones'>The stones below it</a></p>"
    assert picks(f"{back}<p>Next: <a href='/roof'>The roof above it</a></p>") == []


@given(st.text(alphabet="part series of the 12 Ab:,.“”<>", max_size=80))
def test_no_words_break_it(words: str) -> None:
    found = place(f"<p>This is part 2 of series {words}</p>")
    assert found is None or (found[0] and found[1] > 0)
