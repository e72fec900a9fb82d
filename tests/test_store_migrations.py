"""A database is brought to today's tables when it is opened, or refused with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from digest.errors import StoreTooNew, StoreUnavailable
from digest.store import migrate as room
from digest.store import schema
from digest.store.database import Database
from digest.store.sql import SqlStore


def test_the_migrations_make_the_tables_of_the_schema(store_url: str) -> None:
    SqlStore(store_url).close()
    database = Database(store_url)
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    database.close()


def test_the_newest_migration_is_the_one_that_the_schema_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(room.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD


def test_opening_twice_changes_nothing(store_url: str) -> None:
    for _ in range(2):
        store = SqlStore(store_url)
        store.writable()
        store.close()


def test_a_database_of_a_newer_version_is_refused_with_what_to_do(store_url: str) -> None:
    SqlStore(store_url).close()
    database = Database(store_url)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(StoreTooNew, match="install that version or newer, or restore a backup"):
        SqlStore(store_url)


def test_a_database_of_another_program_is_refused(store_url: str) -> None:
    database = Database(store_url)
    with database.write() as connection:
        connection.execute(text("CREATE TABLE article (id INTEGER)"))
    database.close()
    with pytest.raises(StoreUnavailable, match="tables of another program"):
        SqlStore(store_url)


def test_a_database_that_cannot_be_opened_says_what_to_check(tmp_path: Path) -> None:
    (tmp_path / "digest.db").write_text("this is no database, but a poem about one, and not a short one")
    with pytest.raises(StoreUnavailable, match=r"check `store.url`"):
        SqlStore(f"sqlite:///{tmp_path}/digest.db")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://digest:hunter2@127.0.0.1:1/none",
        "postgresql://127.0.0.1:1/none?password=hunter2",
        "postgresql://127.0.0.1:1/none?bogus=hunter2",
        "postgres://digest:hunter2@127.0.0.1/none",
        "mysql://digest:hunter2@127.0.0.1/none",
        "sqlite://digest:hunter2@/:memory:",
        "postgresql://digest:hunter2@127.0.0.1:9x/none",
        "no address",
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_its_password(url: str) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        SqlStore(url)
    assert "hunter2" not in str(caught.value)
