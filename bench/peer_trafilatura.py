"""trafilatura's bodies of the same pages, by the same measure: its best setting is what ours is held against."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import trafilatura

from bench.likeness import UNKNOWN, body_interval, body_likeness, share

_SETTINGS: dict[str, dict[str, Any]] = {
    "usual": {},
    "precision": {"favor_precision": True},
    "recall": {"favor_recall": True},
    "fast": {"fast": True},
    "without tables": {"include_tables": False},
    "precision, without tables": {"favor_precision": True, "include_tables": False},
}


def best(files: Iterable[Path], gold: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The best F1 of its settings and the best exactness, each with its interval; {} without a right body."""
    wanted = [(_page(file), gold[file.name]) for file in files if gold.get(file.name, {}).get("text")]
    if not wanted:
        return {}
    scores = {}
    for name, setting in _SETTINGS.items():
        print(f"trafilatura, {name}", file=sys.stderr, flush=True)
        scores[name] = [body_likeness(_text(page, right, setting), right["text"]) for page, right in wanted]
    f1 = {name: body_interval(bodies) for name, bodies in scores.items()}
    exact = {name: share([one == (1.0, 1.0) for one in bodies]) for name, bodies in scores.items()}
    return {
        "trafilatura body F1": max(f1.values()),
        "trafilatura body exact": max(exact.values()),
        "trafilatura setting": max(f1, key=lambda name: f1[name]),
    }


def _page(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def _text(page: bytes, right: Mapping[str, Any], setting: Mapping[str, Any]) -> str:
    url = right.get("url") or UNKNOWN + right["file"]
    return trafilatura.extract(page, url=url, include_comments=False, **setting) or ""
