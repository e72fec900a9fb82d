"""Likeness: the same words are the same story, however they are set."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import NOW
from digest.collect.identity.called import called
from digest.collect.identity.likeness import TELLING, is_telling, letters, likeness, shared
from digest.model import Found


def found(text: str, title: str = "The goose", **more: object) -> Found:
    whole = Found(source="s", url="https://e.org/a", section="news", title=title, content=text, published=NOW)
    return replace(whole, **more)


LONG = " ".join(f"word{n}" for n in range(TELLING))


@pytest.mark.parametrize(
    "set_otherwise",
    [
        f"<p>{LONG}</p>",
        LONG.upper(),
        LONG.replace(" ", " — "),
        f"“{LONG}”!",
        LONG.replace("word7 ", "<b>wo</b>rd7&nbsp;\n"),
        LONG.replace("o", "\N{FULLWIDTH LATIN SMALL LETTER O}"),
    ],
)
def test_markup_spaces_signs_and_case_do_not_count(set_otherwise: str) -> None:
    assert likeness(found(set_otherwise)) == likeness(found(LONG))


@pytest.mark.parametrize("other", [LONG.replace("word7 ", ""), LONG.replace("word7 ", "word8 "), LONG + " and more"])
def test_every_word_counts(other: str) -> None:
    assert likeness(found(other)) != likeness(found(LONG))


def test_the_title_counts() -> None:
    assert likeness(found(LONG, title="Another")) != likeness(found(LONG))


@pytest.mark.parametrize(("words", "telling"), [(TELLING, True), (TELLING - 1, False), (0, False)])
def test_a_text_of_eighty_words_tells_by_itself_and_a_shorter_one_by_its_moment(words: int, telling: bool) -> None:
    text = " ".join(LONG.split()[:words])
    now, later = likeness(found(text)), likeness(found(text, published=NOW.replace(second=1)))
    assert now is not None
    assert (is_telling(now), now == later) == (telling, telling)
    assert (likeness(found(text, published=None)) is None) is not telling
    assert (likeness(found(text, published=NOW.replace(year=1970))) is None) is not telling


def test_a_text_without_spaces_can_be_long() -> None:
    assert is_telling(likeness(found("鹅过了河" * 150)) or "")
    assert not is_telling(likeness(found("鹅过了河" * 10)) or "")


@given(st.text(), st.text(alphabet=string.punctuation.replace("&", "").replace("<", "") + " \n–…", max_size=5))
def test_letters_are_those_of_any_text_and_signs_add_none(text: str, signs: str) -> None:
    plain = text.replace("<", "").replace("&", "")
    assert all(letter.isalnum() for letter in letters(plain).decode())
    assert letters(plain + signs) == letters(signs + plain) == letters(plain)


def test_what_two_texts_share_is_measured_by_the_shorter_one() -> None:
    assert shared(LONG, LONG + " and more") == 1
    assert shared(LONG, " ".join(reversed(LONG.split()))) == 0
    assert shared("too short", LONG) is None


def test_entries_are_called_by_their_guid_and_their_address() -> None:
    with_guid, without = called([found(LONG, guid="g"), found(LONG, url="https://www.e.org/b/")])
    assert (with_guid.key, with_guid.names) == ("e.org/a", ("g", "e.org/a"))
    assert (without.key, without.names) == ("e.org/b", ("e.org/b",))
    [long] = called([found(LONG, guid="g" * 2000)])
    assert long.name.startswith("sha256:")


def test_only_unlike_entries_make_a_shared_address_nobodys() -> None:
    same = called([found(LONG, guid="1"), found(LONG + " and more", guid="2", title="The goose, again")])
    assert [one.key for one in same] == ["e.org/a", "e.org/a"]
    apart = called([found(LONG, guid="1"), found(LONG.replace("w", "v"), guid="2", title="The ferry", complete=False)])
    assert len({one.key for one in apart}) == 2
    assert all(one.address == "e.org/a" and one.found.complete for one in apart)
