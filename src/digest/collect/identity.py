"""What is new, what is the same, what has changed. Pure: no I/O, no clock, no chance; `now` is an argument."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from hashlib import sha256
from html import unescape

from digest.collect.urls import article_key, canonical
from digest.model import Article, Found

__all__ = ["article_id", "article_key", "canonical", "decide", "section_for"]

_FIRST_YEAR = 1990  #: nothing on the web is older; what says so means "unknown"
_SUBSTANTIAL = 0.1  #: share of words
#: Everything that readers see. `published` is not: a re-dated item is the same article.
_SEEN = (
    "url",
    "section",
    "title",
    "summary",
    "content",
    "authors",
    "image",
    "language",
    "tags",
    "series",
    "picks",
    "full",
    "complete",
)


def article_id(tag: str, key: str) -> str:
    """A tag: URI for a story, minted once.

    Args:
        tag: authority and date of `[site] tag` ("example.org,2026").
        key: see `article_key`.

    Source: RFC 4151.
    """
    return f"tag:{tag}:article/{sha256(key.encode()).hexdigest()[:20]}"


def decide(found: Found, known: Article | None, *, tag: str, section: str, full: bool, now: datetime) -> Article | None:
    """The article to store for a finding: new, or the next revision; None when nothing changed for readers.

    - `id`, `key`, `collected` and `date` of a known article never change; nor does its `source`.
    - `date` is the source's, unless it gave none, one before 1990, or one after `now`; then it is `now`.
    - A summary never replaces a full text: an incomplete finding brings a known complete article a new title and
      summary at most, and a bare link (no text, no date, no id) brings it nothing.
    - What another source says about a known article only completes it.
    - `updated` moves to `now` when the title's words changed, or a tenth of the text's; learning the full text of what
      was known by its summary is not a change.

    Args:
        found: cleaned and sanitised.
        known: the article with the same key or guid.
        tag: `[site] tag`.
        section: slug, see `section_for`.
        full: whether the text may be republished.
        now: when it was collected.
    """
    found = replace(found, published=found.published and found.published.astimezone(UTC))
    if known is None:
        return _new(found, tag=tag, section=section, full=full, now=now)
    changed = _merged(found, known, section, full=full)
    if changed is None:
        return None
    changed = replace(changed, digest=_digest(changed))
    if changed.digest == known.digest:
        return None
    updated = now if _is_substantial(known, changed) else known.updated
    return replace(changed, revision=known.revision + 1, updated=updated)


def section_for(page_section: str | None, titles: Mapping[str, tuple[str, ...]], default: str) -> str:
    """The slug of the section that a page names; `default` when it names none of ours.

    Args:
        page_section: in the page's own words.
        titles: slug → title and aliases; compared without regard to case and punctuation.
        default: the source's section.
    """
    named = _folded(page_section or "")
    if not named:
        return default
    return next((slug for slug, names in titles.items() if named in map(_folded, (slug, *names))), default)


def _new(found: Found, *, tag: str, section: str, full: bool, now: datetime) -> Article:
    key = article_key(found.url)
    date = _date(found.published, now)
    article = Article(
        id=article_id(tag, key),
        key=key,
        source=found.source,
        url=found.url,
        section=section,
        title=found.title,
        summary=found.summary,
        content=found.content,
        authors=found.authors,
        image=found.image,
        language=found.language,
        published=found.published,
        date=date,
        collected=now,
        updated=date,
        revision=1,
        digest="",
        page_section=found.page_section,
        tags=found.tags,
        series=found.series,
        picks=found.picks,
        full=full,
        complete=found.complete,
    )
    return replace(article, digest=_digest(article))


def _date(published: datetime | None, now: datetime) -> datetime:
    if published is None or published.year < _FIRST_YEAR or published > now:
        return now
    return published


def _merged(found: Found, known: Article, section: str, *, full: bool) -> Article | None:
    """The known article with what the finding may change; None when it may change nothing."""
    if known.complete and not found.complete:
        if found.source != known.source or _is_bare(found):
            return None
        kept = known.section if known.page_section else section
        return replace(known, title=found.title, summary=found.summary or known.summary, section=kept, full=full)
    if found.source != known.source and (known.complete or not found.complete):
        return None
    own = found.source == known.source
    return replace(
        known,
        url=found.url if own else known.url,
        section=section if own else known.section,
        title=found.title if own else known.title,
        summary=found.summary or known.summary,
        content=found.content,
        authors=found.authors or known.authors,
        image=found.image or known.image,
        language=found.language or known.language,
        published=found.published or known.published,
        page_section=found.page_section or known.page_section,
        tags=found.tags or known.tags,
        series=found.series or known.series,
        picks=found.picks,
        full=full,
        complete=found.complete,
    )


def _is_bare(found: Found) -> bool:
    return not (found.guid or found.summary or found.content or found.published)


def _digest(article: Article) -> str:
    seen = {name: value for name, value in asdict(article).items() if name in _SEEN}
    return sha256(json.dumps(seen, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _is_substantial(before: Article, after: Article) -> bool:
    if _words(before.title) != _words(after.title):
        return True
    if not (before.complete and after.complete):
        return False
    old, new = (Counter(_words(article.content or article.summary)) for article in (before, after))
    longer = max(old.total(), new.total())
    return longer > 0 and max((old - new).total(), (new - old).total()) >= _SUBSTANTIAL * longer


def _words(html: str) -> list[str]:
    return re.findall(r"\w+", unescape(re.sub(r"<[^<>]*>", " ", html)).casefold())


def _folded(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold()))
