"""What a publish has made once is not made again for the next document or page, and is let go when it is too much."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.publish.addresses import KINDS
from digest.publish.entry import of_article
from digest.publish.feeds import atom, rss
from digest.publish.jsonfeed import json_feed
from digest.publish.kept import Kept
from digest.publish.publication import Place, Publication, Section, Site, channel, everything, of_section
from digest.publish.site import latest_page, section_page
from digest.templates import Templates, built_in
from make import article

SITE = Site(title="Tea & Toast", url="https://example.org/", tag="example.org,2026")


def test_what_was_made_for_a_key_is_given_again() -> None:
    kept, made = Kept(), iter("ab")

    assert [kept.of(("rss", 1), 5, lambda: next(made)) for _ in range(3)] == ["a", "a", "a"]
    assert kept.of(("atom", 1), 5, lambda: next(made)) == "b"


def test_what_could_not_be_made_is_tried_again() -> None:
    kept = Kept()
    with pytest.raises(ValueError, match="bad"):
        kept.of(("rss", 1), 5, lambda: int("bad"))

    assert kept.of(("rss", 1), 5, lambda: 7) == 7


def test_no_more_is_held_than_there_is_room_for() -> None:
    kept, asked = Kept(most=10), []

    def made(number: int) -> int:
        return kept.of((number,), 4, lambda: asked.append(number) or number)

    assert [made(number) for number in (1, 2, 1, 3, 1)] == [1, 2, 1, 3, 1]
    assert asked == [1, 2, 3, 1]


def test_something_larger_than_all_room_is_made_all_the_same() -> None:
    kept = Kept(most=10)

    assert [kept.of((number,), 1_000, lambda number=number: number) for number in (1, 2, 1)] == [1, 2, 1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_is_the_same_whatever_was_written_before_with_the_same_entries(kind: str) -> None:
    tea = of_section(SITE, Section(slug="tea", title="Tea"))
    entries = [
        of_article(replace(article(f"story-{n}"), image=f"https://example.org/{n}.jpg", tags=("a",))) for n in range(4)
    ]
    write = {"rss": rss, "atom": atom, "json": json_feed}[kind]
    kept = Kept()
    # Closed, current, closed again: what stood in one of them stands in the others, in another order.
    turns = [
        (everything(SITE), Place(number=1, after=2), entries),
        (tea, Place(), entries[::-1]),
        (tea, Place(number=2, before=1, after=3), entries[1:3]),
    ]
    for feed, place, some in turns:
        about = channel(SITE, feed, kind, datetime(2026, 1, 1, tzinfo=UTC), place)  # type: ignore[arg-type]
        assert write(about, some, kept).content == write(about, some).content


def test_a_page_shows_a_story_as_its_own_template_does_whatever_pages_were_made_before(tmp_path: Path) -> None:
    """A user's template may have a macro that is called as ours is."""
    (tmp_path / "web").mkdir()
    own = (
        '{% macro story(story, level, day, eager, above="") %}<p>{{ above }}{{ story.title }} by hand</p>{% endmacro %}'
    )
    ours = (built_in() / "web/section.html").read_text(encoding="utf-8").replace("parts.story", "own.story")
    (tmp_path / "web/own.html").write_text(own, encoding="utf-8")
    (tmp_path / "web/section.html").write_text(f'{{% import "web/own.html" as own %}}{ours}', encoding="utf-8")
    templates, kept = Templates(tmp_path), Kept()
    tea = Section(slug="tea", title="Tea", entries=(of_article(article("pot"), (), ["Tea"]),))
    around = Publication(site=SITE, sections=(tea,))

    def made(kept: Kept | None) -> list[bytes]:
        latest = latest_page(around, tea.entries, templates, kept=kept)
        return [content for _, content in (latest, section_page(around, tea, templates, kept=kept))]

    assert made(kept) == made(None)
    assert [b"by hand" in page for page in made(kept)] == [False, True]
