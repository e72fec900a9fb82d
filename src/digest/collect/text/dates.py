"""Dates as feeds and pages write them. The same text gives the same date on any day: now is never asked."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from digest.collect.text.months import MONTHS

_LONGEST = 100
_ISO = re.compile(
    r"(?P<year>\d{4})(?:-?(?P<month>\d\d)(?:-?(?P<day>\d\d))?)?"
    r"(?:[T ]\s*(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?)?"
    r"\s*(?P<zone>[A-Za-z]+|[+-]\d\d(?::?\d\d)?)?"
)
_NAME = r"[^\W\d_]{3,12}"
#: "20 November 2019", "20. November 2019", "1er mars 2024", "20 de noviembre de 2019"; "November 20th, 2019".
_NAMED = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|er|º|°)?\.?\s+(?:de\s+)?{_NAME}\.?,?(?:\s+de)?"
    rf"|{_NAME}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?)\s+\d{{4}}(?!\d)"
)
_FIGURES = (
    r"\d{4}([./-])\d{1,2}\1\d{1,2}(?!\d)|\d{1,2}([./-])\d{1,2}\2\d{4}(?!\d)|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}"
)
_WORDS = re.compile(
    rf"(?:[^\W\d_][\w-]{{1,14}}[.,]?\s+)?(?P<day>{_NAMED})(?:\s?г\.?)?"
    r"(?:,?\s*(?:at\s+|um\s+|à\s+)?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d)?\s*(?P<half>[ap]\.?m\.?)?"
    r"\s*(?P<zone>[a-z]{1,5}|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
_DAY = re.compile(rf"(?<!\w)(?:{_NAMED}|{_FIGURES})", re.IGNORECASE)
_MONTHS_OF_A_YEAR = 12
#: How most feeds write them, and only that: no part out of its range. Source: RFC 5322 §3.3.
_USUAL = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(?P<day>\d{1,2}) "
    r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?P<year>[12]\d{3}) "
    r"(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d):(?P<second>[0-5]\d) (?:GMT|UTC|(?P<east>[+-](?:0\d|1[0-4])[0-5]\d))",
    re.ASCII,
)
_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: Hours east of Greenwich; those of RFC 822 §5.1 and the ones that feeds use besides.
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
    "msk": 3, "ist": 5.5, "hkt": 8, "sgt": 8, "awst": 8, "jst": 9, "kst": 9, "acst": 9.5, "aest": 10, "aedt": 11,
    "nzst": 12, "nzdt": 13, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "akst": -9, "hst": -10,
}  # fmt: skip


def moment(written: str | None) -> datetime | None:
    """When it was, in UTC; None if the text names no day. A text without a zone is taken as UTC.

    Reads ISO 8601 in its usual forms, RFC 822 dates as they are really written, and days in words in many languages
    ("20 November 2019, 3:04 pm").
    """
    found = stated(written)
    return found and found.astimezone(UTC)


def stated(written: str | None) -> datetime | None:
    """The same instant as `moment`, in the zone that the text gives: its day is the one that the writer saw."""
    text = " ".join((written or "")[: _LONGEST + 1].split())
    if not text or len(text) > _LONGEST:
        return None
    try:
        found = _usual(text) or _iso(text) or _mail(text) or _words(text) or _figures(text, day_first=None)
        return found if found and found.astimezone(UTC) else None  # which no calendar may reach
    except (ValueError, OverflowError, TypeError):
        return None


def days(text: str, *, day_first: bool) -> list[tuple[int, datetime]]:
    """The days named in a line, each with its place; at midnight UTC.

    Args:
        text: of at most a few hundred characters.
        day_first: whether 3/4/2026 is in April.
    """
    found = []
    for one in _DAY.finditer(text):
        try:
            day = _named(one[0]) or _figures(one[0], day_first=day_first)
        except ValueError:
            continue
        if day:
            found.append((one.start(), day))
    return found


def _usual(text: str) -> datetime | None:
    found = _USUAL.fullmatch(text)
    if not found:
        return None
    day, month, year, hour, minute, second, east = found.groups()
    zone = timezone(_zone(east)) if east else UTC
    return datetime(int(year), _ENGLISH.index(month) + 1, int(day), int(hour), int(minute), int(second), tzinfo=zone)


def _iso(text: str) -> datetime | None:
    found = _ISO.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(found[name] or 1) for name in ("year", "month", "day"))
    return _at(year, month, day, found["hour"], found["minute"], found["second"], _zone(found["zone"]))


def _mail(text: str) -> datetime | None:
    # A zone that email does not know is put into numbers first.
    head, _, last = text.rpartition(" ")
    if last.lower() in _ZONES and ":" in head:
        minutes = int(_ZONES[last.lower()] * 60)
        text = f"{head} {'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
    parts = parsedate_tz(text)
    if parts is None or ":" not in text:
        return None
    return _at(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], timedelta(seconds=parts[9] or 0))


def _words(text: str) -> datetime | None:
    found = _WORDS.fullmatch(text)
    day = _named(found["day"]) if found else None
    if not found or not day:
        return None
    hour = int(found["hour"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower().startswith("p") else 0)
    return _at(day.year, day.month, day.day, hour, found["minute"], 0, _zone(found["zone"]))


def _named(text: str) -> datetime | None:
    """A day whose month is a word."""
    numbers = re.findall(r"\d+", text)
    month = next((MONTHS[name] for name in re.findall(_NAME, text.casefold()) if name in MONTHS), None)
    return datetime(int(numbers[1]), month, int(numbers[0]), tzinfo=UTC) if month and len(numbers) > 1 else None


def _figures(text: str, *, day_first: bool | None) -> datetime | None:
    """A day in figures; None when nothing says which of them is the month."""
    found = re.match(_FIGURES, text)
    if not found:
        return None
    one, two, three = (int(number) for number in re.findall(r"\d+", found[0]))
    if one > 999:  # noqa: PLR2004 - a year has four figures
        return datetime(one, two, three, tzinfo=UTC)
    if one > _MONTHS_OF_A_YEAR or two > _MONTHS_OF_A_YEAR or "." in found[0] or one == two:
        day_first = two <= _MONTHS_OF_A_YEAR
    if day_first is None:
        return None
    return datetime(three, *((two, one) if day_first else (one, two)), tzinfo=UTC)


def _zone(name: str | None) -> timedelta:
    if not name:
        return timedelta()
    if name[0] in "+-":
        digits = name[1:].replace(":", "").ljust(4, "0")
        east = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return -east if name[0] == "-" else east
    return timedelta(hours=_ZONES.get(name.lower(), 0))


def _at(
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
    zone = timezone(east) if east else UTC
    return datetime(year, month, day, whole % 24, int(minute or 0), seconds, tzinfo=zone) + timedelta(days=whole // 24)
