"""The serving benchmark runs, and tells its figures as one line of JSON."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

from bench.load import _by_asyncio
from bench.serve import FEED, prepared, service


def test_the_bench_measures_both_kinds() -> None:
    command = [sys.executable, "-m", "bench.serve", "--seconds", "1"]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1])
    figures = json.loads(ran.stdout.splitlines()[-1])
    for who in filter(None, (figures["service"], figures["nginx"])):
        assert set(who) == {"unchanged (304)", "compressed (200)"}
        assert all(rate > 0 for rate in who.values())


def test_the_client_of_our_own_counts_answers(tmp_path: Path) -> None:
    with service(prepared(tmp_path)) as port:
        assert asyncio.run(_by_asyncio(port, f"/{FEED}", {"Accept-Encoding": "gzip"}, 200, 1)) > 0
