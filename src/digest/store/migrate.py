"""A database of an older version is migrated when it is opened; a newer or a foreign one is refused."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from digest.errors import StoreTooNew, StoreUnavailable
from digest.store import schema
from digest.store.database import Database


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
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with database.write() as connection:
        if not database.is_sqlite:  # on SQLite the transaction itself keeps a second process out
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('digest.migrate'))"))
        revision = _revision(database)
        if revision == schema.HEAD:
            return
        if revision and revision not in {
            script.revision for script in ScriptDirectory.from_config(config).walk_revisions()
        }:
            raise StoreTooNew(database.name, revision)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(database: Database) -> str | None:
    """The revision that the database says it is of; None for an empty one."""
    with database.read() as connection:
        tables = inspect(connection).get_table_names()
        if "alembic_version" in tables:
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if set(tables) & set(schema.metadata.tables):
            raise StoreUnavailable(database.name, "it holds tables of another program; give digest one of its own")
        return None
