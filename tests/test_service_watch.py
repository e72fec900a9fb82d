from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from digest.errors import StoreUnavailable
from digest.model import DeliveryState, EditionState, Problem, SourceState
from digest.service.alerts import due_alerts
from digest.service.facts import Facts, look
from digest.service.health import SILENCE, health
from digest.service.problems import Problems
from digest.service.watch import LITTLE_SPACE, is_dead, settle, standing, wrongs
from fake_app import NOW, FakeApp
from make import edition

WELL = Facts(public="/srv/public", space=10 * LITTLE_SPACE, public_error=None, store_error=None)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SOURCE = SourceState(url="https://example.org/feed", failures=3, succeeded=NOW - 2 * DAY, outcome="404")
LATE = replace(edition("tea"), reason="late: 20 h after its time", composed=NOW)
FREED = replace(edition("tea"), reason="for review: it waits until it is released", changed=NOW)
HELD = replace(edition("tea", state=EditionState.HELD), reason="an image is missing")
FAULTY = replace(HELD, reason="by preflight: the mail has no subject")
OPEN = edition("tea", state=EditionState.SENDING)
OLD = replace(OPEN, slot=replace(OPEN.slot, due=NOW - 2 * DAY))
WAITING = {OPEN.id: {DeliveryState.PLANNED: 5}}
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
        (replace(WELL, open=(HELD,), books=WAITING), NOW + 3 * DAY, ["edition held"]),
        (replace(WELL, open=(FAULTY,), books=WAITING), NOW + 3 * DAY, ["held by preflight"]),
        (replace(WELL, open=(OPEN,), books=WAITING), NOW + HOUR, []),
        (replace(WELL, open=(OPEN,), books=WAITING), NOW + 3 * HOUR, ["late"]),
        (replace(WELL, open=(OPEN,), books={OPEN.id: {DeliveryState.DEFERRED: 5}}), NOW + 3 * HOUR, []),
        (replace(WELL, open=(OLD,), books=WAITING), NOW, ["late"]),
        (
            replace(WELL, open=(replace(FREED, slot=OLD.slot),), books=WAITING),
            NOW + HOUR,
            [],
        ),  # counts from its release
        (replace(WELL, open=(replace(FREED, slot=OLD.slot),), books=WAITING), NOW + 3 * HOUR, ["late"]),
        (replace(WELL, open=(LATE,), recent=(LATE,), books=WAITING), NOW + HOUR, ["composed late"]),
        (replace(WELL, open=(LATE,), recent=(LATE,), books=WAITING), NOW + 3 * HOUR, ["late", "composed late"]),
        (replace(WELL, recent=(replace(LATE, state=EditionState.SENT),)), NOW + 3 * HOUR, ["composed late"]),
        (replace(WELL, recent=(LATE,)), NOW + 2 * DAY, []),
        (replace(WELL, recent=(OPEN,), books={OPEN.id: {DeliveryState.FAILED: 2}}), NOW, []),
        (replace(WELL, recent=(OPEN,), books={OPEN.id: {DeliveryState.FAILED: 3}}), NOW, ["mails refused"]),
        (replace(WELL, recent=(OPEN,), books={OPEN.id: {DeliveryState.FAILED: 9, DeliveryState.ACCEPTED: 9}}), NOW, []),
        (replace(WELL, latest={"weekly": (SKIPPED,)}), NOW, []),
        (replace(WELL, latest={"weekly": (SKIPPED, SKIPPED)}), NOW, ["skipped twice"]),
        (replace(WELL, latest={"weekly": (OPEN, SKIPPED)}), NOW, []),
        (replace(WELL, missed={"weekly:2026-03-02T08:00": "missed: too late"}), NOW, ["missed"]),
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


def test_an_edition_whose_mails_are_refused_is_told_with_an_answer(app: FakeApp) -> None:
    new = app.compose_due(app.config.newsletter[0], NOW)
    app.outbox.state = DeliveryState.FAILED
    app.outbox.words = "550 5.7.1 you may not send for example.org"
    app.deliver(new.id, lambda: NOW, stop=lambda: False)
    assert wrongs(look(app, NOW + DAY), NOW + DAY) == {
        ("mails refused", new.id): "3 refused, 0 accepted; one answer: 550 5.7.1 you may not send for example.org"
    }
    assert wrongs(look(app, NOW + 3 * DAY), NOW + 3 * DAY) == {}


def test_what_stands_needs_no_service_and_outlives_none(app: FakeApp) -> None:
    known = Problem(kind="source dead", thing="https://example.org/feed", detail="500", since=NOW - DAY, told=NOW)
    gone = replace(known, thing="https://gone.example/feed")
    jobs = replace(known, kind="composing stopped", thing="weekly")
    assert standing([], WELL, NOW) == []
    [held] = standing([], replace(WELL, open=(HELD,)), NOW)
    assert (held.kind, held.thing, held.since) == ("edition held", HELD.id, NOW)
    dead = replace(WELL, sources=((app.config.sources()[0], SOURCE),))
    found = standing([known, gone, jobs, replace(jobs, thing="daily", ended=NOW)], dead, NOW)
    assert [(p.kind, p.thing, p.since) for p in found] == [
        ("composing stopped", "weekly", NOW - DAY),
        ("source dead", "https://example.org/feed", NOW - DAY),
    ]
    assert found[1].detail.endswith("404")


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
    [problem] = problems.all()
    assert (problem.since, problem.told) == (NOW, NOW)


def test_a_store_that_comes_and_goes_is_told_once_a_day(app: FakeApp) -> None:
    runs = Down(app)
    problems = Problems(runs)
    broken = replace(WELL, store_error="disk I/O error")
    told = []
    for minute in range(6):
        now = NOW + timedelta(minutes=minute)
        runs.up = minute % 2 == 1
        settle(problems, WELL if runs.up else broken, now)
        for alert in due_alerts(problems.all(), now):
            assert problems.told(alert.problems[0], now)
            told.append(alert.over)
    assert told == [False, True]


def test_what_nobody_could_be_told_while_the_store_was_down_stays_to_be_told(app: FakeApp) -> None:
    problems = Problems(Down(app))
    problems.begin("disk full", "/srv", "less than 100 MB", NOW)
    for ended in (False, True):
        [problem] = problems.all()
        assert (problem.ended is not None) is ended
        assert problems.told(problem, NOW)
        problems.untold(problem, NOW)
        assert problems.all() == [problem]
        problems.told(problem, NOW)
        problems.end("disk full", "/srv", NOW)


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
