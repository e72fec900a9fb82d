"""Dates as feeds and pages write them → UTC. The same text gives the same date on any day: now is never asked."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

_LONGEST = 100
_ISO = re.compile(
    r"(?P<year>\d{4})(?:-?(?P<month>\d\d)(?:-?(?P<day>\d\d))?)?"
    r"(?:[T ]\s*(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?)?"
    r"\s*(?P<zone>[A-Za-z]+|[+-]\d\d(?::?\d\d)?)?"
)
_WORDS = re.compile(
    r"(?:[a-z]+,?\s+)?"
    r"(?:(?P<day1>\d{1,2})(?:st|nd|rd|th)?\.?\s+(?P<month1>[a-z]{3,9})\.?,?"
    r"|(?P<month2>[a-z]{3,9})\.?\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?)"
    r"\s+(?P<year>\d{4})"
    r"(?:,?\s*(?:at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d)?\s*(?P<half>[ap]\.?m\.?)?"
    r"\s*(?P<zone>[a-z]{1,5}|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
#: How most feeds write them, and only that: no part out of its range. Source: RFC 5322 §3.3.
_USUAL = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(?P<day>\d{1,2}) "
    r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?P<year>[12]\d{3}) "
    r"(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d):(?P<second>[0-5]\d) (?:GMT|UTC|(?P<east>[+-](?:0\d|1[0-4])[0-5]\d))",
    re.ASCII,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Hours east of Greenwich; those of RFC 822 §5.1 and the ones that feeds use besides.
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
    "msk": 3, "ist": 5.5, "hkt": 8, "sgt": 8, "awst": 8, "jst": 9, "kst": 9, "acst": 9.5, "aest": 10, "aedt": 11,
    "nzst": 12, "nzdt": 13, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "akst": -9, "hst": -10,
}  # fmt: skip


def moment(written: str | None) -> datetime | None:
    """When it was, in UTC; None if the text names no day. A text without a zone is taken as UTC.

    Reads ISO 8601 in its usual forms, RFC 822 dates as they are really written, and "20 November 2019, 3:04 pm".
    """
    text = " ".join((written or "")[: _LONGEST + 1].split())
    if not text or len(text) > _LONGEST:
        return None
    try:
        return _usual(text) or _iso(text) or _mail(text) or _words(text)
    except (ValueError, OverflowError, TypeError):
        return None


def _usual(text: str) -> datetime | None:
    found = _USUAL.fullmatch(text)
    if not found:
        return None
    day, month, year, hour, minute, second, east = found.groups()
    there = datetime(
        int(year), _MONTHS.index(month.lower()) + 1, int(day), int(hour), int(minute), int(second), tzinfo=UTC
    )
    return there - _zone(east) if east else there


def _iso(text: str) -> datetime | None:
    found = _ISO.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(found[name] or 1) for name in ("year", "month", "day"))
    return _utc(year, month, day, found["hour"], found["minute"], found["second"], _zone(found["zone"]))


def _mail(text: str) -> datetime | None:
    # A zone that email does not know is put into numbers first.
    head, _, last = text.rpartition(" ")
    if last.lower() in _ZONES and ":" in head:
        minutes = int(_ZONES[last.lower()] * 60)
        text = f"{head} {'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
    parts = parsedate_tz(text)
    if parts is None or ":" not in text:
        return None
    return _utc(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], timedelta(seconds=parts[9] or 0))


def _words(text: str) -> datetime | None:
    found = _WORDS.fullmatch(text)
    if not found:
        return None
    month = (found["month1"] or found["month2"])[:3].lower()
    hour = int(found["hour"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower().startswith("p") else 0)
    day = int(found["day1"] or found["day2"])
    return _utc(int(found["year"]), _MONTHS.index(month) + 1, day, hour, found["minute"], 0, _zone(found["zone"]))


def _zone(name: str | None) -> timedelta:
    if not name:
        return timedelta()
    if name[0] in "+-":
        digits = name[1:].replace(":", "").ljust(4, "0")
        east = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return -east if name[0] == "-" else east
    return timedelta(hours=_ZONES.get(name.lower(), 0))


def _utc(
    year: int,
    month: int,
    day: int,
    hour: str | int | None,
    minute: str | int | None,
    second: str | int | None,
    east: timedelta,
) -> datetime:
    seconds = min(int(second or 0), 59)  # a leap second is the one before it
    whole = int(hour or 0)
    start = datetime(year, month, day, whole % 24, int(minute or 0), seconds, tzinfo=timezone(east))
    return (start + timedelta(days=whole // 24)).astimezone(UTC)
