"""The benchmark of Related reads anybody's archive, tells what it cannot, and scores by links and by judged lists."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bench import judged
from bench.archive import articles, right_answers, write
from bench.baselines import Tfidf

from digest.picks.text import plain, words

ROOT = Path(__file__).parents[1]
TINY = [
    {
        "id": "a/1",
        "title": "Ducks on the pond",
        "text": "Ducks swim on the pond.",
        "date": "2026-01-01",
        "tags": ["ducks"],
    },
    {"id": "a/2", "title": "More ducks", "text": "The pond has ducks.", "date": "2026-01-02", "tags": ["ducks"]},
    {"id": "b/1", "title": "Bread", "text": "Bread wants an oven and time.", "date": "2026-01-03"},
    {"id": "b/2", "title": "Ovens", "text": "An oven bakes bread.", "date": "2026-01-04"},
    {"id": "a/3", "title": "Ducks in winter", "text": "The pond freezes, the ducks stay.", "date": "2026-01-05"},
]
LISTS = {"how": ["By hand."], "lists": {"a/3": {"a/1": 1, "a/2": 2, "b/1": 0}, "b/2": {"b/1": 2, "a/1": 0}}}


def saved(path: Path, value: Any) -> Path:
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def archive(folder: Path, *lines: dict[str, Any] | str) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    return saved(folder / "articles.jsonl", "\n".join(texts) + "\n")


def run(folder: Path, queries: dict[str, Any], *more: str) -> tuple[list[str], dict[str, Any]]:
    """(what was printed, what was answered), for the tiny archive."""
    paths = [archive(folder, *TINY), saved(folder / "queries.json", queries)]
    command = [sys.executable, "-m", "bench.related", *map(str, paths), "--out", str(folder / "out.json"), *more]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return ran.stdout.splitlines(), json.loads((folder / "out.json").read_text())


def test_each_question_is_answered_best_first_and_only_those_with_right_answers_are_scored(tmp_path: Path) -> None:
    printed, answers = run(tmp_path, {"a/3": ["a/2", "x/9"], "b/1": []})
    assert set(answers) == {"a/3", "b/1"}
    assert answers["a/3"][0] in {"a/1", "a/2"}
    assert answers["b/1"] == [], "the oven is younger"
    assert printed[0] == "left out: 1 right ids that are not in the archive, the first is 'x/9'"
    figures = json.loads(printed[-1])
    assert figures["questions"] == 1
    assert list(figures["systems"]) == ["digest", "date order", "shared tags", "BM25", "TF-IDF"]
    assert all(one["low"] <= one["ndcg5"] <= one["high"] for one in figures["systems"].values())
    assert figures["systems"]["date order"]["mrr"] == pytest.approx(1 / 3, abs=1e-4), "after both on bread"
    assert figures["judged"] == {}, "the lists kept here are of another publication"


def test_judged_lists_are_scored_where_the_archive_has_their_articles(tmp_path: Path) -> None:
    lists = saved(tmp_path / "lists.json", LISTS)
    printed, answers = run(tmp_path, {"a/3": []}, "--judged", str(lists))
    assert set(answers) == {"a/3"}, "what only the lists ask is not part of the answer"
    of_date = json.loads(printed[-1])["judged"]["date order"]
    # a/3: b/2 (unjudged), b/1, a/2, a/1; b/2: b/1, a/2 (unjudged), a/1.
    first = (3 / math.log2(4) + 1 / math.log2(5)) / (3 + 1 / math.log2(3))
    assert of_date["ndcg5"] == pytest.approx((first + 1) / 2, abs=1e-4)
    assert of_date["useful3"] == pytest.approx(2 / 6, abs=1e-4)
    assert (of_date["unjudged"], of_date["lists"]) == (2, 2)
    printed, _ = run(tmp_path, {"a/3": []}, "--judged", str(lists), "--pool", "all")
    assert json.loads(printed[-1])["judged"] == {}, "they were judged among older articles"


def test_a_judged_score_is_as_computed_by_hand() -> None:
    by = {"q": {"a": 2, "b": 1, "c": 0, "d": 1}, "nothing is right": {"a": 0}, "unanswered": {"a": 1}}
    found = judged.judged({"q": ["c", "a", "x", "b"], "nothing is right": ["a"]}, by)
    gain = 3 / math.log2(3) + 1 / math.log2(5)
    ideal = 3 / math.log2(2) + 1 / math.log2(3) + 1 / math.log2(4)
    assert found.ndcg5 == pytest.approx(gain / ideal / 2, abs=1e-4), "over the lists that have anything fair"
    assert found.useful3 == pytest.approx(1 / 4, abs=1e-4), "a of c, a, x and the wrong a; nothing shown costs nothing"
    assert (found.unjudged, found.lists) == (1, 3)
    assert judged.judged({"q": ["a", "d", "b", "c"]}, {"q": by["q"]}).ndcg5 == 1


def test_text_is_read_whether_it_is_plain_or_markdown_or_html(tmp_path: Path) -> None:
    texts = [
        "Ducks & geese\n\nswim here",
        "# Ducks & geese\n\n*swim* [here](https://away.example/pond)",
        '<h1 class="big">Ducks &amp; geese</h1>\n\n    <p>swim <a href="/pond">here</a></p><script>quack()</script>',
    ]
    lines = [{"id": str(number), "date": "2026-01-01", "text": text} for number, text in enumerate(texts)]
    read = articles(archive(tmp_path, *lines))
    assert [words(plain(article.content)) for article in read] == [["ducks", "geese", "swim"]] * 3


def test_an_article_of_another_publication_may_lack_everything_but_its_id(tmp_path: Path) -> None:
    fields = ("title", "summary", "text", "section", "tags", "authors", "language")
    undated, bare, full, moved = articles(
        archive(
            tmp_path,
            {"id": "0", "date": None},
            {"id": "https://a.example/1?b#c", "date": "2026-03-01T00:30:00+01:00", **dict.fromkeys(fields)},
            {"id": "2", "date": "2026-03-01", "title": "Enten\u2028&amp; Teich", "language": "de_AT"},
            {"id": "3", "date": "Sun, 01 Mar 2026 10:00:00 GMT", "text": "once"},
            {"id": "3", "date": "2026-03-02 10:00", "text": "later"},
        )
    )
    assert (bare.title, bare.summary, bare.content, bare.section, bare.tags, bare.authors) == ("", "", "", "", (), ())
    assert bare.language is None
    assert bare.date == datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    assert undated.date < bare.date
    assert (full.title, full.language) == ("Enten & Teich", "de-AT")
    assert (moved.date, moved.content) == (datetime(2026, 3, 2, 10, tzinfo=UTC), "<p>later</p>")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"id": "1"', "line 2: it is not JSON"),
        ("[]", "line 2: expected an object with an `id`, found list"),
        ('{"date": "2026-01-01"}', "line 2: `id` is missing"),
        ('{"id": "1", "date": "soon"}', "line 2: `date` names no day: 'soon'"),
        ('{"id": "1", "date": "2026-01-01", "tags": "ducks"}', 'line 2: `tags` must be a list of texts, not "ducks"'),
        ('{"id": "1", "date": "2026-01-01", "title": 7}', "line 2: `title` must be a text, not 7"),
    ],
)
def test_a_line_that_is_no_article_is_told_with_its_number(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(SystemExit) as ended:
        articles(archive(tmp_path, TINY[0], line))
    assert told in str(ended.value)


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda folder, _: articles(folder / "absent"), "absent: it cannot be read (No such file or directory)"),
        (lambda folder, _: articles(saved(folder / "empty", "\n")), "empty: there is no article in it"),
        (lambda folder, known: right_answers(saved(folder / "q", "{"), known), "q: it is not JSON"),
        (lambda folder, known: right_answers(saved(folder / "q", ["a/1"]), known), "q: expected one JSON object"),
        (lambda folder, known: right_answers(saved(folder / "q", {"a/1": "a/2"}), known), "must be a list of ids"),
        (lambda folder, known: right_answers(saved(folder / "q", {"x": []}), known), "1 ids are not in the archive"),
        (lambda folder, known: judged.lists(saved(folder / "l", {}), known), "l: expected lists as {query:"),
        (lambda folder, known: judged.lists(saved(folder / "l", {"lists": {"a/1": {"a/2": 3}}}), known), "0, 1 or 2"),
        (lambda folder, _: write(folder / "absent" / "out", {}), "out: it cannot be written"),
    ],
)
def test_a_file_of_another_form_is_told_in_one_line(tmp_path: Path, act: Callable[..., object], told: str) -> None:
    known = articles(archive(tmp_path, *TINY))
    with pytest.raises(SystemExit) as ended:
        act(tmp_path, known)
    assert told in str(ended.value)
    assert "\n" not in str(ended.value)


def test_tf_idf_ranks_by_rare_words_in_common_and_leaves_out_what_has_none(tmp_path: Path) -> None:
    known = {article.id: article for article in articles(archive(tmp_path, *TINY))}
    pool = [other for other in known.values() if other.id != "a/3"]
    assert Tfidf(known.values())(known["a/3"], pool) == ["a/2", "a/1"], "a/1 speaks of swimming, too"


@pytest.mark.shared_data
def test_the_judged_lists_are_of_older_articles_of_the_development_data(shared: Path) -> None:
    known = articles(shared / "related" / "articles.jsonl")
    dates = {article.id: article.date for article in known}
    lists = judged.lists(judged.FILE, known)
    assert len(lists) == len(json.loads(judged.FILE.read_text())["lists"]) == 40
    assert all(dates[id] <= dates[query] for query, labels in lists.items() for id in labels)
    assert not any(query in labels for query, labels in lists.items())
