"""Forms of one word meet, in each language as it needs it; hostile text costs little."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.picks.stopwords import STOP_WORDS
from digest.picks.text import LONGEST, fold, spans, terms, tokens
from digest.picks.wordlists import GENERIC

LANGUAGES = [*STOP_WORDS, "ar", "fi", "hi", "hu", "tr", "ja", "th", "und", ""]


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("de", "Haus Häuser Häusern Hauses"),
        ("de", "Schuppen Schuppens"),
        ("de", "Radweg Radwege Radwegen"),
        ("de", "Hochwasser Hochwassers Hochwasserschutz Hochwasserwarnungen"),
        ("de", "Fluss FLÜSSE Fluß"),
        ("nl", "boek boeken"),
        ("sv", "skog skogen skogarna"),
        ("fr", "école écoles l'école l’école"),
        ("it", "acqua dell'acqua"),
        ("es", "bicicleta bicicletas"),
        ("pl", "szkoła szkoły"),
        ("ru", "школа школы школой"),
        ("en", "duck Duck DUCK's duck’s"),
        ("und", "Kibanda kibanda"),
    ],
)
def test_the_forms_of_a_word_are_counted_as_one(language: str, forms: str) -> None:
    assert len({fold(form, language) for form in forms.split()}) == 1
    assert None not in {fold(form, language) for form in forms.split()}


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("de", "Haus Hof Hut Hund"),
        ("de", "Fahrradweg Fahrschule Fahrplan"),
        ("en", "organ organization organic"),
        ("en", "new news"),
    ],
)
def test_other_words_stay_apart(language: str, forms: str) -> None:
    assert len({fold(form, language) for form in forms.split()}) == len(forms.split())


def test_accents_set_apart_are_the_letters_that_they_make() -> None:
    assert terms("Ha\u0308user Ma\u0308rkte", "de") == terms("Häuser Märkte", "de")


@pytest.mark.parametrize("language", STOP_WORDS)
def test_little_words_are_no_terms(language: str) -> None:
    assert terms(" ".join(sorted(STOP_WORDS[language])), language) == []


def test_word_lists_are_written_as_words_are_compared() -> None:
    listed = GENERIC.union(*STOP_WORDS.values())
    assert {word for word in listed if word != unicodedata.normalize("NFKC", word).casefold()} == set()


def test_a_word_that_is_small_in_one_language_is_a_term_in_another() -> None:
    assert terms("the war and the hat", "en") == ["war", "hat"]
    assert terms("er war da und hat", "de") == []


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("zh", "花园的棚子,花", ["花园", "园的", "的棚", "棚子", "花"]),
        ("ja", "iPhoneケース 2個", ["iphone", "ケー", "ース", "個"]),
        ("th", "โรงเก็บของ", ["โรงเ", "รงเก", "งเก็", "เก็บ", "ก็บข", "็บขอ", "บของ"]),
    ],
)
def test_what_is_written_without_spaces_is_counted_in_pieces(language: str, text: str, found: list[str]) -> None:
    assert terms(text, language) == found


@pytest.mark.parametrize(("language", "word"), [("ne", "मा"), ("el", "ησα")])
def test_a_word_that_is_all_ending_stays(language: str, word: str) -> None:
    assert fold(word, language) == word


@pytest.mark.parametrize("text", ["हिन्दी", "தமிழ்", "שָׁלוֹם", "مُحَمَّد"])
def test_vowel_signs_do_not_cut_a_word(text: str) -> None:
    assert tokens(text) == [text]


@settings(deadline=None)  # the first word in a language waits for its stemmer
@given(st.text(), st.sampled_from(LANGUAGES))
@example("a" * 10_000, "de")
@example("ungen" * 2_000, "de")
@example("花" * 10_000, "zh")
@example("e" + "\u0301" * 10_000, "fr")
@example("\u202e" + "אבג" * 100 + "\u2069", "he")
@example("👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣", "en")
@example("ﷺ" * 100, "ar")
@example("'’'’a'’b’'s", "fr")
def test_any_text_gives_bounded_terms(text: str, language: str) -> None:
    found = terms(text, language)
    assert len(found) <= len(text)
    # A ligature may stand for 18 letters.
    assert all(0 < len(term) <= 18 * LONGEST for term in found)
    assert found == terms(text, language)


@given(st.text())
def test_spans_are_where_the_tokens_stand(text: str) -> None:
    assert [text[start:end] for start, end in spans(text)] == tokens(text)
