"""A CSV of readers: what can be taken is taken, the rest is named with line and reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import NOW
from digest.errors import WrongUse
from digest.readers.transfer import Import, is_address, subscribers


def read(text: str) -> Import:
    return subscribers(text, ("tea", "cake"), newsletter="weekly", name="people.csv", now=NOW)


def test_sections_and_consent_are_read_and_may_be_left_out() -> None:
    found = read("address,sections,consent\nada@a.example,tea;cake,paper form\nbo@b.example,,\n")
    assert [(one.address, one.sections, one.consent) for one in found.subscribers] == [
        ("ada@a.example", ("tea", "cake"), "paper form"),
        ("bo@b.example", (), "imported from people.csv, 2026-03-02"),
    ]
    assert found.refused == ()


def test_a_bad_line_costs_itself_only_and_says_why() -> None:
    found = read(
        "\ufeffEmail,Name,sections\nada@a.example,Ada,tea\nnobody,N,\nbo@b.example,B,coffee\n\nCy@c.example,C,\n"
    )
    assert [one.address for one in found.subscribers] == ["ada@a.example", "Cy@c.example"]
    assert [line for line, _ in found.refused] == [3, 4]
    assert "'nobody' is not a mail address" in found.refused[0][1]
    assert "there is no section 'coffee'; found tea, cake" in found.refused[1][1]


def test_one_address_is_one_reader_whatever_its_case() -> None:
    assert len(read("address\nAda@a.example\nada@A.example\n").subscribers) == 1


@pytest.mark.parametrize("text", ["", "name,phone\nAda,1\n"])
def test_a_file_without_addresses_is_refused_whole(text: str) -> None:
    with pytest.raises(WrongUse, match="address among them"):
        read(text)


@given(st.text(max_size=400))
def test_any_text_gives_readers_and_reasons_or_one_clear_error(text: str) -> None:
    try:
        found = read("address,sections\n" + text)
    except WrongUse:
        return
    assert all(is_address(one.address) for one in found.subscribers)


@given(st.text(max_size=80))
def test_no_address_can_break_a_header_or_a_command(text: str) -> None:
    assert not is_address(text) or not set(text) & set('\r\n\0 <>,;"')
