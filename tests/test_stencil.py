"""What many have in common is made once; what is one's own is put in."""

from __future__ import annotations

import pytest

from digest.stencil import Place, Stencil


def test_places_are_filled_by_their_names_wherever_they_stand() -> None:
    inner = Stencil.of([Place("b"), b"-", Place("a")])
    outer = Stencil.of([Place("a"), b"[", inner, b"]", Place("b")])
    assert outer.filled({"a": b"1", "b": b"2"}) == b"1[2-1]2"


def test_a_filled_stencil_is_as_it_was_before() -> None:
    stencil = Stencil.of([b"for ", Place("a")])
    before = (stencil.pieces, stencil.places)
    assert stencil.filled({"a": b"Ada"}) == b"for Ada"
    assert stencil.filled({"a": b"Bo"}) == b"for Bo"
    assert (stencil.pieces, stencil.places) == before


def test_a_place_without_a_value_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        Stencil.of([Place("a")]).filled({"b": b""})


def test_pieces_are_shared_and_not_copied() -> None:
    piece = b"x" * 10_000
    assert Stencil.of([Stencil.of([piece]), Stencil.of([b"y", piece])]).pieces[2] is piece
