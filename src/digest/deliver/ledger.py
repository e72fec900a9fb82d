"""Walks an edition's deliveries, one connection, one message at a time: promise 3.

claim ─▶ message ─▶ ┌ record n's outcome ┐ ─▶ transport.send(n+1) ─▶ …
                    └ hand n+1 over      ┘  one transaction, before a byte of n+1's body is written
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.deliver.owner import is_gone, owner
from digest.deliver.retry import settled
from digest.deliver.transport import Transport
from digest.errors import DigestError, RenderError, TransportUnavailable
from digest.model import OPEN_STATES, Delivery, DeliveryState, Edition, Message, Outcome
from digest.store.seam import Ledger

_BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How deliveries are tried."""

    give_up: timedelta
    resend: bool


def is_done(books: dict[DeliveryState, int]) -> bool:
    """Whether nothing is left to do."""
    return not any(books[state] for state in OPEN_STATES)


def deliver(
    edition: Edition,
    ledger: Ledger,
    transport: Transport,
    message_for: Callable[[Delivery], Message],
    terms: Terms,
    *,
    clock: Callable[[], datetime],
    stop: Callable[[], bool] = lambda: False,
    told: Callable[[Outcome], None] = lambda _: None,
) -> dict[DeliveryState, int]:
    """Send what is planned or due, until there is no more or `stop` says so; the books as they then stand.

    Raises:
        TransportUnavailable: the transport takes nothing now; what was claimed is given back.
    """
    me = owner()
    gone = [name for name in ledger.owners(edition.id) if is_gone(name)]
    ledger.recover(edition.id, clock(), resend=terms.resend, gone=gone)
    walk = _Walk(edition, ledger, transport, message_for, terms, clock, told, me)
    try:
        while not stop() and (batch := ledger.claim(edition.id, me, clock(), _BATCH)):
            walk.through(batch, stop)
    finally:
        ledger.release(edition.id, me, clock())
    return ledger.books(edition.id)


@dataclass(slots=True)
class _Walk:
    edition: Edition
    ledger: Ledger
    transport: Transport
    message_for: Callable[[Delivery], Message]
    terms: Terms
    clock: Callable[[], datetime]
    told: Callable[[Outcome], None]
    me: str

    def through(self, batch: list[Delivery], stop: Callable[[], bool]) -> None:
        # Before anything is written down: while the server is away, no delivery should look as if it had been tried.
        self.transport.ready()
        done: tuple[Delivery, Outcome] | None = None
        for delivery in batch:
            if stop():
                break
            message = self._message(delivery)
            ours = self.ledger.step(self.clock(), self.me, done, delivery)
            done = None
            if not ours:
                continue
            try:
                done = (delivery, self._outcome(delivery, message))
            except TransportUnavailable as error:
                back = Outcome(state=DeliveryState.PLANNED, detail=str(error))
                self.ledger.step(self.clock(), self.me, (delivery, back), None)
                raise
            self.told(done[1])
        if done is not None:
            self.ledger.step(self.clock(), self.me, done, None)

    def _message(self, delivery: Delivery) -> Message | Outcome:
        """The message, or why there can be none; that costs this reader only."""
        try:
            return self.message_for(delivery)
        except RenderError as error:
            # Of this reader's sections alone, or it had been told before: it waits until the template is mended.
            return Outcome(state=DeliveryState.DEFERRED, detail=str(error))
        except DigestError as error:
            return Outcome(state=DeliveryState.FAILED, detail=str(error))

    def _outcome(self, delivery: Delivery, message: Message | Outcome) -> Outcome:
        return settled(
            message if isinstance(message, Outcome) else self.transport.send(message),
            attempts=delivery.attempts + 1,
            begun=delivery.begun or self.clock(),
            now=self.clock(),
            give_up=self.terms.give_up,
            resend=self.terms.resend,
        )
