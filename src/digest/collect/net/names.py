"""Host names → addresses, each name asked once in a while. Which of them may be used is not decided here."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_address

#: A host name → its addresses. Raises OSError when it has none.
Resolve = Callable[[str], Awaitable[Sequence[str]]]
_KEPT = 10.0  #: seconds; a redirect within a host asks once


async def system(host: str) -> list[str]:
    """What the system's resolver says."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [str(entry[4][0]) for entry in found]


class Names:
    """One resolver and what it said lately, inside an event loop."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._said: dict[str, tuple[float, Sequence[str]]] = {}

    async def addresses(self, host: str) -> Sequence[str]:
        """The addresses of a name; an address is its own.

        Raises:
            OSError, ValueError: it has none.
        """
        if _is_address(host):
            return [host]
        now = asyncio.get_running_loop().time()
        until, known = self._said.get(host, (now, ()))
        if until <= now:
            known = await self._resolve(host)
            self._said[host] = now + _KEPT, known
        return known


def _is_address(host: str) -> bool:
    if not (host[-1:].isdigit() or ":" in host):
        return False  # as nearly all
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
