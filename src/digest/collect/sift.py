"""What a source brought, sifted: what is new, what has changed, what is only an address so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from itertools import zip_longest

from digest.collect import identity
from digest.collect.harvest import Harvest
from digest.model import Article, Found, Page, Source, SourceKind
from digest.store.seam import Articles

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: PostgreSQL's indexes take no value of more than 2,704 bytes.
LONGEST_NAME = 500
#: Sources that tell of a story hardly more than its address.
_ONLY_NAMING = (SourceKind.LISTING, SourceKind.SITEMAP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the publication says about identity and place."""

    tag: str  #: authority of the ids
    sections: Mapping[str, tuple[str, ...]]  #: slug → title and aliases


@dataclass(frozen=True, slots=True)
class Brought:
    """What a check of a source brought."""

    rejected: dict[str, str]
    changed: list[Article] = field(default_factory=list)
    new: set[str] = field(default_factory=set)  #: ids of the changed ones that were not known
    guids: dict[str, str] = field(default_factory=dict)
    fingerprints: dict[str, str] = field(default_factory=dict)  #: by name, of entries that became articles
    pages: list[Page] = field(default_factory=list)


class Known:
    """The articles that findings may be of; those of several sources together, so that one learns from another."""

    def __init__(self, by_key: Mapping[str, Article], by_name: Mapping[tuple[str, str], Article]) -> None:
        self._articles = {article.id: article for some in (by_key, by_name) for article in some.values()}
        self._keys = {key: article.id for key, article in by_key.items()}
        self._names = {name: article.id for name, article in by_name.items()}

    def of(self, source: Source, key: str, name: str) -> Article | None:
        """The article as it stands now: the one that the source calls so, or else the one with this key."""
        id = self._names.get((source.url, name)) or self._keys.get(key)
        return self._articles[id] if id else None

    def learn(self, source: Source, key: str, name: str, article: Article) -> None:
        """From now on, this is the article."""
        self._articles[article.id] = article
        self._keys[key] = self._names[source.url, name] = article.id


class Sieve:
    """Tells what is new of what sources bring; writes nothing."""

    def __init__(self, articles: Articles, rules: Rules) -> None:
        self._articles = articles
        self._rules = rules

    def sifted(self, source: Source, harvest: Harvest, known: Known, now: datetime) -> Brought:
        """What is new, what has changed, and what is only an address so far; `known` learns of it."""
        brought = Brought(rejected=dict(harvest.rejected))
        seen: set[str] = set()
        for found, fingerprint in zip_longest(harvest.found, harvest.fingerprints):
            key, name = identity.article_key(found.url), name_of(found)
            before = known.of(source, key, name)
            if needs_page(source, found, before):
                brought.pages.append(Page(key=key, found=found, due=turn(source, found, now)))
                continue
            if before is not None and source.kind is SourceKind.SITEMAP:
                continue  # it only names what we have
            # What comes twice in one document is one article, as it came first; else each would revise the other.
            again = before is not None and before.id in seen
            after = None if again else self.decide(source, found, before, now)
            if after is not None:
                brought.changed.append(after)
                brought.new.update([after.id] if before is None else [])
                brought.pages.extend([] if found.complete else [Page(key=key, found=found)])
            kept = after or before
            assert kept is not None, "what is not known is new"
            known.learn(source, key, name, kept)
            seen.add(kept.id)
            brought.guids[name] = kept.id
            brought.fingerprints.update({name: fingerprint} if fingerprint else {})
        return brought

    def known(self, finds: Iterable[tuple[Source, Collection[Found]]]) -> Known:
        """What we have of what these sources found."""
        keys: set[str] = set()
        names: set[tuple[str, str]] = set()
        for source, found in finds:
            keys.update(identity.article_key(one.url) for one in found)
            names.update((source.url, name_of(one)) for one in found)
        return Known(self._articles.known(keys), self._articles.named(names))

    def decide(self, source: Source, found: Found, before: Article | None, now: datetime) -> Article | None:
        """What to store of a finding; see `identity.decide`."""
        section = source.section
        if source.from_page:
            section = identity.section_for(found.page_section, self._rules.sections, source.section)
        return identity.decide(found, before, tag=self._rules.tag, section=section, full=source.full, now=now)


def name_of(found: Found) -> str:
    """What its source calls it: the guid, or its address; a very long one by its fingerprint, as an index needs."""
    name = found.guid or identity.article_key(found.url)
    return name if len(name) <= LONGEST_NAME else f"sha256:{sha256(name.encode()).hexdigest()}"


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
