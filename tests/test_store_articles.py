"""Articles, pages, feeds' entries and runs are kept whole, once, and come back as they were; on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from conftest import NOW
from digest.errors import StoreRefused
from digest.model import Article, Enclosure, Found, Page, Pick, PickKind, PickOrigin, Series, SourceState
from digest.store import schema
from digest.store.database import Database
from digest.store.seam import Check
from digest.store.sql import SqlStore
from make import article

HOUR = timedelta(hours=1)
STATE = SourceState(url="https://a.example/feed", etag='W/"ä"', checked=NOW, succeeded=NOW, outcome="2 new")
PICK = Pick(kind=PickKind.NEXT, origin=PickOrigin.EDITOR, url="https://a.example/b", title="B & <b>")
MP3 = Enclosure(url="https://a.example/1.mp3", type="audio/mpeg", length=123)


def rich() -> Article:
    return replace(
        article("rich"),
        authors=("Ada", "Bo"),
        tags=("tea",),
        series=Series(key="shed", title="Shed", part=2),
        picks=(PICK, replace(PICK, kind=PickKind.RELATED)),
        enclosures=(MP3, Enclosure(url="https://a.example/b.pdf")),
        published=None,
        title="emoji 🫖 and \u202b right to left",
    )


def test_an_article_comes_back_as_it_was(store: SqlStore) -> None:
    store.articles.collect(STATE, [rich()], guids={"guid-1": rich().id})
    assert store.articles.known([rich().key]) == {rich().key: rich()}
    assert store.articles.get([rich().id, "unknown"]) == {rich().id: rich()}
    names = [(STATE.url, "guid-1"), (STATE.url, "x"), ("another source", "guid-1")]
    assert store.articles.named(names) == {(STATE.url, "guid-1"): rich()}
    assert store.sources.state(STATE.url) == STATE
    assert store.sources.state("https://never.example/") == SourceState(url="https://never.example/")


def test_a_revision_replaces_what_readers_see_and_is_kept(store: SqlStore) -> None:
    first = rich()
    second = replace(first, title="Corrected", revision=2, digest="other", picks=(), updated=NOW + timedelta(hours=1))
    for version in (first, first, second, second):
        store.articles.collect(STATE, [version], guids={})
    assert store.articles.latest(None, 10) == [second]


def test_the_newest_come_first_and_ties_are_broken_by_id(store: SqlStore) -> None:
    articles = [article(name, section="tea" if name != "c" else "cake") for name in "abcde"]
    articles[4] = replace(articles[4], date=NOW - timedelta(days=30))
    store.articles.collect(STATE, articles, guids={})
    assert [a.key[-1] for a in store.articles.latest("tea", 3)] == ["d", "b", "a"]
    assert store.articles.counts() == {"cake": 1, "tea": 4}
    assert [a.key[-1] for a in store.articles.archive()] == ["e", "a", "b", "c", "d"]
    assert [a.key[-1] for a in store.articles.archive(NOW - timedelta(days=9))] == ["e"]
    assert len(store.articles.between(NOW - timedelta(days=7), NOW, ["tea"])) == 3


def test_the_archive_is_streamed_whole_over_many_batches(store: SqlStore) -> None:
    many = [replace(article(f"n{i:05}"), date=NOW - timedelta(hours=i // 3)) for i in range(1203)]
    store.articles.collect(STATE, many, guids={})
    ids = [a.id for a in store.articles.archive()]
    assert len(ids) == len(set(ids)) == 1203


def test_a_page_waits_until_it_is_read_and_is_not_made_due_again_by_its_source(store: SqlStore) -> None:
    found = Found(source=STATE.url, url="https://a.example/x", section="tea", title="X", complete=False)
    page = Page(key="a.example/x", found=found)
    store.articles.collect(STATE, [], guids={}, pages=[page])
    assert store.articles.pages(STATE.url, NOW, 10) == [page]
    failed = replace(page, attempts=1, due=NOW + timedelta(hours=1), error="HTTP 500")
    store.articles.collect(STATE, [], guids={}, pages=[failed])
    store.articles.collect(STATE, [], guids={}, pages=[page])
    assert store.articles.pages(STATE.url, NOW, 10) == []
    assert store.articles.waiting() == [failed]
    assert store.articles.pages(STATE.url, NOW + timedelta(hours=1), 10) == [failed]
    store.articles.collect(STATE, [], guids={}, read=[page.key])
    assert store.articles.waiting() == []


def test_many_checks_are_recorded_together_in_their_order_or_not_at_all(store: SqlStore) -> None:
    other = SourceState(url="https://b.example/feed", checked=NOW, outcome="1 new")
    second = replace(rich(), title="Corrected", revision=2, digest="other", picks=())
    checks = [
        Check(state=STATE, changed=[rich()], guids={"1": rich().id}, rejected={"x": "y"}),
        Check(state=other, changed=[second, article("b")], guids={"1": second.id}, rejected={}),
    ]
    store.articles.collect_all(checks)
    store.articles.collect_all(checks)
    assert store.articles.get([second.id]) == {second.id: second}
    assert store.articles.named([(STATE.url, "1"), (other.url, "1"), (other.url, "2")]).keys() == {
        (STATE.url, "1"),
        (other.url, "1"),
    }
    assert store.sources.of([other.url, STATE.url, "new"]) == {
        other.url: other,
        STATE.url: STATE,
        "new": SourceState(url="new"),
    }
    assert [(source, item) for source, item, _, _ in store.runs.rejected()] == [(STATE.url, "x")]


def test_two_that_collect_the_same_at_once_do_not_wait_for_each_other_for_ever(store: SqlStore) -> None:
    written = [replace(article(f"a{number:03}"), revision=2) for number in range(200)]

    def write(mine: list[Article], who: str) -> None:
        for turn in range(20):
            changed = [replace(one, digest=f"{who} {turn}") for one in mine]
            store.articles.collect(SourceState(url="https://example.org/feed"), changed, guids={})

    with ThreadPoolExecutor() as threads:
        for work in [threads.submit(write, written, "one"), threads.submit(write, written[::-1], "other")]:
            work.result()

    assert len(list(store.articles.archive())) == len(written)


def test_fingerprints_are_those_of_the_latest_document(store: SqlStore) -> None:
    names = {"1": article("a").id, "2": article("b").id, "3": article("c").id}
    some = [article("a"), article("b"), article("c")]
    first = Check(state=STATE, changed=some, guids=names, fingerprints={"1": "one", "2": "two"})
    store.articles.collect_all([first])
    assert store.articles.fingerprints([STATE.url, "else"]) == {STATE.url: {"one", "two"}, "else": set()}
    changed = {"2": names["2"]}
    store.articles.collect_all([Check(state=STATE, guids=changed, fingerprints={"2": "new"}, gone=["one", "two"])])
    assert store.articles.fingerprints([STATE.url]) == {STATE.url: {"new"}}
    store.articles.collect_all([Check(state=STATE, guids=changed)])
    assert store.articles.fingerprints([STATE.url]) == {STATE.url: {"new"}}
    assert len(store.articles.named([(STATE.url, name) for name in names])) == 3


def test_picks_are_frozen_when_an_article_first_enters_a_feed(store: SqlStore) -> None:
    store.articles.collect(STATE, [article("a"), article("b")], guids={})
    store.entries.freeze({article("a").id: (PICK,), article("b").id: ()}, NOW)
    store.entries.freeze({article("a").id: (), article("b").id: (PICK,)}, NOW)
    assert store.entries.frozen([article("a").id, article("b").id, "c"]) == {
        article("a").id: (PICK,),
        article("b").id: (),
    }


def test_a_rejected_item_is_listed_until_it_is_well_again(store: SqlStore) -> None:
    store.runs.reject("feed", {"item": "no title", "other": "no date"}, NOW)
    store.runs.reject("feed", {"item": "no address"}, NOW)
    assert store.runs.rejected() == [("feed", "item", "no address", NOW)]
    store.articles.collect(replace(STATE, url="feed"), [], guids={}, rejected={"x": "y"})
    assert store.runs.rejected() == [("feed", "x", "y", NOW)]
    store.articles.collect(replace(STATE, url="feed"), [], guids={})
    assert len(store.runs.rejected()) == 1
    store.runs.reject("feed", {}, NOW)
    assert store.runs.rejected() == []


@pytest.mark.parametrize("title", ["half a pair \ud800", "zero \x00"])
def test_what_the_database_refuses_is_refused_whole_and_clearly(store: SqlStore, title: str) -> None:
    try:
        store.articles.collect(STATE, [article("fine"), replace(article("poison"), title=title)], guids={})
    except StoreRefused:
        assert store.articles.latest(None, 10) == []
        assert store.sources.state(STATE.url).checked is None


def test_a_problem_is_one_row_until_it_is_over_and_that_was_told(store: SqlStore) -> None:
    runs = store.runs
    runs.raise_problem("source dead", "feed", "HTTP 410", NOW)
    runs.raise_problem("source dead", "feed", "HTTP 404", NOW + HOUR)
    (problem,) = runs.problems()
    assert (problem.detail, problem.since, problem.told) == ("HTTP 404", NOW, None)
    assert runs.told(problem, NOW)
    runs.end_problem("source dead", "feed", NOW)
    (problem,) = runs.problems()
    assert problem.ended == NOW
    assert runs.told(problem, NOW)
    assert runs.problems() == []


def test_a_problem_that_nobody_was_told_of_ends_without_a_word(store: SqlStore) -> None:
    store.runs.raise_problem("late", "weekly", "3 h", NOW)
    store.runs.end_problem("late", "weekly", NOW)
    assert store.runs.problems() == []


def test_a_problem_is_taken_on_once_as_it_was_read(store: SqlStore) -> None:
    runs = store.runs
    runs.raise_problem("late", "weekly", "3 h", NOW)
    (read,) = runs.problems()
    assert [runs.told(read, NOW) for _ in range(2)] == [True, False]
    runs.untold(read, NOW)
    assert runs.problems() == [read]
    assert runs.told(read, NOW + HOUR)
    (again,) = runs.problems()
    runs.end_problem("late", "weekly", NOW + HOUR)
    assert not runs.told(again, NOW + HOUR)  # it has ended since it was read
    (ended,) = runs.problems()
    assert [runs.told(ended, NOW + HOUR) for _ in range(2)] == [True, False]
    runs.untold(ended, NOW + HOUR)
    assert runs.problems() == [ended]


def test_a_problem_that_ended_while_nobody_could_be_told_is_forgotten(store: SqlStore) -> None:
    store.runs.raise_problem("late", "weekly", "3 h", NOW)
    (read,) = store.runs.problems()
    store.runs.told(read, NOW)
    store.runs.end_problem("late", "weekly", NOW)
    store.runs.untold(read, NOW)
    assert store.runs.problems() == []


def test_a_problem_that_begins_again_within_a_day_remembers_when_it_was_told(store: SqlStore) -> None:
    told_and_over(store, NOW)
    store.runs.raise_problem("late", "weekly", "3 h", NOW + 2 * HOUR)
    (problem,) = store.runs.problems()
    assert (problem.since, problem.told, problem.ended) == (NOW + 2 * HOUR, NOW, None)
    store.runs.end_problem("late", "weekly", NOW + 3 * HOUR)
    assert store.runs.problems() == []  # nobody heard of it again


def test_a_problem_of_the_day_before_yesterday_is_forgotten(store: SqlStore) -> None:
    told_and_over(store, NOW)
    told_and_over(store, NOW + 48 * HOUR, thing="another")
    store.runs.raise_problem("late", "weekly", "3 h", NOW + 48 * HOUR)
    (problem,) = store.runs.problems()
    assert problem.told is None


def told_and_over(store: SqlStore, now: datetime, thing: str = "weekly") -> None:
    store.runs.raise_problem("late", thing, "3 h", now)
    store.runs.told(store.runs.problems()[0], now)
    store.runs.end_problem("late", thing, now)
    store.runs.told(store.runs.problems()[0], now)


def test_a_quiet_end_is_to_be_told_to_nobody(store: SqlStore) -> None:
    store.runs.raise_problem("missed", "weekly", "3 h", NOW)
    store.runs.told(store.runs.problems()[0], NOW)
    store.runs.end_problem("missed", "weekly", NOW, quiet=True)
    assert store.runs.problems() == []


def test_runs_of_one_kind_push_out_none_of_another(store: SqlStore) -> None:
    store.runs.record("compose", "weekly", NOW, NOW, "composed")
    for n in range(205):
        store.runs.record("collect", "all", NOW, NOW, f"{n} new")
    kept = store.runs.latest(1000)
    assert len(kept) == 201
    assert (kept[0][4], kept[-1][0]) == ("204 new", "compose")


def test_runs_are_told_newest_first(store: SqlStore) -> None:
    for n in range(3):
        store.runs.record("collect", "all", NOW, NOW, f"{n} new")
    assert [outcome for *_, outcome in store.runs.latest(2)] == ["2 new", "1 new"]


def told() -> list[Article]:
    """Three revisions of an article, in each of which something else is seen."""
    first = rich()
    second = replace(
        first,
        title="Corrected",
        url="https://a.example/moved",
        authors=(),
        image="https://a.example/i.png",
        tags=("tea", "cake"),
        language=None,
        full=False,
        complete=False,
        enclosures=(),
        revision=2,
        digest="second",
        updated=NOW + HOUR,
    )
    third = replace(first, content="<p>Other words.</p>", revision=3, digest="third", updated=NOW + 2 * HOUR)
    return [first, second, third]


def test_an_article_can_be_had_as_it_was_at_each_of_its_revisions(store: SqlStore) -> None:
    versions = told()
    for version in versions:
        store.articles.collect(STATE, [version], guids={})
    wanted = {(one.id, one.revision): replace(one, digest="third") for one in versions}
    assert store.articles.as_was([*wanted, (rich().id, 4), ("unknown", 1)]) == wanted
    assert store.articles.as_was([]) == {}


def test_revisions_of_many_articles_do_not_get_mixed_up(store: SqlStore) -> None:
    short = [replace(article(f"n{n}"), revision=1, title=f"n{n} 1") for n in range(600)]
    for revision in (1, 2, 3):
        store.articles.collect(
            STATE,
            [
                replace(one, revision=revision, digest=f"{n} {revision}", title=f"n{n} {revision}")
                for n, one in enumerate(short)
                if revision < 3 or n % 2
            ],
            guids={},
        )
    asked = [(one.id, 1 + n % 3) for n, one in enumerate(short)]
    found = store.articles.as_was(asked)
    assert {one: found[one].title for one in found} == {
        one: f"n{n} {one[1]}" for n, one in enumerate(asked) if one[1] < 3 or n % 2
    }


def test_two_revisions_in_one_check_are_both_kept(store: SqlStore) -> None:
    first, second, third = told()
    store.articles.collect(STATE, [first, second, third], guids={})
    assert store.articles.as_was([(first.id, 2)]) == {(first.id, 2): replace(second, digest="third")}


def test_of_a_revision_kept_before_all_of_it_was_the_rest_is_as_it_is_now(store_url: str) -> None:
    store = SqlStore(store_url)
    first, second, third = told()
    for version in (first, second):
        store.articles.collect(STATE, [version], guids={})
    database = Database(store_url)
    with database.write() as connection:
        connection.execute(update(schema.revision).values(shown=None))
    database.close()
    was = replace(second, title=first.title, updated=first.updated, revision=1)
    assert store.articles.as_was([(first.id, 1)]) == {(first.id, 1): was}
    store.articles.collect(STATE, [third], guids={})
    assert store.articles.as_was([(first.id, 2)])[first.id, 2].url == second.url
    store.close()


def test_what_was_withdrawn_is_not_revised(store_url: str) -> None:
    store = SqlStore(store_url)
    first, second, _ = told()
    store.articles.collect(STATE, [first], guids={})
    database = Database(store_url)
    with database.write() as connection:
        connection.execute(update(schema.article).values(withdrawn=NOW))
    store.articles.collect(STATE, [second], guids={})
    with database.read() as connection:
        assert connection.execute(select(schema.revision)).all() == []
    database.close()
    store.close()


def test_the_revision_that_is_there_now_counts_also_where_two_had_its_number(store: SqlStore) -> None:
    first, second, _ = told()
    others = [replace(one, id="tag:example.org,2026:article/o", key="example.org/o") for one in told()]
    for version in (first, replace(second, title="Of another process", digest="another"), second, *others):
        store.articles.collect(STATE, [version], guids={})
    found = store.articles.as_was([(first.id, 1), (first.id, 2), (others[0].id, 2)])
    assert found[first.id, 2] == second


def test_what_comes_again_as_it_is_keeps_no_revision_of_itself(store_url: str) -> None:
    store = SqlStore(store_url)
    first, second, _ = told()
    for version in (first, second, second):
        store.articles.collect(STATE, [version], guids={})
    store.close()
    database = Database(store_url)
    with database.read() as connection:
        assert list(connection.execute(select(schema.revision.c.number)).scalars()) == [1]
    database.close()
