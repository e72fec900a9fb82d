"""How the index of picks grows: time and memory of what is done with it, at each size of an archive.

    python -m bench.related_scale --sizes 1000 10000 100000 --out DIR

Invents an archive of each size (or takes one: `--articles ARTICLES.jsonl`, whose articles come again and again under
other ids where it is too small), puts it into a store, and measures each thing in a fresh process: adding one article,
asking for the picks of one, opening the index after a start, composing an edition of 50 stories. Draws
DIR/related_scale.png and prints one line of JSON last, which DIR/related_scale.json has as well. 100,000 articles take
about ten minutes; `--keep FOLDER` keeps the archives for the next time.

All figures are of the machine that measured them; how they change from one size to the next says more.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.plot import Bar, Line, Panel, draw

#: What each figure must not exceed: (figure, at how many articles, bar). Times in seconds or milliseconds as named.
BARS = {
    "add_ms": (100_000, 50),
    "rank_ms": (100_000, 10),
    "start_seconds": (100_000, 5),
    "edition_seconds": (10_000, 1),
    "memory_mb": (100_000, 800),
    "edition_memory_mb": (10_000, 600),
}
_MEASURES = ("start", "query", "edition", "add")

Figures = dict[str, Any]


def main() -> None:
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="digest-bench-") as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        sizes = {size: _measured(size, folder, options.articles) for size in sorted(options.sizes)}
    picture = options.out / "related_scale.png"
    draw(picture, "Picks as the archive grows", _panels(sizes))
    report = json.dumps({"bench": "related_scale", "picture": str(picture), "kept": _kept(sizes), "sizes": sizes})
    (options.out / "related_scale.json").write_text(report + "\n", encoding="utf-8")
    print(report)


def _measured(size: int, folder: Path, articles: Path | None) -> Figures:
    database = folder / f"{size}.db"
    if not database.exists():
        growing = database.with_suffix(".growing")
        _run("build", growing, size, articles)
        growing.rename(database)
    figures: Figures = _space(database, size)
    memory: dict[str, float] = {}
    # What adds articles leaves the archive as it was, for the next time.
    changed = database.with_suffix(".changed")
    shutil.copyfile(database, changed)
    for measure in _MEASURES:
        found = _run(measure, changed if measure == "add" else database, size, articles)
        memory[measure] = found.pop("memory_mb")
        figures |= found
    for file in folder.glob(f"{changed.name}*"):
        file.unlink()
    figures["edition_memory_mb"] = memory.pop("edition")
    return figures | {"memory_mb": max(memory.values()), "memory_of_mb": memory}


def _run(measure: str, database: Path, size: int, articles: Path | None) -> Figures:
    """Its figures; `…_process_seconds` is all that its process took, Python's start too."""
    print(f"{size} articles: {measure}", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "bench.scale_measures", measure, str(database), str(size)]
    began = time.perf_counter()
    ran = subprocess.run([*command, *([str(articles)] if articles else [])], check=True, stdout=subprocess.PIPE)
    took = time.perf_counter() - began
    figures: Figures = json.loads(ran.stdout)
    return figures | ({"start_process_seconds": round(took, 2)} if measure == "start" else {})


def _space(database: Path, size: int) -> Figures:
    """Bytes of the tables of picks for each article, their indexes too; {} where SQLite cannot tell."""
    query = "SELECT tbl_name, sum(pgsize) FROM dbstat JOIN sqlite_master USING (name) GROUP BY tbl_name"
    try:
        with closing(sqlite3.connect(database)) as connection:
            pages = dict(connection.execute(query).fetchall())
    except sqlite3.OperationalError:  # built without dbstat
        return {}
    return {f"{table}_bytes": round(pages.get(table, 0) / size) for table in ("indexed", "handle", "segment")}


def _kept(sizes: Mapping[int, Figures]) -> dict[str, bool]:
    """For each bar whose size was measured: whether it holds."""
    return {name: sizes[size][name] <= bar for name, (size, bar) in BARS.items() if size in sizes}


def _panels(sizes: Mapping[int, Figures]) -> list[Panel]:
    def line(label: str, figure: str, scale: float = 1) -> Line:
        return Line(label, [(size, figures[figure] * scale) for size, figures in sizes.items()])

    times = [
        line("cold start", "start_seconds", 1000),
        line("edition of 50", "edition_seconds", 1000),
        line("add one", "add_ms"),
        line("Related of one", "related_ms"),
        line("Next of one", "next_ms"),
    ]
    time_bars = [
        Bar("cold start", 5000, 0),
        Bar("edition over 10,000", 1000, 1),
        Bar("add", 50, 2),
        Bar("query", 10, 3),
    ]
    memory = [line("adding, starting, asking", "memory_mb"), line("an edition of 50", "edition_memory_mb")]
    memory_bars = [Bar("at 100,000", 800, 0), Bar("edition over 10,000", 600, 1)]
    return [
        Panel("Time", "ms", times, time_bars),
        Panel("Memory of a process, at most", "MB", memory, memory_bars),
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.related_scale", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000], metavar="ARTICLES")
    parser.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="for the picture and the figures")
    parser.add_argument("--articles", type=Path, metavar="ARTICLES.jsonl", help="instead of invented ones")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the archives stay, and are found again")
    return parser.parse_args()


if __name__ == "__main__":
    main()
