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


class Problems:
    """Begin, end and list problems. Safe from any thread.

    Never raises for a store that is down: `watch.py` tells that once, and it must not keep others from being told.
    """

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._memory: dict[Key, Problem] = {}
        self._lock = Lock()

    def begin(self, kind: str, thing: str, detail: str, now: datetime) -> None:
        """Something is wrong, or still is. Logged when it is news."""
        with self._lock:
            known = self._open().get((kind, thing))
            if known is None:
                log_for(kind=kind, thing=thing).warning("problem began", detail=detail)
            if known is None or known.detail != detail or (kind, thing) in self._memory:
                self._keep(known or Problem(kind=kind, thing=thing, detail=detail, since=now), detail, now)

    def end(self, kind: str, thing: str, now: datetime) -> None:
        """It is well again; nothing if it was."""
        with self._lock:
            if (kind, thing) not in self._open():
                return
            log_for(kind=kind, thing=thing).info("problem ended")
            kept = self._memory.pop((kind, thing), None)
            if kept and kept.told:
                self._memory[kind, thing] = replace(kept, ended=now)
            with suppress(StoreError):
                self._runs.end_problem(kind, thing, now)

    def open(self) -> dict[Key, Problem]:
        """What is wrong now."""
        with self._lock:
            return self._open()

    def all(self) -> list[Problem]:
        """What is wrong, and what has ended and was told but whose end was not; oldest first."""
        with self._lock:
            found = {(p.kind, p.thing): p for p in self._stored()} | self._memory
            return sorted(found.values(), key=lambda p: (p.since, p.kind, p.thing))

    def told(self, problem: Problem, now: datetime) -> None:
        """A mail about it, or about its end, went out."""
        key = (problem.kind, problem.thing)
        with self._lock:
            if kept := self._memory.pop(key, None):
                if kept.ended is None:
                    self._memory[key] = replace(kept, told=now)
                return
            with suppress(StoreError):
                self._runs.told(problem, now)

    def _keep(self, problem: Problem, detail: str, now: datetime) -> None:
        key = (problem.kind, problem.thing)
        kept = self._memory.pop(key, None)
        try:
            self._runs.raise_problem(*key, detail, now)
        except StoreError:
            self._memory[key] = replace(problem, detail=detail, ended=None)
            return
        if kept and kept.told:
            with suppress(StoreError):
                self._runs.told(replace(kept, ended=None), kept.told)

    def _open(self) -> dict[Key, Problem]:
        found = [*self._stored(), *self._memory.values()]
        return {(problem.kind, problem.thing): problem for problem in found if problem.ended is None}

    def _stored(self) -> list[Problem]:
        with suppress(StoreError):
            return self._runs.problems()
        return []
