"""Python's search for what only refers to itself, held back while a round goes on.

A round makes thousands of small objects for each source, nearly all of which end by themselves; looking through them,
and through all that was there before, took a tenth of its time (CPython 3.11).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OFTEN = 5_000  #: objects that came and did not go, before they are searched; Python's own is 700


@contextmanager
def seldom_searched() -> Iterator[None]:
    """Search seldom, and only among what is new; as it was when this ends. Within another one it does nothing."""
    before = gc.get_threshold()
    if not 0 < before[0] < _OFTEN:
        yield
        return
    gc.freeze()
    gc.set_threshold(_OFTEN, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
