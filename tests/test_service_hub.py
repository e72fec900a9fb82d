"""The service and the commands tell the hub what waits, and the operator what the hub does not take."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from digest.commands.status import document, status
from digest.commands.status_lines import lines
from digest.publish.hub import PATIENT, announce
from digest.service.clock import Clock
from digest.service.facts import look
from digest.service.watch import wrongs
from digest.service.work import Work
from fake_app import NOW, FakeApp
from hub_server import Hub, Page, hub

FEED = "https://example.org/atom.xml"
PATIENCE = 30
OTHER = "https://example.org/rss.xml"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def there() -> Iterator[Hub]:
    with hub() as made:
        yield made


@pytest.fixture
def app(tmp_path: Path, there: Hub) -> Iterator[FakeApp]:
    made = FakeApp(tmp_path, f'[publish]\nhub = "{there.url}"\n')
    announce(made.store.pings, there.url, [FEED], NOW)
    yield made
    made.close()


def wait_for(is_so: Callable[[], object]) -> None:
    again = threading.Event()
    for _ in range(PATIENCE * 20):
        if is_so():
            return
        again.wait(0.05)
    pytest.fail("it did not come about")


def busy(page: Page) -> None:
    page.answer(503, b"later")


def test_the_service_tells_the_hub_what_changed(app: FakeApp, there: Hub) -> None:
    clock = Clock(Work(app, lambda: NOW), app.config.newsletter)
    clock.start()
    wait_for(lambda: not app.store.pings.waiting(there.url))
    assert clock.stop(PATIENCE) == []
    assert there.topics == [FEED]


def test_a_hub_that_hangs_holds_up_no_edition(app: FakeApp, there: Hub) -> None:
    there.says["/"] = lambda _: there.enough.wait()
    clock = Clock(Work(app, lambda: NOW), app.config.newsletter)
    clock.start()
    try:
        wait_for(lambda: there.forms)
        wait_for(lambda: len(app.outbox.sent) == 3)
        [still_waiting] = app.store.pings.waiting(there.url)
        assert still_waiting.error is None
    finally:
        there.enough.set()
        assert clock.stop(PATIENCE) == []


def test_telling_that_fails_by_our_mistake_is_a_problem_until_it_goes_again(app: FakeApp, there: Hub) -> None:
    work = Work(app, lambda: NOW)
    app.failing["tell hub"] = RuntimeError("a mistake of ours")
    work.tell_hub()
    assert [(p.kind, p.thing) for p in app.store.runs.problems()] == [("telling stopped", "hub")]
    app.failing.clear()
    work.tell_hub()
    assert (app.store.runs.problems(), there.topics) == ([], [FEED])


def test_a_service_that_is_to_stop_tells_nobody(app: FakeApp, there: Hub) -> None:
    work = Work(app, lambda: NOW)
    work.stop()
    work.tell_hub()
    assert there.forms == []


def test_a_hub_that_takes_nothing_for_three_days_is_a_problem_until_it_does(app: FakeApp, there: Hub) -> None:
    def tell(after: timedelta) -> list[tuple[str, str]]:
        app.tell_hub(lambda: NOW + after, stop=lambda: False)
        return list(wrongs(look(app, NOW + after), NOW + after))

    there.says["/"] = busy
    assert tell(timedelta()) == []
    assert tell(PATIENT - MINUTE) == []
    assert tell(PATIENT) == [("hub away", there.url)]
    announce(app.store.pings, there.url, [FEED], NOW + PATIENT)
    assert tell(PATIENT) == [("hub away", there.url)]
    there.says["/"] = lambda page: page.answer(204)
    assert tell(PATIENT + timedelta(days=1)) == []


def test_a_document_that_a_hub_refuses_while_it_takes_others_is_no_problem_and_is_given_up(
    app: FakeApp, there: Hub
) -> None:
    there.says["/"] = lambda page: page.answer(404 if page.form["hub.url"] == FEED else 204, b"nobody asked for it")
    announce(app.store.pings, there.url, [OTHER], NOW)
    now, tries = NOW, 0
    while waiting := app.store.pings.waiting(there.url):
        now, tries = waiting[0].due, tries + 1
        assert wrongs(look(app, now), now) == {}
        app.tell_hub(lambda moment=now: moment, stop=lambda: False)
    assert PATIENT - timedelta(hours=6) < now - NOW <= PATIENT
    assert there.topics.count(FEED) == tries > 10


def test_a_hub_that_refuses_everything_for_three_days_is_a_problem_and_is_asked_once_a_day(
    app: FakeApp, there: Hub
) -> None:
    """As one whose address is mistyped."""
    there.says["/"] = lambda page: page.answer(404)
    now, past = NOW, []
    while now - NOW < PATIENT + 3 * DAY:
        app.tell_hub(lambda moment=now: moment, stop=lambda: False)
        [waiting] = app.store.pings.waiting(there.url)
        past.append((now - NOW >= PATIENT, list(wrongs(look(app, now), now))))
        now = waiting.due
    assert past[-3:] == [(True, [("hub away", there.url)])] * 3
    assert all(is_late or not wrong for is_late, wrong in past)
    assert waiting.due - (NOW + PATIENT) > 2 * DAY


def test_what_was_never_tried_is_no_problem_of_the_hub(app: FakeApp) -> None:
    assert wrongs(look(app, NOW + 2 * PATIENT), NOW + 2 * PATIENT) == {}


def test_a_former_hub_is_no_problem(app: FakeApp, there: Hub) -> None:
    there.says["/"] = busy
    app.tell_hub(lambda: NOW, stop=lambda: False)
    publish = app.config.publish.model_copy(update={"hub": None})
    app.config = app.config.model_copy(update={"publish": publish})
    assert look(app, NOW + PATIENT).pings == ()


def test_digest_publish_tries_once_and_says_what_the_hub_said(app: FakeApp, there: Hub, tmp_path: Path) -> None:
    there.says["/"] = busy
    told = publish(tmp_path)
    assert "hub: answered 503 Service Unavailable: later; tried again at the next publish" in told
    assert len(there.forms) == 1
    there.says["/"] = lambda page: page.answer(204)
    announce(app.store.pings, there.url, [FEED], NOW)
    assert "told\n" in publish(tmp_path)
    assert FEED in there.topics[1:]
    assert "hub" not in publish(tmp_path)


def publish(folder: Path) -> str:
    command = [sys.executable, "-m", "digest", "publish"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_status_says_what_waits_and_why(app: FakeApp, there: Hub) -> None:
    there.says["/"] = busy
    app.tell_hub(lambda: NOW, stop=lambda: False)
    found = status(app, NOW)
    told = list(lines(found, NOW))
    at = told.index("CHANGES THAT THE HUB IS TO BE TOLD  1")
    assert told[at + 1] == (
        f"  {FEED}: since 2026-03-02 08:00 UTC; answered 503 Service Unavailable: later; next try 2026-03-02 08:01 UTC"
    )
    [waiting] = document(found)["pings"]
    assert (waiting["topic"], waiting["due"]) == (FEED, "2026-03-02T08:01:00+00:00")
    assert not any(line.startswith("CHANGES") for line in lines(replace(found, pings=()), NOW))
