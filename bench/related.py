"""How near Related comes to what an archive's own writers linked to.

    python -m bench.related ARTICLES.jsonl QUERIES.json --pool older --out FILE

QUERIES.json is {id: [ids that are right]}; a question without right answers is answered and not scored. FILE becomes
{id: [ids, best first, up to 10]}. Prints the quality of our ranking and, from the same run, of three common ones.

The ranking is `picks.ranked`: what `related` chooses from, before "at most 2 by one author" and the editor's own picks.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Collection
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from bench.archive import articles, questions
from bench.baselines import Bm25, by_date, by_tags
from bench.ranking import Quality, quality
from digest.model import Article
from digest.picks import Index, ranked

LENGTH = 10

_T = TypeVar("_T")
Ranking = Callable[[Article, Collection[Article]], list[str]]


def main() -> None:
    """Read, rank, score, write."""
    options = _options()
    archive = articles(options.articles)
    asked = questions(options.queries, archive)
    until = None if options.pool == "older" else max(article.date for article in archive)
    pools = {article.id: _pool(article, archive, until) for article in archive if article.id in asked}
    right = {id: {*asked[id]} & {other.id for other in pools[id]} for id in asked}
    known = {article.id: article for article in archive}

    def scored(name: str, ranking: Ranking) -> tuple[dict[str, list[str]], Quality]:
        answers = {id: ranking(known[id], pools[id])[:LENGTH] for id in asked}
        found = quality(answers, right)
        print(f"{name:12} {found}")
        return answers, found

    built, index = _timed(lambda: Index.of(archive))
    took, (answers, found) = _timed(lambda: scored("digest", _ours(index, until)))
    options.out.write_text(json.dumps(answers, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    others: dict[str, Ranking] = {"date order": by_date, "shared tags": by_tags, "BM25": Bm25(archive)}
    report = {"bench": "related", "pool": options.pool, "articles": len(archive), **asdict(found)}
    report |= {"index_seconds": round(built, 2), "query_ms": round(1000 * took / max(1, len(asked)), 2)}
    print(json.dumps(report | {name: scored(name, ranking)[1].ndcg5 for name, ranking in others.items()}))


def _ours(index: Index, until: datetime | None) -> Ranking:
    def ranking(article: Article, _: Collection[Article]) -> list[str]:
        return [card.id for card in islice(ranked(article, index, until=until or article.date), LENGTH)]

    return ranking


def _timed(act: Callable[[], _T]) -> tuple[float, _T]:
    """How many seconds it took, and what it gave."""
    started = time.perf_counter()
    result = act()
    return time.perf_counter() - started, result


def _pool(article: Article, archive: Collection[Article], until: datetime | None) -> list[Article]:
    latest = until or article.date
    return [other for other in archive if other.date <= latest and other.id != article.id]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.related", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", type=Path, metavar="ARTICLES.jsonl")
    parser.add_argument("queries", type=Path, metavar="QUERIES.json")
    parser.add_argument("--pool", choices=("older", "all"), default="older")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    return parser.parse_args()


if __name__ == "__main__":
    main()
