"""What hostile sources cost: each is collected over loopback beside a healthy feed, in a process of its own.

    python -m bench.hostile [--only WORDS]

For each, one line: what was told of it, seconds of the round, and the most memory that our processes had together. The
last line is JSON with the worst of each. A request may take three seconds here, so that whoever drips does not take
longer; robots.txt, redirects, limits and manners are as always.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from bench.hostile_documents import FEEDS, PAGES
from bench.hostile_server import TRICKS
from digest.collect.net.fetch import Fetcher, user_agent
from digest.collect.net.names import system
from digest.collect.round import Round
from digest.collect.sift import Rules
from digest.model import Source, SourceKind
from digest.store.sql import SqlStore

SECONDS = 5.0  #: what one hostile source may cost
MEGABYTES = 200.0
_TIMEOUT = timedelta(seconds=3)
_REBOUND = "a name that changes its address"
_LOOK = 0.01  #: seconds between two looks at our memory


@dataclass(frozen=True)
class Case:
    """One hostile source and what came of it."""

    name: str
    told: str  #: what `digest status` says of it
    seconds: float  #: for the round, with the healthy feed
    megabytes: float  #: resident, of all our processes together, at most
    is_healthy_unharmed: bool


def cases() -> list[str]:
    """Their names; each is a path of the server."""
    paths = [f"feed/{name}" for name in FEEDS] + [f"names/{name}" for name in PAGES]
    return paths + [f"trick/{name}" for name in TRICKS] + [_REBOUND]


def measure(only: str = "") -> dict[str, object]:
    """Collect each, tell of each, and sum up."""
    done = []
    with _server() as port:
        for name in cases():
            if only in name:
                done.append(_measured(name, port))
                print(_line(done[-1]), flush=True)
    slowest, largest = max(done, key=lambda one: one.seconds), max(done, key=lambda one: one.megabytes)
    return {
        "bench": "hostile",
        "cases": len(done),
        "worst_seconds": slowest.seconds,
        "slowest": slowest.name,
        "worst_mb": largest.megabytes,
        "largest": largest.name,
        "healthy_unharmed": sum(one.is_healthy_unharmed for one in done),
        "within_bars": all(one.seconds <= SECONDS and one.megabytes <= MEGABYTES for one in done),
    }


def _line(case: Case) -> str:
    harm = "" if case.is_healthy_unharmed else "  THE HEALTHY FEED WAS HARMED"
    return f"{case.seconds:5.2f} s {case.megabytes:4.0f} MB  {case.name}: {case.told}{harm}"


@contextmanager
def _server() -> Iterator[int]:
    command = [sys.executable, "-m", "bench.hostile_server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield int(server.stdout.readline())
        finally:
            server.kill()


def _measured(name: str, port: int) -> Case:
    command = [sys.executable, "-m", "bench.hostile", "--case", name, "--port", str(port)]
    most = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as ours:
        while ours.poll() is None:
            most = max(most, _resident(ours.pid))
            time.sleep(_LOOK)
        assert ours.stdout is not None
        told = json.loads(ours.stdout.read())
    return Case(**told | {"name": name, "megabytes": round(most / 1_000_000, 1)})


def _resident(pid: int) -> int:
    """Bytes that a process and its children have in memory now; what several share counts once."""
    try:
        summed = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return 0  # it has just ended
    own = next((int(line.split()[1]) for line in summed.splitlines() if line.startswith("Pss:")), 0)
    return 1024 * own + sum(_resident(int(child)) for child in children)


def _collected(name: str, port: int) -> dict[str, object]:
    """One round in this process over the hostile source and the healthy one."""
    names = _Names()
    fetcher = Fetcher(
        agent=user_agent("bench@bench.invalid"),
        allow=[ip_network("127.7.0.0/16")],
        timeout=_TIMEOUT,
        max_bytes=20_000_000,
        pause=timedelta(seconds=0.1),
        resolve=names.addresses,
    )
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    with TemporaryDirectory() as folder, closing(SqlStore(f"sqlite:///{folder}/bench.db")) as store:
        rules = Rules(tag="bench.invalid,2026", sections={"news": ("News",)})
        path = "healthy" if name == _REBOUND else quote(name)
        sources = [_source(f"http://hostile.invalid:{port}/{path}"), _source(f"http://healthy.invalid:{port}/healthy")]
        for _ in range(2 if name == _REBOUND else 1):
            started = time.perf_counter()
            hostile, healthy = Round(store, fetcher, rules, lambda: now).run(sources, lambda *_: None, lambda: False)
            seconds = time.perf_counter() - started
            names.rebound = name == _REBOUND
        waiting = [page.error for page in store.articles.waiting() if page.error]
        told = "; ".join([hostile.words, *waiting])
    return {"told": told, "seconds": round(seconds, 2), "is_healthy_unharmed": healthy.items == 1}


class _Names:
    """Our resolver: a host for each source; one that is rebound lies where clouds keep their keys."""

    def __init__(self) -> None:
        self.rebound = False

    async def addresses(self, host: str) -> Sequence[str]:
        if host == "healthy.invalid":
            return ["127.7.0.2"]
        if not host.endswith(".invalid"):
            return await system(host)  # an address in another spelling, which the system knows
        return ["169.254.169.254" if self.rebound else "127.7.0.1"]


def _source(url: str) -> Source:
    return Source(
        url=url,
        kind=SourceKind.FEED,
        section="news",
        name=url,
        full=True,
        every=timedelta(hours=1),
        from_page=False,
    )


def main() -> None:
    """Measure; with --case, be one of the measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="WORDS", help="cases whose names hold these words")
    parser.add_argument("--case", help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    print(json.dumps(_collected(args.case, args.port) if args.case else measure(args.only)))


if __name__ == "__main__":
    main()
