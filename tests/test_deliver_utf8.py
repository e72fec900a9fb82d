"""Addresses beyond ASCII, over real SMTP servers that know them and that do not (RFC 6531)."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from digest.deliver.smtp import SmtpServer, SmtpTransport
from digest.model import DeliveryState, Message, Outcome
from mail_server import mail_server
from test_deliver_message import MAILING, SUBJECT, message


def sent(made: Message, *, utf8: bool) -> tuple[Outcome, list[tuple[str, bytes]]]:
    """What came of it, and what the server has."""
    with mail_server(utf8=utf8) as sink:
        transport = SmtpTransport(SmtpServer(url=f"smtp://127.0.0.1:{sink.port}"))
        try:
            return transport.send(made), [(address, content) for address, _, content in sink.accepted]
        finally:
            transport.close()


@pytest.mark.parametrize("utf8", [True, False])
def test_a_domain_beyond_ascii_needs_nothing_of_the_server(utf8: bool) -> None:
    outcome, accepted = sent(message(to="ada@bücher.example"), utf8=utf8)
    assert outcome.state is DeliveryState.ACCEPTED
    assert [address for address, _ in accepted] == ["ada@xn--bcher-kva.example"]


@pytest.mark.parametrize(
    "made",
    [message(to="größe@example.net"), message(replace(MAILING, reply_to="größe@example.org"))],
    ids=["recipient", "reply-to"],
)
def test_a_name_beyond_ascii_goes_where_it_is_known_and_else_the_outcome_says_why_not(made: Message) -> None:
    outcome, accepted = sent(made, utf8=True)
    assert outcome.state is DeliveryState.ACCEPTED
    found = message_from_bytes(accepted[0][1], policy=policy.SMTPUTF8)
    assert "größe@example" in str(found["To"]) + str(found["Reply-To"])
    assert found["Subject"] == SUBJECT
    outcome, accepted = sent(made, utf8=False)
    assert outcome.state is DeliveryState.FAILED
    assert "no SMTPUTF8" in outcome.detail
    assert accepted == []
