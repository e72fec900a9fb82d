from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.config import Newsletter
from digest.errors import PublishError, StoreUnavailable, TransportUnavailable
from digest.model import DeliveryState, EditionState
from digest.service.clock import Clock, SlotTrigger
from digest.service.work import Work
from fake_app import NOW, FakeApp

PATIENCE = 30


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FakeApp]:
    made = FakeApp(tmp_path)
    yield made
    made.close()


class Now:
    def __init__(self) -> None:
        self.moment = NOW

    def __call__(self) -> datetime:
        return self.moment


def newsletter(schedule: str, timezone: str = "UTC") -> Newsletter:
    return Newsletter.model_validate(
        {"slug": "n", "title": "N", "schedule": schedule, "timezone": timezone, "from": "n@example.org"}
    )


def problems(app: FakeApp) -> list[tuple[str, str]]:
    return [(p.kind, p.thing) for p in app.store.runs.problems() if p.ended is None]


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-03-28T12:00", ["2026-03-29T01:30", "2026-03-30T00:30", "2026-03-31T00:30"]),  # 02:30 is left out
        ("2026-10-24T12:00", ["2026-10-25T00:30", "2026-10-26T01:30", "2026-10-27T01:30"]),  # 02:30 comes twice
    ],
)
def test_a_newsletter_fires_once_a_day_on_both_days_of_summer_time(start: str, due: list[str]) -> None:
    trigger = SlotTrigger(newsletter("daily 02:30", "Europe/Berlin"))
    fired = []
    moment = datetime.fromisoformat(start).replace(tzinfo=UTC)
    for _ in due:
        moment = trigger.get_next_fire_time(moment, moment)
        fired.append(f"{moment:%Y-%m-%dT%H:%M}")
    assert fired == due


def test_a_trigger_does_not_fire_for_the_time_it_slept() -> None:
    trigger = SlotTrigger(newsletter("daily 08:00"))
    assert trigger.get_next_fire_time(NOW - timedelta(days=30), NOW) == NOW + timedelta(days=1)


def test_at_start_what_was_due_is_composed_and_sent_once(app: FakeApp) -> None:
    app.urls = ["https://example.org/feed"]
    work = Work(app, lambda: NOW)
    clock = Clock(work, app.config.newsletter)
    clock.start()
    wait_for(lambda: app.store.editions.latest("weekly", 1) and sent(app))
    assert clock.stop(PATIENCE) == []
    assert app.composed == ["weekly:2026-03-02T08:00"]
    assert sorted(message.recipient for message in app.outbox.sent) == [f"reader{n}@example.org" for n in range(3)]
    assert (app.collected, app.published > 0) == (1, True)


def test_two_clocks_on_one_store_compose_and_send_once(app: FakeApp, tmp_path: Path) -> None:
    other = FakeApp(tmp_path, readers=0)
    clocks = [Clock(Work(one, lambda: NOW), one.config.newsletter) for one in (app, other)]
    for clock in clocks:
        clock.start()
    wait_for(lambda: app.at_compose.is_set() and other.at_compose.is_set() and sent(app))
    assert [clock.stop(PATIENCE) for clock in clocks] == [[], []]
    assert len(app.composed + other.composed) == 1
    assert len(app.outbox.sent + other.outbox.sent) == 3
    other.close()


def sent(app: FakeApp) -> bool:
    editions = app.store.editions.latest("weekly", 1)
    return bool(editions) and editions[0].state is EditionState.SENT


def wait_for(holds) -> None:
    again = threading.Event()
    for _ in range(PATIENCE * 20):
        if holds():
            return
        again.wait(0.05)
    pytest.fail("it did not come about")


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        ("collect", "collecting stopped"),
        ("publish", "publishing stopped"),
        ("compose", "composing stopped"),
        ("release", "sending stopped"),
    ],
)
def test_a_job_that_fails_goes_on_next_time_and_is_a_problem_until_then(app: FakeApp, step: str, kind: str) -> None:
    def everything() -> None:
        app.urls = ["https://example.org/feed"]
        work.compose(app.config.newsletter[0])
        work.sendable()

    work = Work(app, lambda: NOW)
    app.failing[step] = PublishError("the disk is odd") if step == "publish" else RuntimeError("a mistake of ours")
    everything()
    assert [found for found, _ in problems(app)] == [kind]
    app.failing.clear()
    everything()
    assert problems(app) == []
    assert app.composed == ["weekly:2026-03-02T08:00"]
    assert app.published > 0


def test_a_mail_server_that_is_away_stops_sending_until_it_is_back(app: FakeApp) -> None:
    work = Work(app, lambda: NOW)
    work.compose(app.config.newsletter[0])
    [edition] = work.sendable()
    app.outbox.error = TransportUnavailable("smtp://mail.example", "no answer")
    work.deliver(edition)
    assert problems(app) == [("sending stopped", edition)]
    assert work.sendable() == [edition]
    app.outbox.error = None
    work.deliver(edition)
    assert problems(app) == []
    assert len(app.outbox.sent) == 3
    assert work.sendable() == []


def test_a_store_that_fails_a_job_is_named_as_the_problem(app: FakeApp) -> None:
    work = Work(app, lambda: NOW)
    app.failing["due"] = StoreUnavailable("sqlite:///x", "disk I/O error")
    work.collect()
    assert problems(app) == [("store unwritable", "store")]
    app.failing.clear()
    work.watch()
    assert problems(app) == []


def test_a_deferred_delivery_waits_for_its_time(app: FakeApp) -> None:
    now = Now()
    work = Work(app, now)
    work.compose(app.config.newsletter[0])
    [edition] = work.sendable()
    app.outbox.state = DeliveryState.DEFERRED
    work.deliver(edition)
    assert work.sendable() == []
    now.moment = app.store.ledger.due(edition)
    assert work.sendable() == [edition]


def test_what_changed_nothing_publishes_nothing_anew(app: FakeApp) -> None:
    work = Work(app, lambda: NOW)
    work.collect()
    work.collect()
    assert (app.collected, app.published) == (0, 1)  # once at start: the config may have changed
    app.urls = ["https://example.org/feed"]
    work.collect()
    assert (app.collected, app.published) == (1, 2)


def test_a_source_that_renamed_all_it_has_is_a_problem_until_its_next_check(app: FakeApp) -> None:
    work = Work(app, lambda: NOW)
    source = app.config.sources()[0].url
    for renamed, told in ((12, [("ids changed", source)]), (0, [])):
        app.urls, app.renamed = [source], renamed
        work.collect()
        assert problems(app) == told


def test_a_slow_source_holds_up_no_edition(app: FakeApp) -> None:
    app.slow, app.urls = True, ["https://slow.example/feed"]
    work = Work(app, lambda: NOW, patience=0.05)
    assert work.compose(app.config.newsletter[0])
    assert app.composed == ["weekly:2026-03-02T08:00"]


def test_a_collection_under_way_holds_up_no_edition_and_ends_when_the_service_does(app: FakeApp) -> None:
    app.slow, app.urls = True, ["https://slow.example/feed"]
    work = Work(app, lambda: NOW, patience=0.05)
    collecting = threading.Thread(target=work.collect)
    collecting.start()
    assert app.at_collect.wait(PATIENCE)
    assert work.compose(app.config.newsletter[0])
    assert app.composed == ["weekly:2026-03-02T08:00"]
    assert collecting.is_alive()
    work.stop()
    assert work.finish(PATIENCE) == []
    collecting.join()


def test_after_stop_nothing_is_begun(app: FakeApp) -> None:
    work = Work(app, lambda: NOW)
    work.stop()
    work.compose(app.config.newsletter[0])
    work.deliver("weekly:2026-03-02T08:00")
    work.watch()
    assert (app.published, app.composed, work.sendable()) == (0, [], [])


def test_a_delivery_ends_after_the_message_in_hand(app: FakeApp) -> None:
    work = Work(app, lambda: NOW)
    work.compose(app.config.newsletter[0])
    [edition] = work.sendable()
    first = app.outbox.send

    def send(message):
        work.stop()
        return first(message)

    app.outbox.send = send
    work.deliver(edition)
    books = app.store.ledger.books(edition)
    assert (books[DeliveryState.ACCEPTED], books[DeliveryState.PLANNED]) == (1, 2)
