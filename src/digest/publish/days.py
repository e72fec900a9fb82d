"""Days in words for people: in UTC and English, whatever the machine speaks."""

from __future__ import annotations

from datetime import UTC, datetime

from digest.model import Edition
from digest.schedule import LABEL

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def day(moment: datetime) -> str:
    """ "22 November 2026"; the day and its month stay on one line."""
    utc = moment.astimezone(UTC)
    return f"{utc.day}\N{NO-BREAK SPACE}{_MONTHS[utc.month - 1]} {utc.year}"


def edition_day(edition: Edition) -> str:
    """ "Monday, 23 November 2026": the local day that names the edition's slot."""
    local = datetime.strptime(edition.slot.label, LABEL).replace(tzinfo=UTC)
    return f"{_WEEKDAYS[local.weekday()]}, {day(local)}"
