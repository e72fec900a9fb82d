"""A slot is due once, whatever the clocks of its zone do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.schedule import Schedule, due, labelled

BERLIN = "Europe/Berlin"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "now", "latest", "following"),
    [
        ("monday 08:00", "2026-11-23T06:59", "2026-11-16T08:00", "2026-11-23T08:00"),
        ("monday 08:00", "2026-11-23T07:00", "2026-11-23T08:00", "2026-11-30T08:00"),
        ("mon,thu 08:00", "2026-11-25T12:00", "2026-11-23T08:00", "2026-11-26T08:00"),
        ("daily 23:30", "2026-11-23T00:00", "2026-11-22T23:30", "2026-11-23T23:30"),
        ("weekdays 07:30", "2026-11-22T12:00", "2026-11-20T07:30", "2026-11-23T07:30"),
        ("monthly 31 09:00", "2026-03-01T12:00", "2026-02-28T09:00", "2026-03-31T09:00"),
    ],
)
def test_the_slots_around_now(schedule: str, now: str, latest: str, following: str) -> None:
    plan = Schedule.parse(schedule)
    assert plan.latest(BERLIN, utc(now))[0] == latest
    assert plan.following(BERLIN, utc(now))[0] == following


def test_a_time_that_spring_leaves_out_is_due_after_the_jump_and_once() -> None:
    plan = Schedule.parse("daily 02:30")
    slots = plan.between(BERLIN, utc("2026-03-28T00:00"), utc("2026-03-30T12:00"))
    assert slots == [
        ("2026-03-28T02:30", utc("2026-03-28T01:30")),
        ("2026-03-29T02:30", utc("2026-03-29T01:30")),  # 03:30 summer time: the wall never shows 02:30
        ("2026-03-30T02:30", utc("2026-03-30T00:30")),
    ]


def test_a_time_that_autumn_shows_twice_is_due_once_at_its_first_pass() -> None:
    plan = Schedule.parse("daily 02:30")
    slots = plan.between(BERLIN, utc("2026-10-24T12:00"), utc("2026-10-25T12:00"))
    assert slots == [("2026-10-25T02:30", utc("2026-10-25T00:30"))]


def test_eight_o_clock_stays_eight_o_clock_over_both_changes() -> None:
    assert labelled("2026-03-23T08:00", BERLIN) == utc("2026-03-23T07:00")
    assert labelled("2026-03-30T08:00", BERLIN) == utc("2026-03-30T06:00")
    assert labelled("2026-10-26T08:00", BERLIN) == utc("2026-10-26T07:00")


ZONES = st.sampled_from([BERLIN, "UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"])
PLANS = st.sampled_from(["monday 08:00", "daily 02:30", "weekdays 00:00", "monthly 31 23:59", "sat,sun 01:15"])
MOMENTS = st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


@given(ZONES, PLANS, MOMENTS)
def test_latest_is_never_later_than_now_and_following_is_the_one_after_it(zone: str, text: str, now: datetime) -> None:
    plan = Schedule.parse(text)
    (label, last), (_, soon) = plan.latest(zone, now), plan.following(zone, now)
    assert last <= now < soon
    assert labelled(label, zone) == last
    assert plan.between(zone, last, soon) == [plan.following(zone, now)]


@given(ZONES, PLANS, MOMENTS, st.integers(1, 60))
def test_no_slot_is_named_twice_and_all_are_in_order(zone: str, text: str, now: datetime, days: int) -> None:
    slots = Schedule.parse(text).between(zone, now - timedelta(days=days), now)
    assert len({label for label, _ in slots}) == len(slots)
    assert [at for _, at in slots] == sorted(at for _, at in slots)


@pytest.mark.parametrize("text", ["", "monday", "08:00", "noday 08:00", "mo 08:00", "daily 24:00"])
def test_what_is_no_schedule_says_what_is(text: str) -> None:
    with pytest.raises(ValueError, match='"monday 08:00"'):
        Schedule.parse(text)


def test_a_label_that_is_none_says_how_to_write_one() -> None:
    with pytest.raises(ValueError, match="2026-11-23T08:00"):
        labelled("tomorrow", "UTC")


def test_wall_time_is_taken_at_its_first_pass() -> None:
    assert due(datetime(2026, 10, 25, 2, 30), BERLIN) == utc("2026-10-25T00:30")
