"""What the entries of one document are called: by the source's own ids, and by their addresses. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from digest.collect.identity.likeness import letters, shared
from digest.collect.identity.urls import article_key
from digest.model import Found

#: PostgreSQL's indexes take no value of more than 2,704 bytes.
LONGEST_NAME = 500
#: Two texts that share less of their word pairs have nothing to do with each other.
_UNRELATED = 0.25
_APART = "##"  #: stands between an address and what tells the stories there apart


@dataclass(frozen=True, slots=True)
class Called:
    """A finding, and what it is known by."""

    found: Found
    key: str  #: see Article.key
    name: str  #: what its source calls it: the guid, or else its address
    address: str  #: its address as a name; not its own when it stands at other stories, too

    @property
    def names(self) -> tuple[str, ...]:
        """All that its source may have called it."""
        return tuple(dict.fromkeys((self.name, self.address)))

    @property
    def apart(self) -> Called:
        """The same where its address is known to stand at other stories, too."""
        return _apart(self.found, self.found.guid, self.address)


def called(found: Sequence[Found]) -> list[Called]:
    """The findings of one document with their names, in its order.

    A guid that stands at unlike stories with different addresses names none of them, and the address does. An address
    that stands at unlike stories with different guids or titles is not the page of any of them: each is known by the
    address and its guid (or title), and is complete as it is.
    """
    keys = [article_key(one.url) for one in found]
    idle = _ambiguous(found, [one.guid or "" for one in found], keys)
    crowded = _ambiguous(found, keys, [_own(one) for one in found])
    return [_called(one, key, idle, crowded) for one, key in zip(found, keys, strict=True)]


def name_of(found: Found) -> str:
    """What its source calls it: the guid, or its address."""
    return bounded(found.guid or article_key(found.url))


def bounded(name: str) -> str:
    """A very long name by its fingerprint, as an index needs."""
    return name if len(name) <= LONGEST_NAME else f"sha256:{sha256(name.encode()).hexdigest()}"


def is_apart(key: str, address: str) -> bool:
    """Whether this is the key of a story that shares an address with others."""
    return key.startswith(f"{address}{_APART}")


def is_unlike(one: Found, title: str, text: str) -> bool:
    """Whether neither a finding's title nor its text is like these."""
    if letters(one.title) == letters(title):
        return False
    share = shared(one.content or one.summary, text)
    return share is None or share < _UNRELATED


def _called(found: Found, key: str, idle: set[str], crowded: set[str]) -> Called:
    guid = None if found.guid in idle else found.guid
    if key in crowded:
        return _apart(found, guid, key)
    return Called(found, key, bounded(guid or key), bounded(key))


def _apart(found: Found, guid: str | None, address: str) -> Called:
    """An entry whose address is not its page: nothing more is to be read there."""
    own = f"{address}{_APART}{sha256((guid or found.title).encode('utf-8', 'replace')).hexdigest()[:12]}"
    return Called(replace(found, complete=True), own, bounded(guid or own), bounded(address))


def _own(found: Found) -> str:
    """What an entry has of its own beside its address; "" for a bare link."""
    return found.guid or (found.title if found.summary or found.content else "")


def _ambiguous(found: Sequence[Found], names: Sequence[str], others: Sequence[str]) -> set[str]:
    """The names that stand at unlike findings that differ in `others` too."""
    if len(set(names)) == len(names):
        return set()
    first: dict[str, int] = {}
    ambiguous: set[str] = set()
    for place, name in enumerate(names):
        before = first.setdefault(name, place)
        if name and others[place] and others[before] != others[place] and name not in ambiguous:
            known = found[before]
            if is_unlike(found[place], known.title, known.content or known.summary):
                ambiguous.add(name)
    return ambiguous
