"""What is new, what is the same, what has changed. Pure: no I/O, no clock, no chance; `now` is an argument."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from html import unescape

from digest.collect.identity.likeness import FIRST_YEAR, likeness
from digest.collect.identity.urls import article_key, canonical
from digest.model import Article, Found

__all__ = ["Terms", "article_id", "article_key", "canonical", "decide", "repaired", "section_for"]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a finding is decided by, beside what it says itself."""

    tag: str  #: `[site] tag`
    section: str  #: slug, see `section_for`
    full: bool  #: whether the text may be republished
    now: datetime  #: when it was collected
    key: str | None = None  #: what it is known by when its address is not its own; None: its address
    undated: datetime | None = None  #: the date of a new article without one of its own; None: `now`
    likeness: str | None = None  #: the finding's, when it is known already
    has_moved: bool = False  #: whether it is known, but not by this address


def decide(found: Found, known: Article | None, terms: Terms) -> Article | None:
    """The article to store for a finding: new, or the next revision; None when nothing changed for readers.

    - `id`, `key`, `collected` and `date` of a known article never change; nor does its `source`.
    - `date` is the source's, unless it gave none, one before 1990, or one after `now`; then it is `now`.
    - A summary never replaces a full text: an incomplete finding brings a known complete article a new title,
      summary and enclosures at most, and a bare link (no text, no date, no id) brings it nothing.
    - What another source says about a known article only completes it.
    - An article whose own source gives it another address is found there from now on.
    - Nothing is brought to an article that was taken back.
    - `updated` moves to `now` when the title's words changed, or a tenth of the text's; learning the full text of what
      was known by its summary is not a change.

    Args:
        found: cleaned and sanitised.
        known: the article that it is (see `known.py`).
        terms: see there.
    """
    found = replace(found, published=found.published and found.published.astimezone(UTC))
    if known is None:
        return _new(found, terms)
    changed = _merged(found, known, terms) if known.withdrawn is None else None
    if changed is None:
        return None
    changed = _fingerprinted(changed)
    if changed.digest == known.digest:
        return None
    updated = terms.now if _is_substantial(known, changed) else known.updated
    return replace(changed, revision=known.revision + 1, updated=updated)


def settled(known: Article, section: str, *, full: bool) -> Article | None:
    """The article as the config has it now; None when it is so. Its text and dates stay: readers see no new story."""
    if known.withdrawn or (known.section, known.full) == (section, full):
        return None
    return replace(_fingerprinted(replace(known, section=section, full=full)), revision=known.revision + 1)


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


def _new(found: Found, terms: Terms) -> Article:
    key = terms.key or article_key(found.url)
    date = repaired(found.published, terms.now) or terms.undated or terms.now
    article = Article(
        id=article_id(terms.tag, key),
        key=key,
        source=found.source,
        url=found.url,
        section=terms.section,
        title=found.title,
        summary=found.summary,
        content=found.content,
        authors=found.authors,
        image=found.image,
        language=found.language,
        published=found.published,
        date=date,
        collected=terms.now,
        updated=date,
        revision=1,
        digest="",
        page_section=found.page_section,
        tags=found.tags,
        series=found.series,
        picks=found.picks,
        enclosures=found.enclosures,
        full=terms.full,
        complete=found.complete,
    )
    return replace(article, digest=_digest(article), likeness=terms.likeness or likeness(article))


def repaired(published: datetime | None, now: datetime) -> datetime | None:
    """A source's date; None for one that cannot be: before 1990, or later than when it was collected."""
    return None if published is None or published.year < FIRST_YEAR or published > now else published


def _merged(found: Found, known: Article, terms: Terms) -> Article | None:
    """The known article with what the finding may change; None when it may change nothing."""
    own = found.source == known.source
    if known.complete and not found.complete:
        return _retitled(found, known, terms) if own else None
    if not own and (known.complete or not found.complete):
        return None
    return replace(
        known,
        url=found.url if own else known.url,
        section=terms.section if own else known.section,
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
        enclosures=found.enclosures or known.enclosures,
        full=terms.full if own else known.full,
        complete=found.complete,
    )


def _retitled(found: Found, known: Article, terms: Terms) -> Article:
    """The known text under what its source says of it now."""
    url = found.url if terms.has_moved else known.url
    if _is_bare(found):
        return replace(known, url=url)
    section = known.section if known.page_section else terms.section
    summary = found.summary or known.summary
    return replace(
        known,
        url=url,
        title=found.title,
        summary=summary,
        section=section,
        enclosures=found.enclosures or known.enclosures,
        full=terms.full,
    )


def _is_bare(found: Found) -> bool:
    return not (found.guid or found.summary or found.content or found.published)


def _fingerprinted(article: Article) -> Article:
    return replace(article, digest=_digest(article), likeness=likeness(article))


def _digest(article: Article) -> str:
    seen = {name: getattr(article, name) for name in _SEEN}
    # Not asdict of the whole, which copies every text.
    seen["series"] = article.series and asdict(article.series)
    seen["picks"] = [asdict(pick) for pick in article.picks]
    # Only where there are any: the others had their fingerprints before there were enclosures.
    if article.enclosures:
        seen["enclosures"] = [asdict(one) for one in article.enclosures]
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
