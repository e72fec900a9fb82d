"""The bench of collecting runs as it is told, and ends with its figures."""

from __future__ import annotations

import json
import subprocess
import sys

from conftest import ROOT


def test_the_bench_of_collecting_ends_with_one_line_of_figures() -> None:
    command = [sys.executable, "-m", "bench.collect", "--feeds", "6", "--items", "3"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    figures = json.loads(done.stdout.splitlines()[-1])
    assert (figures["bench"], figures["new_articles"], figures["not_modified_articles"]) == ("collect", 18, 0)
    assert figures["new_failures"] == 0
