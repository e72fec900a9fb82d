"""A real SMTP server on loopback that counts what it accepts and does what a test tells it to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Sink:
    """What came, and what to answer."""

    rcpt: dict[str, list[str]] = field(default_factory=dict)  #: address → answers to RCPT, in turn
    data: dict[str, list[str]] = field(default_factory=dict)  #: address → answers after the dot, in turn ("drop": none)
    mail: str = "250 fine"  #: answer to MAIL
    accepted: list[tuple[str, str, bytes]] = field(default_factory=list)  #: (address, Message-ID, content)
    sessions: int = 0
    port: int = 0

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.mail

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._next(self.rcpt, address)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        if answer.startswith("421"):
            server.transport.close()
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        (address,) = envelope.rcpt_tos
        answer = self._next(self.data, address)
        content = envelope.original_content
        assert isinstance(content, bytes)
        if answer.startswith("2") or answer == "drop":
            self.accepted.append((address, str(message_from_bytes(content)["Message-ID"]), content))
        if answer == "drop":
            server.transport.close()
        return answer

    @property
    def recipients(self) -> list[str]:
        return [address for address, *_ in self.accepted]

    def _next(self, answers: dict[str, list[str]], address: str) -> str:
        left = answers.get(address, [])
        return left.pop(0) if left else "250 fine"


@contextmanager
def mail_server(*, utf8: bool = False) -> Iterator[Sink]:
    """`utf8`: whether it knows SMTPUTF8."""
    with socket.create_server(("127.0.0.1", 0)) as probe:  # the controller cannot choose a port by itself
        port: int = probe.getsockname()[1]
    sink = Sink(port=port)
    controller = Controller(sink, hostname="127.0.0.1", port=port, enable_SMTPUTF8=utf8)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
