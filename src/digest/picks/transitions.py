"""Where readers went from an article, once enough of them did."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

#: Fewer clicks than this to one article tell of single readers, and of chance.
LEAST = 10
#: What share of all that went on went there, at the least that 95 of 100 such counts allow (Wilson's lower bound):
#: more than one in five, since five articles beside a story (Related, Next, the section) share its clicks by chance.
SHARE = 0.2
_Z = 1.96


def where_readers_went(followed: Mapping[str, int]) -> list[str]:
    """The articles that enough readers went on to, most first, ties by id.

    Args:
        followed: id → how many went there from one article.
    """
    total = sum(followed.values())
    chosen = (id for id, count in followed.items() if count >= LEAST and lower_bound(count, total) > SHARE)
    return sorted(chosen, key=lambda one: (-followed[one], one))


def too_few(count: int, total: int) -> str:
    """Why where `count` of `total` readers went is not yet where readers go."""
    return f"too few readers: {count} of the {total} that went on"


def lower_bound(count: int, total: int) -> float:
    """The lower end of Wilson's score interval of a share, to 6 places. Source: E. B. Wilson, JASA 22 (1927)."""
    share, square = count / total, _Z * _Z / total
    middle = share + square / 2
    spread = _Z * sqrt((share * (1 - share) + square / 4) / total)
    return round((middle - spread) / (1 + square), 6)
