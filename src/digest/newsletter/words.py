"""What templates may ask for beside the values: dates, names, short forms, directions. English, for now."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from digest.model import Item
from digest.newsletter.passages import passage
from digest.newsletter.plain import shorten, underline, wrap
from digest.newsletter.prose import prose

# Not strftime: its names change with the locale of the process, and the same edition must give the same bytes.
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def long_date(moment: datetime, zone: str) -> str:
    """ "Monday 23 November 2026", as a calendar in `zone` shows it."""
    day = moment.astimezone(ZoneInfo(zone))
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def listed(names: tuple[str, ...]) -> str:
    """ "Ada, Ben and Cleo"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def byline(item: Item, site: str, page: str) -> str:
    """Author, reading time, and the source unless it is the site itself; in this order in either direction."""
    source = item.source if item.source != site else ""
    parts = tuple(filter(None, (listed(item.authors), f"{item.minutes} min read", source)))
    # Between two directions a mark says whose turn it is; else the time's number joins the name (UAX 9, W2 and N1).
    mixed = any(direction(part, page) for part in parts)
    mark = ("\u200e" if page == "ltr" else "\u200f") if mixed else ""
    return f"{mark} · {mark}".join(parts)


def direction(text: str, page: str) -> Markup:
    """A dir attribute for a text that runs against the page; else nothing, which costs nothing."""
    strong = (unicodedata.bidirectional(char) for char in text)
    first = next(("ltr" if kind == "L" else "rtl" for kind in strong if kind in ("L", "R", "AL")), page)
    return Markup("") if first == page else Markup(f' dir="{first}"')  # noqa: S704 - "ltr" or "rtl"


FILTERS = {
    "byline": byline,
    "direction": direction,
    "listed": listed,
    "prose": prose,
    "passage": passage,
    "shorten": shorten,
    "underline": underline,
    "wrap": wrap,
}
