"""`digest check` looks and says; it makes nothing and changes nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.app import open_app
from digest.commands.check import Finding, check
from digest.errors import StoreTooNew, StoreUnavailable
from digest.store.look import Found, look
from digest.store.sql import SqlStore
from small_site import config, fill, serving

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


def checked(folder: Path) -> dict[str, Finding]:
    with serving() as site:
        fill(site, folder / "notes")
        path = config(folder, site)
        with open_app(path, looking=True) as app:
            return {finding.thing: finding for finding in check(app, NOW)}


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_store_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    found = checked(tmp_path)
    assert found["store"].verdict == "ok"
    assert "is not there yet; the first command that needs it makes it" in found["store"].words
    assert found["newsletter weekly"].words.endswith("0 readers")
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(("url", "told"), [("https://small.example/notes/", 0), ("https://else.example/notes/", 1)])
def test_own_pages_that_could_not_lie_at_their_addresses_are_told(tmp_path: Path, url: str, told: int) -> None:
    with serving() as site:
        fill(site, tmp_path / "notes")
        path = config(tmp_path, site)
        own = f'url = "{url}"\n  own_pages = true'
        path.write_text(path.read_text().replace('url = "https://small.example/notes/"', own))
        with open_app(path, looking=True) as app:
            found = [finding.words for finding in check(app, NOW) if finding.thing == "own_pages of notes"]
    assert [url in words and "site.url" in words for words in found] == [True] * told


@pytest.mark.parametrize("mistake", ["{{ lead.titel }}", "{% if %}", "{{ others + 1 }}"])
def test_a_mistake_in_a_newsletters_subject_is_told_with_its_name(tmp_path: Path, mistake: str) -> None:
    with serving() as site:
        fill(site, tmp_path / "notes")
        path = config(tmp_path, site)
        path.write_text(path.read_text().replace("[[newsletter]]", f'[[newsletter]]\nsubject = "{mistake}"'))
        with open_app(path, looking=True) as app:
            (found,) = (finding for finding in check(app, NOW) if finding.thing == "mail of weekly")
    assert found.verdict == "fail"
    assert found.words.startswith("subject of newsletter weekly in config.toml: ")


def test_a_newsletter_whose_mails_can_be_made_needs_no_word(tmp_path: Path) -> None:
    assert "mail of weekly" not in checked(tmp_path)


def test_a_store_of_an_older_version_is_not_migrated(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path}/var/digest.db")
    store.close()
    with closing(sqlite3.connect(tmp_path / "var/digest.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    before = files(tmp_path / "var")
    found = checked(tmp_path)["store"]
    assert (found.verdict, "so back it up first" in found.words) == ("warn", True)
    assert files(tmp_path / "var") == before


def test_a_store_is_told_for_what_it_is(store_url: str) -> None:
    store = SqlStore(store_url)
    store.close()
    assert look(store_url, Path()) is Found.CURRENT


def test_an_empty_store_of_either_kind_is_absent(store_url: str) -> None:
    assert look(store_url, Path()) is Found.ABSENT


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", StoreTooNew),
        ("DROP TABLE alembic_version", StoreUnavailable),
    ],
)
def test_a_newer_or_a_foreign_store_is_refused(tmp_path: Path, statement: str, error: type[Exception]) -> None:
    url = f"sqlite:///{tmp_path}/digest.db"
    SqlStore(url).close()
    with closing(sqlite3.connect(tmp_path / "digest.db")) as connection, connection:
        connection.execute(statement)
    with pytest.raises(error):
        look(url, Path())


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "digest.db").write_text("This is not a database, it only lies where one is looked for." * 20)
    with pytest.raises(StoreUnavailable, match="not a database"):
        look(f"sqlite:///{tmp_path}/digest.db", Path())


def test_a_language_without_words_of_its_own_is_told(tmp_path: Path) -> None:
    with serving() as site:
        path = config(tmp_path, site)
        named = path.read_text().replace("[site]", '[site]\nlanguage = "fa"', 1)
        path.write_text(named.replace('slug = "weekly"', 'slug = "weekly"\nlanguage = "ar-EG"', 1))
        with open_app(path, looking=True) as app:
            found = {finding.thing: finding for finding in check(app, NOW)}
    assert found["site.language"].verdict == "warn"
    assert "there are no words in 'fa' yet" in found["site.language"].words
    assert "language of weekly" not in found
