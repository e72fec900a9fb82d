"""How we behave towards one host: a few connections, and a pause between the beginnings of two requests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network, IPv6Network

from digest.collect.addresses import is_within
from digest.collect.names import Names


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
    begun: dict[str, float]  #: when the latest request to each host began or will begin; outlives the gate
    _places: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.manners.connections)

    async def __aenter__(self) -> None:
        """Wait until one more request may begin."""
        await self._places.acquire()
        wait = self.reserve(time.monotonic())
        if wait > 0:
            try:
                await asyncio.sleep(wait)
            except BaseException:
                self._places.release()
                raise

    async def __aexit__(self, *_: object) -> None:
        """It is answered."""
        self._places.release()

    def reserve(self, now: float) -> float:
        """Take the next free beginning; how many seconds it is away."""
        start = max(now, self.begun.get(self.host, now - self.manners.pause) + self.manners.pause)
        self.begun[self.host] = start
        return start - now


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
    ) -> None:
        self._strangers = strangers
        self._home = home
        self._networks = networks
        self._names = names
        self._begun = begun
        self._delays = delays
        self._gates: dict[str, Gate] = {}

    async def of(self, host: str) -> Gate:
        if host not in self._gates:
            manners = self._home if await self._is_at_home(host) else self._strangers
            if self._delays.get(host, 0.0) > manners.pause:
                manners = replace(manners, pause=self._delays[host])
            self._gates.setdefault(host, Gate(host, manners, self._begun))
        return self._gates[host]

    async def _is_at_home(self, host: str) -> bool:
        if not self._networks:
            return False
        try:
            found = await self._names.addresses(host)
        except (OSError, ValueError):
            return False
        return all(is_within(address, self._networks) for address in found)
