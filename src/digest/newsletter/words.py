"""What templates may ask for beside the values: names, short forms, directions."""

from __future__ import annotations

import unicodedata
from functools import partial

from markupsafe import Markup

from digest.language import Language
from digest.model import Item
from digest.newsletter.plain import shorten, underline, wrap
from digest.newsletter.prose import prose


def byline(item: Item, site: str, page: str, words: Language) -> str:
    """Author, reading time, and the source unless it is the site itself; in this order in either direction."""
    source = item.source if item.source != site else ""
    time = words.ngettext("%(count)s min read", "%(count)s min read", item.minutes)
    parts = tuple(filter(None, (words.listed(item.authors), time, source)))
    # Between two directions a mark says whose turn it is; else the time's number joins the name (UAX 9, W2 and N1).
    mixed = any(direction(part, page) for part in parts)
    mark = ("\u200e" if page == "ltr" else "\u200f") if mixed else ""
    return f"{mark} · {mark}".join(parts)


def direction(text: str, page: str) -> Markup:
    """A dir attribute for a text that runs against the page; else nothing, which costs nothing."""
    strong = (unicodedata.bidirectional(char) for char in text)
    first = next(("ltr" if kind == "L" else "rtl" for kind in strong if kind in ("L", "R", "AL")), page)
    return Markup("") if first == page else Markup(f' dir="{first}"')  # noqa: S704 - "ltr" or "rtl"


def filters(words: Language) -> dict[str, object]:
    """By name, in this language."""
    return {
        "byline": partial(byline, words=words),
        "direction": direction,
        "listed": words.listed,
        "prose": prose,
        "shorten": shorten,
        "underline": underline,
        "wrap": wrap,
    }
