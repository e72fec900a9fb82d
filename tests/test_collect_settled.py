"""What the config says of a source holds for all its stories: real rounds over loopback, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from conftest import NOW
from digest.collect.settled import settle, terms
from digest.collect.sift import Rules
from digest.model import SourceState
from digest.store.sql import SqlStore
from loopback import answering
from make import article
from moving_feed import DAY, HOUR, SECTIONS, House, entries


@pytest.fixture
def house(store: SqlStore) -> Iterator[House]:
    with answering() as host:
        yield House(store, host)


@pytest.mark.parametrize("has_validators", [True, False])
def test_all_stories_of_a_source_follow_it_to_another_section(house: House, has_validators: bool) -> None:
    house.has_validators = has_validators
    house.collect(entries(8))
    house.collect(entries(4), NOW + HOUR)  # the others have left the feed
    before = house.articles()
    house.collect(entries(4), NOW + 2 * HOUR, section="moms")
    assert house.store.articles.counts() == {"moms": 8}
    assert {id: one.updated for id, one in house.articles().items()} == {id: one.updated for id, one in before.items()}
    assert house.collect(entries(4), NOW + 3 * HOUR, section="moms").changed == 0


def test_the_places_of_a_source_follow_it(house: House) -> None:
    [one] = entries(1)
    house.collect([one])
    house.has_validators = True
    other = replace(house.put([one], "/feed", "moms"), url=f"{house.host.base}/feed?other")
    house.host.pages["/feed?other"] = house.host.pages["/feed"]
    house.ask_all([other])
    assert house.store.articles.counts() == {"news": 1, "moms": 1}
    house.ask_all([replace(other, section="news")], NOW + HOUR)
    assert house.store.articles.counts() == {"news": 1}


def test_the_rights_of_a_source_hold_for_the_stories_that_we_have(house: House) -> None:
    house.has_validators = True
    source = house.put(entries(2), "/feed")
    house.ask_all([source])
    house.ask_all([replace(source, full=False)], NOW + DAY)
    assert {one.full for one in house.articles().values()} == {False}


def test_a_section_that_pages_name_takes_their_stories_when_it_gets_that_name(store: SqlStore, house: House) -> None:
    source = replace(house.put([], "/feed"), from_page=True)
    rules = Rules(tag="t.example,2026", sections=SECTIONS)
    here = replace(article("goose", section="news"), source=source.url, page_section="Mothers")
    store.articles.collect(SourceState(url=source.url, terms=terms(source, rules)), [here], guids={})
    renamed = replace(rules, sections={"news": ("News",), "moms": ("Moms", "Mothers")})
    for _ in range(2):
        settle([source], store.sources.of([source.url]), store.articles, renamed)
        [after] = house.articles().values()
        assert (after.section, after.revision) == ("moms", 2)
