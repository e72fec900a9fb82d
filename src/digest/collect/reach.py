"""What a reader of sources may reach for beside the answer in its hand: further files, and what is known already."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from digest.collect.net.fetch import Fetch
from digest.model import Visited


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Handed to a reader by whoever asks for a harvest; with the defaults it reads all files, and no further pages."""

    fetch: Fetch
    now: datetime
    visited: tuple[Visited, ...] = ()  #: the files of the source as they were last read
    knows: Callable[[Collection[str]], Collection[str]] = lambda keys: keys  #: those of these keys that we have
    may_read: Callable[[str], bool] = lambda _url: True  #: whether robots.txt allows a page of the source's own host
    told: Callable[[str, int, int], None] = lambda _what, _done, _total: None  #: hears (what, done, total) of long work
