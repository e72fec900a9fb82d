"""A source is asked as often as it publishes, within bounds, and never where it asks for more patience."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.interval import LONGEST, Rhythm, due, longest, max_age, rhythm, shortest, wait

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
M, H, D = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SPANS = st.timedeltas(timedelta(), timedelta(days=4000))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
RHYTHMS = st.builds(
    Rhythm,
    pace=st.none() | SPANS,
    newest=st.none() | MOMENTS,
    ttl=st.none() | SPANS,
    skip_hours=st.sets(st.integers(0, 23), max_size=23).map(lambda hours: tuple(sorted(hours))),
)


@pytest.mark.parametrize(
    ("every", "pace", "silence", "expected"),
    [
        (H, None, None, H),  # nothing is known: as configured
        (H, 4 * H, H, H),  # a quarter of the pace
        (H, D, H, 6 * H),
        (H, 10 * M, M, 15 * M),  # a busy one, at most four times as often as configured
        (H, 30 * D, D, D),  # a rare one, at least once a day
        (H, 4 * H, 12 * H, 3 * H),  # a busy one that has fallen silent
        (H, 4 * H, 365 * D, D),
        (6 * H, 10 * M, M, 90 * M),  # bounds lie around what is configured
        (2 * D, 10 * M, M, 12 * H),
        (2 * D, 30 * D, D, 2 * D),
        (20 * M, M, M, 15 * M),
        (5 * M, M, M, 5 * M),  # never oftener than each 15 minutes, but for who asks for that
    ],
)
def test_the_wait_is_a_quarter_of_the_pace_within_bounds(
    every: timedelta, pace: timedelta | None, silence: timedelta | None, expected: timedelta
) -> None:
    known = Rhythm(pace=pace, newest=NOW - silence if silence else None)
    assert wait(every, known, None, NOW) == expected


@pytest.mark.parametrize(
    ("ttl", "kept", "expected"),
    [(None, None, H), (3 * H, None, 3 * H), (None, 2 * H, 2 * H), (3 * H, 5 * H, 5 * H), (M, M, H), (9 * D, None, D)],
)
def test_what_the_source_asks_for_makes_the_wait_longer_up_to_a_day(
    ttl: timedelta | None, kept: timedelta | None, expected: timedelta
) -> None:
    assert wait(H, Rhythm(ttl=ttl), kept, NOW) == expected


@given(st.timedeltas(timedelta(seconds=1), 60 * D), RHYTHMS, st.none() | SPANS, MOMENTS)
def test_no_source_can_make_the_wait_leave_its_bounds(
    every: timedelta, known: Rhythm, kept: timedelta | None, now: datetime
) -> None:
    assert shortest(every) <= wait(every, known, kept, now) <= longest(every)
    assert shortest(every) <= every <= longest(every)
    assert max(every, LONGEST) == longest(every)


@given(st.timedeltas(M, 60 * D), RHYTHMS, MOMENTS, st.text(max_size=30))
def test_the_next_check_comes_and_never_in_a_skipped_hour(
    every: timedelta, known: Rhythm, now: datetime, url: str
) -> None:
    when = due(url, every, known, None, now)
    assert now + shortest(every) <= when <= now + longest(every) * 1.05 + D
    assert when.hour not in known.skip_hours
    assert when == due(url, every, known, None, now)


def test_sources_of_one_pace_are_spread() -> None:
    moments = {due(f"https://{n}.example/", H, Rhythm(), None, NOW) for n in range(50)}
    assert len(moments) == 50
    assert max(moments) - min(moments) > M


def test_the_pace_is_the_median_gap_between_the_latest_dates() -> None:
    latest = [NOW - n * 2 * H for n in range(9)]
    known = rhythm([NOW + D, None, *latest, *latest, NOW - 900 * D, NOW - 2000 * D], b"", NOW)
    assert (known.pace, known.newest) == (2 * H, NOW)


def test_two_dates_are_no_pace() -> None:
    assert rhythm([NOW, NOW - D, NOW], b"", NOW) == Rhythm(newest=NOW)
    assert rhythm([], b"", NOW) == Rhythm()


def test_ttl_and_skipped_hours_are_read_from_the_head_of_a_feed() -> None:
    head = b"<rss><channel><ttl> 90 </ttl><skipHours><hour>0</hour><hour>23</hour><hour>24</hour></skipHours>"
    known = rhythm([], head + b"<item><ttl>5</ttl></item>", NOW)
    assert (known.ttl, known.skip_hours) == (90 * M, (0, 23))
    assert rhythm([], b"<rss><item><ttl>5</ttl></item>", NOW).ttl is None
    every_hour = b"".join(b"<hour>%d</hour>" % hour for hour in range(24))
    assert rhythm([], b"<skipHours>" + every_hour + b"</skipHours>", NOW).skip_hours == ()


@given(st.lists(st.none() | MOMENTS, max_size=20), st.binary(max_size=200), MOMENTS)
def test_whatever_a_feed_says_it_has_a_rhythm(dates: list[datetime | None], body: bytes, now: datetime) -> None:
    known = rhythm(dates, b"<ttl>" + body + b"</ttl><skipHours>" + body, now)
    assert known.newest is None or known.newest <= now


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("max-age=3600", H),
        ("public, Max-Age=60", M),
        ('max-age="60"', M),
        ("s-maxage=60", None),
        ("no-store", None),
        ("", None),
        ("max-age=-1", None),
    ],
)
def test_max_age_is_read_from_cache_control(header: str, expected: timedelta | None) -> None:
    assert max_age(header) == expected
