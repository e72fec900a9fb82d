"""How good rankings are by lists that someone judged, which know more than links: what is good, fair, and filler.

Their form is told in tests/data/related_judged.json: {"how": [sentences], "lists": {query: {candidate: 0, 1 or 2}}}.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.archive import document
from bench.ranking import DEPTH, interval
from digest.model import Article

FILE = Path(__file__).parents[1] / "tests" / "data" / "related_judged.json"
#: As many as readers are shown.
SHOWN = 3
LABELS = (0, 1, 2)

Lists = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A gain of 1 for a fair pick and 3 for a good one, log2 discount, ideal over all that the list has."""

    ndcg5: float  #: mean over the lists that have anything fair
    low: float  #: where 95 of 100 redrawn sets of lists lie
    high: float
    useful3: float  #: of all that stand among the first three, the share that is at least fair; 0 if none stands there
    unjudged: int  #: ids among the first five that their list does not have: counted as filler, which they may not be
    lists: int

    def __str__(self) -> str:
        figures = f"nDCG@5 {self.ndcg5:.4f} [{self.low:.3f}, {self.high:.3f}]  useful@3 {self.useful3:.4f}"
        return f"{figures}  by {self.lists} judged lists ({self.unjudged} ids unjudged)"


def lists(path: Path, archive: Collection[Article]) -> dict[str, dict[str, int]]:
    """The lists of a file whose ids the archive has, all of them; of another publication that is none."""
    found = document(path).get("lists")
    if not isinstance(found, dict) or not all(_is_list(one) for one in found.values()):
        sys.exit(f"{path}: expected lists as {{query: {{candidate: 0, 1 or 2}}}} under `lists`")
    ids = {article.id for article in archive}
    return {query: labels for query, labels in found.items() if {query, *labels} <= ids}


def judged(answers: Mapping[str, Sequence[str]], by: Lists) -> Judged:
    """How good ranked answers are by judged lists."""
    shown = [by[query].get(id, 0) for query in by for id in answers.get(query, ())[:SHOWN]]
    gains = [_ndcg(answers.get(query, ()), labels) for query, labels in sorted(by.items()) if any(labels.values())]
    low, high = interval(gains)
    return Judged(
        ndcg5=round(sum(gains) / max(1, len(gains)), 4),
        low=low,
        high=high,
        useful3=round(sum(label > 0 for label in shown) / max(1, len(shown)), 4),
        unjudged=sum(id not in by[query] for query in by for id in answers.get(query, ())[:DEPTH]),
        lists=len(by),
    )


def _ndcg(ranked: Sequence[str], labels: Mapping[str, int]) -> float:
    ideal = _gain(sorted(labels.values(), reverse=True))
    return _gain([labels.get(id, 0) for id in ranked]) / ideal


def _gain(labels: Sequence[int]) -> float:
    return sum(((1 << label) - 1) / math.log2(place + 2) for place, label in enumerate(labels[:DEPTH]))


def _is_list(labels: object) -> bool:
    return isinstance(labels, dict) and all(type(label) is int and label in LABELS for label in labels.values())
