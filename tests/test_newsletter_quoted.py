"""Quoted-printable: whatever the text, it comes out as it went in, in short lines, from pieces encoded once."""

from __future__ import annotations

import binascii
import quopri
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.newsletter.quoted import Quoter, joined

WORD = "placeholder_of_a_reader-12345678"
TOKEN = "AAAAAAAAACp2UDGvN-lKk0f4Zkg1cwAb"
QUOTER = Quoter({WORD: "reader"})
TEXT = st.text(st.characters() | st.sampled_from(" \t\n.=-_From"), max_size=400)


def whole(*texts: str) -> bytes:
    return joined(QUOTER.quoted(text) for text in texts).filled({"reader": TOKEN.encode()})


def sent(*texts: str) -> bytes:
    """What mail programs have to get: the texts with CRLF line ends, the last of them added where it is missing."""
    text = "".join(texts).replace(WORD, TOKEN)
    return (text + ("" if not text or text.endswith("\n") else "\n")).encode("utf-8", "replace").replace(b"\n", b"\r\n")


@settings(deadline=None)
@given(st.lists(TEXT, max_size=6))
@example(["a" * 75, "b" * 76 + "\n", "\n", "c" * 77, " ", "\t\n"])
@example(["=" * 26, "ü" * 40, "🫖" * 30, " " * 80])
@example(["\r", "\r\n", "a\r", "\nb"])
@example(["From me", " From me", "\nFrom me", "." * 80, "..\n.", "F", "rom x"])
def test_pieces_come_out_as_they_went_in_by_two_decoders(texts: list[str]) -> None:
    content = whole(*texts)
    assert binascii.a2b_qp(content) == quopri.decodestring(content) == sent(*texts)


@settings(deadline=None)
@given(st.lists(TEXT, max_size=6))
@example(["x" * 75 + " \n", "x" * 75 + ".", "=" * 25 + "a"])
def test_lines_are_short_and_ascii_and_nothing_on_the_way_misreads_them(texts: list[str]) -> None:
    lines = whole(*texts).split(b"\r\n")
    assert lines.pop() == b""
    for line in lines:
        assert len(line) <= 76
        assert re.fullmatch(rb"(?:[\t\x20-\x3c\x3e-\x7e]|=[0-9A-F]{2})*=?", line)
        assert not line.endswith((b" ", b"\t"))
        assert not line.startswith((b".", b"From "))


@settings(deadline=None)
@given(st.lists(st.tuples(TEXT, st.sampled_from(["", WORD, WORD * 3])), min_size=1, max_size=4))
@example([("x" * 60, WORD), ("é" * 20, WORD * 3)])
def test_a_place_is_never_divided_and_its_value_changes_its_own_bytes_only(pairs: list[tuple[str, str]]) -> None:
    texts = ["".join(pair) for pair in pairs]
    content = whole(*texts)
    assert content.count(TOKEN.encode()) == sum(word.count(WORD) for _, word in pairs)
    assert binascii.a2b_qp(content) == sent(*texts)
    other = joined(QUOTER.quoted(text) for text in texts).filled({"reader": b"_-" * 16})
    assert other.replace(b"_-" * 16, TOKEN.encode()) == content


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain\n", b"plain\r\n"),
        ("a=b ü\n", b"a=3Db =C3=BC\r\n"),
        ("end \nend\t\n", b"end=20\r\nend=09\r\n"),
        (".\nFrom x\n", b"=2E\r\n=46rom x\r\n"),
        ("x" * 76 + "\n", b"x" * 75 + b"=\r\nx\r\n"),
        ("x" * 74 + "=\n", b"x" * 74 + b"=\r\n=3D\r\n"),
        ("open", b"open\r\n"),
        ("\ud800\n", b"?\r\n"),
        ("", b""),
    ],
)
def test_a_text_is_encoded_so(text: str, expected: bytes) -> None:
    assert whole(text) == expected


def test_an_open_piece_goes_on_after_a_soft_break_and_a_line_end_needs_none() -> None:
    assert whole("a", "b\n", "c", "\nd") == b"a=\r\nb\r\nc\r\nd\r\n"


@settings(deadline=None)
@given(TEXT, TEXT)
def test_the_size_is_that_of_what_is_decoded(one: str, other: str) -> None:
    pieces = [QUOTER.quoted(one), QUOTER.quoted(other + "\n")]
    assert sum(piece.size for piece in pieces) == len(sent(one, other + "\n"))
