"""How near Related comes to what an archive's own writers linked to, and to what a reader judged.

    python -m bench.related ARTICLES.jsonl QUERIES.json --pool older --out FILE

QUERIES.json is {id: [ids that are right]}; a question without right answers is answered and not scored. FILE becomes
{id: [ids, best first, up to 10]}. Prints the quality of our ranking and, from the same run, of four common ones; where
the archive has the articles of the judged lists (`bench.judged`), by these, too: they are of the older pool.

The ranking is `picks.ranked`: what `related` chooses from, before "at most 2 by one author" and the editor's own picks.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from bench import judged
from bench.archive import articles, right_answers, write
from bench.baselines import Bm25, Tfidf, by_date, by_tags
from bench.library import Library
from bench.ranking import Quality, quality
from digest.model import Article
from digest.picks import ranked

LENGTH = 10

_T = TypeVar("_T")
Ranking = Callable[[Article, Collection[Article]], list[str]]


def main() -> None:
    """Read, rank, score, write."""
    options = _options()
    archive = articles(options.articles)
    asked = right_answers(options.queries, archive)
    until = None if options.pool == "older" else max(article.date for article in archive)
    lists = {} if until else judged.lists(options.judged, archive)
    known = {article.id: article for article in archive}
    pools = {id: _pool(known[id], archive, until) for id in (*asked, *lists)}
    right = {id: {*asked[id]} & {other.id for other in pools[id]} for id in asked}

    def answered(ranking: Ranking) -> dict[str, list[str]]:
        return {id: ranking(known[id], pools[id])[:LENGTH] for id in pools}

    built, ours = _timed(lambda: _ours(archive, until))
    took, answers = _timed(lambda: answered(ours))
    write(options.out, {id: answers[id] for id in asked})
    systems = {"digest": answers} | {name: answered(ranking) for name, ranking in _others(archive).items()}
    scored = _told({name: quality(given, right) for name, given in systems.items()})
    by_reader = _told({name: judged.judged(given, lists) for name, given in systems.items()}) if lists else {}
    report = {"bench": "related", "pool": options.pool, "articles": len(archive), **scored["digest"]}
    report |= {"index_seconds": round(built, 2), "query_ms": round(1000 * took / max(1, len(pools)), 2)}
    print(json.dumps(report | {"systems": scored, "judged": by_reader}))


def _ours(archive: Collection[Article], until: datetime | None) -> Ranking:
    library = Library(archive).archive()

    def ranking(article: Article, _: Collection[Article]) -> list[str]:
        return [card.id for card in islice(ranked(article, library, until=until or article.date), LENGTH)]

    return ranking


def _others(archive: Collection[Article]) -> dict[str, Ranking]:
    return {"date order": by_date, "shared tags": by_tags, "BM25": Bm25(archive), "TF-IDF": Tfidf(archive)}


def _told(figures: Mapping[str, Quality | judged.Judged]) -> dict[str, dict[str, Any]]:
    """Print the figures of each system; the same as plain values."""
    for name, figure in figures.items():
        print(f"{name:12} {figure}")
    return {name: asdict(figure) for name, figure in figures.items()}


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
    parser.add_argument(
        "--judged", type=Path, default=judged.FILE, metavar="LISTS.json", help="lists that someone judged"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
