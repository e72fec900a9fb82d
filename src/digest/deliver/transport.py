"""The door that a message leaves through. How to add one: docs/design.md, "Adding a transport"."""

from __future__ import annotations

from typing import Protocol

from digest.model import Message, Outcome


class Transport(Protocol):
    """What takes a message."""

    def ready(self) -> None:
        """Connect, if that is needed.

        Raises:
            TransportUnavailable: it takes nothing now.
        """

    def send(self, message: Message) -> Outcome:
        """Hand one message over.

        Returns:
            ACCEPTED, DEFERRED (4xx: try later), FAILED (5xx: this address will never work), or UNKNOWN (the
            connection ended between the last byte and the answer).

        Raises:
            TransportUnavailable: nothing was handed over; safe to try later.
        """

    def close(self) -> None:
        """Say goodbye; never raises."""
