"""What is wrong now: kept in the store, and in memory for as long as the store itself is what is wrong."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from threading import Lock

from digest.errors import StoreError
from digest.log import log_for
from digest.model import Problem
from digest.store.seam import Runs

Key = tuple[str, str]  #: (kind, thing)

#: These are facts of the past: told once, and that they are past is told to nobody.
QUIET = frozenset({"composed late", "ids changed", "mails refused", "missed"})
#: These are told once, not each day.
ONCE = QUIET | {"skipped twice"}


class Problems:
    """Begin, end and list problems. Safe from any thread.

    Never raises for a store that is down: `watch.py` tells that once, and it must not keep others from being told.
    """

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._memory: dict[Key, Problem] = {}
        self._lately: dict[Key, datetime] = {}  # when each was last told, for as long as the store cannot say
        self._lock = Lock()

    def begin(self, kind: str, thing: str, detail: str, now: datetime) -> None:
        """Something is wrong, or still is. Logged when it is news."""
        key = (kind, thing)
        with self._lock:
            known = self._open().get(key)
            if known is None:
                log_for(kind=kind, thing=thing).warning("problem began", detail=detail)
            if known is None or known.detail != detail or key in self._memory:
                fresh = Problem(kind=kind, thing=thing, detail=detail, since=now, told=self._lately.get(key))
                self._keep(replace(known or fresh, detail=detail))

    def end(self, kind: str, thing: str, now: datetime) -> None:
        """It is well again; nothing if it was."""
        key = (kind, thing)
        with self._lock:
            if key not in self._open():
                return
            log_for(kind=kind, thing=thing).info("problem ended")
            kept = self._memory.pop(key, None)
            if kept and kept.ended is None and kept.told and kept.told >= kept.since and kind not in QUIET:
                self._memory[key] = replace(kept, ended=now)
            with suppress(StoreError):
                self._runs.end_problem(kind, thing, now, quiet=kind in QUIET)

    def open(self) -> dict[Key, Problem]:
        """What is wrong now."""
        with self._lock:
            return self._open()

    def all(self) -> list[Problem]:
        """What is wrong, and what has ended and was told but whose end was not; oldest first."""
        with self._lock:
            kept = {key: problem for key, problem in self._memory.items() if problem.closed is None}
            found = {(p.kind, p.thing): p for p in self._stored()} | kept
            return sorted(found.values(), key=lambda p: (p.since, p.kind, p.thing))

    def told(self, problem: Problem, now: datetime) -> bool:
        """Take on to tell of it, or of its end, before a mail goes out; False when another service has."""
        key = (problem.kind, problem.thing)
        with self._lock:
            kept = self._memory.get(key)
            if kept and kept.closed is None:
                mine = True
                self._memory[key] = replace(kept, closed=now) if kept.ended else replace(kept, told=now)
            else:
                mine = self._taken(problem, now)
            if mine and problem.ended is None:
                self._lately[key] = now
            return mine

    def untold(self, problem: Problem, now: datetime) -> None:
        """Give back what was taken at `now`: nobody was told."""
        key = (problem.kind, problem.thing)
        with self._lock:
            if self._lately.get(key) == now:
                del self._lately[key]
            kept = self._memory.get(key)
            if kept and now in (kept.told, kept.closed):
                self._memory[key] = replace(kept, told=problem.told, closed=None)
                return
            with suppress(StoreError):
                self._runs.untold(problem, now)

    def _taken(self, problem: Problem, now: datetime) -> bool:
        with suppress(StoreError):
            return self._runs.told(problem, now)
        return False

    def _keep(self, problem: Problem) -> None:
        key = (problem.kind, problem.thing)
        kept = self._memory.pop(key, None)
        try:
            self._runs.raise_problem(*key, problem.detail, problem.since)
        except StoreError:
            self._memory[key] = replace(problem, ended=None)
            return
        told = kept.told if kept else self._lately.get(key)
        if told:
            # What the store does not know yet; what it does know better stays.
            self._taken(replace(problem, told=None, ended=None), told)

    def _open(self) -> dict[Key, Problem]:
        found = [*self._stored(), *self._memory.values()]
        return {(problem.kind, problem.thing): problem for problem in found if problem.ended is None}

    def _stored(self) -> list[Problem]:
        with suppress(StoreError):
            return self._runs.problems()
        return []
