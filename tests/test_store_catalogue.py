"""What picks know of the archive stays right while several processes read it, revise it and take it apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from digest import indexing
from digest.model import Article, Segment, SourceState
from digest.picks import READING, Postings, Row, Vector, read
from digest.store.seam import Check
from digest.store.sql import SqlStore
from picks_archive import story

STATE = SourceState(url="https://example.org/feed")


@pytest.fixture
def archive(store: SqlStore) -> list[Article]:
    """Three articles, collected."""
    articles = [replace(story(f"sheds{n}", "sheds", day=n), digest="1") for n in range(3)]
    collect(store, *articles)
    return articles


def collect(store: SqlStore, *articles: Article) -> None:
    store.articles.collect_all([Check(state=STATE, changed=articles)])


def index(store: SqlStore) -> int:
    return indexing.index(store, told=lambda *_: None)


def revised(article: Article, revision: int = 2) -> Article:
    return replace(article, revision=revision, digest=str(revision), title="Something else")


def test_who_read_an_article_before_its_revision_does_not_undo_what_was_read_since(
    store: SqlStore, archive: list[Article]
) -> None:
    late = [read(article) for article in store.catalogue.unread(READING, 10)]
    collect(store, revised(archive[0]))
    index(store)
    store.catalogue.put(late, READING)
    kept = store.catalogue.vectors(store.catalogue.numbers()).values()
    assert read(revised(archive[0])).vector in kept
    assert read(archive[0]).vector not in kept


def test_an_article_that_goes_while_it_is_read_costs_nothing_but_itself(
    store: SqlStore, archive: list[Article]
) -> None:
    rows = [read(article) for article in store.catalogue.unread(READING, 10)]
    with store._database.write() as connection:
        connection.execute(sa.text("DELETE FROM article WHERE id = :id"), {"id": archive[1].id})
    store.catalogue.put(rows, READING)
    assert store.catalogue.cards([article.id for article in archive]).keys() == {archive[0].id, archive[2].id}


def test_a_number_is_not_given_again_to_a_revision_of_the_article_that_had_it(
    store: SqlStore, archive: list[Article]
) -> None:
    index(store)
    highest = store.catalogue.numbers()[-1]
    last = store.catalogue.numbered([highest])[highest].id
    collect(store, *(revised(article) for article in archive if article.id == last))
    index(store)
    assert highest not in store.catalogue.numbers()


def test_a_damaged_piece_of_the_index_is_made_again_and_costs_no_pick(store: SqlStore, archive: list[Article]) -> None:
    index(store)
    numbers = store.catalogue.numbers()
    store.catalogue.seal(Segment(first=numbers[0], last=numbers[-1], content=b"\x03\0\0"))
    assert len(indexing.archive(store)._index) == len(archive)
    assert not list(store.catalogue.segments())


class Finishing:
    """A catalogue in which another process finishes a piece as soon as one has read what grows."""

    def __init__(self, store: SqlStore) -> None:
        self._own = store.catalogue

    def __getattr__(self, name: str) -> object:
        return getattr(self._own, name)

    def loose(self) -> list[tuple[int, datetime, bytes]]:
        rows = self._own.loose()
        piece = Postings.of([Row(number, date.timestamp(), Vector.read(kept)) for number, date, kept in rows])
        self._own.seal(Segment(first=rows[0][0], last=rows[-1][0], content=piece.written()))
        return rows


def test_a_piece_that_another_process_finishes_meanwhile_is_neither_missing_nor_there_twice(
    store: SqlStore, archive: list[Article]
) -> None:
    index(store)
    racing = SimpleNamespace(catalogue=Finishing(store), articles=store.articles)
    assert len(indexing.archive(racing)._index) == len(archive)
    assert list(store.catalogue.segments())
