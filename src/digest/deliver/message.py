"""A variant's mail, and one subscriber's: the same edition, subscriber and keys give the same bytes for ever.

Mailing + a variant's subject, text and HTML ──form_letter──▶ FormLetter ──to(reader, tokens)──▶ Message
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from digest.deliver import header
from digest.deliver.mailbox import Mailbox, address, mailbox
from digest.model import Message
from digest.stencil import Place, Stencil

#: The token under `Mailing.unsubscribe_page`, in headers and bodies.
UNSUBSCRIBE = "unsubscribe"
_TOKEN = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """What all messages of one edition have in common."""

    edition: str  #: Edition.id
    date: datetime  #: when it was composed
    newsletter: str  #: slug
    title: str
    sender: str  #: "Name <address>"
    reply_to: str | None
    unsubscribe_mailbox: str
    unsubscribe_page: str  #: address in ASCII, up to the reader's token
    archive_url: str
    help: str | None = None  #: a web address, or "Name <address>"; None: `reply_to`, else `sender`


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
    head = _headers(mailing, subject, sender, boundary)
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


def _headers(mailing: Mailing, subject: str, sender: Mailbox, boundary: str) -> Stencil:
    reply_to = f"Reply-To: {header.mailbox('Reply-To', mailbox(mailing.reply_to))}\r\n" if mailing.reply_to else ""
    before = f"From: {header.mailbox('From', sender)}\r\nTo: "
    common = (
        f"\r\n{reply_to}"
        f"Subject: {header.text('Subject', subject)}\r\n"
        f"Date: {format_datetime(mailing.date)}\r\n"
        "Message-ID: "
    )
    return Stencil.of(
        (
            before.encode(),
            Place("to"),
            common.encode(),
            Place("id"),
            f"\r\n{_list_headers(mailing, sender)}List-Unsubscribe: {_open(mailing.unsubscribe_page)}".encode(),
            Place(UNSUBSCRIBE),
            _closing(mailing, boundary).encode(),
        )
    )


def _list_headers(mailing: Mailing, sender: Mailbox) -> str:
    """What mail programs know a list by (RFC 2369, RFC 2919)."""
    id = f"<{mailing.newsletter}.{sender.domain}>"
    title = header.phrase(mailing.title, len("List-Id: "))
    return (
        f"List-Id: {header.beside(title, id, len('List-Id: ')) if title else id}\r\n"
        f"List-Archive: {header.web(mailing.archive_url)}\r\n"
        f"List-Help: {_help(mailing)}\r\n"
    )


def _help(mailing: Mailing) -> str:
    where = mailing.help or mailing.reply_to or mailing.sender
    return header.web(where) if where.startswith(("https://", "http://")) else f"<{mailbox(where).mailto}>"


def _open(page: str) -> str:
    return header.web(page).removesuffix(">")


def _closing(mailing: Mailing, boundary: str) -> str:
    # One click asks for https (RFC 8058 §3.1).
    one_click = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    return (
        f">,\r\n <{mailbox(mailing.unsubscribe_mailbox).mailto}?subject=unsubscribe>\r\n"
        f"{one_click if mailing.unsubscribe_page.startswith('https://') else ''}"
        f"Feedback-ID: {_feedback_id(mailing)}\r\n"
        "Precedence: bulk\r\n"
        "Auto-Submitted: auto-generated\r\n"  # RFC 3834 §5: no holiday answers, please
        "MIME-Version: 1.0\r\n"
        f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n\r\n'
    )


def _feedback_id(mailing: Mailing) -> str:
    """What mailbox providers count complaints by, never a reader: slot, newsletter, sender in 5 to 15 letters."""
    domain = mailbox(mailing.sender).domain
    sender = re.sub(r"[^a-z0-9]+", "-", domain.lower())[:15].strip("-").rjust(5, "x")
    slot = re.sub(r"[^A-Za-z0-9-]", "", mailing.edition.partition(":")[2])
    return f"{slot}:{mailing.newsletter}:digest:{sender}"


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
