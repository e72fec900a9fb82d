"""What else in an archive is on an article's subject, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from digest.model import Article
from digest.picks.card import Card
from digest.picks.index import Index
from digest.picks.reasons import subjects

#: How far a score must rise above the mean of the article's scores with the whole archive. On an archive of 2,083
#: articles with links that their writers had set, .02 costs none of the quality of the first five, .03 costs .02 of
#: nDCG@5. The mean is .010 there and .025 among 36 articles: a score alone would mean less in a small archive.
FLOOR = 0.022
#: What a year between two articles costs: a story of last month is nearer to today's than its like of ten years ago.
YEARLY = 0.05
_YEAR = 365.25 * 24 * 3600


class Neighbour(NamedTuple):
    card: Card
    score: float  #: 0 to 1, to 6 places


def best_first(neighbour: Neighbour) -> tuple[float, str]:
    return -neighbour.score, neighbour.card.id


def on_subject(
    article: Article, index: Index, order: Callable[[Neighbour], tuple[float | str, ...]] = best_first
) -> Iterator[Neighbour]:
    """The articles of the archive that share a subject with this one, in order, ties by id; no filler.

    One that shares none that can be named must rise twice as far: mostly it is chance.
    """
    found = list(index.similar(article.id, rise=FLOOR))
    clear = {alike.id for alike in found if alike.rise >= 2 * FLOOR}
    near = (Neighbour(index.articles[alike.id], alike.score) for alike in found)
    for neighbour in sorted((_aged(neighbour, article) for neighbour in near), key=order):
        if neighbour.card.id in clear or subjects(index.articles[article.id], neighbour.card, index):
            yield neighbour


def _aged(neighbour: Neighbour, article: Article) -> Neighbour:
    years = abs((article.date - neighbour.card.date).total_seconds()) / _YEAR
    return neighbour._replace(score=round(neighbour.score / (1 + YEARLY * years), 6))
