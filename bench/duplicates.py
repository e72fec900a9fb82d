"""How many copies of a story are known to be copies, how many are shown, and how many other stories vanish.

    python -m bench.duplicates ARTICLES.jsonl [--share .05 .1 .2 .3] [--copies 300] [--seed N]

Puts copies of some articles into the archive, as they are found in the wild: words changed, updated, shortened, sent by
an agency under another headline. Prints for each kind how many are recognised, how many stand in a list of Related
beside their original or one another, and which of the archive's own articles, and of invented texts on one form, are
taken for one story. A copy of an article of fewer than 20 pairs of words is counted apart: nobody can tell.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

from bench.archive import articles, content
from bench.forms import Form, forecast, invitation, notice
from bench.library import Library
from bench.retold import (
    WAYS,
    Chance,
    Retelling,
    reordered,
    shortened,
    summarised,
    translated_title,
    updated,
    wired,
    with_changes,
)
from digest.model import Article
from digest.picks import related
from digest.picks.duplicates import QUOTED, same_story
from digest.picks.telling import SHARED_KEYS, Telling

FORMS = (invitation, notice, forecast)
ON_ONE_FORM = 40
LISTED = 10


def main() -> None:
    """Copy, recognise, list, count."""
    options = _options()
    archive = articles(options.articles)
    tellings, took = _told(archive)
    report: dict[str, Any] = {"bench": "duplicates", "articles": len(archive), **took}
    chance = Chance(f"duplicates {options.seed}", archive)
    originals = chance.sample(archive, min(options.copies, len(archive)))
    for name, retelling in _kinds(options.share):
        report[name] = _recall(name, originals, retelling, chance, tellings)
    words = [name for name in report if name.split()[0] in WAYS]
    report["recall of words changed"] = round(sum(report[name] for name in words) / len(words), 4)
    false = _alike(list(tellings.values()))
    print(f"taken for one story among the archive's own: {len(false)} pairs")
    ids = list(tellings)
    for a, b in false:
        print(f"  {ids[a]}\n  {ids[b]}\n")
    report["own pairs"] = len(false)
    report |= {f"{form.__name__}s": _merged_forms(form, archive, options.seed) for form in FORMS}
    report["shown"] = _shown(archive, originals, options, chance)
    print(json.dumps(report))


def _kinds(shares: Sequence[float]) -> Iterator[tuple[str, Retelling]]:
    for way in WAYS:
        for share in shares:
            yield f"{way} {share:g}", with_changes(share, way)
    for retelling in (updated, reordered, shortened, wired, translated_title, summarised):
        yield retelling.__name__, retelling


def _told(archive: Sequence[Article]) -> tuple[dict[str, Telling], dict[str, float]]:
    started = time.perf_counter()
    tellings = {article.id: Telling.of(article) for article in archive}
    took = time.perf_counter() - started
    size = sum(len(telling.to_bytes()) for telling in tellings.values())
    return tellings, {"ms": round(1000 * took / len(archive), 3), "bytes": round(size / len(archive))}


def _recall(
    name: str, originals: Sequence[Article], retelling: Retelling, chance: Chance, tellings: dict[str, Telling]
) -> float:
    """The share of copies that are found and recognised."""
    found: dict[bool, list[bool]] = {True: [], False: []}
    for article in originals:
        own, copy = tellings[article.id], Telling.of(retelling(article, chance))
        shared = len({*own.keys()} & {*copy.keys()})
        found[min(own.size, copy.size) >= QUOTED].append(shared >= SHARED_KEYS and same_story(own, copy))
    long, short = (sum(answers) / max(1, len(answers)) for answers in (found[True], found[False]))
    print(f"{name:18} {long:.4f} of {len(found[True])}; of very short ones {short:.2f} of {len(found[False])}")
    return round(long, 4)


def _alike(tellings: Sequence[Telling]) -> list[tuple[int, int]]:
    """The pairs that are one story, found by their keys."""
    holders: dict[int, list[int]] = defaultdict(list)
    for place, telling in enumerate(tellings):
        for key in telling.keys():  # noqa: SIM118 - a method of its own, not a dict's
            holders[key].append(place)
    shared = Counter(pair for places in holders.values() for pair in combinations(places, 2))
    near = sorted(pair for pair, keys in shared.items() if keys >= SHARED_KEYS)
    return [(a, b) for a, b in near if same_story(tellings[a], tellings[b])]


def _merged_forms(form: Form, archive: Sequence[Article], seed: int) -> float:
    """The share of pairs of texts on this form that are taken for one story."""
    chance = Random(f"{form.__name__} {seed}")
    filled = [form(chance) for _ in range(ON_ONE_FORM)]
    tellings = [
        Telling.of(replace(archive[0], title=title, summary="", content=content(text.replace("\n", "\n\n"))))
        for title, text in filled
    ]
    merged = len(_alike(tellings))
    print(f"taken for one story of {ON_ONE_FORM} {form.__name__}s: {merged} pairs")
    return round(merged / (ON_ONE_FORM * (ON_ONE_FORM - 1) / 2), 4)


def _shown(
    archive: Sequence[Article], originals: Sequence[Article], options: argparse.Namespace, chance: Chance
) -> int:
    """How many lists bring a copy of their own article, or one story twice."""
    copies = []
    for number, article in enumerate(originals):
        share, way = options.share[number % len(options.share)], WAYS[number % len(WAYS)]
        copies.append(
            replace(with_changes(share, way)(article, chance), id=f"{article.id} again", url=f"{article.url}-")
        )
    story = {copy.id: article.id for copy, article in zip(copies, originals, strict=True)}
    shown = 0
    for article, listed in _lists([*archive, *copies], originals):
        told = [story.get(id, id) for id in (article, *listed)]
        shown += len(set(told)) < len(told)
    print(f"lists with a copy: {shown} of {len(originals)}")
    return shown


def _lists(archive: Sequence[Article], asked: Sequence[Article]) -> Iterator[tuple[str, list[str]]]:
    """Each article asked for, with its Related."""
    library = Library(archive).archive()
    until = max(article.date for article in archive)
    for article in asked:
        picks = related(article, library, until=until, limit=LISTED)
        yield article.id, [pick.article for pick in picks if pick.article]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.duplicates", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", type=Path, metavar="ARTICLES.jsonl")
    parser.add_argument("--share", type=float, nargs="+", default=[0.05, 0.1, 0.2, 0.3])
    parser.add_argument("--copies", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
