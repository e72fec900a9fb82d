"""An event loop that takes turns with its caller: it works only while the caller waits for something.

With a thread of its own it would work all the time, and both would wait for each other at every step, because only one
of them can hold Python's lock; taking turns, both get on several times faster.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Turns:
    """A loop, and a clock that stands while the caller works: what it is doing counts against nobody's time limit."""

    def __init__(self) -> None:
        self._loop = _Loop()

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Let the loop go on until `work` is done; its answer."""
        self._loop.go_on()
        try:
            return self._loop.run_until_complete(work)
        finally:
            self._loop.stand()

    def cancel(self) -> None:
        """Cancel all that is under way, and wait until it has ended."""
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self.wait(_ended(tasks))

    def close(self) -> None:
        """End the loop; nothing is under way any more."""
        self._loop.close()


async def _ended(tasks: set[asyncio.Task[Any]]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        super().__init__()
        self._stood = 0.0  #: seconds, in all
        self._since = super().time()

    def time(self) -> float:
        return super().time() - self._stood

    def stand(self) -> None:
        self._since = super().time()

    def go_on(self) -> None:
        self._stood += super().time() - self._since
