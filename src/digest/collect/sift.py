"""What a source brought, sifted: what is new, what has changed, what is only an address so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import zip_longest

from digest.collect import identity
from digest.collect.harvest import Harvest
from digest.collect.identity.called import Called, bounded, called, name_of
from digest.collect.known import Document, Known, known
from digest.model import Article, Found, Page, Place, Source, SourceKind
from digest.store.seam import Articles

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: Sources that tell of a story hardly more than its address.
_ONLY_NAMING = (SourceKind.LISTING, SourceKind.SITEMAP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the publication says about identity and place."""

    tag: str  #: authority of the ids
    sections: Mapping[str, tuple[str, ...]]  #: slug → title and aliases
    sources: frozenset[str] = frozenset()  #: all there are; who brings an article of another adopts it. Empty: unknown


@dataclass(frozen=True, slots=True)
class Brought:
    """What a check of a source, or a page, brought."""

    rejected: dict[str, str] = field(default_factory=dict)
    changed: list[Article] = field(default_factory=list)
    new: set[str] = field(default_factory=set)  #: ids of the changed ones that were not known
    guids: dict[str, str] = field(default_factory=dict)
    fingerprints: dict[str, str] = field(default_factory=dict)  #: by name, of entries that became articles
    places: dict[str, Place] = field(default_factory=dict)  #: id of another source's article → where this one has it
    pages: list[Page] = field(default_factory=list)
    is_whole: bool = True  #: False when it has stories whose page another source is about to read
    renamed: int = 0  #: entries that are known although all names of the source have changed


class Sieve:
    """Tells what is new of what sources bring; writes nothing."""

    def __init__(self, articles: Articles, rules: Rules) -> None:
        self._articles = articles
        self._rules = rules

    def known(self, finds: Iterable[tuple[Source, Harvest]]) -> Mapping[str, Known]:
        """What we have of what these sources found, by source."""
        return known(
            self._articles,
            [
                Document(
                    source=source,
                    entries=called(harvest.found),
                    same=harvest.same,
                    same_published=harvest.same_published,
                )
                for source, harvest in finds
            ],
        )

    def sifted(self, source: Source, harvest: Harvest, known: Known, now: datetime) -> Brought:
        """What is new, what has changed, and what is only an address so far; `known` learns of it."""
        brought = Brought(rejected=dict(harvest.rejected), renamed=known.renamed)
        seen: set[str] = set()
        for one, fingerprint in zip_longest(known.entries, harvest.fingerprints):
            before = known.article(one)
            if needs_page(source, one.found, before):
                if not known.is_to_read(one):
                    brought = replace(brought, is_whole=False)
                    continue
                found = _dated(one.found, known.oldest)
                brought.pages.append(Page(key=one.key, found=found, due=turn(source, found, now)))
                continue
            if before is not None and source.kind is SourceKind.SITEMAP:
                continue  # it only names what we have
            # What comes twice in one document is one article, as it came first; else each would revise the other.
            if before is None or before.id not in seen:
                before = self._take(source, one, known, brought, now)
            seen.add(before.id)
            _name(brought, one, before, fingerprint)
        return brought

    def read(self, source: Source, page: Page, found: Found, now: datetime) -> Brought:
        """What has become of a page that was read, or else of what its source said of it."""
        named = Called(page.found, page.key, name_of(page.found), bounded(page.key))
        address = identity.article_key(found.url)
        one = Called(found, address, named.name, bounded(address))
        document = Document(source=source, entries=[one, named], is_page=True)
        seen = known(self._articles, [document])[source.url]
        brought = Brought()
        article = self._take(source, one, seen, brought, now, seen.article(named))
        for each in (one, named):
            _name(brought, each, article, None)
        return brought

    def _take(
        self,
        source: Source,
        one: Called,
        known: Known,
        brought: Brought,
        now: datetime,
        otherwise: Article | None = None,
    ) -> Article:
        """Note what an entry changes; the article that it is, `otherwise` if it is unknown."""
        found = one.found
        before = self._adopted(known.article(one) or otherwise, source)
        terms = identity.Terms(
            tag=self._rules.tag,
            section=self._section(source, found),
            full=source.full,
            now=now,
            key=one.key,
            undated=known.oldest,
            likeness=known.likeness(one),
            has_moved=before is not None and known.has_moved(one, before),
        )
        after = identity.decide(found, before, terms)
        if after is not None:
            brought.changed.append(after)
            brought.new.update([after.id] if before is None else [])
            brought.pages.extend([] if found.complete else [Page(key=one.key, found=found)])
        kept = after or before
        assert kept is not None, "what is not known is new"
        if kept.source != source.url:
            place = Place(source=source.url, section=terms.section, url=found.url)
            brought.places.update({} if place in kept.places else {kept.id: place})
        known.learn(one, kept)
        return kept

    def _adopted(self, known: Article | None, source: Source) -> Article | None:
        """An article whose source is not there any more belongs to the one that brings it."""
        is_orphan = known is not None and self._rules.sources and known.source not in self._rules.sources
        return replace(known, source=source.url) if known and is_orphan else known

    def _section(self, source: Source, found: Found) -> str:
        if not source.from_page:
            return source.section
        return identity.section_for(found.page_section, self._rules.sections, source.section)


def needs_page(source: Source, found: Found, before: Article | None) -> bool:
    """Whether all that is to be done with it is to read its page.

    A listing or sitemap only names what we may not know yet; a feed's summary of an unknown story waits for
    the page, too.
    """
    if found.complete:
        return False
    return before is None or (source.kind in _ONLY_NAMING and not before.complete)


def turn(source: Source, found: Found, now: datetime) -> datetime | None:
    """When a page may be read: at once, those of a sitemap in an order that puts the newest first.

    A sitemap may name an archive that takes days to read, and today's stories do not wait for it.
    """
    if source.kind is not SourceKind.SITEMAP:
        return None
    age = now - min(max(found.published or _EPOCH, _EPOCH), now)
    return _EPOCH + age


def _dated(found: Found, undated: datetime | None) -> Found:
    """An entry whose page is to be read: the page's own date wins over what is known of the entry."""
    return replace(found, published=found.published or undated)


def _name(brought: Brought, one: Called, article: Article, fingerprint: str | None) -> None:
    """Remember what this source calls an article: its address too, unless that is its key; and what the entry was."""
    names = [name for name in one.names if name == one.name or name != bounded(article.key)]
    if fingerprint:
        # Of two entries with one guid each keeps a fingerprint of its own, the second under its address.
        free = next((name for name in one.names if name not in brought.fingerprints), one.name)
        brought.fingerprints[free] = fingerprint
        names.append(free)
    brought.guids.update(dict.fromkeys(names, article.id))
