"""The publishing benchmark builds a site, and tells its figures as one line of JSON."""

import json
import subprocess
import sys
from pathlib import Path

from bench.publish import grown, published


def test_the_bench_builds_a_site_and_tells_what_one_more_article_rewrites(tmp_path: Path) -> None:
    figures = grown(tmp_path, 3, 30, 4)
    public = tmp_path / "public"
    assert (tmp_path / "digest.db").is_file()
    assert figures["files"] == len([path for path in public.rglob("*") if path.is_file()])
    assert {"atom.xml", "sections/section-0/rss.xml", "manifest.json"} <= set(figures["one_article_rewrites"])
    assert not [path for path in figures["one_article_rewrites"] if path.startswith("sections/section-1/")]
    assert figures["nothing_new_rewrites"] == []


def test_the_bench_publishes_an_archive_file(tmp_path: Path) -> None:
    archive = tmp_path / "articles.jsonl"
    lines = [{"id": f"a/{n}", "title": f"Story {n}", "text": "Words.", "section": "Big News"} for n in range(3)]
    archive.write_text("".join(json.dumps(line) + "\n" for line in lines))
    figures = published(tmp_path / "out", archive, 50)
    assert (figures["sections"], figures["articles"]) == (1, 3)
    assert (tmp_path / "out/public/sections/big-news/rss.xml").read_bytes().count(b"<item>") == 3


def test_the_bench_goes_into_empty_folders_only(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("")
    command = [sys.executable, "-m", "bench.publish", "--out", str(tmp_path)]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, cwd=Path(__file__).parents[1])
    assert (ran.returncode, ran.stderr.strip()) == (1, f"{tmp_path}: it is not empty; name a new folder")
