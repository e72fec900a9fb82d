"""What the rules need of an article: small enough to keep for a whole archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.model import Article, Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One article of the archive, without its text."""

    id: str
    url: str
    title: str
    source: str
    section: str  #: slug
    date: datetime
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    series: Series | None  #: stated, or read from titles
    language: str  #: as `language.language_of` tells it

    @classmethod
    def of(cls, article: Article, series: Series | None, language: str) -> Card:
        return cls(
            id=article.id,
            url=article.url,
            title=article.title,
            source=article.source,
            section=article.section,
            date=article.date,
            authors=article.authors,
            tags=article.tags,
            series=series,
            language=language,
        )
