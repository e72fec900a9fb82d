"""Asking one address as fast as it answers: with wrk, or where that is missing, with a client of our own."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress

CONNECTIONS = 32


def client() -> str:
    """What asks: "wrk", or "asyncio", which is itself the limit of what it measures."""
    return "wrk" if shutil.which("wrk") else "asyncio"


def rate(port: int, path: str, headers: Mapping[str, str], status: int, seconds: int) -> float:
    """Requests answered in a second, over kept connections on this machine.

    Raises:
        RuntimeError: some answer was an error.
    """
    if client() == "wrk":
        return _by_wrk(port, path, headers, seconds)
    return asyncio.run(_by_asyncio(port, path, headers, status, seconds))


def _by_wrk(port: int, path: str, headers: Mapping[str, str], seconds: int) -> float:
    asked = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *asked, f"http://127.0.0.1:{port}{path}"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise RuntimeError(f"{path}: {told}")
    found = re.search(r"Requests/sec:\s*([\d.]+)", told)
    assert found is not None, told
    return float(found[1])


async def _by_asyncio(port: int, path: str, headers: Mapping[str, str], status: int, seconds: int) -> float:
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *(f"{n}: {v}" for n, v in headers.items())]
    question = "\r\n".join([*lines, "", ""]).encode()
    began = time.perf_counter()
    counts = await asyncio.gather(*(_one(port, question, status, began + seconds) for _ in range(CONNECTIONS)))
    return sum(counts) / (time.perf_counter() - began)


async def _one(port: int, question: bytes, status: int, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    count = 0
    while time.perf_counter() < until:
        writer.write(question)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 %d " % status):
            raise RuntimeError(head.decode("latin-1"))
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        await reader.readexactly(int(length[1]) if length and status != 304 else 0)
        count += 1
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return count
