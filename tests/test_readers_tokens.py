from __future__ import annotations

import string

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from digest.readers.tokens import UNSUBSCRIBE, page, read, token

SECRETS = st.binary(min_size=1, max_size=64)
PURPOSES = st.text(st.characters(blacklist_characters="\0", blacklist_categories=("Cs",)), max_size=20)
NUMBERS = st.lists(st.integers(0, 2**64 - 1), max_size=4)
LETTERS = string.ascii_letters + string.digits + "-_"


@given(SECRETS, PURPOSES, NUMBERS)
def test_what_is_in_a_token_comes_out_again(secret: bytes, purpose: str, numbers: list[int]) -> None:
    assert read(secret, purpose, token(secret, purpose, *numbers)) == tuple(numbers)


@given(SECRETS, PURPOSES, PURPOSES, NUMBERS)
@example(b"s", "unsub", "unsubscribe", [7])
def test_a_token_of_one_purpose_is_never_read_for_another(
    secret: bytes, one: str, two: str, numbers: list[int]
) -> None:
    assume(one != two)
    assert read(secret, two, token(secret, one, *numbers)) is None


@given(SECRETS, SECRETS, NUMBERS)
def test_a_token_of_another_secret_is_refused(one: bytes, two: bytes, numbers: list[int]) -> None:
    # HMAC pads a key with NULs, so two secrets that differ only in those are one.
    assume(one.rstrip(b"\0") != two.rstrip(b"\0"))
    assert read(two, UNSUBSCRIBE, token(one, UNSUBSCRIBE, *numbers)) is None


@given(NUMBERS, st.data())
def test_a_token_with_any_letter_changed_is_refused(numbers: list[int], data: st.DataObject) -> None:
    good = token(b"secret", UNSUBSCRIBE, *numbers)
    at = data.draw(st.integers(0, len(good) - 1))
    letter = data.draw(st.sampled_from(LETTERS).filter(lambda c: c != good[at]))
    assert read(b"secret", UNSUBSCRIBE, good[:at] + letter + good[at + 1 :]) is None


@given(NUMBERS, st.text(min_size=1, max_size=3), st.integers(0, 60))
def test_a_token_with_anything_added_is_refused(numbers: list[int], more: str, at: int) -> None:
    good = token(b"secret", UNSUBSCRIBE, *numbers)
    assert read(b"secret", UNSUBSCRIBE, good[:at] + more + good[at:]) is None


@given(NUMBERS, st.integers(0, 60))
def test_a_token_cut_short_is_refused(numbers: list[int], length: int) -> None:
    good = token(b"secret", UNSUBSCRIBE, *numbers)
    assume(length < len(good))
    assert read(b"secret", UNSUBSCRIBE, good[:length]) is None


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert read(b"secret", UNSUBSCRIBE, text) is None


@given(st.integers(0, 2**64 - 1))
def test_a_subscribers_token_has_always_32_letters_that_need_no_quoting(subscriber: int) -> None:
    made = token(b"secret", UNSUBSCRIBE, subscriber)
    assert len(made) == 32
    assert set(made) <= set(LETTERS)


def test_a_token_stays_the_same_for_ever() -> None:
    # Mails that were sent years ago carry it: a change here breaks their links.
    assert token(b"secret", UNSUBSCRIBE, 42) == "AAAAAAAAACp2UDGvN-lKk0f4Zkg1cwAb"


def test_the_unsubscribe_address_lies_under_the_site() -> None:
    url = page("https://example.org/news/", UNSUBSCRIBE) + token(b"secret", UNSUBSCRIBE, 42)
    assert url == f"https://example.org/news/unsubscribe/{token(b'secret', UNSUBSCRIBE, 42)}"


@pytest.mark.parametrize(
    ("secret", "purpose", "number"), [(b"", "x", 1), (b"s", "x\0y", 1), (b"s", "x", -1), (b"s", "x", 2**64)]
)
def test_a_token_that_could_not_be_trusted_is_not_made(secret: bytes, purpose: str, number: int) -> None:
    with pytest.raises(ValueError, match="token"):
        token(secret, purpose, number)
