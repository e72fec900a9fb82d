"""One look at a source: its answer, read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from digest.collect.feeds.seen import Seen
from digest.collect.harvest import Harvest
from digest.collect.net.fetch import Answer, Response
from digest.collect.reach import Reach
from digest.errors import SourceError
from digest.model import Source, SourceKind, SourceState

_UNCHANGED = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What came of looking at a source."""

    source: Source
    before: SourceState
    at: datetime
    answer: Answer  #: or why it could not be read
    harvest: Harvest | None = None  #: None when nothing was read: not modified, or a failure
    gone: Collection[str] = ()  #: fingerprints of entries that it held, and holds no more


def look(source: Source, answer: Answer, before: SourceState, kept: Collection[str], reach: Reach) -> Look:
    """Read what a source answered.

    Args:
        source: which.
        answer: of the source.
        before: what is remembered of it.
        kept: fingerprints of the entries that it held last time, which are not read again.
        reach: what else the reader may ask for, and when this is.
    """
    if isinstance(answer, SourceError) or answer.status == _UNCHANGED:
        return Look(source=source, before=before, at=reach.now, answer=answer)
    seen = Seen(kept)
    try:
        harvest = read(source, answer, reach, seen)
    except SourceError as error:
        # What led to it holds the whole answer, which is not to lie in memory until the others have been read.
        error.__traceback__ = error.__context__ = error.__cause__ = None
        return Look(source=source, before=before, at=reach.now, answer=error)
    return Look(source=source, before=before, at=reach.now, answer=answer, harvest=harvest, gone=seen.gone)


def holds_entries(source: Source, answer: Answer) -> bool:
    """Whether there are entries to be read that may have been read before."""
    return source.kind is SourceKind.FEED and isinstance(answer, Response) and answer.status != _UNCHANGED


def read(source: Source, answer: Response | None, reach: Reach, seen: Collection[str] = frozenset()) -> Harvest:
    """What a source holds, but for the entries `seen`; see `look`.

    Raises:
        SourceError: it is not what it should be.
    """
    # The readers bring heavy libraries: they are loaded when there is something to read.
    if source.kind is SourceKind.FOLDER or answer is None:
        from digest.collect.listings import folder

        return folder.files(source, reach)
    if source.kind is SourceKind.LISTING:
        from digest.collect.listings import listing

        return listing.articles(answer, source, reach)
    if source.kind is SourceKind.SITEMAP:
        from digest.collect.listings import sitemap

        return sitemap.articles(answer, source, reach)
    from digest.collect.guard import guarded

    return guarded.articles(answer.body, source, url=answer.url, content_type=answer.content_type, seen=seen)
