"""By what an article is found again without looking through the archive: numbers made of its names and addresses."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from digest.model import Article, Card, Series
from digest.picks.address import address_key
from digest.picks.columns import halves
from digest.picks.text import squeezed
from digest.picks.titles import stems


def of(article: Article) -> frozenset[int]:
    """All of an article's: its addresses, what a series with it may be called, the labels of its title."""
    addresses = map(address, (article.url, article.key))
    columns = (label(half.label) for half in halves(article.title))
    return frozenset([*addresses, *columns, *names(article.title, article.series)])


def address(url: str) -> int:
    """The handle of all addresses that are the same story's."""
    return _hash("address", address_key(url))


def names(title: str, series: Series | None) -> frozenset[int]:
    """Two articles of one series share at least one of these."""
    stated = [squeezed(series.key)] if series else []
    return frozenset(_hash("name", stem) for stem in (*stems(title), *stated))


def label(text: str) -> int:
    """The handle of what a title begins or ends with, as a column's name does."""
    return _hash("label", squeezed(text))


def of_card(card: Card) -> frozenset[int]:
    """The same as `names`."""
    return names(card.title, card.series)


def shared_text(keys: Iterable[int]) -> frozenset[int]:
    """The handles of a `Telling`'s keys."""
    return frozenset(_hash("text", str(key)) for key in keys)


def _hash(kind: str, value: str) -> int:
    """63 bits: as many as a database's numbers have."""
    digested = blake2b(f"{kind}\n{value}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digested) >> 1
