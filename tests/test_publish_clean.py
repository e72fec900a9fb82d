"""Hostile texts and addresses end at `clean`."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.publish import clean
from digest.publish.clean import line, web_address

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


def as_if_latin_1(written: str) -> str:
    return written.encode(errors="replace").decode("latin-1")


def in_pieces(fit: str) -> list[str]:
    """As parsers of XML hand a text on, and feed validators look at it."""
    return re.split("[&<>\n]", fit)


def as_read_by_feedparser(fit: str) -> str:
    try:
        return fit.encode("latin-1").decode()
    except UnicodeError:
        return fit


@pytest.mark.parametrize(
    ("raw", "fit"),
    [
        ("plain", "plain"),
        ("bell\x07 and null\x00", "bell and null"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("damage \ufffd, no character \uffff", "damage , no character "),
        ("tea 🍵 عربى", "tea 🍵 عربى"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\u2028b\u2029c", "a\nb\nc"),
        ("no character \U0001ffff", "no character "),
        ("UTF-8 taken for Latin-1: cafÃ©", "UTF-8 taken for Latin-1: café"),
        ("«IRMÃ» stays", "«IRMÃ» stays"),
        ("<p>cafÃ©</p><p>عربى</p>\n«IRMÃ»", "<p>café</p><p>عربى</p>\n«IRMÃ»"),
        ("what damage hid \ufffd: cafÃ©", "what damage hid : café"),
    ],
)
def test_a_text_loses_only_what_no_document_may_hold(raw: str, fit: str) -> None:
    assert clean.text(raw) == fit


def test_a_line_is_one_line() -> None:
    assert clean.line(" two\n\tlines\x00 ") == "two lines"


MIXED = st.lists(st.sampled_from(["cafÃ©", "عربى", "&", "<p>", "\n", "Ã", "»", "«", " tea"]), max_size=8).map("".join)


@given(st.one_of(ANY_TEXT, st.text(st.characters(max_codepoint=0x100)), ANY_TEXT.map(as_if_latin_1), MIXED))
def test_a_fit_text_stays_and_no_reader_takes_it_for_damaged(raw: str) -> None:
    for fit in (clean.text(raw), clean.line(raw)):
        assert clean.text(fit) == fit
        assert as_read_by_feedparser(fit) == fit
        assert [as_read_by_feedparser(piece) for piece in in_pieces(fit)] == in_pieces(fit)


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("https://example.org/a?b=c&d=e#f", "https://example.org/a?b=c&d=e#f"),
        ("https://example.org", "https://example.org"),
        ("HTTPS://example.org:8443/x", "HTTPS://example.org:8443/x"),
        ("https://bücher.example/ä ö", "https://xn--bcher-kva.example/%C3%A4%20%C3%B6"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/a[1]", "https://example.org/a%5B1%5D"),
        ("https://user:secret@example.org/x", "https://example.org/x"),
        ("http://[::1]:8600/x", "http://[::1]:8600/x"),
        ("https://example.org?x=ü", "https://example.org?x=%C3%BC"),
        ("ftp://example.org/x", None),
        ("javascript:alert(1)", None),
        ("/relative", None),
        ("https://", None),
        ("https://example.org:port/", None),
        ("https://[broken/", None),
        ("", None),
    ],
)
def test_a_web_address_is_mended_or_none(raw: str, address: str | None) -> None:
    assert clean.web_address(raw) == address


@given(ANY_TEXT)
def test_whatever_passes_as_a_web_address_is_one(raw: str) -> None:
    for candidate in (raw, f"https://example.org/{raw}", f"http://{raw}/x"):
        address = clean.web_address(candidate)
        assert address is None or re.fullmatch(r"(?i)https?://[^/?#]+[!-~]*", address)
        assert address is None or clean.web_address(address) == address


def test_only_a_uri_may_be_an_id() -> None:
    assert clean.uri("tag:example.org,2026:article/1") == "tag:example.org,2026:article/1"
    assert clean.uri("1234") is None
    assert clean.uri("tag:example.org,2026:two words") is None


def test_an_address_stays_what_it_is_though_a_text_like_it_would_be_mended() -> None:
    assert web_address("https://example.org/Â¡") == "https://example.org/%C3%82%C2%A1"
    assert line("Â¡") == "¡"
