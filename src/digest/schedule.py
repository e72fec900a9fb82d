"""When a newsletter is due: pure wall-clock arithmetic over a time zone, one label a slot.

A slot is named by its local wall time. Autumn's double hour therefore gives one slot, at its first pass; a time
that spring leaves out is due when the clock has jumped over it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GROUPS = {"daily": frozenset(range(7)), "weekdays": frozenset(range(5)), "weekends": frozenset((5, 6))}
_FORMS = '"monday 08:00", "mon,thu 08:00", "weekdays 07:30", "daily 06:00" or "monthly 1 08:00"'
LABEL = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class Schedule:
    """Days and a local time of day."""

    weekdays: frozenset[int]  #: 0 is Monday; empty for a monthly schedule
    monthday: int | None  #: 1 to 31, the month's last day where it is shorter; None for a weekly schedule
    at: time  #: local, naive

    @classmethod
    def parse(cls, text: str) -> Schedule:
        """Read a schedule as config.toml has it.

        Raises:
            ValueError: it is none; the message names the forms that are allowed.
        """
        found = re.fullmatch(r"\s*(?:monthly\s+(\d{1,2})|([a-z, ]+?))\s+(\d{1,2}):(\d\d)\s*", text.lower())
        if not found:
            raise ValueError(f"{text!r} is not a schedule; write {_FORMS}")
        monthday, days, hour, minute = found.groups()
        if int(hour) > 23 or int(minute) > 59:  # noqa: PLR2004
            raise ValueError(f"{text!r} has a time that no clock shows; write {_FORMS}")
        at = time(int(hour), int(minute))
        if monthday:
            if not 1 <= int(monthday) <= 31:  # noqa: PLR2004
                raise ValueError(f"{text!r} has a day that no month has; write 1 to 31")
            return cls(frozenset(), int(monthday), at)
        return cls(_weekdays(days, text), None, at)

    @property
    def period(self) -> timedelta:
        """The usual time between two slots: a month is 31 days; several days a week share the week."""
        if self.monthday is not None:
            return timedelta(days=31)
        return timedelta(days=7) / len(self.weekdays)

    def latest(self, zone: str, now: datetime) -> tuple[str, datetime]:
        """(label, due in UTC) of the newest slot that is due no later than `now`."""
        return next(slot for slot in self._walk(zone, now, -1) if slot[1] <= now)

    def following(self, zone: str, now: datetime) -> tuple[str, datetime]:
        """(label, due in UTC) of the first slot that is due after `now`."""
        return next(slot for slot in self._walk(zone, now, +1) if slot[1] > now)

    def between(self, zone: str, after: datetime, until: datetime) -> list[tuple[str, datetime]]:
        """The slots with after < due <= until, oldest first."""
        slots = []
        for slot in self._walk(zone, until, -1):
            if slot[1] <= after:
                break
            if slot[1] <= until:
                slots.append(slot)
        return slots[::-1]

    def _walk(self, zone: str, start: datetime, step: int) -> Iterator[tuple[str, datetime]]:
        """Slots day by day away from `start`, beginning a day on its other side so that no zone can hide one."""
        day = start.astimezone(ZoneInfo(zone)).date() - timedelta(days=step)
        while True:
            if self._has(day):
                wall = datetime.combine(day, self.at)
                yield wall.strftime(LABEL), due(wall, zone)
            day += timedelta(days=step)

    def _has(self, day: date) -> bool:
        if self.monthday is None:
            return day.weekday() in self.weekdays
        last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return day.day == min(self.monthday, last.day)


def due(wall: datetime, zone: str) -> datetime:
    """The moment (UTC) at which a clock on the wall of `zone` first shows `wall`, or has jumped over it.

    fold=0 is the first pass of a double hour; of a time left out in spring it lies after the jump (PEP 495).
    """
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def labelled(label: str, zone: str) -> datetime:
    """The due time (UTC) of a label.

    Raises:
        ValueError: it is not a label.
    """
    try:
        wall = datetime.strptime(label, LABEL)  # noqa: DTZ007 - a label is wall time by definition
    except ValueError:
        raise ValueError(f'{label!r} is not a slot; write it like "2026-11-23T08:00" (local time)') from None
    return due(wall, zone)


def _weekdays(days: str, text: str) -> frozenset[int]:
    chosen: set[int] = set()
    for word in re.split(r"[,\s]+", days.strip(", ")):
        if word in _GROUPS:
            chosen |= _GROUPS[word]
            continue
        hits = [i for i, day in enumerate(_DAYS) if day.startswith(word) and len(word) >= 3]  # noqa: PLR2004
        if not hits:
            raise ValueError(f"{text!r}: {word!r} is no day; write {_FORMS}")
        chosen.add(hits[0])
    return frozenset(chosen)
