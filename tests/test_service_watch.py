from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from digest.errors import StoreUnavailable
from digest.model import EditionState, Problem, SourceState
from digest.service.health import SILENCE, health
from digest.service.problems import Problems
from digest.service.watch import LITTLE_SPACE, Facts, is_dead, look, settle, wrongs
from fake_app import NOW, FakeApp
from make import edition

WELL = Facts(public="/srv/public", space=10 * LITTLE_SPACE, public_error=None, store_error=None)
DAY = timedelta(days=1)
SOURCE = SourceState(url="https://example.org/feed", failures=3, succeeded=NOW - 2 * DAY, outcome="404")
HELD = replace(edition("tea", state=EditionState.HELD), reason="an image is missing")
OPEN = edition("tea", state=EditionState.SENDING)
SKIPPED = replace(edition(state=EditionState.SKIPPED), reason="0 new articles of 1")


@pytest.mark.parametrize(
    ("state", "dead"),
    [
        (SOURCE, True),
        (replace(SOURCE, failures=2), False),
        (replace(SOURCE, succeeded=NOW - DAY), False),
        (replace(SOURCE, succeeded=None), True),
        (replace(SOURCE, failures=0, succeeded=NOW - 9 * DAY), False),
    ],
)
def test_a_source_is_dead_after_three_failures_and_a_day(state: SourceState, *, dead: bool) -> None:
    assert is_dead(state, NOW) is dead


@pytest.mark.parametrize(
    ("facts", "now", "kinds"),
    [
        (WELL, NOW, []),
        (replace(WELL, space=LITTLE_SPACE - 1), NOW, ["disk full"]),
        (replace(WELL, space=None), NOW, []),
        (replace(WELL, public_error="read-only"), NOW, ["folder unwritable"]),
        (replace(WELL, store_error="locked"), NOW, ["store unwritable"]),
        (replace(WELL, open=(HELD,)), NOW, ["edition held"]),
        (replace(WELL, open=(HELD,), unsent={HELD.id: 5}), NOW + 3 * DAY, ["edition held"]),
        (replace(WELL, open=(OPEN,), unsent={OPEN.id: 5}), NOW + timedelta(hours=1), []),
        (replace(WELL, open=(OPEN,), unsent={OPEN.id: 5}), NOW + timedelta(hours=3), ["late"]),
        (replace(WELL, open=(OPEN,), unsent={OPEN.id: 0}), NOW + timedelta(hours=3), []),  # only deferred ones are left
        (replace(WELL, latest={"weekly": (SKIPPED,)}), NOW, []),
        (replace(WELL, latest={"weekly": (SKIPPED, SKIPPED)}), NOW, ["skipped twice"]),
        (replace(WELL, latest={"weekly": (OPEN, SKIPPED)}), NOW, []),
        (replace(WELL, missed={"weekly": "weekly:2026-03-02T08:00 missed: too late"}), NOW, ["missed"]),
    ],
)
def test_what_is_wrong_is_seen(facts: Facts, now: datetime, kinds: list[str]) -> None:
    assert [kind for kind, _ in wrongs(facts, now)] == kinds


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FakeApp]:
    made = FakeApp(tmp_path)
    yield made
    made.close()


def test_an_empty_house_is_well(app: FakeApp) -> None:
    assert wrongs(look(app, NOW), NOW) == {}


def test_facts_of_the_store_are_found(app: FakeApp) -> None:
    app.store.sources.checked(SOURCE)
    app.compose_due(app.config.newsletter[0], NOW)
    assert [kind for kind, _ in wrongs(look(app, NOW + timedelta(hours=3)), NOW + timedelta(hours=3))] == [
        "source dead",
        "late",
    ]


def test_a_missed_slot_is_wrong_until_the_next_one(app: FakeApp) -> None:
    newsletter = app.config.newsletter[0]
    label, due = newsletter.plan.latest(newsletter.timezone, NOW)
    slot = replace(edition().slot, label=label, due=due)
    app.store.editions.miss(slot, "3 days late", NOW)
    assert [kind for kind, _ in wrongs(look(app, NOW), NOW)] == ["missed"]
    assert wrongs(look(app, NOW + 7 * DAY), NOW + 7 * DAY) == {}


def test_what_is_well_again_ends(app: FakeApp) -> None:
    problems = Problems(app.store.runs)
    settle(problems, replace(WELL, open=(HELD,)), NOW)
    assert list(problems.open()) == [("edition held", HELD.id)]
    settle(problems, WELL, NOW)
    assert problems.open() == {}


def test_a_job_s_own_problem_is_not_ended_by_looking(app: FakeApp) -> None:
    problems = Problems(app.store.runs)
    problems.begin("composing stopped", "weekly", "a mistake", NOW)
    problems.begin("sending stopped", OPEN.id, "no server", NOW)
    settle(problems, replace(WELL, open=(OPEN,)), NOW)
    assert len(problems.open()) == 2
    settle(problems, WELL, NOW)  # the edition is through or cancelled
    assert list(problems.open()) == [("composing stopped", "weekly")]


class Down:
    """Runs of a store that is down, until it is up."""

    def __init__(self, app: FakeApp) -> None:
        self.up = False
        self._runs = app.store.runs

    def __getattr__(self, name: str):
        if self.up:
            return getattr(self._runs, name)
        raise StoreUnavailable("sqlite:///x", "disk I/O error")


def test_a_store_that_is_down_is_a_problem_that_can_be_told(app: FakeApp) -> None:
    runs = Down(app)
    problems = Problems(runs)
    broken = replace(WELL, store_error="disk I/O error")
    settle(problems, broken, NOW)
    [problem] = problems.all()
    assert problem.kind == "store unwritable"
    problems.told(problem, NOW)
    settle(problems, broken, NOW + DAY)
    assert [p.told for p in problems.all()] == [NOW]
    runs.up = True
    settle(problems, WELL, NOW + DAY)
    [ended] = problems.all()
    assert ended.ended == NOW + DAY
    problems.told(ended, NOW + DAY)
    assert problems.all() == []


def test_what_began_while_the_store_was_down_is_kept_when_it_is_up(app: FakeApp) -> None:
    runs = Down(app)
    problems = Problems(runs)
    problems.begin("disk full", "/srv", "less than 100 MB", NOW)
    problems.told(problems.all()[0], NOW)
    runs.up = True
    problems.begin("disk full", "/srv", "less than 100 MB", NOW + DAY)
    assert app.store.runs.problems() == problems.all()
    assert problems.all()[0].told == NOW


def test_health_is_ok_with_problems_that_need_no_restart() -> None:
    dead = Problem(kind="source dead", thing="https://secret.example/?key=1", detail="404", since=NOW)
    told = health(WELL, [dead], [("weekly", "2026-03-09T08:00", NOW + 7 * DAY)], NOW, NOW)
    assert (told.ok, told.status) == (True, 200)
    assert told.document() == {
        "status": "ok",
        "reasons": [],
        "last_collect": None,
        "open_editions": 0,
        "problems": 1,
        "next_due": [{"newsletter": "weekly", "slot": "2026-03-09T08:00", "due": "2026-03-09T08:00:00Z"}],
    }


@pytest.mark.parametrize(
    ("facts", "watched", "reason"),
    [
        (replace(WELL, store_error="sqlite:////home/x: locked"), NOW, "the store cannot be written"),
        (replace(WELL, public_error="x"), NOW, "the folder of published files cannot be written"),
        (replace(WELL, space=1), NOW, "the disk is nearly full"),
        (WELL, NOW - SILENCE - timedelta(seconds=1), "the clock stands still"),
    ],
)
def test_health_fails_when_the_work_cannot_be_done(facts: Facts, watched: datetime, reason: str) -> None:
    told = health(facts, [], [], watched, NOW)
    assert (told.status, told.document()["reasons"]) == (503, [reason])
