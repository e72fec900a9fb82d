"""When an edition is composed: once a slot, late but not too late, never for the past of a new schedule."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.app import App
from digest.config import load
from digest.model import DeliveryState, Edition, EditionState, SourceState
from make import article, subscriber

CONFIG = """
[site]
title = "Example"
url = "https://example.org/"
tag = "example.org,2026"
[store]
url = "{store}"
[[section]]
slug = "tea"
title = "Tea"
[[section]]
slug = "cake"
title = "Cake"
[[newsletter]]
slug = "weekly"
title = "Weekly"
from = "Example <news@example.org>"
timezone = "Europe/Berlin"
schedule = "{schedule}"
min_articles = {least}
review = "{review}"
check_links = false
"""


TEXTS = {
    "a": "A goose boarded the early ferry and would not pay, which the captain noted down.",
    "b": "Bread rises slower in the cellar, where Gerald the starter has been moved for the winter.",
    "c": "The clock in the tower struck thirteen, and the mayor asked for a second opinion.",
    "d": "Somebody returned a library book after sixty years, with jam between two of its pages.",
    "e": "The brass band has learned another tune; the neighbours have offered to buy it back.",
    "kettle": "The kettle whistles about green tea leaves once more, and the cook hums along.",
}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def write(folder: Path, store: str, *, schedule: str = "monday 08:00", least: int = 1, review: str = "off") -> Path:
    path = folder / "config.toml"
    path.write_text(CONFIG.format(store=store, schedule=schedule, least=least, review=review), encoding="utf-8")
    return path


@pytest.fixture
def app(tmp_path: Path, store_url: str) -> Iterator[App]:
    opened = App(load(write(tmp_path, store_url)))
    opened.store.subscribers.add([subscriber("ada@a.example"), subscriber("bo@b.example", "cake")])
    yield opened
    opened.close()


def with_schedule(app: App, **changes: object) -> App:
    newsletter = app.config.newsletter[0].model_copy(update=changes)
    app.config = app.config.model_copy(update={"newsletter": (newsletter,)})
    return app


def collected(app: App, *names: str, date: datetime, section: str = "tea") -> None:
    articles = [article(name, section=section, date=date, content=f"<p>{TEXTS[name]}</p>") for name in names]
    app.store.articles.collect(SourceState(url="https://example.org/feed"), articles, guids={})


def due(app: App, now: datetime) -> Edition | None:
    return app.compose_due(app.config.newsletter[0], now)


def stories(edition: Edition) -> list[str]:
    return [item.article.rpartition("/")[2] for section in edition.sections for item in section.items]


def test_a_digest_missed_for_two_days_is_sent_once(app: App) -> None:
    assert due(app, utc("2026-11-20T12:00")) is None
    collected(app, "a", date=utc("2026-11-21T12:00"))
    late = utc("2026-11-25T09:00")
    edition = due(app, late)
    assert edition is not None
    assert (edition.slot.label, edition.state, stories(edition)) == ("2026-11-23T08:00", EditionState.COMPOSED, ["a"])
    assert edition.reason == "late: 50 h 0 min after its time"
    assert edition.slot.due == utc("2026-11-23T07:00")
    assert due(app, late) is None
    assert due(app, late + timedelta(days=1)) is None


def test_a_daily_one_missed_for_two_days_is_sent_once_and_the_earlier_slots_are_told_as_missed(app: App) -> None:
    with_schedule(app, schedule="daily 08:00")
    due(app, utc("2026-11-20T12:00"))
    collected(app, "a", date=utc("2026-11-22T03:00"))
    edition = due(app, utc("2026-11-23T12:00"))
    assert edition is not None
    assert edition.slot.label == "2026-11-23T08:00"
    missed = app.store.editions.taken(["weekly:2026-11-21T08:00", "weekly:2026-11-22T08:00"])
    assert set(missed.values()) == {"missed: a later one is due already"}
    assert due(app, utc("2026-11-23T12:01")) is None


def test_a_slot_later_than_the_limit_is_missed_and_its_articles_have_their_turn_next_time(app: App) -> None:
    due(app, utc("2026-11-20T12:00"))
    collected(app, "a", date=utc("2026-11-21T12:00"))
    assert due(app, utc("2026-11-27T12:00")) is None
    assert "later than" in app.store.editions.taken(["weekly:2026-11-23T08:00"])["weekly:2026-11-23T08:00"]
    edition = due(app, utc("2026-11-30T07:00"))
    assert edition is not None
    assert stories(edition) == ["a"]


def test_a_new_or_changed_schedule_sends_nothing_for_the_past(app: App) -> None:
    collected(app, "a", date=utc("2026-11-22T12:00"))
    assert due(app, utc("2026-11-23T07:30")) is None
    with_schedule(app, schedule="sunday 08:00")
    assert due(app, utc("2026-11-23T08:00")) is None
    assert due(app, utc("2026-11-29T07:00")) is not None


@pytest.mark.parametrize(
    ("first", "moments"),
    [
        ("2026-03-28T12:00", ["2026-03-29T01:30", "2026-03-29T02:00", "2026-03-29T12:00"]),
        ("2026-10-24T12:00", ["2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T12:00"]),
    ],
)
def test_on_both_days_that_change_the_clock_a_half_past_two_edition_is_composed_once(
    app: App, first: str, moments: list[str]
) -> None:
    with_schedule(app, schedule="daily 02:30")
    due(app, utc(first))
    collected(app, "a", "b", date=utc(first))
    editions = [due(app, utc(moment)) for moment in moments]
    assert [edition is not None for edition in editions] == [True, False, False]


def test_fewer_new_than_wanted_skips_the_edition_and_says_why(app: App) -> None:
    with_schedule(app, min_articles=2)
    due(app, utc("2026-11-20T12:00"))
    collected(app, "a", date=utc("2026-11-22T12:00"))
    edition = due(app, utc("2026-11-23T07:00"))
    assert edition is not None
    assert (edition.state, edition.reason) == (
        EditionState.SKIPPED,
        "1 new article between 2026-11-09 07:00 and 2026-11-23 07:00 UTC, at least 2 wanted",
    )
    assert sum(app.store.ledger.books(edition.id).values()) == 0
    collected(app, "b", date=utc("2026-11-24T12:00"))
    edition = due(app, utc("2026-11-30T07:00"))
    assert edition is not None
    assert stories(edition) == ["b", "a"]


def test_an_edition_that_nobody_would_get_is_skipped_and_uses_up_no_story(app: App) -> None:
    due(app, utc("2026-11-20T12:00"))
    for person in app.store.subscribers.active("weekly"):
        app.store.subscribers.unsubscribe(person.id, "one-click", utc("2026-11-20T12:00"))
    collected(app, "a", date=utc("2026-11-22T12:00"))
    edition = due(app, utc("2026-11-23T07:00"))
    assert edition is not None
    assert (edition.state, edition.reason) == (EditionState.SKIPPED, "it has no readers")
    app.store.subscribers.add([subscriber("cy@c.example")])
    again = app.compose(app.config.newsletter[0], edition.slot, utc("2026-11-23T08:00"), again=True)
    assert again is not None
    assert stories(again) == ["a"]


def test_no_story_is_carried_twice_and_the_full_edition_leaves_the_rest_for_the_next(app: App) -> None:
    with_schedule(app, max_articles=2)
    due(app, utc("2026-11-20T12:00"))
    for n, name in enumerate("abcde"):
        collected(app, name, date=utc("2026-11-22T12:00") - timedelta(hours=n))
    seen: list[str] = []
    for week in range(3):
        edition = due(app, utc("2026-11-23T07:00") + timedelta(days=7 * week))
        assert edition is not None
        seen += stories(edition)
    assert seen[:4] == ["a", "b", "c", "d"]
    assert len(seen) == len(set(seen))


def test_who_chose_another_section_is_suppressed_and_the_audience_is_counted(app: App) -> None:
    due(app, utc("2026-11-20T12:00"))
    collected(app, "a", date=utc("2026-11-22T12:00"))
    edition = due(app, utc("2026-11-23T07:00"))
    assert edition is not None
    books = app.store.ledger.books(edition.id)
    assert edition.audience == 2
    assert {state: n for state, n in books.items() if n} == {DeliveryState.PLANNED: 1, DeliveryState.SUPPRESSED: 1}


def test_a_held_edition_goes_when_its_time_is_over_and_not_before(app: App) -> None:
    with_schedule(app, review=timedelta(hours=4))
    due(app, utc("2026-11-20T12:00"))
    collected(app, "a", date=utc("2026-11-22T12:00"))
    now = utc("2026-11-23T07:00")
    edition = due(app, now)
    assert edition is not None
    assert edition.state is EditionState.HELD
    assert app.release_due(now + timedelta(hours=3)) == []
    assert app.release_due(now + timedelta(hours=4)) == [edition.id]
    found = app.store.editions.get(edition.id)
    assert found is not None
    assert found.state is EditionState.COMPOSED


def test_picks_of_an_edition_are_older_stories_that_are_not_in_it(app: App) -> None:
    due(app, utc("2026-11-20T12:00"))
    for n in range(4):
        text = f"<p>The kettle whistles about green tea leaves, chapter {'abcd'[n]} of the kettle.</p>"
        old = replace(article(f"kettle-{n}", date=utc("2026-11-01T12:00"), content=text), title=f"Kettle {'abcd'[n]}")
        app.store.articles.collect(SourceState(url="x"), [old], guids={})
    collected(app, "kettle", date=utc("2026-11-22T12:00"))
    edition = due(app, utc("2026-11-23T07:00"))
    assert edition is not None
    (only,) = edition.sections[0].items
    picked = [pick.article for pick in only.related] + ([only.next.article] if only.next else [])
    assert len(picked) == len(set(picked))
    assert only.article not in picked
    assert all(pick.reason for pick in only.related)


def _compose(config: Path, now: datetime, barrier: object, results: object) -> None:
    app = App(load(config))
    barrier.wait()  # type: ignore[attr-defined]
    results.put(app.compose_due(app.config.newsletter[0], now) is not None)  # type: ignore[attr-defined]
    app.close()


def test_two_processes_on_one_store_compose_one_edition(tmp_path: Path, store_url: str) -> None:
    config = write(tmp_path, store_url)
    app = App(load(config))
    app.store.subscribers.add([subscriber(f"reader{n}@a.example") for n in range(50)])
    due(app, utc("2026-11-20T12:00"))
    collected(app, "a", date=utc("2026-11-22T12:00"))
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(3), context.Queue()
    now = utc("2026-11-23T07:00")
    workers = [context.Process(target=_compose, args=(config, now, barrier, results)) for _ in range(3)]
    for worker in workers:
        worker.start()
    won = [results.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join()
    assert sorted(won) == [False, False, True]
    assert app.store.ledger.books("weekly:2026-11-23T08:00")[DeliveryState.PLANNED] == 50
    app.close()
