"""Mails to be judged: each look of each kind of edition, made by the way that real mails go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from bench.mail import bodies, delivery, maker
from bench.mail_edition import LOOKS, Wish

LIMIT = 95_000  #: bytes of HTML; Gmail cuts a mail off at 102,400

WISHES = {
    "reference": Wish(),
    "one story": Wish(articles=1, sections=1),
    "one section": Wish(articles=7, sections=1),
    "no images": Wish(images=False),
    "arabic": Wish(texts="arabic"),
    "hostile": Wish(texts="hostile"),
    "200 stories": Wish(articles=200),
    "200 hostile stories": Wish(articles=200, texts="hostile"),
}
EVERY = [(look, name) for look in LOOKS for name in WISHES]


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as its reader gets it."""

    content: bytes  #: the whole message
    text: str
    html: str


@cache
def mail(look: str, name: str = "reference") -> Mail:
    """The mail of an edition of WISHES for a reader of all its sections."""
    message = maker(WISHES[name], look)(delivery())
    return Mail(message.content, *bodies(message))


def file_name(look: str, name: str) -> str:
    """What its HTML is called where it is written down."""
    return f"{look}-{name.replace(' ', '-')}.html"
