"""What lies at the address of a store, looked at without making, migrating or locking anything."""

from __future__ import annotations

import os
import sqlite3
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import inspect, text

from digest.errors import StoreTooNew, StoreUnavailable
from digest.store import schema
from digest.store.database import Database
from digest.store.migrate import known_revisions

_FILE = "sqlite:///"


class Found(StrEnum):
    ABSENT = "absent"  #: it can be made
    OLDER = "older"  #: it can be migrated
    CURRENT = "current"


def look(url: str, root: Path) -> Found:
    """What is there; a relative SQLite path is meant from `root`.

    Raises:
        StoreTooNew: a newer version wrote it.
        StoreUnavailable: it cannot be read, cannot be made, or is of another program.
    """
    revision, is_ours = _file(root / url.removeprefix(_FILE)) if url.startswith(_FILE) else _server(url, root)
    name = url.rpartition("@")[2].partition("?")[0]
    if revision is None and not is_ours:
        return Found.ABSENT
    if revision is None:
        raise StoreUnavailable(name, "it holds tables of another program; give digest one of its own")
    if revision == schema.HEAD:
        return Found.CURRENT
    if revision not in known_revisions():
        raise StoreTooNew(name, revision)
    return Found.OLDER


def _file(path: Path) -> tuple[str | None, bool]:
    """(revision, whether there are tables with our names) of an SQLite file."""
    if not path.exists():
        nearest = next(folder for folder in path.parents if folder.exists())
        if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
            return None, False
        raise StoreUnavailable(str(path), f"it is not there, and cannot be made in {nearest}")
    # While nobody has it open, immutable: else SQLite leaves a log and its index beside it, owned by whoever looked.
    way = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
    try:
        connection = sqlite3.connect(f"file:{quote(str(path.resolve()))}?{way}", uri=True)
        try:
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if "alembic_version" in names:
                row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
                return (row[0] if row else None), bool(names & set(schema.metadata.tables))
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StoreUnavailable(str(path), str(error)) from error
    return None, bool(names & set(schema.metadata.tables))


def _server(url: str, root: Path) -> tuple[str | None, bool]:
    database = Database(url, root)
    try:
        with database.read() as connection:
            names = set(inspect(connection).get_table_names())
            revision = None
            if "alembic_version" in names:
                revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return revision, bool(names & set(schema.metadata.tables))
    finally:
        database.close()
