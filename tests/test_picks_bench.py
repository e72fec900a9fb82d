"""The benchmarks of picks run, tell their figures as one line of JSON, and reach on known archives what they should."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
TINY = [
    {"id": "a/1", "title": "Ducks on the pond", "text": "Ducks swim on the pond.", "date": "2026-01-01"},
    {"id": "a/2", "title": "More ducks &amp; ponds", "text": "The pond has ducks.", "date": "2026-01-02", "tags": None},
    {"id": "b/1", "title": "Bread", "text": "Bread wants an oven.\n\nAnd time.", "date": "2026-01-03T10:00:00+01:00"},
    {"id": "b/2", "title": "Ovens, Part 1", "text": "An oven bakes bread.", "date": "2026-01-04", "section": "kitchen"},
    {"id": "b/3", "title": "Ovens, Part 2", "text": "Another oven.", "date": "2026-01-05", "section": "kitchen"},
]


def bench(name: str, archive: Path, questions: Path, out: Path, *more: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """(the figures, what was answered)."""
    command = [sys.executable, "-m", f"bench.{name}", str(archive), str(questions), "--out", str(out), *more]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return json.loads(ran.stdout.splitlines()[-1]), json.loads(out.read_text())


def written(folder: Path, questions: dict[str, Any]) -> tuple[Path, Path, Path]:
    (folder / "articles.jsonl").write_text("\n".join(json.dumps(one) for one in TINY) + "\n")
    (folder / "questions.json").write_text(json.dumps(questions))
    return folder / "articles.jsonl", folder / "questions.json", folder / "out.json"


def test_a_question_without_right_answers_is_answered_and_not_scored(tmp_path: Path) -> None:
    paths = written(tmp_path, {"a/2": ["a/1"], "b/2": [], "a/1": ["a/2"]})
    figures, answers = bench("related", *paths)
    assert set(answers) == {"a/2", "b/2", "a/1"}
    assert figures["questions"] == 1, "the only one with a right answer in its pool"
    figures, _ = bench("related", *paths, "--pool", "all")
    assert figures["questions"] == 2


def test_an_unknown_question_is_told_without_a_traceback(tmp_path: Path) -> None:
    paths = written(tmp_path, {"c/1": []})
    command = [sys.executable, "-m", "bench.related", str(paths[0]), str(paths[1]), "--out", str(paths[2])]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    assert ran.returncode == 1
    assert "1 ids are not in the archive, the first is 'c/1'" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_next_is_asked_for_parts_and_for_nothing(tmp_path: Path) -> None:
    figures, answers = bench("next", *written(tmp_path, {"b/2": "b/3", "a/1": None}))
    assert answers["b/2"] == "b/3"
    assert answers["a/1"] == "a/2"
    assert (figures["hit1"], figures["series hit1"], figures["null hit1"]) == (0.5, 1, 0)
    assert figures["date order hit1"] == 0.5


def test_duplicates_are_counted_in_any_archive(tmp_path: Path) -> None:
    archive, _, _ = written(tmp_path, {})
    command = [sys.executable, "-m", "bench.duplicates", str(archive), "--share", "0.1", "--copies", "3"]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    figures = json.loads(ran.stdout.splitlines()[-1])
    assert figures["own pairs"] == 0
    assert figures["invitations"] == figures["notices"] == 0


@pytest.mark.shared_data
def test_copies_are_known_and_real_articles_stay_apart(shared: Path) -> None:
    command = [sys.executable, "-m", "bench.duplicates", str(shared / "related" / "articles.jsonl"), "--copies", "100"]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    figures = json.loads(ran.stdout.splitlines()[-1])
    assert figures["recall of words changed"] >= 0.98
    assert min(figures[kind] for kind in ("updated", "reordered", "shortened", "translated_title")) >= 0.98
    assert figures["own pairs"] == 6, "read one by one: five are one story, one is the same text two years later"


def test_nothing_is_next_where_there_is_nothing_else(tmp_path: Path) -> None:
    paths = written(tmp_path, {"b/3": None})
    paths[0].write_text(json.dumps(TINY[-1]) + "\n")
    figures, answers = bench("next", *paths)
    assert answers == {"b/3": None}
    assert (figures["null hit1"], figures["mrr"]) == (1, 1)


def test_the_place_of_what_is_right_counts(tmp_path: Path) -> None:
    figures, answers = bench("next", *written(tmp_path, {"a/1": "b/1"}))
    assert answers["a/1"] == "a/2"
    assert figures["hit1"] == 0
    assert figures["mrr"] == 0.5


def test_a_series_that_the_archive_states_is_followed(tmp_path: Path) -> None:
    paths = written(tmp_path, {"x": "z"})
    rows = [
        {"id": "x", "title": "Stones", "date": "2026-01-01", "series": "The shed", "part": 1},
        {"id": "y", "title": "Bread", "date": "2026-01-02"},
        {"id": "z", "title": "Walls", "date": "2026-01-03", "series": {"title": "The shed", "part": 2}},
    ]
    paths[0].write_text("\n".join(map(json.dumps, rows)))
    assert bench("next", *paths)[1] == {"x": "z"}


@pytest.mark.parametrize("right", ["c/1", 3, ["b/3"]])
def test_an_answer_that_is_none_is_told_without_a_traceback(tmp_path: Path, right: object) -> None:
    paths = written(tmp_path, {"b/2": right})
    command = [sys.executable, "-m", "bench.next", str(paths[0]), str(paths[1]), "--out", str(paths[2])]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    assert ran.returncode == 1
    assert "what follows 'b/2' must be null or an id of the archive" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_next_finds_what_follows_in_series_of_all_kinds(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.made_series", "--seed", "7", "--out", str(tmp_path)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    figures = json.loads(ran.stdout.splitlines()[-1])
    assert figures["hit1"] >= 0.95
    assert figures["hit1"] > figures["date order hit1"] + 0.5
    assert len(figures["kinds"]) >= 40
    assert min(figures["kinds"].values()) >= 0.5
    assert len(json.loads((tmp_path / "pairs.json").read_text())) == figures["pairs"]


@pytest.mark.shared_data
def test_related_finds_more_of_what_writers_linked_to_than_bm25(shared: Path, tmp_path: Path) -> None:
    data = shared / "related"
    figures, answers = bench("related", data / "articles.jsonl", data / "related.json", tmp_path / "out.json")
    assert figures["ndcg5"] >= 0.44
    assert figures["ndcg5"] > figures["systems"]["BM25"]["ndcg5"] + 0.08
    assert len(answers) == 381
    assert all(len(ids) <= 10 and query not in ids for query, ids in answers.items())
