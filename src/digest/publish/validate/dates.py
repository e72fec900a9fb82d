"""Dates: RFC 822 as RSS has them, RFC 3339 as Atom and JSON Feed have them; and whether they can be true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from lxml.etree import _Element

from digest.publish.validate.finding import Finding, error, warning

BAD_RSS_DATE = error(
    "date-rfc822",
    "{name} is no date that RSS knows: {value}",
    'write it like "Mon, 02 Mar 2026 09:30:15 +0000" (RFC 822 with a year of four digits)',
    "readers show no date, or today's, and sort the item wrongly",
)
ODD_RSS_DATE = warning(
    "date-unusual",
    "{name} is a date that not every reader understands: {value}",
    'write it like "Mon, 02 Mar 2026 09:30:15 +0000"',
    "some readers show no date, or today's",
)
WRONG_DAY = error(
    "date-weekday",
    "{name} names the wrong day of the week: {value}",
    "leave the day's name out, or have a program write the date",
    "strict readers take no date at all",
)
BAD_DATE = error(
    "date-rfc3339",
    "{name} is no date with a time and a zone: {value}",
    'write it like "2026-03-02T09:30:15Z" (RFC 3339)',
    "readers show no date, or today's, and sort the item wrongly",
)
IN_FUTURE = warning(
    "date-future",
    "{name} lies in the future: {value}",
    "publish the item when its time has come, and give the zone that the clock was in",
    "the item stays above all that is newer, or is hidden until then",
)
TOO_OLD = warning(
    "date-old",
    "{name} is from before 1990: {value}",
    "give the day on which it was published on the web",
    "readers doubt such a date, or sort the item to the very end",
)

_RSS = re.compile(
    r"((Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d\d? (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}"
    r" \d\d:\d\d(:\d\d)? ([+-]\d\d[03]0|UT|GMT|[ECMP][SD]T|Z)"
)
_RSS_LOOSELY = re.compile(
    r"((mon|tue|wed|thu|fri|sat|sun)\s*,\s*)?\d\d?\s+(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"\s+\d\d(\d\d)?\s+\d\d:\d\d(:\d\d)?(\s+([+-]\d{4}|ut|gmt|[ecmp][sd]t|[a-z]))?",
    re.IGNORECASE,
)
_RFC3339 = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)")
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_CLOCKS_DIFFER = timedelta(minutes=10)


def rfc822(name: str, value: str, now: datetime, where: _Element | None = None) -> Iterator[Finding]:
    """A date of RSS."""
    plain = value.strip()
    if not _RSS.fullmatch(plain):
        rule = ODD_RSS_DATE if _RSS_LOOSELY.fullmatch(plain) else BAD_RSS_DATE
        yield rule.at(where, name=name, value=value or "(nothing)")
        return
    try:
        moment = parsedate_to_datetime(plain)
    except (ValueError, TypeError, IndexError):
        yield BAD_RSS_DATE.at(where, name=name, value=value)
        return
    if "," in plain and f"{moment:%a}" != plain[:3]:
        yield WRONG_DAY.at(where, name=name, value=value)
    yield from _plausible(name, value, moment, now, where)


def rfc3339(name: str, value: str, now: datetime, where: _Element | None = None) -> Iterator[Finding]:
    """A date of Atom or JSON Feed."""
    moment = moment_of(value)
    if moment is None:
        yield BAD_DATE.at(where, name=name, value=value or "(nothing)")
    else:
        yield from _plausible(name, value, moment, now, where)


def moment_of(value: str) -> datetime | None:
    """What an RFC 3339 date means, in UTC; None when it is none."""
    if not (found := _RFC3339.fullmatch(value)):
        return None
    fraction = (found[3] or ".0")[1:7].ljust(6, "0")
    zone = "+00:00" if found[4] == "Z" else found[4]
    leap = found[2].replace(":60", ":59")  # a leap second is a correct time that Python does not know
    try:
        return datetime.fromisoformat(f"{found[1]}T{leap}.{fraction}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _plausible(name: str, value: str, moment: datetime, now: datetime, where: _Element | None) -> Iterator[Finding]:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if aware > now + _CLOCKS_DIFFER:
        yield IN_FUTURE.at(where, name=name, value=value)
    elif aware < _EARLIEST:
        yield TOO_OLD.at(where, name=name, value=value)
