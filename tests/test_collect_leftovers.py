"""Python's own search for what only refers to itself, while a round goes on and after it."""

from __future__ import annotations

import gc

import pytest

from digest.collect.leftovers import seldom_searched


def test_after_a_round_all_is_searched_as_before() -> None:
    before = gc.get_threshold()

    def fails() -> None:
        with seldom_searched():
            assert gc.get_threshold()[0] > before[0]
            assert gc.get_freeze_count() > 0
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def test_a_round_within_a_round_leaves_the_end_to_the_outer_one() -> None:
    before = gc.get_threshold()
    with seldom_searched():
        with seldom_searched():
            pass
        assert gc.get_threshold()[0] > before[0]
        assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == before


def test_who_searches_less_or_not_at_all_is_left_alone() -> None:
    before = gc.get_threshold()
    try:
        for own in (0, 1_000_000):
            gc.set_threshold(own)
            with seldom_searched():
                assert gc.get_threshold()[0] == own
                assert gc.get_freeze_count() == 0
    finally:
        gc.set_threshold(*before)


def test_what_refers_to_itself_ends_during_a_long_round_too() -> None:
    class Knot:
        here = 0

        def __init__(self) -> None:
            self.itself = self
            Knot.here += 1

        def __del__(self) -> None:
            Knot.here -= 1

    with seldom_searched():
        for _ in range(30_000):
            Knot()
        assert Knot.here < 20_000
