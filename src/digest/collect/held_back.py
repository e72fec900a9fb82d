"""Pages held back until enough of their host are read to tell what it says on all of them, or there are no more.

A host that was not asked itself, but others led to it, may always have one more.

A page that is held back is still one to be read as far as the store knows, so that a kill loses nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain

from digest.collect.article.habits import is_known
from digest.collect.page_record import ReadPage
from digest.model import Habits

_MOST = 20  #: pages of one host
_WEIGHT = 16_000_000  #: characters, over all hosts


class HeldBack:
    """The pages of hosts that we do not know well yet."""

    def __init__(self, asked: Iterable[str]) -> None:
        """`asked` are the hosts of all pages that will be read, once for each."""
        self._left = Counter(asked)
        self._held: dict[str, list[ReadPage]] = {}
        self._weight = 0

    def answered(self, host: str) -> None:
        """One of the pages that were asked of this host has been, whatever came of it."""
        self._left[host] -= 1

    def add(self, pages: Iterable[ReadPage], known: Mapping[str, Habits]) -> list[ReadPage]:
        """Hold these pages back, too; those whose time has come, the pages of one host together.

        Args:
            pages: that were read.
            known: what is known of their hosts.
        """
        for one in pages:
            self._held.setdefault(one.host, []).append(one)
            self._weight += len(one.found.content)
        ready = [host for host, held in self._held.items() if len(held) >= _MOST or self._left.get(host, 1) <= 0]
        ready += [host for host, habits in known.items() if is_known(habits)]
        released = list(chain.from_iterable(map(self._take, dict.fromkeys(ready))))
        while self._weight > _WEIGHT:
            released += self._take(max(self._held, key=lambda host: len(self._held[host])))
        return released

    def rest(self) -> list[ReadPage]:
        """All that is left."""
        return list(chain.from_iterable(map(self._take, list(self._held))))

    def _take(self, host: str) -> list[ReadPage]:
        taken = self._held.pop(host, [])
        self._weight -= sum(len(one.found.content) for one in taken)
        return taken
