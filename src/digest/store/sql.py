"""The store over SQLite or PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from digest.store.articles import Articles
from digest.store.catalogue import Catalogue
from digest.store.database import Database
from digest.store.editions import Editions
from digest.store.entries import Entries
from digest.store.feeds import Feeds
from digest.store.hosts import Hosts
from digest.store.ledger import Ledger
from digest.store.migrate import migrate
from digest.store.overrides import Overrides
from digest.store.pings import Pings
from digest.store.runs import Runs
from digest.store.sources import Sources
from digest.store.subscribers import Subscribers


class SqlStore:
    """All groups of tables over one database."""

    def __init__(self, url: str, root: Path = Path()) -> None:
        """Open the database at `url` and migrate it; a relative SQLite path is meant from `root`.

        Raises:
            StoreTooNew: a newer version wrote it.
            StoreUnavailable: it cannot be opened.
        """
        self._database = Database(url, root)
        try:
            migrate(self._database)
        except BaseException:
            self._database.close()
            raise
        self.sources = Sources(self._database)
        self.hosts = Hosts(self._database)
        self.articles = Articles(self._database)
        self.catalogue = Catalogue(self._database)
        self.entries = Entries(self._database)
        self.feeds = Feeds(self._database)
        self.editions = Editions(self._database)
        self.overrides = Overrides(self._database)
        self.ledger = Ledger(self._database)
        self.subscribers = Subscribers(self._database)
        self.runs = Runs(self._database)
        self.pings = Pings(self._database)

    def writable(self) -> None:
        """Raises: StoreUnavailable when nothing can be written."""
        with self._database.write() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = version_num"))

    def close(self) -> None:
        """Give the connections back."""
        self._database.close()
