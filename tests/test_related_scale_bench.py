"""The benchmark of the index measures each size, and draws what it measured."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]


def test_the_bench_tells_its_figures_and_draws_them(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.related_scale", "--sizes", "60", "--out", str(tmp_path)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    report = json.loads(ran.stdout.splitlines()[-1])
    figures = report["sizes"]["60"]
    assert {"add_ms", "revise_ms", "seal_ms", "rank_ms", "related_ms", "next_ms"} <= figures.keys()
    assert {"start_seconds", "start_process_seconds", "edition_seconds", "memory_mb"} <= figures.keys()
    assert figures["stories"] == 50
    with Image.open(report["picture"]) as picture:
        assert picture.format == "PNG"
        assert picture.width > picture.height > 400
