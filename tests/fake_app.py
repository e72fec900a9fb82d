"""The app as the service sees it, with a real store, ledger and hub, and sources and letters made up."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest.config import Config, Newsletter, load
from digest.deliver.ledger import Terms, is_done
from digest.deliver.ledger import deliver as walk
from digest.log import log_for
from digest.model import Delivery, DeliveryState, Edition, EditionState, Message, Outcome, Slot
from digest.publish import hub
from digest.store.sql import SqlStore
from digest.templates import Templates
from make import edition, subscriber

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  #: a Monday, at the hour of `weekly`

CONFIG = """
[site]
title = "The Teapot"
url = "https://example.org/"
tag = "example.org,2026"

[store]
url = "sqlite:///digest.db"

[[section]]
slug = "tea"
title = "Tea"

[[section.source]]
feed = "https://example.org/feed"

[[newsletter]]
slug = "weekly"
title = "The Weekly Cup"
schedule = "monday 08:00"
from = "The Teapot <weekly@example.org>"

[web]
listen = "127.0.0.1:0"
"""


@dataclass(frozen=True)
class Report:
    source: str
    changed: int
    renamed: int = 0
    failure: str | None = None


@dataclass(frozen=True)
class Published:
    feeds: int = 1
    pages: int = 1
    rejected: int = 0


class Outbox:
    """A transport that remembers, and can be told to misbehave."""

    def __init__(self, pause: float = 0.0) -> None:
        self.sent: list[Message] = []
        self.error: Exception | None = None
        self.state = DeliveryState.ACCEPTED
        self.words = "thank you"
        self.pause = pause

    def ready(self) -> None:
        if self.error:
            raise self.error

    def send(self, message: Message) -> Outcome:
        if self.error:
            raise self.error
        log_for().info("sending", recipient=message.recipient)
        time.sleep(self.pause)
        self.sent.append(message)
        return Outcome(state=self.state, detail=self.words)

    def close(self) -> None:
        pass


class FakeApp:
    def __init__(self, folder: Path, more: str = "", *, readers: int = 3, pause: float = 0.0) -> None:
        (folder / "config.toml").write_text(CONFIG + more)
        self.config: Config = load(folder / "config.toml")
        self.store = SqlStore(f"sqlite:///{folder}/digest.db")
        self.templates = Templates(self.config.templates)
        self.public = folder / "public"
        self.public.mkdir(exist_ok=True)
        self.outbox = Outbox(pause)
        self.alerts = Outbox()
        self.urls: list[str] = []
        self.collected = self.published = self.renamed = 0
        self.slow = False  #: whether sources answer only when nobody waits any more
        self.failing: dict[str, Exception] = {}
        self.composed: list[str] = []
        self.at_collect = threading.Event()
        self.at_compose = threading.Event()
        self.store.subscribers.add([subscriber(f"reader{n}@example.org") for n in range(readers)])

    def secret(self) -> bytes:
        return b"a secret for tests"

    def due(self, now: datetime) -> list[str]:
        self._fail("due")
        return self.urls

    def collect(self, now: datetime, *, stop: Callable[[], bool]) -> list[Report]:
        self._fail("collect")
        self.at_collect.set()
        while self.slow and not stop():
            time.sleep(0.01)
        self.collected += 1
        found, self.urls = self.urls, []
        return [Report(source=url, changed=1, renamed=self.renamed) for url in found]

    def publish(self, now: datetime) -> Published:
        self._fail("publish")
        self.published += 1
        return Published()

    def tell_hub(self, clock: Callable[[], datetime], *, stop: Callable[[], bool]) -> hub.Told:
        self._fail("tell hub")
        return hub.tell_due(self.store.pings, self.config.publish.hub, clock, stop=stop)

    def compose_due(self, newsletter: Newsletter, now: datetime) -> Edition | None:
        self.at_compose.set()
        self._fail("compose")
        label, due = newsletter.plan.latest(newsletter.timezone, now)
        slot = Slot(schedule=newsletter.slug, label=label, due=due)
        new = replace(edition("tea", at=slot), composed=now)
        if not self.store.editions.compose(new, {}, self.store.subscribers.active(newsletter.slug)):
            return None
        self.composed.append(new.id)
        return new

    def deliver(
        self, edition_id: str, now_fn: Callable[[], datetime], *, stop: Callable[[], bool]
    ) -> dict[DeliveryState, int]:
        self._fail("deliver")
        found = self.store.editions.get(edition_id)
        terms = Terms(give_up=timedelta(days=2), resend=True)
        books = walk(found, self.store.ledger, self.outbox, _message, terms, clock=now_fn, stop=stop)
        if is_done(books):
            open_ = (EditionState.COMPOSED, EditionState.SENDING)
            self.store.editions.move(edition_id, open_, EditionState.SENT, now_fn())
        return books

    def release_due(self, now: datetime) -> list[str]:
        self._fail("release")
        return []

    def next_due(self, now: datetime) -> list[tuple[str, str, datetime]]:
        return [(n.slug, *n.plan.following(n.timezone, now)) for n in self.config.newsletter]

    def alert_transport(self) -> Outbox:
        return self.alerts

    def close(self) -> None:
        self.store.close()

    def _fail(self, what: str) -> None:
        if what in self.failing:
            raise self.failing[what]


def _message(delivery: Delivery) -> Message:
    id = f"<{delivery.edition}.{delivery.subscriber}@example.org>"
    return Message(
        id=id, sender="weekly@example.org", recipient=delivery.address, content=b"Subject: tea\r\n\r\nHot.\r\n"
    )


if __name__ == "__main__":  # a service whose delivery takes longer than anybody waits
    from digest import log
    from digest.service.run import run

    log.start(sys.stdout)
    app = FakeApp(Path(sys.argv[1]), readers=1000, pause=float(sys.argv[2]))
    code = run(app)
    app.close()
    sys.exit(code)
