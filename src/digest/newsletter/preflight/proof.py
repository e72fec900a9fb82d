"""What is judged: one mail as a reader would get it, read back from its very bytes, and what it is measured by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from ipaddress import IPv4Network, IPv6Network, ip_address
from urllib.parse import urlsplit

from lxml import etree

from digest.newsletter.preflight.cascade import is_hidden
from digest.newsletter.preflight.document import elements, tree, words

_LOCAL_NAMES = ("localhost", "local", "internal", "lan")
# What keeps the text that follows out of an inbox's preview.
_PADDING = dict.fromkeys(map(ord, "\u034f\u200c\u200b\ufeff\u00ad"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known beside the mail."""

    site_url: str
    leaves: bool  #: whether it goes to a mail server, and not into a folder
    dkim: str | None = None  #: what that server signs with; None: nobody said
    postal_address: str = ""
    own: frozenset[str] = frozenset()  #: links that are this reader's alone: nobody may ask them
    ours: frozenset[str] = frozenset()  #: pages that are published with the edition, so they may not be there yet
    meant: tuple[IPv4Network | IPv6Network, ...] = ()  #: networks that are not public, and whose links are no mistake
    said: tuple[str, ...] = ()  #: all that the stories and the editor say: what looks like a slip in there is none
    linked: frozenset[str] = frozenset()  #: where the stories lead, as mails have it; the same holds there

    @property
    def is_local(self) -> bool:
        """Whether the publication lies on this machine or network: it is being tried out."""
        return is_local(self.site_url)

    def is_out_of_reach(self, url: str) -> bool:
        """Whether an address leads where readers of this publication cannot be."""
        return is_local(url) and not self.is_local and not any(_is_in(url, network) for network in self.meant)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One variant as a reader would get it."""

    facts: Facts
    content: bytes  #: the whole message
    message: Message  #: the same, read
    subject: str  #: decoded
    preheader: str  #: "" when there is none
    html: str  #: "" when there is none
    text: str  #: same
    root: etree._Element  #: of `html`

    @property
    def leave(self) -> tuple[str, ...]:
        """Where the button for unsubscribing leads, by web and by mail (RFC 2369 §3.2)."""
        return tuple(re.findall(r"<([^<>\s]+)>", header(self.message, "List-Unsubscribe")))


def proof(content: bytes, facts: Facts) -> Proof:
    """Read a message as mail programs do; of one that is no mail at all, everything is empty. Never raises."""
    message = message_from_bytes(content)
    html = _part(message, "text/html")
    root = tree(html)
    return Proof(
        facts=facts,
        content=content,
        message=message,
        subject=header(message, "Subject"),
        preheader=next(_preheaders(root), ""),
        html=html,
        text=_part(message, "text/plain"),
        root=root,
    )


def header(message: Message, name: str) -> str:
    """A header, unfolded and decoded (RFC 2047); "" when there is none."""
    raw = "".join(str(message.get(name, "")).splitlines())
    try:
        return str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, ValueError):  # no such character set, or not encoded as it says
        return raw


def is_local(url: str) -> bool:
    """Whether an address leads to this machine, or to a network that is not public."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host.rpartition(".")[2] in _LOCAL_NAMES


def _is_in(url: str, network: IPv4Network | IPv6Network) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host) in network
    except ValueError:  # a name: whoever has a network of his own gives its names himself
        return host != "localhost"


def is_web(url: str) -> bool:
    """Whether it is an address that a browser opens."""
    return url.lower().startswith(("http://", "https://"))


def web_links(root: etree._Element) -> Iterator[str]:
    """The web addresses of all links, in the order of the mail."""
    for link in elements(root, "a"):
        if is_web(address := (link.get("href") or "").strip()):
            yield address


def _part(message: Message, kind: str) -> str:
    for part in message.walk():
        if part.get_content_type() == kind and isinstance(body := part.get_payload(decode=True), bytes):
            try:
                return body.decode(part.get_content_charset("utf-8"), "replace").replace("\r\n", "\n")
            except LookupError:
                return body.decode("utf-8", "replace").replace("\r\n", "\n")
    return ""


def _preheaders(root: etree._Element) -> Iterator[str]:
    """What an inbox shows beside the subject: the first words of the body, if they are hidden."""
    body = root.find("body")
    for element in elements(root) if body is None else elements(body):
        if is_hidden(element):
            yield " ".join(words(element).translate(_PADDING).split())
            return
        if element.tag in ("h1", "h2", "h3", "p", "table", "img"):
            return
