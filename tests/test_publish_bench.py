"""The publishing benchmark runs, and tells its figures as one line of JSON."""

import json
import subprocess
import sys
from pathlib import Path


def test_the_bench_writes_each_feed_once_and_none_twice(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.publish", "--sections", "2", "--articles", "6", "--out", str(tmp_path)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1])
    figures = json.loads(ran.stdout)
    assert (figures["files_written"], figures["files_rewritten_by_second_pass"]) == (9, 0)
    assert figures["items_written"] == 36
    assert "first pass: 9 of 9 files" in ran.stderr
    assert len(list(tmp_path.rglob("*.xml"))) == 6
