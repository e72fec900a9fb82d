"""What one look at a source brought, within bounds: what anybody may write of any length is shortened here, for all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from digest.collect.text.sanitise import language, line, shortened
from digest.model import Found, Pick, Series, Visited

_TITLE = 300
_SUMMARY = 2_000
_NAME = 200
_NAMES = 20
_TAG = 100
_TAGS = 50
_ADDRESS = 2_000
_ENCLOSURES = 10
_WHY = 300
_MOST_REJECTED = 500
_REPEATED = 40  #: characters that a summary must add to a title made of its beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """Stories, and what could not be taken; one never costs the other (promise 1).

    Whatever it is given, it holds bounded stories, names and reasons of one plain line, and no more than 500 of those;
    one more says how many are left out.

    What the caller has seen before is not among the stories, but counted; see `feed.articles`.
    """

    found: tuple[Found, ...] = ()  #: in the source's order
    rejected: tuple[tuple[str, str], ...] = ()  #: (what it is called, why), in the source's order
    fingerprints: tuple[str, ...] = ()  #: one for each story, in their order; () from sources that have none
    same: int = 0  #: how many stories are left out because they are as they were
    same_published: tuple[datetime, ...] = ()  #: when those were, as far as the source says

    def __post_init__(self) -> None:
        """Bound what came from outside."""
        object.__setattr__(self, "found", tuple(map(bounded, self.found)))
        object.__setattr__(self, "rejected", _bounded_rejections(self.rejected))

    def only(self, kept: Collection[Found]) -> Self:
        """The same with these of its stories."""
        wanted = set(kept)
        places = [place for place, one in enumerate(self.found) if one in wanted]
        marks = tuple(self.fingerprints[place] for place in places) if self.fingerprints else ()
        return replace(self, found=tuple(self.found[place] for place in places), fingerprints=marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered(Harvest):
    """A harvest of more answers than the source's own, whose validators then do not tell whether it is the same."""

    visited: tuple[Visited, ...] = ()  #: the other files, for the next look


def bounded(found: Found) -> Found:
    """The same story with nothing in it longer than readers, mails and databases take; bounded twice is the same."""
    title = shortened(found.title, _TITLE)
    kept: dict[str, Any] = {
        "title": title,
        "summary": "" if _repeats(found.summary, title) else shortened(found.summary, _SUMMARY),
        "guid": line(found.guid or "") or None,
        "authors": tuple([shortened(name, _NAME) for name in found.authors[:_NAMES]]),
        "image": found.image if found.image and len(found.image) <= _ADDRESS else None,
        "language": language(found.language),
        "page_section": shortened(line(found.page_section), _TAG) if found.page_section else None,
        "tags": tuple([shortened(tag, _TAG) for tag in found.tags[:_TAGS]]),
        "series": _bounded_series(found.series),
        "picks": tuple([_bounded_pick(pick) for pick in found.picks]),
        "enclosures": tuple([one for one in found.enclosures if len(one.url) <= _ADDRESS][:_ENCLOSURES]),
    }
    # Most stories are within bounds, and copying them all takes longer than looking.
    changed = {name: value for name, value in kept.items() if value != getattr(found, name)}
    return replace(found, **changed) if changed else found


def _repeats(summary: str, title: str) -> bool:
    """Whether a summary says hardly more than the title that stands above it."""
    beginning = title.removesuffix("…")
    if summary == title:
        return True
    return title.endswith("…") and summary.startswith(beginning) and len(summary) - len(beginning) < _REPEATED


def _bounded_series(series: Series | None) -> Series | None:
    if series is None or len(series.title) <= _TITLE:
        return series
    title = shortened(series.title, _TITLE)
    return replace(series, key=title.casefold(), title=title)


def _bounded_pick(pick: Pick) -> Pick:
    return pick if len(pick.title) <= _TITLE else replace(pick, title=shortened(pick.title, _TITLE))


def _bounded_rejections(rejected: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    # One more than that is left as it is: the line that counts the rest, when a harvest is bounded once more.
    more = len(rejected) - _MOST_REJECTED
    kept = rejected if more <= 1 else rejected[:_MOST_REJECTED]
    told = tuple((_told(item) or "an item without a name", _told(why)) for item, why in kept)
    return told if more <= 1 else (*told, ("more items", f"{more} more could not be taken"))


def _told(written: str) -> str:
    # A little more is cleaned than is kept, but not megabytes of it.
    return shortened(line(written[: 10 * _WHY]), _WHY)
