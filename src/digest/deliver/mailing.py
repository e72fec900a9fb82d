"""What all messages of an edition have in common, and the headers that say so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from digest.deliver import header
from digest.deliver.mailbox import Mailbox, mailbox
from digest.stencil import Place, Stencil

#: The token under `Mailing.unsubscribe_page`, in headers and bodies.
UNSUBSCRIBE = "unsubscribe"


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


def headers(mailing: Mailing, subject: str, sender: Mailbox, boundary: str) -> Stencil:
    """All headers of a variant, and the empty line after them; places: "to", "id", "unsubscribe"."""
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
