"""A feed that is read again: what is as it was is not cleaned again, only counted; nothing else changes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.collect.feeds import feed
from digest.collect.harvest import Harvest
from digest.model import Source, SourceKind

SOURCE = Source(
    url="https://shed.example/feed",
    kind=SourceKind.FEED,
    section="garden",
    name="Shed",
    full=True,
    every=timedelta(hours=1),
    from_page=False,
)


def read(*items: str, about: str = "", seen: Collection[str] = (), source: Source = SOURCE) -> Harvest:
    body = f"<rss version='2.0'><channel>{about}{''.join(items)}</channel></rss>"
    return feed.articles(body.encode(), source, url=source.url, content_type="", seen=frozenset(seen))


def item(number: int, text: str = "Wood and nails.", more: str = "") -> str:
    return (
        f"<item><guid>n{number}</guid><link>https://shed.example/{number}</link><title>Part {number}</title>"
        f"<pubDate>Mon, {number:02} Nov 2026 08:00:00 GMT</pubDate><description>{text}</description>{more}</item>"
    )


def test_an_unchanged_feed_brings_nothing_but_its_dates() -> None:
    first = read(item(1), item(2))
    again = read(item(1), item(2), seen=first.fingerprints)
    assert len(set(first.fingerprints)) == len(first.found) == 2
    assert again == Harvest(same=2, same_published=tuple(datetime(2026, 11, day, 8, tzinfo=UTC) for day in (1, 2)))


def test_one_changed_item_is_all_that_is_read_again_wherever_it_stands() -> None:
    first = read(item(1), item(2), item(3))
    again = read(item(3), item(2, "Wood, nails and glue."), item(1), seen=first.fingerprints)
    assert ([one.guid for one in again.found], again.same) == (["n2"], 2)
    assert again.fingerprints[0] not in first.fingerprints
    assert again.found == read(item(2, "Wood, nails and glue.")).found


@pytest.mark.parametrize(
    "change",
    [
        "<author>Ada</author>",
        "<category>wood</category>",
        "<enclosure url='https://shed.example/a.jpg' type='image/jpeg'/>",
        "<language>de</language>",
        "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>Planks.</content:encoded>",
    ],
)
def test_whatever_changes_an_article_makes_it_read_again(change: str) -> None:
    before = read(item(1))
    after = read(item(1, more=change), seen=before.fingerprints)
    assert after.same == 0
    assert after.found != before.found


def test_what_a_feed_says_for_all_its_items_changes_all_of_them() -> None:
    before = read(item(1), item(2))
    assert read(item(1), item(2), about="<language>de</language>", seen=before.fingerprints).same == 0


@pytest.mark.parametrize("setting", [{"section": "house"}, {"full": False}, {"from_page": True}])
def test_what_the_operator_says_of_a_source_makes_it_read_again(setting: dict[str, str | bool]) -> None:
    before = read(item(1))
    assert read(item(1), seen=before.fingerprints, source=replace(SOURCE, **setting)).same == 0  # type: ignore[arg-type]


def test_of_two_items_with_one_id_the_first_counts_whether_it_was_seen_or_not() -> None:
    twice = (item(1), item(1, "The same, told otherwise."))
    first = read(*twice)
    assert [one.summary for one in first.found] == ["Wood and nails."]
    assert read(*twice, seen=first.fingerprints) == Harvest(
        same=1, same_published=(datetime(2026, 11, 1, 8, tzinfo=UTC),)
    )


def test_what_was_rejected_is_told_again() -> None:
    nowhere = "<item><guid isPermaLink='false'>x</guid><title>Nowhere</title></item>"
    first = read(item(1), nowhere)
    again = read(item(1), nowhere, seen=first.fingerprints)
    assert (len(first.fingerprints), again.same) == (1, 1)
    assert again.rejected == first.rejected != ()


def test_a_fingerprint_is_the_same_in_any_process() -> None:
    told = "from tests.test_collect_feed_again import item, read\nprint(*read(item(1)).fingerprints)"
    printed = {
        subprocess.run(
            [sys.executable, "-c", told],
            capture_output=True,
            check=True,
            text=True,
            cwd=Path(__file__).parent.parent,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout.split()[0]
        for seed in ("1", "2")
    }
    assert printed == set(read(item(1)).fingerprints)
