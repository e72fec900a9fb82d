"""A language: dates, numbers and lists as its people write them, the same in any process."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import language as room
from digest.language import language

MONDAY = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("tag", "long", "full", "day"),
    [
        ("en", "Monday 23 November 2026", "Monday, 23~November 2026", "23~November 2026"),
        ("en-GB", "Monday, 23 November 2026", "Monday, 23~November 2026", "23~November 2026"),
        ("en-US", "Monday, November 23, 2026", "Monday, November 23, 2026", "November 23, 2026"),
        ("de", "Montag, 23. November 2026", "Montag, 23.~November 2026", "23.~November 2026"),
        ("ar", "الاثنين، 23 نوفمبر 2026", "الاثنين، 23~نوفمبر 2026", "23~نوفمبر 2026"),
        ("ar-EG", "الاثنين، ٢٣ نوفمبر ٢٠٢٦", "الاثنين، ٢٣~نوفمبر ٢٠٢٦", "٢٣~نوفمبر ٢٠٢٦"),
        ("fr", "lundi 23 novembre 2026", "lundi 23~novembre 2026", "23~novembre 2026"),
    ],
)
def test_days_are_written_as_people_write_them(tag: str, long: str, full: str, day: str) -> None:
    words = language(tag)
    written = (words.long_date(MONDAY, "UTC"), words.full_date(MONDAY.date()), words.day(MONDAY))
    assert written == (long, full.replace("~", NBSP), day.replace("~", NBSP))


def test_a_mail_is_dated_by_the_calendar_of_its_time_zone() -> None:
    assert language("de").long_date(MONDAY, "Asia/Tokyo") == "Dienstag, 24. November 2026"
    assert language("en").long_date(MONDAY, "America/Los_Angeles") == "Monday 23 November 2026"


@pytest.mark.parametrize(
    ("tag", "number", "names"),
    [
        ("en", "1,234", "Ada, Ben and Cleo"),
        ("de", "1.234", "Ada, Ben und Cleo"),
        ("ar", "1,234", "Ada وBen وCleo"),
        ("ar-SA", "١٬٢٣٤", "Ada وBen وCleo"),
        ("fr", "1\N{NARROW NO-BREAK SPACE}234", "Ada, Ben et Cleo"),
    ],
)
def test_numbers_and_lists_are_written_as_people_write_them(tag: str, number: str, names: str) -> None:
    words = language(tag)
    assert (words.number(1234), words.listed(("Ada", "Ben", "Cleo"))) == (number, names)
    assert (words.listed(["Ada"]), words.listed([])) == ("Ada", "")


@settings(deadline=None)
@given(st.lists(st.text(min_size=1), max_size=6), st.sampled_from(["en", "de", "ar", "fa", "ja"]))
def test_a_list_holds_every_name_as_it_is(names: list[str], tag: str) -> None:
    listed = language(tag).listed(names)
    for name in names:
        _, found, listed = listed.partition(name)
        assert found == name


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "أقل من دقيقة قراءة"),
        (1, "دقيقة قراءة واحدة"),
        (2, "دقيقتا قراءة"),
        (3, "3 دقائق قراءة"),
        (10, "10 دقائق قراءة"),
        (11, "11 دقيقة قراءة"),
        (99, "99 دقيقة قراءة"),
        (100, "100 دقيقة قراءة"),
        (103, "103 دقائق قراءة"),
    ],
)
def test_arabic_counts_in_its_six_forms(number: int, said: str) -> None:
    assert language("ar").ngettext("%(count)s min read", "%(count)s min read", number) == said


@pytest.mark.parametrize("code", ["de", "ar"])
@settings(deadline=None)
@given(st.integers(0, 100_000))
def test_a_catalogue_chooses_the_form_that_cldr_does(code: str, number: int) -> None:
    forms = {"de": ["one", "other"], "ar": ["zero", "one", "two", "few", "many", "other"]}[code]
    catalogue = language(code)._words
    assert forms[catalogue.plural(number)] == Locale(code).plural_form(number)


def test_english_says_one_and_many() -> None:
    one, many = "the section %(sections)s", "the sections %(sections)s"
    assert [language("en").plural(one, many, count) for count in (1, 2)] == [one, many]


def test_a_country_has_the_words_of_its_language() -> None:
    assert language("de-AT").gettext("Related") == language("de").gettext("Related") == "Passend dazu"
    assert language("ar-EG").ngettext("%(count)s min", "%(count)s min", 5) == "٥ دقائق"


@pytest.mark.parametrize(
    ("tag", "dir", "date"),
    [
        ("fa", "rtl", "دوشنبه ۲۳ نوامبر ۲۰۲۶"),
        ("fr", "ltr", "lundi 23 novembre 2026"),
        ("tlh", "ltr", "Monday 23 November 2026"),
        ("not a tag", "ltr", "Monday 23 November 2026"),
        ("", "ltr", "Monday 23 November 2026"),
    ],
)
def test_a_language_without_a_catalogue_has_english_words_and_its_own_name(tag: str, dir: str, date: str) -> None:
    words = language(tag)
    assert (words.tag, words.dir, words.is_translated) == (tag, dir, False)
    assert words.gettext("In this issue") == "In this issue"
    assert words.long_date(MONDAY, "UTC") == date


@pytest.mark.parametrize("tag", ["en", "EN-gb", "de", "ar", "ar-EG", "de_CH"])
def test_a_language_with_a_catalogue_says_so(tag: str) -> None:
    assert language(tag).is_translated


@pytest.mark.parametrize("tag", ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi", "ar-EG"])
def test_what_is_written_from_right_to_left_is_known(tag: str) -> None:
    assert language(tag).dir == "rtl"


@settings(deadline=None)
@given(st.text())
def test_any_tag_makes_a_language(tag: str) -> None:
    assert room.Language(tag).gettext("Related")


def test_an_empty_wording_is_empty() -> None:
    assert language("de").gettext("") == ""


def test_the_locale_of_the_process_changes_nothing() -> None:
    code = (
        "from datetime import datetime, UTC; from digest.language import language; "
        "day = datetime(2026, 11, 23, tzinfo=UTC); "
        "print(*[(w.long_date(day, 'UTC'), w.number(1234), w.listed('abc'), w.gettext('Related')) "
        "for w in map(language, ('en', 'de', 'ar-EG', 'tlh'))])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "LC_ALL": locale, "LANGUAGE": locale[:2], "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            check=True,
            capture_output=True,
        ).stdout
        for locale, seed in (("C", "1"), ("de_DE.UTF-8", "2"), ("ar_EG.UTF-8", "3"))
    }
    assert len(said) == 1
