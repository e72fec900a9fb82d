"""Addresses as headers and envelopes need them: domains in ASCII, local parts as their owners write them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import quote

from digest.errors import NoMailbox
from digest.lines import header_line

_LONGEST = 320  #: bytes: 64 for the local part, 255 for the domain (RFC 5321 §4.5.3.1)
_DOT_ATOM = re.compile(r"[\w!#$%&'*+/=?^`{|}~\x80-\U0010ffff-]+(\.[\w!#$%&'*+/=?^`{|}~\x80-\U0010ffff-]+)*")
# What no address of a reader's has, and what programs on the way take apart (a comma, a second @).
_NEVER_LOCAL = re.compile(
    r"[\s@<>(),;:\\\"\[\]\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)
_DOMAIN = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?|\[[A-Za-z0-9:.]+\]")
# Letters that Python's codec (IDNA 2003) would replace, so that the mail went to somebody else (RFC 5894 §7.2).
_DEVIATING = re.compile("[ßς\u200c\u200d]")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address that is fit for a header and for SMTP."""

    local: str  #: may have letters beyond ASCII, which a server must know how to take (RFC 6531)
    domain: str  #: ASCII
    name: str = ""  #: to show; one line

    @property
    def envelope(self) -> str:
        """As MAIL and RCPT have it."""
        return f"{self.local}@{self.domain}"

    @property
    def spec(self) -> str:
        """As a header has it: dots that stand elsewhere than between letters need quotes (RFC 5322 §3.4.1)."""
        return self.envelope if _DOT_ATOM.fullmatch(self.local) else f'"{self.local}"@{self.domain}'

    @property
    def mailto(self) -> str:
        """As an address of the web, in ASCII (RFC 6068 §2)."""
        return f"mailto:{quote(self.local, safe='!$*+-._~')}@{self.domain}"


def mailbox(text: str) -> Mailbox:
    """ "Name <address>" or "address".

    Raises:
        NoMailbox: it is no address, or one that could break a header.
    """
    name, plain = parseaddr(text)
    return address(plain or text, header_line(name))


def address(text: str, name: str = "") -> Mailbox:
    """An address without a name beside it.

    Raises:
        NoMailbox: it is none, or one that could break a header.
    """
    local, at, domain = text.rpartition("@")
    if not (local and at and domain) or _NEVER_LOCAL.search(local):
        raise NoMailbox(text, "it is no mail address")
    if len(text.encode("utf-8", "replace")) > _LONGEST:
        raise NoMailbox(text, f"it is longer than the {_LONGEST} bytes that an address may have")
    return Mailbox(local, domain if domain.isascii() and _DOMAIN.fullmatch(domain) else _in_ascii(text, domain), name)


def _in_ascii(text: str, domain: str) -> str:
    try:
        plain = ".".join(map(_label, domain.replace("\u3002", ".").split(".")))
    except UnicodeError as error:
        raise NoMailbox(text, "its domain cannot be written in ASCII (RFC 5890)") from error
    if not _DOMAIN.fullmatch(plain):
        raise NoMailbox(text, "its domain is none")
    return plain


def _label(label: str) -> str:
    if _DEVIATING.search(label):
        return "xn--" + unicodedata.normalize("NFC", label.lower()).encode("punycode").decode()
    return label.encode("idna").decode()
