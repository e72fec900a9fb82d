"""config.toml is read once, and all its mistakes are told at once: path, what was found, what is allowed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config import Config, duration, load, secret
from digest.errors import ConfigError
from digest.model import SourceKind

SMALL = """
[site]
title = "T"
url = "https://example.org"
tag = "example.org,2026"
[[section]]
slug = "tea"
title = "Tea"
"""


def loaded(tmp_path: Path, text: str) -> Config:
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    return load(tmp_path / "config.toml")


def mistakes(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, text)
    return caught.value.mistakes


def test_all_mistakes_are_told_at_once_each_with_its_path(tmp_path: Path) -> None:
    text = (
        SMALL
        + """
  [[section.source]]
  fed = "https://example.org/feed"
  every = "6 hour"
[mail]
prot = 25
on_unknown = "maybe"
[[newsletter]]
slug = "Weekly!"
title = "W"
schedule = "someday"
from = "nobody"
timezone = "Europe/Atlantis"
"""
    )
    told = "\n".join(mistakes(tmp_path, text))
    for part in (
        "section[0].source[0].fed: unknown key; did you mean section[0].source[0].feed?",
        "section[0].source[0].every: '6 hour' is not a duration; write a number and s, m, h, d or w",
        "mail.prot: unknown key",
        "mail.on_unknown: found 'maybe'",
        "newsletter[0].slug: 'Weekly!' is not a slug",
        "newsletter[0].schedule: 'someday' is not a schedule; write",
        "newsletter[0].from: 'nobody' is not a mail address",
        "newsletter[0].timezone: 'Europe/Atlantis' is not a time zone",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ('[[section]]\nslug = "tea"\ntitle = "Again"', "section[1].slug: 'tea' is used twice"),
        (
            '[[newsletter]]\nslug = "w"\ntitle = "W"\nfrom = "a@b.example"\nsections = ["coffee"]',
            "newsletter[0].sections: there is no section 'coffee'; found tea",
        ),
        ('[[section.source]]\nfolder = "x"', 'needs "url"'),
        ('[[section.source]]\nfeed = "https://a.example/"\nlisting = "https://a.example/"', "found feed and listing"),
        ('[[section.source]]\nfeed = "ftp://a.example/"', "is not a web address"),
        (
            '[[section.source]]\nfeed = "https://me:hunter2@a.example/"',
            "stands in the address of a.example",
        ),
        ('[mail]\npassword = "hunter2"', "a secret never stands here: see `password_file`"),
        ('[alerts]\nto = "me@a.example"', "it must be a list"),
        ('[[newsletter]]\nslug = "w"\ntitle = "W"\nfrom = "a@b.example"\nreview = "maybe"', '"required" or a duration'),
        ('[collect]\nallow_addresses = ["127.0.0.1/8"]', '["127.0.0.0/8"]'),
        ('[mail]\nurl = "smtp://me:hunter2@host"', "a name or password stands in `url`"),
        ('[store]\nurl = "postgresql://me:hunter2@host/db"', "a password stands in config.toml"),
        ('[store]\nurl = "mysql://host/db"', "allowed are"),
        ('[web]\nlisten = "8600"', 'write it like "127.0.0.1:8600"'),
    ],
)
def test_a_mistake_says_what_was_found_and_what_is_allowed(tmp_path: Path, extra: str, words: str) -> None:
    told = "\n".join(mistakes(tmp_path, SMALL + extra))
    assert words in told
    assert "hunter2" not in told.replace("smtp://me:hunter2@host", "")


def test_a_missing_file_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="`digest init` begins a new one"):
        load(tmp_path / "config.toml")


def test_what_is_not_toml_is_named_with_its_line(tmp_path: Path) -> None:
    assert "line 2" in mistakes(tmp_path, '[site]\ntitle = "no end\n')[0]


@pytest.mark.parametrize("value", ["[" * 5000, "9" * 5000], ids=["a nest without end", "a number without end"])
def test_what_cannot_be_read_is_told_whatever_it_is(tmp_path: Path, value: str) -> None:
    assert mistakes(tmp_path, f"x = {value}")[0].startswith("cannot be read as TOML")


def test_a_file_may_begin_with_the_mark_of_its_encoding(tmp_path: Path) -> None:
    assert loaded(tmp_path, f"\ufeff{SMALL.strip()}") == loaded(tmp_path, SMALL)


def test_sources_are_full_on_the_own_host_and_summaries_elsewhere(tmp_path: Path) -> None:
    text = (
        SMALL
        + """
  [[section.source]]
  feed = "https://example.org/feed"
  [[section.source]]
  listing = "https://elsewhere.example/news"
  every = "1d 12h"
  [[section.source]]
  folder = "notes"
  url = "https://notes.example/"
"""
    )
    own, other, folder = loaded(tmp_path, text).sources()
    assert (own.full, own.name, own.kind) == (True, "T", SourceKind.FEED)
    assert (other.full, other.name, other.every) == (False, "elsewhere.example", timedelta(hours=36))
    assert (folder.full, folder.url, folder.base_url) == (True, str(tmp_path / "notes"), "https://notes.example/")


def test_a_newsletter_looks_back_two_periods_of_its_schedule(tmp_path: Path) -> None:
    letter = '[[newsletter]]\nslug = "w"\ntitle = "W"\nfrom = "a@b.example"\nschedule = "{}"'
    assert loaded(tmp_path, SMALL + letter.format("monday 08:00")).newsletter[0].reach == timedelta(days=14)
    assert loaded(tmp_path, SMALL + letter.format("daily 08:00")).newsletter[0].reach == timedelta(days=2)


def test_a_secret_comes_from_the_environment_or_a_file_and_is_in_no_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "password"
    file.write_text("from the file\n", encoding="utf-8")
    assert secret("DIGEST_TEST_SECRET", file) == "from the file"
    monkeypatch.setenv("DIGEST_TEST_SECRET", "from the environment")
    assert secret("DIGEST_TEST_SECRET", file) == "from the environment"
    monkeypatch.delenv("DIGEST_TEST_SECRET")
    assert secret("DIGEST_TEST_SECRET", None) is None
    with pytest.raises(ConfigError, match="or set DIGEST_TEST_SECRET"):
        secret("DIGEST_TEST_SECRET", tmp_path / "absent")


def test_the_address_of_a_database_with_its_password_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGEST_STORE_URL", "postgresql://me:hunter2@host/db")
    assert loaded(tmp_path, SMALL).store.url == "postgresql://me:hunter2@host/db"


@given(st.integers(0, 10**6), st.sampled_from("smhdw"))
def test_a_number_and_a_unit_are_a_duration(number: int, unit: str) -> None:
    seconds = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}[unit]
    assert duration(f"{number}{unit}") == timedelta(seconds=number * seconds)


@given(st.text(max_size=20))
def test_any_other_text_is_a_duration_or_a_clear_mistake(text: str) -> None:
    try:
        assert duration(text) >= timedelta()
    except ValueError as error:
        assert "duration" in str(error)
