"""One subscriber's mail as bytes: the same edition, subscriber and keys give the same bytes for ever.

Written out here rather than by the standard library's generator, whose folding differs between Python versions and
which encodes long addresses in List-Unsubscribe so that no mail client finds them.
"""

from __future__ import annotations

import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, parseaddr

from digest.model import Message


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
    archive_url: str

    @property
    def domain(self) -> str:
        """The sender's domain, in ASCII."""
        return _ascii_domain(address(self.sender).rpartition("@")[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is one subscriber's own."""

    recipient: str
    subscriber: int
    unsubscribe_url: str
    subject: str
    text: str
    html: str


def message(mailing: Mailing, letter: Letter) -> Message:
    """The whole mail (RFC 5322), its text and HTML parts as alternatives (RFC 2046 §5.1.4), CRLF line ends."""
    id = message_id(mailing, letter.subscriber)
    boundary = "=_" + hashlib.sha256(id.encode()).hexdigest()[:32]
    head = [*_headers(mailing, letter, id), ("Content-Type", f'multipart/alternative; boundary="{boundary}"')]
    parts = [_part("plain", letter.text, boundary), _part("html", letter.html, boundary)]
    lines = "".join(f"{name}: {value}\r\n" for name, value in head)
    content = lines.encode() + b"\r\n" + b"".join(parts) + f"--{boundary}--\r\n".encode()
    return Message(id=id, sender=address(mailing.sender), recipient=letter.recipient, content=content)


def message_id(mailing: Mailing, subscriber: int) -> str:
    """A function of edition and subscriber, so that a message sent twice is seen to be one (promise 3)."""
    edition = mailing.edition.replace(":", "-").replace("T", "-")
    mark = hashlib.sha256(f"{mailing.edition}\n{subscriber}".encode()).hexdigest()[:20]
    return f"<{edition}.{mark}@{mailing.domain}>"


def address(mailbox: str) -> str:
    """ "Name <a@b>" → "a@b"."""
    return parseaddr(mailbox)[1]


def _headers(mailing: Mailing, letter: Letter, id: str) -> list[tuple[str, str]]:
    reply_to = [("Reply-To", _mailbox(mailing.reply_to))] if mailing.reply_to else []
    return [
        ("From", _mailbox(mailing.sender)),
        ("To", letter.recipient),
        *reply_to,
        ("Subject", _encoded(letter.subject, "Subject")),
        ("Date", format_datetime(mailing.date)),
        ("Message-ID", id),
        ("List-Id", f"{_phrase(mailing.title)}\r\n <{mailing.newsletter}.{mailing.domain}>"),
        ("List-Archive", f"<{mailing.archive_url}>"),
        (
            "List-Unsubscribe",
            f"<{letter.unsubscribe_url}>,\r\n <mailto:{address(mailing.unsubscribe_mailbox)}?subject=unsubscribe>",
        ),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),  # RFC 8058 §3.1
        ("Precedence", "bulk"),
        ("Auto-Submitted", "auto-generated"),  # RFC 3834 §5: no holiday answers, please
        ("MIME-Version", "1.0"),
    ]


def _part(subtype: str, body: str, boundary: str) -> bytes:
    head = (
        f"--{boundary}\r\nContent-Type: text/{subtype}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    lines = body.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    quoted = binascii.b2a_qp(lines, istext=True).replace(b"\n", b"\r\n")
    return head.encode() + quoted + b"\r\n"  # this line end belongs to the boundary that follows (RFC 2046 §5.1.1)


def _mailbox(mailbox: str) -> str:
    name, plain = parseaddr(mailbox)
    return f"{_phrase(name)} <{plain}>" if name else plain


def _phrase(text: str) -> str:
    """A display name: plain when it may be, else quoted or encoded (RFC 5322 §3.2.5, RFC 2047 §5)."""
    line = " ".join(text.split())
    if not line.isascii():
        return Header(line, "utf-8", maxlinelen=70).encode(linesep="\r\n")
    if line.replace(" ", "").isalnum():
        return line
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _encoded(text: str, name: str) -> str:
    line = " ".join(text.split())
    charset = "us-ascii" if line.isascii() else "utf-8"
    return Header(line, charset, header_name=name, maxlinelen=76).encode(linesep="\r\n")


def _ascii_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
