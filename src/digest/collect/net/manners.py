"""How we behave towards one host: a few connections, and a pause between the beginnings of two requests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network, IPv6Network

from digest.collect.net.addresses import is_within
from digest.collect.net.names import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    connections: int
    pause: float  #: seconds


#: For hosts on networks that the operator named as its own.
AT_HOME = Manners(connections=8, pause=0.0)
_STRANGERS = 2


def towards_strangers(pause: float) -> Manners:
    """For everybody else."""
    return Manners(connections=_STRANGERS, pause=pause)


@dataclass(slots=True)
class Gate:
    """What every request to one host passes."""

    host: str
    manners: Manners
    begun: dict[str, float]  #: when the latest request to each host began; outlives the gate
    under_way: asyncio.Semaphore  #: requests, to all hosts
    _places: asyncio.Semaphore = field(init=False)
    _turn: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.manners.connections)

    async def __aenter__(self) -> None:
        """Wait until one more request may begin."""
        await self._places.acquire()
        try:
            # One after the other: who wakes late, or waits for others to end, begins late, and the next one waits on.
            async with self._turn:
                wait = self.wait(time.monotonic())
                while wait > 0:
                    await asyncio.sleep(wait)
                    wait = self.wait(time.monotonic())
                await self.under_way.acquire()
                self.begun[self.host] = time.monotonic()
        except BaseException:
            self._places.release()
            raise

    async def __aexit__(self, *_: object) -> None:
        """It is answered."""
        self.under_way.release()
        self._places.release()

    def wait(self, now: float) -> float:
        """For how many seconds none may begin."""
        return self.begun.get(self.host, now - self.manners.pause) + self.manners.pause - now


class Gates:
    """The gate of each host, made when it is first needed."""

    def __init__(
        self,
        strangers: Manners,
        home: Manners,
        networks: Sequence[IPv4Network | IPv6Network],
        names: Names,
        begun: dict[str, float],
        delays: Mapping[str, float],
        at_once: int,
    ) -> None:
        self._strangers = strangers
        self._home = home
        self._networks = networks
        self._names = names
        self._begun = begun
        self._delays = delays
        self._under_way = asyncio.Semaphore(at_once)
        self._gates: dict[str, Gate] = {}

    async def of(self, host: str) -> Gate:
        if host not in self._gates:
            manners = self._home if await self._is_at_home(host) else self._strangers
            if self._delays.get(host, 0.0) > manners.pause:
                manners = replace(manners, pause=self._delays[host])
            self._gates.setdefault(host, Gate(host, manners, self._begun, self._under_way))
        return self._gates[host]

    async def _is_at_home(self, host: str) -> bool:
        if not self._networks:
            return False
        try:
            found = await self._names.addresses(host)
        except (OSError, ValueError):
            return False
        return all(is_within(address, self._networks) for address in found)
