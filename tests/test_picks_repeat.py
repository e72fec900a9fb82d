"""The same archive gives the same picks in any process, and reading it is whole: markup, addresses, odd texts."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import make
from digest.picks import related
from digest.picks.address import address_key
from digest.picks.text import plain, words
from picks_archive import END, archive_of, story

PROGRAM = """
from digest.picks import next_pick, related
from picks_archive import END, SUBJECTS, archive_of, story
archive = [story(f"{subject}{n}", subject, day=n) for subject in SUBJECTS for n in range(6)]
index = archive_of(set(archive))
for article in archive:
    print(related(article, index, until=END), next_pick(article, index, until=END))
    print(sorted(near.score for near in index.near(index.cards([article.id])[article.id], END)))
"""


def test_a_fresh_process_gives_the_same_picks() -> None:
    here = Path(__file__).parent
    outputs = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{here}{os.pathsep}{here.parent}"}
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
        )
        outputs.add(run.stdout)
    assert len(outputs) == 1
    assert "Also about" in outputs.pop()


def test_markup_is_not_read_as_words() -> None:
    html = '<p title="a > b">Ducks &amp; <a href="https://example.org/geese">drakes</a><br>swim</p>'
    assert words(plain(html)) == ["ducks", "drakes", "swim"]


def test_small_letters_possessives_and_little_words_make_no_difference() -> None:
    assert words("The Duck’s pond, and THE duck's Pond; Straße") == ["duck", "pond", "duck", "pond", "strasse"]


@pytest.mark.parametrize(
    "other",
    [
        "http://example.org/a/b",
        "https://www.example.org/a/b/",
        "HTTPS://EXAMPLE.org:443/a/b?utm_source=x&UTM_medium=y",
        "//example.org/a/b#c",
        "example.org/a/b",
    ],
)
def test_an_address_is_known_however_it_is_written(other: str) -> None:
    assert address_key(other) == address_key("https://example.org/a/b") == "example.org/a/b"


@pytest.mark.parametrize("other", ["https://example.org/A/b", "https://example.org/a/b?p=2", "https://example.com/a/b"])
def test_another_address_is_another_address(other: str) -> None:
    assert address_key(other) != address_key("https://example.org/a/b")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=200)), max_size=8))
def test_no_text_whatever_is_refused(texts: list[tuple[str, str]]) -> None:
    archive = [
        replace(make.article(str(number)), title=title, content=content, summary="", tags=(title,))
        for number, (title, content) in enumerate(texts)
    ]
    index = archive_of(archive)
    for article in archive:
        assert len(related(article, index, until=END)) <= 3
        card = index.cards([article.id])[article.id]
        assert all(near.score > 0 for near in index.near(card, END))


def test_an_article_read_twice_counts_once_and_as_read_last() -> None:
    one = story("one", "sheds")
    index = archive_of([one, replace(one, title="A better title"), story("two", "sheds")])
    assert [card.title for card in index.cards([one.id]).values()] == ["A better title"]
