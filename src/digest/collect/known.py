"""What we have of a document's entries already, whatever they are called now.

name (guid, address) ─▶ likeness (title and text) ─▶ title, when all names of the source have changed at once
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from digest.collect.identity import renamed
from digest.collect.identity.called import Called, is_apart, is_unlike
from digest.collect.identity.likeness import APART, is_telling, likeness
from digest.collect.shelf import Shelf
from digest.model import Article, Sketch, Source, SourceKind
from digest.store.seam import Articles

#: The articles of a source that entries without a known name are compared with; feeds hold no more.
_COMPARED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is to be recognised of one source."""

    source: Source
    entries: Sequence[Called]
    same: int = 0  #: how many more entries it has, which are as they were
    same_published: Collection[datetime] = ()  #: when those were published
    is_page: bool = False  #: whether it is one page, which does not tell what else its source has


class Known:
    """The articles that the entries of one document are."""

    def __init__(self, shelf: Shelf, document: Document) -> None:
        self.entries = document.entries
        self.renamed = 0  #: how many entries are known although all names of the source have changed
        self.oldest: datetime | None = None  #: the date of what is not known of them, and has none
        self._shelf = shelf
        self._document = document
        self._source = document.source.url
        self._renamed: dict[str, Article] = {}  # by key
        named = {one.key: self._named(one) for one in self.entries}
        self._here = {article.id for article in named.values() if article}
        self._unknown = [one for one in self.entries if named[one.key] is None and _is_told(one, document.source)]
        self._likeness = {one.key: print_ for one in self._unknown if (print_ := likeness(one.found))}

    @property
    def likenesses(self) -> Collection[str]:
        """What the entries without a known name are like."""
        return self._likeness.values()

    @property
    def unread(self) -> Collection[str]:
        """Keys of the entries without a known name whose page may have to be read."""
        return [one.key for one in self._unknown if not one.found.complete]

    @property
    def is_suspected(self) -> bool:
        """Whether its source may have renamed all that it has."""
        return renamed.is_suspected(len(self._unknown), len(self.entries) + self._document.same)

    def compare(self, sketches: Sequence[Sketch], articles: Articles) -> None:
        """Compare the entries without a known name with what the source had, newest first."""
        if len(sketches) < renamed.FEWEST:
            return
        left = [one for one in self._unknown if self._like(one) is None]
        candidates = renamed.candidates(left, sketches)
        found = articles.get({candidate.article for candidate in candidates.values()})
        alike = len(self._unknown) - len(left)
        self._renamed = renamed.confirmed(left, candidates, found, recognised=alike)
        recognised = alike + len(self._renamed)
        if renamed.is_renaming(recognised, len(self._unknown)):
            self.renamed = recognised
            self.oldest = sketches[-1].date

    def likeness(self, one: Called) -> str | None:
        """What an entry without a known name is like; None for others, and when nothing can be said of it."""
        return self._likeness.get(one.key)

    def article(self, one: Called) -> Article | None:
        """The article that an entry is; None for a new one."""
        return self._named(one) or self._like(one) or self._renamed.get(one.key)

    def has_moved(self, one: Called, article: Article) -> bool:
        """Whether this address is new for an article that is known."""
        there = self._addressed(one)
        return there is None or there.id != article.id

    def is_to_read(self, one: Called) -> bool:
        """Whether this source reads the entry's page; False when another one is about to."""
        return not _is_told(one, self._document.source) or self._shelf.awaits(self._source, one.key)

    def learn(self, one: Called, article: Article) -> None:
        """From now on, this entry is this article."""
        self._shelf.learn(self._source, one, article)
        self._here.add(article.id)

    def _named(self, one: Called) -> Article | None:
        addressed = self._addressed(one)
        named = self._shelf.named(self._source, one.name)
        if named is None or (addressed is not None and addressed.id == named.id):
            return addressed
        return addressed if _is_reused(one, named) else named

    def _addressed(self, one: Called) -> Article | None:
        if there := self._shelf.with_key(one.key):
            return there
        there = self._shelf.named(self._source, one.address)
        return None if there is None or is_apart(there.key, one.address) else there

    def _like(self, one: Called) -> Article | None:
        alike = self._shelf.alike(self._likeness.get(one.key, ""))
        mine = [article for article in alike if self._may_be(one, article)]
        return min(mine, key=lambda article: article.source != self._source, default=None)

    def _may_be(self, one: Called, article: Article) -> bool:
        date, others = one.found.published, self._document.same_published
        if not is_telling(article.likeness or ""):
            # Two pictures of one moment, both called "Picture", are two: the document itself tells them apart.
            is_alone = article.id not in self._here and date not in others and not self._document.is_page
            return article.source == self._source and is_alone
        is_here = article.id in self._here or article.published in others
        return date is None or abs(date - article.date) <= (timedelta(0) if is_here else APART)


def known(articles: Articles, documents: Sequence[Document]) -> dict[str, Known]:
    """What we have of these documents, by source; looked up together, and only as far as needed."""
    shelf = Shelf()
    shelf.fetch(articles, _entries(documents))
    documents = [_apart(shelf, document) for document in documents]
    shelf.fetch(articles, [one for one in _entries(documents) if is_apart(one[1].key, one[1].address)])
    each = {document.source.url: Known(shelf, document) for document in documents}
    shelf.fetch_alike(articles, (print_ for one in each.values() for print_ in one.likenesses))
    shelf.fetch_pages(articles, (key for one in each.values() for key in one.unread))
    suspected = [source for source, one in each.items() if one.is_suspected]
    for source, sketches in articles.sketches(suspected, _COMPARED).items():
        each[source].compare(sketches, articles)
    return each


def _entries(documents: Sequence[Document]) -> list[tuple[str, Called]]:
    return [(document.source.url, one) for document in documents for one in document.entries]


def _apart(shelf: Shelf, document: Document) -> Document:
    """The document with a key of its own for each entry whose address is known to stand at several stories."""

    def is_shared(one: Called) -> bool:
        there = shelf.named(document.source.url, one.address)
        return there is not None and is_apart(there.key, one.key)

    return replace(document, entries=[one.apart if is_shared(one) else one for one in document.entries])


def _is_told(one: Called, source: Source) -> bool:
    """Whether more is known of an entry than its address: of a sitemap's only when its page has been read."""
    return source.kind is not SourceKind.SITEMAP or one.found.complete


def _is_reused(one: Called, named: Article) -> bool:
    """Whether a guid stands at another story now: its address, title, date and text are all different."""
    found = one.found
    if found.published is None or named.published is None or found.published == named.published:
        return False
    both = found.complete and named.complete
    return is_unlike(found, named.title, (both and named.content) or named.summary)
