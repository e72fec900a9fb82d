"""Requests in one queue per host, worked off side by side; answers in order of completion."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Generic, TypeVar

from digest.collect.manners import Gates

T = TypeVar("T")
R = TypeVar("R")


class Lanes(Generic[T, R]):
    """One round of questions, inside an event loop."""

    def __init__(
        self,
        things: Iterable[T],
        *,
        host: Callable[[T], str],
        ask: Callable[[T], Awaitable[R]],
        gates: Gates,
        at_once: int,
    ) -> None:
        """Sort the questions.

        Args:
            host: whom a thing is to be asked of.
            ask: must not raise.
            gates: how many may be asked of one host at a time.
            at_once: how many answers may lie here until they are taken.
        """
        self._queues: dict[str, deque[T]] = {}
        for thing in things:
            self._queues.setdefault(host(thing), deque()).append(thing)
        self._hosts = deque(self._queues)
        self._ask = ask
        self._gates = gates
        # More hosts than questions at once: most of them are only keeping their pause.
        self._width = min(len(self._hosts), 4 * at_once)
        self._answers: asyncio.Queue[tuple[T, R]] = asyncio.Queue(at_once)
        self._stopped = asyncio.Event()

    def has_more(self, host: str) -> bool:
        """Whether something waits to be asked of this host."""
        return bool(self._queues.get(host))

    async def run(self) -> None:
        """Work until `stop`."""
        tasks = [asyncio.create_task(self._walk()) for _ in range(self._width)]
        await self._stopped.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def stop(self) -> None:
        """Leave what is not answered yet."""
        self._stopped.set()

    async def take(self) -> list[tuple[T, R]]:
        """All answers that are there; waits for the first."""
        answers = [await self._answers.get()]
        while not self._answers.empty():
            answers.append(self._answers.get_nowait())
        return answers

    async def _walk(self) -> None:
        while self._hosts:
            host = self._hosts.popleft()
            gate = await self._gates.of(host)
            width = min(gate.manners.connections, len(self._queues[host]))
            await asyncio.gather(*(self._drain(self._queues[host]) for _ in range(width)))

    async def _drain(self, queue: deque[T]) -> None:
        while queue:
            thing = queue.popleft()
            await self._answers.put((thing, await self._ask(thing)))
