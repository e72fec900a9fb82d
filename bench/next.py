"""How often Next is the article that readers should have been led to.

    python -m bench.next ARTICLES.jsonl PAIRS.json --out FILE

PAIRS.json is {id: id or null}; null is right where nothing should follow. FILE becomes {id: id or null}. Prints hit@1
of ours and of date order (the next date in the section), for all pairs and for those whose title tells its part.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

from bench.archive import articles, questions
from digest.model import Article
from digest.picks import Index, next_pick, series


def main() -> None:
    """Read, pick, score, write."""
    options = _options()
    archive = articles(options.articles)
    asked = questions(options.pairs, archive)
    known = {article.id: article for article in archive}
    index = Index.of(archive)
    until = max(article.date for article in archive)
    picks = {id: next_pick(known[id], index, until=until) for id in asked}
    answers = {id: pick.article if pick else None for id, pick in picks.items()}
    options.out.write_text(json.dumps(answers, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    dates = {id: _by_date(known[id], archive) for id in asked}
    parts = {id: right for id, right in asked.items() if series(known[id])}
    report = {"bench": "next", "pairs": len(asked), "hit1": _hits(answers, asked), "date order": _hits(dates, asked)}
    report |= {"parts": len(parts), "hit1 of parts": _hits(answers, parts)}
    for name in ("hit1", "date order", "hit1 of parts"):
        print(f"{name:14} {report[name]:.4f}")
    print(json.dumps(report))


def _hits(answers: Mapping[str, str | None], right: Mapping[str, str | None]) -> float:
    return round(sum(answers[id] == right[id] for id in right) / max(1, len(right)), 4)


def _by_date(article: Article, archive: list[Article]) -> str | None:
    mine = (article.date, article.id)
    later = [(other.date, other.id) for other in archive if other.section == article.section]
    return min((place for place in later if place > mine), default=(None, None))[1]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.next", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", type=Path, metavar="ARTICLES.jsonl")
    parser.add_argument("pairs", type=Path, metavar="PAIRS.json")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    return parser.parse_args()


if __name__ == "__main__":
    main()
