"""What the service asks of the app: the house's few verbs, and where its things lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from digest.config import Config, Newsletter
from digest.deliver.transport import Transport
from digest.model import DeliveryState, Edition
from digest.store.seam import Store
from digest.templates import Templates


class Report(Protocol):
    """What one source brought."""

    @property
    def source(self) -> str: ...
    @property
    def changed(self) -> int:
        """How many articles are new or different."""

    @property
    def renamed(self) -> int:
        """How many items were known although all ids and addresses have changed."""

    @property
    def failure(self) -> str | None:
        """Why nothing was brought."""


class Published(Protocol):
    """How many feeds and pages were written anew, and how many items no feed could take."""

    @property
    def feeds(self) -> int: ...
    @property
    def pages(self) -> int: ...
    @property
    def rejected(self) -> int: ...


class Told(Protocol):
    """How many documents a hub was told of, and why not of others."""

    @property
    def told(self) -> int: ...
    @property
    def refused(self) -> int: ...
    @property
    def given_up(self) -> int: ...
    @property
    def why(self) -> str | None: ...


class App(Protocol):
    """The joined house; `digest.app.App` is the one there is."""

    @property
    def config(self) -> Config: ...
    @property
    def store(self) -> Store: ...
    @property
    def templates(self) -> Templates: ...
    @property
    def public(self) -> Path:
        """The folder of published files; it need not exist yet."""

    def secret(self) -> bytes:
        """What tokens are signed with."""

    def due(self, now: datetime) -> list[str]:
        """Sources that are due."""

    def collect(self, now: datetime, *, stop: Callable[[], bool]) -> Sequence[Report]:
        """Collect all sources that are due, until `stop` says so; what is left stays due."""

    def publish(self, now: datetime) -> Published:
        """Bring the published files up to date."""

    def tell_hub(self, clock: Callable[[], datetime], *, stop: Callable[[], bool]) -> Told:
        """Tell the hub of the documents that changed, as far as they are due, until `stop` says so."""

    def compose_due(self, newsletter: Newsletter, now: datetime) -> Edition | None:
        """Compose the latest due slot; None when nothing is due, or it was settled before."""

    def deliver(
        self, edition_id: str, now_fn: Callable[[], datetime], *, stop: Callable[[], bool]
    ) -> dict[DeliveryState, int]:
        """Work on an edition's open deliveries until none is due or `stop` says so; the books."""

    def release_due(self, now: datetime) -> list[str]:
        """Let go the held editions whose time for review has passed; their ids."""

    def next_due(self, now: datetime) -> list[tuple[str, str, datetime]]:
        """(newsletter, label, due) of what comes next."""

    def alert_transport(self) -> Transport:
        """What takes mails to the operator."""
