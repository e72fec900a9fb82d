"""A database of an older version is migrated when it is opened; a newer or a foreign one is refused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from digest.errors import StoreTooNew, StoreUnavailable
from digest.store import schema
from digest.store.database import Database

if TYPE_CHECKING:
    from alembic.config import Config


def migrate(database: Database) -> None:
    """Bring the tables to `schema.HEAD`.

    Raises:
        StoreTooNew: a newer version wrote it.
        StoreUnavailable: it cannot be read, or holds tables that are not ours.
    """
    if _revision(database) == schema.HEAD:
        return
    # Imported only when there is something to do: it costs a fifth of a second.
    from alembic import command

    config = _config()
    with database.write() as connection:
        if not database.is_sqlite:  # on SQLite the transaction itself keeps a second process out
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('digest.migrate'))"))
        revision = _revision(database)
        if revision == schema.HEAD:
            return
        if revision and revision not in known_revisions():
            raise StoreTooNew(database.name, revision)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def known_revisions() -> set[str]:
    """All that this version can migrate from, and its own."""
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _revision(database: Database) -> str | None:
    """The revision that the database says it is of; None for an empty one."""
    with database.read() as connection:
        tables = inspect(connection).get_table_names()
        if "alembic_version" in tables:
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if set(tables) & set(schema.metadata.tables):
            raise StoreUnavailable(database.name, "it holds tables of another program; give digest one of its own")
        return None
