"""A variant's mail, and one subscriber's: the same edition, subscriber and keys give the same bytes for ever.

Mailing + a variant's subject, text and HTML ──form_letter──▶ FormLetter ──to(reader, tokens)──▶ Message
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from digest.deliver.mailbox import Mailbox, address, mailbox
from digest.deliver.mailing import Mailing, headers
from digest.model import Message
from digest.stencil import Stencil

_TOKEN = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class FormLetter:
    """The mail of one variant, but for what is a reader's own."""

    mailing: str  #: Edition.id
    sender: Mailbox
    head: Stencil  #: places: "to", "id", "unsubscribe"
    body: Stencil  #: places: those of the variant
    utf8: bool  #: whether its own headers need SMTPUTF8

    def to(self, recipient: str, subscriber: int, tokens: Mapping[str, str]) -> Message:
        """The whole mail of one reader (RFC 5322), with CRLF line ends.

        Args:
            recipient: the address.
            subscriber: id.
            tokens: the reader's own, by the name of their place.

        Raises:
            NoMailbox: the address cannot stand in a header.
            ValueError: a token has characters that no token has.
            KeyError: a place has no token.
        """
        who = address(recipient)
        id = message_id(self.mailing, subscriber, self.sender.domain)
        values = {name: _plain(token) for name, token in tokens.items()}
        head = self.head.filled({**values, "to": who.spec.encode(), "id": id.encode()})
        return Message(
            id=id,
            sender=self.sender.envelope,
            recipient=who.envelope,
            content=head + self.body.filled(values),
            utf8=self.utf8 or not who.local.isascii(),
        )


def form_letter(mailing: Mailing, subject: str, text: Stencil, html: Stencil) -> FormLetter:
    """What all messages of a variant have in common: made once.

    Args:
        mailing: the edition's.
        subject: one line.
        text: quoted-printable in lines of at most 76 columns, with CRLF after each; its places are of tokens.
        html: the same, of the other alternative (RFC 2046 §5.1.4).

    Raises:
        NoMailbox: an address of the configuration cannot stand in a header.
    """
    sender = mailbox(mailing.sender)
    # No quoted-printable text holds "=_", so that none holds the boundary (RFC 2045 §6.7).
    boundary = "=_" + hashlib.sha256(mailing.edition.encode()).hexdigest()[:32]
    head = headers(mailing, subject, sender, boundary)
    body = Stencil.of(
        (
            *(_part("plain", boundary), text),
            *(_part("html", boundary), html),
            f"\r\n--{boundary}--\r\n".encode(),
        )
    )
    utf8 = any(not piece.isascii() for piece in head.pieces)
    return FormLetter(mailing.edition, sender, head, body, utf8)


def message_id(edition: str, subscriber: int, domain: str) -> str:
    """A function of edition and subscriber, so that a message sent twice is seen to be one (promise 3)."""
    mark = hashlib.sha256(f"{edition}\n{subscriber}".encode()).hexdigest()[:20]
    return f"<{edition.replace(':', '-').replace('T', '-')}.{mark}@{domain}>"


def _part(subtype: str, boundary: str) -> bytes:
    # The line end before a boundary belongs to it (RFC 2046 §5.1.1): what stands before keeps its own.
    before = "" if subtype == "plain" else "\r\n"
    return (
        f"{before}--{boundary}\r\nContent-Type: text/{subtype}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode()


def _plain(token: str) -> bytes:
    if not _TOKEN.fullmatch(token):
        raise ValueError(f"{token!r}: a token has only letters, digits, - and _")
    return token.encode()
