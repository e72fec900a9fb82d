"""One database behind two doors, `read` and `write`; what differs between SQLite and PostgreSQL ends here."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    String,
    Table,
    bindparam,
    cast,
    create_engine,
    event,
    func,
    make_url,
    select,
    text,
    type_coerce,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    ProgrammingError,
    SQLAlchemyError,
)

from digest.errors import StoreRefused, StoreUnavailable

#: SQLite takes no more than 32,766 variables in a statement; small batches also keep its plans in the cache.
BATCH = 500

#: The number is ours by chance; it only has to be the same in all processes.
_ALONE = text("SELECT pg_advisory_xact_lock(3141592653)")

T = TypeVar("T")


class Database:
    """An engine, and transactions on it."""

    def __init__(self, url: str, root: Path = Path()) -> None:
        """Open `url`; a relative SQLite path is meant from `root`.

        Raises:
            StoreUnavailable: the address is none, or the folder cannot be made.
        """
        address = _address(url, root)
        # Whatever stands behind the "?" may be a password as well.
        self.name = address.set(query={}).render_as_string(hide_password=True)
        self.is_sqlite = address.get_backend_name() == "sqlite"
        self._made: dict[Callable[[Database], Any], Any] = {}
        try:
            self.engine = (
                _sqlite(address)
                if self.is_sqlite
                else create_engine(address, pool_pre_ping=True, json_serializer=_json)
            )
            with self.engine.connect():
                pass
        except (SQLAlchemyError, ValueError, TypeError) as error:
            raise StoreUnavailable(self.name, _first_line(error)) from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that writes nothing; on SQLite it never waits for a writer."""
        with self._told(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is committed whole or not at all."""
        with self._told(), self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (DataError, UnicodeEncodeError) as error:
            raise StoreRefused(_first_line(error)) from error
        except (IntegrityError, ProgrammingError):
            raise  # a fault of the code: it stays what it is
        except DatabaseError as error:
            if type(error.orig).__name__ == "ProgramLimitExceeded":  # PostgreSQL: an index takes no such long value
                raise StoreRefused(_first_line(error)) from error
            raise StoreUnavailable(self.name, _first_line(error)) from error

    def alone(self, connection: Connection) -> None:
        """Until this transaction ends, no other one gets past here; on SQLite every writer is alone anyway."""
        if not self.is_sqlite:
            connection.execute(_ALONE)

    def insert(self, table: Table) -> Any:
        """An INSERT of the dialect, which knows ON CONFLICT."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    def put(self, make: Callable[[Database], Any]) -> Any:
        """What `make` makes for this database, made once: making a statement takes longer than carrying it out."""
        if make not in self._made:
            self._made[make] = make(self)
        return self._made[make]

    def asked_pairs(self, first: str, second: str) -> Any:
        """Two columns with these names, for a statement that is carried out with `pairs`."""
        both: Sequence[ColumnElement[str]]
        if self.is_sqlite:
            listed = func.json_each(bindparam("pairs")).table_valued("value")
            # Typed, so that what they are compared with keeps its index.
            both = [type_coerce(func.json_extract(listed.c.value, f"$[{place}]"), String) for place in range(2)]
        else:
            texts = postgresql.ARRAY(String)
            # The columns of an unnest of two have these names only when it is told them.
            whole = func.unnest(cast(bindparam("first"), texts), cast(bindparam("second"), texts))
            both = list(whole.table_valued("first", "second").render_derived().c)
        return select(both[0].label(first), both[1].label(second)).subquery().c

    def pairs(self, asked: Collection[tuple[str, str]]) -> dict[str, Any]:
        """What to carry such a statement out with."""
        if self.is_sqlite:
            return {"pairs": json.dumps(list(asked), ensure_ascii=False)}
        return {"first": [one for one, _ in asked], "second": [other for _, other in asked]}

    def insert_new(self, connection: Connection, table: Table, row: dict[str, Any]) -> bool:
        """Insert the row unless one with its key is there; whether it was inserted."""
        statement = self.insert(table).values(row).on_conflict_do_nothing()
        # SQLAlchemy does not keep an INSERT's row count unless asked to (2.0).
        done = connection.execute(statement, execution_options={"preserve_rowcount": True})
        return bool(done.rowcount == 1)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def batches(items: Collection[T]) -> Iterator[list[T]]:
    """`items` in lists of at most BATCH."""
    ordered = list(items)
    return (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))


def _json(value: Any) -> str:
    # An article has several lists, most of them empty.
    return "[]" if value == [] else json.dumps(value)


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", error)).strip().partition("\n")[0]


def _address(url: str, root: Path) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreUnavailable("store.url", "it is not the address of a database") from error
    backend = address.get_backend_name()
    if backend == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or not address.database or address.database == ":memory:":
        shown = address.set(query={}).render_as_string(hide_password=True)
        raise StoreUnavailable(shown, 'allowed are "sqlite:///path" and "postgresql://host/database"')
    path = (root / address.database).resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(str(path), error.strerror or str(error)) from error
    return address.set(database=str(path))


def _sqlite(address: URL) -> Engine:
    # isolation_level=None: Python's driver begins no transaction by itself, `_begin` below does.
    engine = create_engine(address, connect_args={"isolation_level": None, "timeout": 30}, json_serializer=_json)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    # WAL: readers never wait. FULL: what a delivery's commit says is on the disk before the next byte is sent.
    # 32 MB of cache: the indexes of 100,000 articles, in which every new one finds its places.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32000"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    # IMMEDIATE takes the write lock at once: a transaction that reads first cannot fail half-way with "locked".
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
