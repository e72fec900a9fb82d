"""How often Next is the article that readers should have been led to.

    python -m bench.next ARTICLES.jsonl PAIRS.json --out FILE

PAIRS.json is {id: id or null}; null is right where nothing should follow. FILE becomes {id: id or null}. Prints hit@1
and MRR (1 / the place of the right one among all that could be next) of ours and, from the same run, of date order: the
next date in the section. Also hit@1 of three kinds of pairs: the asked is in a series, null is right, the rest.

Next by its definition is an article wherever the section has another one; null is our answer where there is none, and
after the last part of a series, for which a mail has a stand-in.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from bench.archive import articles, questions, write
from bench.library import Library
from digest.model import Article
from digest.picks import Archive, followers

#: Of all that could be next, so many are looked at.
DEPTH = 100
_DRAWS = 2000

Answers = Mapping[str, Sequence[str]]
Pairs = Mapping[str, str | None]


def main() -> None:
    """Read, pick, score, write."""
    options = _options()
    archive = articles(options.articles)
    figures, answers = scored(archive, _pairs(options.pairs, archive))
    write(options.out, answers)
    for name, value in figures.items():
        print(f"{name:20} {value}")
    print(json.dumps({"bench": "next", "articles": len(archive), **figures}))


def _pairs(path: Path, archive: Sequence[Article]) -> Pairs:
    """The question and its answer; ends the program if one is neither an article of the archive nor null."""
    asked = questions(path, list(archive))
    ids = {article.id for article in archive}
    wrong = [id for id, right in asked.items() if right is not None and not (isinstance(right, str) and right in ids)]
    if wrong:
        sys.exit(f"{path}: what follows {wrong[0]!r} must be null or an id of the archive, not {asked[wrong[0]]!r}")
    return asked


def scored(archive: Sequence[Article], asked: Pairs) -> tuple[dict[str, Any], dict[str, str | None]]:
    """(The figures, what is next after each of the asked)."""
    known = {article.id: article for article in archive}
    library = Library(archive).archive()
    until = max(article.date for article in archive)
    ours = {id: _followers(known[id], library, until) for id in asked}
    dates = {id: list(islice(_by_date(known[id], archive), DEPTH)) for id in asked}
    figures = {"pairs": len(asked), **_quality(ours, asked)}
    figures |= {f"date order {name}": value for name, value in _quality(dates, asked).items()}
    for name, pairs in _kinds(asked, library).items():
        figures |= {f"{name} pairs": len(pairs), f"{name} hit1": _quality(ours, pairs)["hit1"]}
    return figures, {id: next(iter(found), None) for id, found in ours.items()}


def _followers(article: Article, library: Archive, until: datetime) -> list[str]:
    """What follows an article, best first; nothing after a series' last part, where a mail has the best on its subject.

    That one stands in for what does not exist: the question here is what follows.
    """
    parts = library.parts(library.cards([article.id])[article.id])
    if parts and parts[-1].id == article.id:
        return []
    return [card.id for card in islice(followers(article, library, until=until), DEPTH)]


def _kinds(asked: Pairs, library: Archive) -> dict[str, Pairs]:
    parts = {id for id, right in asked.items() if right and library.parts(library.cards([id])[id])}
    return {
        "series": {id: right for id, right in asked.items() if id in parts},
        "null": {id: right for id, right in asked.items() if right is None},
        "other": {id: right for id, right in asked.items() if right is not None and id not in parts},
    }


def _quality(answers: Answers, asked: Pairs) -> dict[str, Any]:
    """hit@1 and MRR, each with the interval in which 95 of 100 redrawn sets of pairs lie."""
    ranks = [_reciprocal(answers[id], asked[id]) for id in sorted(asked)] or [0.0]
    each = np.array([(float(rank == 1), rank) for rank in ranks])
    draws = np.random.default_rng(1).integers(0, len(each), (_DRAWS, len(each)))
    low, high = np.round(np.quantile(each[draws].mean(axis=1), (0.025, 0.975), axis=0), 4).tolist()
    hit, mrr = np.round(each.mean(axis=0), 4).tolist()
    return {"hit1": hit, "hit1 95%": [low[0], high[0]], "mrr": mrr, "mrr 95%": [low[1], high[1]]}


def _reciprocal(ranked: Sequence[str], right: str | None) -> float:
    """1 / the place of the right one; where null is right, 1 for no answer."""
    if right is None:
        return float(not ranked)
    return 1 / (ranked.index(right) + 1) if right in ranked else 0.0


def _by_date(article: Article, archive: Sequence[Article]) -> Iterator[str]:
    """What follows in time in the section: "next post"."""
    mine = (article.date, article.id)
    later = ((other.date, other.id) for other in archive if other.section == article.section)
    return (id for _, id in sorted(place for place in later if place > mine))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.next", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", type=Path, metavar="ARTICLES.jsonl")
    parser.add_argument("pairs", type=Path, metavar="PAIRS.json")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    return parser.parse_args()


if __name__ == "__main__":
    main()
