"""`digest status` tells what is wrong, whether or not a service runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from digest.commands.status import document, status
from digest.commands.status_lines import fitted, lines, meant, painted
from digest.model import EditionState, SourceKind, SourceState, StandIn
from fake_app import NOW, FakeApp
from make import edition


@pytest.fixture
def app(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[FakeApp]:
    """One with a source; "many": with 300 more."""
    more = "".join(
        f'[[section]]\nslug = "s{n}"\ntitle = "S"\n[[section.source]]\nfeed = "https://s{n}.example/feed"\n'
        for n in range(300 if getattr(request, "param", "") == "many" else 0)
    )
    made = FakeApp(tmp_path, more)
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
    told = list(lines(found, NOW + timedelta(hours=1)))
    assert told[:2] == ["PROBLEMS", f"  composed late: {late.id}: late: 20 h after its time"]
    assert [problem["kind"] for problem in document(found)["problems"]] == ["composed late", "edition held"]
    assert app.store.runs.problems() == []


def test_what_a_service_recorded_is_told_once_and_since_when_it_is_so(app: FakeApp) -> None:
    late = replace(edition("tea"), reason="late: 20 h after its time", composed=NOW)
    app.store.editions.compose(late, {}, [])
    app.store.runs.raise_problem("composed late", late.id, late.reason, NOW)
    app.store.runs.raise_problem("source dead", "https://gone.example/feed", "404", NOW)
    [problem] = status(app, NOW + timedelta(hours=1)).problems
    assert (problem.kind, problem.since) == ("composed late", NOW)
    told = list(lines(status(app, NOW + timedelta(hours=1)), NOW + timedelta(hours=1)))
    assert told[1].endswith("(since 2026-03-02 08:00 UTC)")


def test_status_counts_who_gets_the_newsletter(app: FakeApp) -> None:
    assert status(app, NOW).readers == {"weekly": 3}


FEED = "https://example.org/feed"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WELL = SourceState(url=FEED, checked=NOW, succeeded=NOW, due=NOW + HOUR, outcome="12 items, 3 new, 0 revised")


def about(app: FakeApp, state: SourceState) -> str:
    app.store.sources.checked(state)
    return "\n".join(lines(status(app, NOW), NOW, "example.org"))


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (SourceState(url=FEED), "its first check is still to come"),
        (WELL, "every 1 h, as it gives too few dates to learn its pace"),
        (replace(WELL, pace=4 * HOUR, newest=NOW - HOUR), "something new each 4 h"),
        (replace(WELL, pace=4 * HOUR, newest=NOW - 12 * HOUR, due=NOW + 3 * HOUR), "nothing new for 12 h"),
        (replace(WELL, pace=HOUR / 6, newest=NOW, due=NOW + HOUR / 4), "each 10 min, as often as `every` allows"),
        (replace(WELL, pace=30 * DAY, newest=NOW, due=NOW + DAY), "each 30 d, at least so"),
        (replace(WELL, ttl=6 * HOUR, due=NOW + 6 * HOUR), "it asks for 6 h between two checks (ttl)"),
        (replace(WELL, skip_hours=(9, 10, 11), due=NOW + 4 * HOUR), "(skipHours)"),
        (replace(WELL, due=NOW + 5 * HOUR), "its server says that the answer holds so long (Cache-Control)"),
        (replace(WELL, failures=2, due=NOW + 2 * HOUR), "after 2 failures in a row; the wait doubles, up to a day"),
        (replace(WELL, failures=1, due=NOW + 7 * HOUR), "its server asks for so much patience (Retry-After)"),
        (replace(WELL, failures=3, due=NOW + 30 * DAY), "gone for good (410), so it is left alone for 30 d"),
        (replace(WELL, moved_to="https://new.example/", moved_since=NOW), "moves for good to https://new.example/"),
    ],
)
def test_status_tells_of_a_source_when_it_is_asked_next_and_why_then(
    app: FakeApp, state: SourceState, told: str
) -> None:
    assert told in about(app, state)


def test_status_tells_of_a_dead_feed_what_stands_in_and_what_keeps_it(app: FakeApp) -> None:
    dead = StandIn(
        since=NOW - 9 * DAY,
        why=f"{FEED}: answered 404 Not Found",
        tried=NOW,
        kind=SourceKind.SITEMAP,
        url="https://example.org/map.xml",
    )
    state = replace(WELL, stand_in=dead)
    whole = about(app, state)
    assert whole.startswith("SOURCES  1 with a stand-in\n  away https://example.org/feed\n")
    assert "dead since 2026-02-21 08:00 UTC (answered 404 Not Found); https://example.org/map.xml stands in; " in whole
    assert 'write `sitemap = "https://example.org/map.xml"` for its `feed` in config.toml' in whole
    found = status(app, NOW)
    assert [(problem.kind, problem.thing) for problem in found.problems] == [("source dead", FEED)]
    assert document(found)["sources"][0]["stand_in"]["kind"] == "sitemap"


@pytest.mark.parametrize("app", ["many"], indirect=True)
def test_of_hundreds_of_sources_those_that_fail_are_told_and_the_others_counted(app: FakeApp) -> None:
    for n in range(300):
        state = replace(WELL, url=f"https://s{n}.example/feed", failures=n % 100 == 7)
        app.store.sources.checked(state)
    told = list(lines(status(app, NOW), NOW))
    assert "SOURCES  3 failing, 1 never asked, 297 well" in told
    assert [line for line in told if line.startswith("  FAIL")] == [
        f"  FAIL https://s{n}.example/feed" for n in (7, 107, 207)
    ]
    assert "  and 277 more that are well: digest status WORD shows those with it in their address" in told
    assert "       0 in 281 more sections" in told
    assert len(told) < 80
    assert [one.source.url for one in meant(status(app, NOW), "S250.")] == ["https://s250.example/feed"]


@pytest.mark.parametrize("app", ["many"], indirect=True)
def test_of_many_sources_that_fail_each_is_named_with_its_reason_and_the_first_in_more_words(app: FakeApp) -> None:
    for n in range(300):
        state = replace(WELL, url=f"https://s{n}.example/feed", failures=n % 5 == 0, outcome=f"answered {400 + n % 5}")
        app.store.sources.checked(state)
    told = list(lines(status(app, NOW), NOW))
    failing = [line for line in told if line.startswith("  FAIL")]
    assert len(failing) == 60
    assert failing[0] == "  FAIL https://s0.example/feed"
    assert failing[-1] == "  FAIL https://s295.example/feed: answered 400"
    assert len(told) < 180


def test_a_feed_that_is_dead_says_why_once(app: FakeApp) -> None:
    gone = f"{FEED}: gone; it says that it is for good (410), so it is not asked for 30 days"
    dead = StandIn(since=NOW, why=gone, tried=NOW, looked=NOW)
    whole = about(app, replace(WELL, succeeded=None, failures=3, outcome=gone, due=NOW + 30 * DAY, stand_in=dead))
    assert whole.count("not asked for 30 days") == 1
    assert "       never well so far\n" in whole
    everything = "\n".join(lines(status(app, NOW), NOW))
    assert everything.count("no other feed, sitemap or list of its site goes on with it") == 1


def test_on_a_terminal_no_line_is_longer_than_it_and_nothing_is_lost(app: FakeApp) -> None:
    whole = about(app, replace(WELL, outcome="failed, " * 40, failures=1)).splitlines()
    narrow = list(fitted(whole, 80))
    assert max(map(len, narrow)) <= 80
    assert " ".join(" ".join(narrow).split()) == " ".join(" ".join(whole).split())
    plain = [line.replace("\x1b[0m", "").replace("\x1b[1m", "").replace("\x1b[31m", "") for line in painted(narrow)]
    assert plain == narrow
