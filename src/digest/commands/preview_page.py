"""The page that shows one mail as several inboxes do: phone and desktop, light and dark, side by side.

Each frame holds the mail as it is, but for the lines of `_AROUND`. A frame's own `color-scheme` decides what its
`prefers-color-scheme` is (CSS Color Adjustment 1 §2.1; Chromium from 130, Firefox from 105, Safari from 2026; an older
one shows its own scheme in all frames), so nothing in the mail has to be rewritten for its dark side to show.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lxml import etree, html

from digest.templates import Templates

#: What Gmail clips, in bytes of HTML; others keep to about the same.
CLIPPED = 102_000
_INBOX = 200  #: characters that the widest inbox shows of a mail's beginning
_BLANKS = re.compile(r"[ \t\r\n\f]+")  # that a page shows as one; the others keep their room
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
# No script, no form, nothing but pictures; a link opens beside the page. Phones show no scrollbar, so none takes room.
_AROUND = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src {pictures}; '
    "style-src 'unsafe-inline'; form-action 'none'\">"
    '<base target="_blank"><style>html{{scrollbar-width:none}}</style>'
)


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to know before the mail goes."""

    level: Literal["error", "warning"]
    words: str  #: what is wrong, and with which thing
    todo: str = ""  #: what helps


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at the mail."""

    name: str
    width: int  #: CSS pixels
    scheme: Literal["light", "dark"]
    pictures: bool = True


VIEWS = (
    View("Phone, light", 360, "light"),
    View("Phone, dark", 360, "dark"),
    View("Phone, no pictures", 360, "light", pictures=False),
    View("Desktop, light", 700, "light"),
    View("Desktop, dark", 700, "dark"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page shows."""

    edition: str  #: its id
    state: str  #: in words: "a draft", "held until …"
    readers: str  #: whose mail it is: "all sections"
    sender: str  #: name, as an inbox shows it
    subject: str
    html: str
    text: str
    message: int  #: bytes of the whole
    language: str
    dir: str
    notes: Sequence[Note] = ()


def page(shown: Shown, templates: Templates) -> str:
    """The page by itself: one file, without scripts, for any browser."""
    frames = [(view, framed(shown.html, "http: https: data:" if view.pictures else "'none'")) for view in VIEWS]
    return _rendered(shown, templates, frames=frames, is_picture=False)


def for_picture(shown: Shown, templates: Templates, *, mail: str, bare: str) -> str:
    """The same with frames as long as the mail, which lies in two files beside; by a script that tells its height."""
    frames = [(view, mail if view.pictures else bare) for view in VIEWS]
    return _rendered(shown, templates, frames=frames, is_picture=True)


def framed(mail: str, pictures: str) -> str:
    """The mail for a frame; `pictures` says where they may come from (Content Security Policy 3 §6.1.6)."""
    around = _AROUND.format(pictures=pictures)
    head = _HEAD.search(mail)
    return mail[: head.end()] + around + mail[head.end() :] if head else around + mail


def beginning(mail: str) -> str:
    """What an inbox shows after the subject: the first words of the mail that are not hidden from it."""
    body = html.document_fromstring(mail).find("body")
    if body is None:
        return ""
    etree.strip_elements(body, "style", "script", etree.Comment, with_tail=False)
    words = "".join(map(str, body.itertext()))
    return _BLANKS.sub(" ", words).strip()[:_INBOX]


def kilobytes(size: int) -> str:
    """ "41.3 KB"."""
    return f"{size / 1000:.1f} KB"


def _rendered(shown: Shown, templates: Templates, *, frames: Sequence[tuple[View, str]], is_picture: bool) -> str:
    size = len(shown.html.encode())
    return templates.render(
        "preview/preview.html",
        shown=shown,
        beginning=beginning(shown.html),
        frames=frames,
        is_picture=is_picture,
        sizes=[
            ("HTML", kilobytes(size), f"Gmail clips a mail at {CLIPPED // 1000} KB"),
            ("Text", kilobytes(len(shown.text.encode())), ""),
            ("Message", kilobytes(shown.message), "with headers, encoded"),
        ],
        share=min(100, round(100 * size / CLIPPED)),
    )
