"""Requests in one queue per host, worked off side by side; answers in order of completion, as many as lie ready."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Generic, TypeVar

from digest.collect.net.manners import Gates

T = TypeVar("T")
R = TypeVar("R")

_MOMENT = 0.1  #: seconds that the first answer waits for others: many are handed over and stored together
_TOGETHER = 150  #: answers handed over at once
_WEIGHT = 16_000_000  #: bytes of them, so that many large ones do not lie in memory together


class Lanes(Generic[T, R]):
    """One round of questions, inside an event loop."""

    def __init__(
        self,
        things: Iterable[T],
        *,
        host: Callable[[T], str],
        ask: Callable[[T], Awaitable[R]],
        weight: Callable[[R], int],
        gates: Gates,
        at_once: int,
    ) -> None:
        """Sort the questions.

        Args:
            host: whom a thing is to be asked of.
            ask: must not raise.
            weight: bytes of an answer.
            gates: how many may be asked of one host at a time.
            at_once: how many may be asked at a time.
        """
        self._queues: dict[str, deque[T]] = {}
        for thing in things:
            self._queues.setdefault(host(thing), deque()).append(thing)
        self._hosts = deque(self._queues)
        self._left = sum(map(len, self._queues.values()))
        self._ask = ask
        self._weigh = weight
        self._gates = gates
        # More hosts than questions at once: most of them are only keeping their pause.
        self._width = min(len(self._hosts), 4 * at_once)
        self._answers: list[tuple[T, R]] = []
        self._weight = 0
        self._first = asyncio.Event()
        self._enough = asyncio.Event()
        self._walks: set[asyncio.Task[None]] = set()

    def has_more(self, host: str) -> bool:
        """Whether something waits to be asked of this host."""
        return bool(self._queues.get(host))

    async def take(self) -> list[tuple[T, R]]:
        """Answers that are there; waits for the first, and a moment for more; [] when there are no more."""
        if not self._left:
            return []
        if not self._walks:
            self._walks.update(asyncio.create_task(self._walk()) for _ in range(self._width))
        await self._first.wait()
        with suppress(TimeoutError):
            async with asyncio.timeout(_MOMENT):
                await self._enough.wait()
        answers, self._answers = self._answers, []
        self._left -= len(answers)
        self._weight = 0
        self._first.clear()
        self._enough.clear()
        return answers

    async def _walk(self) -> None:
        while self._hosts:
            host = self._hosts.popleft()
            queue = self._queues[host]
            if len(queue) == 1:
                await self._drain(queue)
                continue
            gate = await self._gates.of(host)
            await asyncio.gather(*(self._drain(queue) for _ in range(min(gate.manners.connections, len(queue)))))

    async def _drain(self, queue: deque[T]) -> None:
        while queue:
            thing = queue.popleft()
            self._put(thing, await self._ask(thing))

    def _put(self, thing: T, answer: R) -> None:
        self._answers.append((thing, answer))
        self._weight += self._weigh(answer)
        self._first.set()
        if len(self._answers) >= min(_TOGETHER, self._left) or self._weight >= _WEIGHT:
            self._enough.set()
