"""The kept index answers like one made at once, however it grew, and whatever ended it on its way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random

import pytest

from digest import indexing
from digest.model import Article, SourceState
from digest.picks import READING, related
from digest.picks.reading import read
from digest.store.seam import Check
from digest.store.sql import SqlStore
from picks_archive import END, copy, story

SMALL = 4  #: articles in a finished piece
SUBJECTS = ("sheds", "bread", "ducks")


def archive() -> list[Article]:
    """Fifteen articles on three subjects, and two of them once more in other words."""
    written = [story(f"n{n}", SUBJECTS[n % 3], day=n, collected=END) for n in range(15)]
    return [*written, *(copy(written[n], f"copy{n}", changed=0.1, collected=END) for n in (2, 7))]


def put(store: SqlStore, articles: Iterable[Article]) -> None:
    store.articles.collect_all([Check(state=SourceState(url="https://example.org/feed"), changed=list(articles))])


def revised(article: Article) -> Article:
    """The next revision, on another subject."""
    revision = article.revision + 1
    other = story(f"{article.title} {revision}", "trains")
    return replace(article, title=other.title, content=other.content, revision=revision, digest=f"{revision}")


def grow(store: SqlStore, articles: Iterable[Article]) -> None:
    for article in articles:
        put(store, [article])
        indexing.index(store, told=lambda *_: None, size=SMALL)


def answers(store: SqlStore, articles: Iterable[Article]) -> dict[str, object]:
    """Of each article its picks, how near all others are, and its story."""
    opened = indexing.archive(store)
    found: dict[str, object] = {}
    for article in sorted(articles, key=lambda one: one.id):
        card = opened.card(article.id)
        assert card is not None
        near = {opened.numbered([one.number])[one.number].id: one.score for one in opened.near(card, END)}
        found[article.id] = related(article, opened, until=END), near, card.story
    return found


def made_at_once(articles: Iterable[Article], tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """The same of an index that never grew."""
    fresh = SqlStore(f"sqlite:///{tmp_path_factory.mktemp('fresh')}/digest.db")
    put(fresh, articles)
    indexing.index(fresh, told=lambda *_: None)
    found = answers(fresh, articles)
    fresh.close()
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_an_index_that_grew_in_any_order_answers_like_one_made_at_once(
    store: SqlStore, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    chance = Random(seed)
    articles = archive()
    chance.shuffle(articles)
    changed = {article.id: revised(article) for article in chance.sample(articles, 3)}
    steps = articles[:10] + [new for id, new in changed.items() if id in {old.id for old in articles[:10]}]
    steps += articles[10:] + [new for new in changed.values() if new not in steps]
    grow(store, steps)
    final = [changed.get(article.id, article) for article in articles]
    assert len(list(store.catalogue.segments())) >= 3, "pieces were finished on the way"
    assert answers(store, final) == made_at_once(final, tmp_path_factory)


def test_a_piece_of_which_most_has_changed_is_taken_apart_and_answers_stay(
    store: SqlStore, tmp_path_factory: pytest.TempPathFactory
) -> None:
    articles = archive()
    grow(store, articles[:SMALL])
    before = [segment.first for segment in store.catalogue.segments()]
    changed = [revised(article) for article in articles[: SMALL - 1]]
    grow(store, [*changed, *articles[SMALL:]])
    assert set(before).isdisjoint(segment.first for segment in store.catalogue.segments())
    final = [*changed, *articles[SMALL - 1 :]]
    assert answers(store, final) == made_at_once(final, tmp_path_factory)


def test_only_pieces_with_too_few_left_are_thin(store: SqlStore) -> None:
    articles = archive()
    grow(store, articles[: 2 * SMALL])
    first, second = (segment.first for segment in store.catalogue.segments())
    assert store.catalogue.thin(SMALL) == []
    put(store, [revised(articles[0])])
    indexing.index(store, told=lambda *_: None, size=SMALL)
    assert store.catalogue.thin(SMALL) == [first]
    assert sorted(store.catalogue.thin(SMALL + 1)) == [first, second]
    assert store.catalogue.growing() == len(store.catalogue.loose()) == 1


def test_what_was_killed_on_its_way_goes_on_without_loss(
    store: SqlStore, tmp_path_factory: pytest.TempPathFactory
) -> None:
    articles = [*archive(), *(story(f"m{n}", "trains", day=n, collected=END) for n in range(200))]
    put(store, articles)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        indexing.index(store, told=dies)
    left = store.catalogue.waiting(READING)
    assert 0 < left < len(articles)
    assert indexing.index(store, told=lambda *_: None) == left
    some = articles[:6]
    at_once = made_at_once(articles, tmp_path_factory)
    assert answers(store, some) == {article.id: at_once[article.id] for article in some}


def test_a_restart_reads_no_article_again(store: SqlStore, store_url: str) -> None:
    articles = archive()
    grow(store, articles)
    before = answers(store, articles)
    again = SqlStore(store_url)
    assert indexing.index(again, told=lambda *_: None) == 0
    assert answers(again, articles) == before
    again.close()


def test_another_way_of_reading_reads_all_again(store: SqlStore) -> None:
    articles = archive()
    put(store, articles)
    store.catalogue.put([read(article) for article in articles], READING - 1)
    store.catalogue.settle({}, [read(article) for article in articles])
    assert store.catalogue.waiting(READING - 1) == 0
    assert indexing.index(store, told=lambda *_: None) == len(articles)
    assert indexing.index(store, told=lambda *_: None) == 0
