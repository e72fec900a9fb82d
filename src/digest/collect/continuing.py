"""Whether what another address holds goes on with a feed that is dead, and what of it is new. Pure.

A feed, sitemap or page of the same site may hold all of the site, old and new; taken whole it would flood a section.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from digest.collect.identity.urls import article_key
from digest.model import Found, SourceKind

#: Of the stories of its time that a candidate holds, the share that the feed must have had too.
_SHARE = 0.5
#: More new stories than that are an archive.
_FLOOD = 100
_FEW = 2  #: stories that tell under which path all of them lie


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A candidate that goes on with the feed."""

    ours: int  #: stories in it that the feed had
    under: str  #: the path under which its stories lie


def fit(found: Sequence[Found], ours: Collection[str], floor: datetime | None, kind: SourceKind) -> Fit | None:
    """How well a candidate goes on with the feed; None when it does not, or nothing shows that it does.

    At least half of its stories of the feed's time are ours: those that lie under the same path, and between our
    first one in it and the last (by date, or by place where there are none). The dates of a sitemap must be older than
    the feed's end where our stories are: else they tell when the pages were written anew, and not what is new.

    Args:
        found: its stories.
        ours: keys of the stories that the feed had.
        floor: the date of the newest of them.
        kind: of the candidate.
    """
    places = [n for n, one in enumerate(found) if article_key(one.url) in ours]
    mine = [found[n] for n in places]
    if not mine:
        return None
    under = _folder([one.url for one in mine])
    after = [one for one in mine if _is_after(one, floor)]
    if kind is SourceKind.SITEMAP and 2 * len(after) > len(mine):
        return None
    others = _of_its_time(found, places, floor)
    mates = len(mine) + sum(lies_under(one.url, under) for one in others)
    is_flood = len(fresh(found, ours, floor, kind, under)) - len(mine) > _FLOOD
    return None if is_flood or len(mine) < _SHARE * mates else Fit(ours=len(mine), under=under)


def fresh(
    found: Sequence[Found], known: Collection[str], floor: datetime | None, kind: SourceKind, under: str
) -> tuple[Found, ...]:
    """What is taken of what stands in: the stories that we know, and those since the feed's end.

    Of a day that the feed's last story is of, all are taken, as many dates name only the day. What has no date is new
    when it stands above a story that we know, or when we know none; in a sitemap it never is.
    """
    old = {n for n, one in enumerate(found) if article_key(one.url) in known}
    last = max(old, default=len(found))

    def is_new(n: int, one: Found) -> bool:
        if not lies_under(one.url, under):
            return False
        return _is_after(one, floor) if one.published else n < last and kind is not SourceKind.SITEMAP

    return tuple(one for n, one in enumerate(found) if n in old or is_new(n, one))


def lies_under(url: str, folder: str) -> bool:
    return urlsplit(url).path.startswith(folder)


def _is_after(one: Found, floor: datetime | None) -> bool:
    if one.published is None or floor is None:
        return one.published is not None
    return one.published >= floor.replace(hour=0, minute=0, second=0, microsecond=0)


def _of_its_time(found: Sequence[Found], places: Sequence[int], floor: datetime | None) -> list[Found]:
    """The stories that the feed would have had, were the candidate the same; those at `places` it had."""
    first = min((date for n in places if (date := found[n].published)), default=None)
    had = set(places)

    def is_mate(n: int, one: Found) -> bool:
        if one.published is None:
            return places[0] < n < places[-1]
        return first is not None and first <= one.published and not _is_after(one, floor)

    return [one for n, one in enumerate(found) if n not in had and is_mate(n, one)]


def _folder(urls: Sequence[str]) -> str:
    """The path that all addresses begin with, up to a part with digits in it: "/news/" of "/news/2026/03/a"."""
    if len(urls) < _FEW:
        return "/"
    paths = [urlsplit(url).path.split("/")[1:-1] for url in urls]
    shared: list[str] = []
    for parts in zip(*paths, strict=False):
        if len(set(parts)) > 1 or re.search(r"\d", parts[0]):
            break
        shared.append(parts[0])
    return "/".join(["", *shared, ""])
