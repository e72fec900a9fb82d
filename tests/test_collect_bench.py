"""The bench of collecting runs as it is told, and ends with its figures."""

from __future__ import annotations

import json
import subprocess
import sys

from conftest import ROOT


def test_the_bench_of_collecting_ends_with_one_line_of_figures() -> None:
    command = [sys.executable, "-m", "bench.collect", "--feeds", "6", "--items", "3", "--without-hostile"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    figures = json.loads(done.stdout.splitlines()[-1])
    names = ("new", "not_modified", "tenth_changed", "all_changed", "all_items_new")
    assert [figures[f"{name}_articles"] for name in names] == [18, 0, 0, 6, 18]
    assert sum(figures[f"{name}_failures"] for name in names) == 0
    assert (figures["not_modified_read"], figures["not_modified_rows_written"]) == (0, {"source": 6})
