"""`digest status` tells what is wrong, whether or not a service runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from digest.commands.status import document, lines, status
from digest.model import EditionState
from fake_app import NOW, FakeApp
from make import edition


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FakeApp]:
    made = FakeApp(tmp_path)
    yield made
    made.close()


def test_without_a_service_status_tells_what_is_wrong(app: FakeApp) -> None:
    late = replace(edition("tea"), reason="late: 20 h after its time", composed=NOW)
    held = replace(edition("cake", state=EditionState.HELD), id="weekly:x", slot=replace(late.slot, label="x"))
    for new in (late, held):
        app.store.editions.compose(new, {}, app.store.subscribers.active("weekly"))
    found = status(app, NOW + timedelta(hours=1))
    assert [(problem.kind, problem.thing) for problem in found.problems] == [
        ("composed late", late.id),
        ("edition held", held.id),
    ]
    told = list(lines(found, NOW))
    assert told[0] == "PROBLEMS"
    assert told[1].startswith(f"  composed late: {late.id}: late: 20 h after its time (since ")
    assert [problem["kind"] for problem in document(found)["problems"]] == ["composed late", "edition held"]
    assert app.store.runs.problems() == []


def test_what_a_service_recorded_is_told_once_and_since_when_it_is_so(app: FakeApp) -> None:
    late = replace(edition("tea"), reason="late: 20 h after its time", composed=NOW)
    app.store.editions.compose(late, {}, [])
    app.store.runs.raise_problem("composed late", late.id, late.reason, NOW)
    app.store.runs.raise_problem("source dead", "https://gone.example/feed", "404", NOW)
    [problem] = status(app, NOW + timedelta(hours=1)).problems
    assert (problem.kind, problem.since) == ("composed late", NOW)


def test_status_counts_who_gets_the_newsletter(app: FakeApp) -> None:
    assert status(app, NOW).readers == {"weekly": 3}
