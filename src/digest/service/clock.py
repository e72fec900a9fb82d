"""When things are done. The one host of APScheduler.

Its jobs live in memory and are made from config at each start; what was done is known by the store's slots, so a lost,
doubled or late tick harms nothing, and neither do two processes.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from digest.config import Newsletter
from digest.service.work import Work

#: Seconds between looking for what is due. It also bounds how late a job is after the machine has slept, since
#: APScheduler waits on a clock that stands still meanwhile.
TICK = 60
#: How soon composing is tried again after it failed.
RETRY = timedelta(minutes=5)
#: Editions that are sent at the same time.
SENDERS = 4


class SlotTrigger(BaseTrigger):  # type: ignore[misc] # APScheduler 3 has no types
    """Fires at each due time of a newsletter, by our own arithmetic: APScheduler's fires twice in a double hour."""

    def __init__(self, newsletter: Newsletter) -> None:
        self._plan = newsletter.plan
        self._zone = newsletter.timezone

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The first due time after both; APScheduler's name for it."""
        after = max(previous_fire_time, now) if previous_fire_time else now
        return self._plan.following(self._zone, after)[1]


class Clock:
    """Calls the jobs of `work` when they are due, in threads of its own."""

    def __init__(self, work: Work, newsletters: Sequence[Newsletter]) -> None:
        self._work = work
        # Its warnings say that a tick came while the one before was still at it, which is as it should be.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            # The defaults would skip a job silently that comes later than a second (misfire_grace_time).
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            executors={
                "default": ThreadPoolExecutor(5 + len(newsletters)),
                "sending": ThreadPoolExecutor(SENDERS),
            },
        )
        self._tick("collect", self._collect)
        self._tick("hub", work.tell_hub)
        self._tick("editions", self._send_open)
        self._tick("watch", work.watch)
        for newsletter in newsletters:
            name = _name(newsletter)
            # Once at start: what became due while nobody was there is caught up with.
            self._add(self._compose, SlotTrigger(newsletter), args=[newsletter], id=name, next_run_time=_soon())

    def start(self) -> None:
        """Begin; everything has its first turn at once."""
        self._scheduler.start()

    def stop(self, within: float) -> list[str]:
        """Begin nothing more and wait for what is in hand, at most `within` seconds; the names of what still is."""
        self._work.stop()
        # Not wait=True: APScheduler 3.11 then holds a lock that a job needs to plan another, and both would wait.
        self._scheduler.shutdown(wait=False)
        return self._work.finish(within)

    def _collect(self) -> None:
        self._work.collect()
        self._at("hub", _soon())  # readers hear of a change at once, not a minute later

    def _compose(self, newsletter: Newsletter) -> None:
        if not self._work.compose(newsletter):
            self._at(_name(newsletter), _soon() + RETRY)
        self._send_open()

    def _send_open(self) -> None:
        for edition in self._work.sendable():
            # A job an edition, so that a long one does not hold up the others; the same one twice is one.
            self._add(self._work.deliver, None, args=[edition], id=f"deliver {edition}", executor="sending")

    def _at(self, job: str, moment: datetime) -> None:
        with suppress(JobLookupError):  # the scheduler has just been stopped
            self._scheduler.modify_job(job, next_run_time=moment)

    def _tick(self, name: str, act: Any) -> None:
        self._add(act, "interval", seconds=TICK, id=name, next_run_time=_soon())

    def _add(self, act: Any, trigger: BaseTrigger | str | None, **options: Any) -> None:
        self._scheduler.add_job(act, trigger, replace_existing=True, **options)


def _name(newsletter: Newsletter) -> str:
    return f"newsletter {newsletter.slug}"


def _soon() -> datetime:
    return datetime.now(UTC)
