"""What `/health` tells whoever asks: whether the service can do its work, in counts and times, never in addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from digest.errors import StoreError
from digest.model import Problem
from digest.service.facts import Facts, look
from digest.service.seam import App
from digest.service.watch import LITTLE_SPACE
from digest.service.work import Work

#: The clock looks around each minute; silence for longer means that it stands still.
SILENCE = timedelta(minutes=10)
#: An answer serves for so long: looking costs a write, and anybody may ask.
_FRESH = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """An answer for a monitor."""

    reasons: tuple[str, ...]  #: why it is failing; () when it is well
    facts: dict[str, Any]  #: what else there is to know, ready for JSON

    @property
    def ok(self) -> bool:
        return not self.reasons

    @property
    def status(self) -> int:
        """HTTP status."""
        return 200 if self.ok else 503

    def document(self) -> dict[str, Any]:
        """What to send as JSON."""
        return {"status": "ok" if self.ok else "failing", "reasons": list(self.reasons), **self.facts}


def health(
    facts: Facts,
    problems: Sequence[Problem],
    upcoming: Sequence[tuple[str, str, datetime]],
    watched: datetime,
    now: datetime,
) -> Health:
    """Judge the service. A dead source or a held edition is a problem for people, and no reason to restart us.

    Args:
        upcoming: (newsletter, label, due) of the next slots.
        watched: when the clock last looked around; at first, when it was started.
    """
    wrong = {
        "the store cannot be written": facts.store_error is not None,
        "the folder of published files cannot be written": facts.public_error is not None,
        "the disk is nearly full": facts.space is not None and facts.space < LITTLE_SPACE,
        "the clock stands still": now - watched > SILENCE,
    }
    checked = [state.checked for _, state in facts.sources if state.checked is not None]
    return Health(
        reasons=tuple(reason for reason, holds in wrong.items() if holds),
        facts={
            "last_collect": _time(max(checked, default=None)),
            "open_editions": len(facts.open),
            "problems": sum(problem.ended is None for problem in problems),
            "next_due": [{"newsletter": slug, "slot": label, "due": _time(due)} for slug, label, due in upcoming],
        },
    )


class Checkup:
    """Health on demand; safe from any thread."""

    def __init__(self, app: App, work: Work) -> None:
        self._app = app
        self._work = work
        self._lock = Lock()
        self._last: tuple[datetime, Health] | None = None

    def __call__(self) -> Health:
        with self._lock:
            now = self._work.now()
            if self._last is None or not timedelta() <= now - self._last[0] < _FRESH:
                self._last = (now, self._look(now))
            return self._last[1]

    def _look(self, now: datetime) -> Health:
        return health(look(self._app, now), self._work.problems.all(), self._upcoming(now), self._work.watched, now)

    def _upcoming(self, now: datetime) -> list[tuple[str, str, datetime]]:
        try:
            return self._app.next_due(now)
        except StoreError:
            return []


def _time(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
