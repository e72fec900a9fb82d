"""Entries: an article or an edition as every format takes it, clean whatever a source gave."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digest.model import Edition, EditionState, Enclosure, Pick, PickKind, PickOrigin
from digest.publish.entry import Entry, fit_enclosures, of_article, of_edition
from make import article, edition, slot

PAGE = "https://example.org/newsletters/weekly/2026-11-23T0800/"
RELATED = Pick(
    kind=PickKind.RELATED,
    origin=PickOrigin.COMPUTED,
    url="https://example.org/old",
    title="An <old> story",
    reason="also about tea",
)
NEXT = replace(RELATED, kind=PickKind.NEXT, url="https://example.org/2", title="Part 2", reason="")


def weekly(*sections: str, stories: int = 1) -> Edition:
    return edition(*sections, at=slot("2026-11-23T08:00"), state=EditionState.SENT, stories=stories)


def told(found: Edition) -> Entry:
    return of_edition(found, "The Far Bank Weekly", PAGE, "example.org,2026")


def with_item(found: Edition, **changes: object) -> Edition:
    """The same edition, the first story of its first section changed."""
    first, *others = found.sections
    changed = replace(first.items[0], **changes)  # type: ignore[arg-type]
    return replace(found, sections=(replace(first, items=(changed, *first.items[1:])), *others))


def test_an_edition_is_named_by_its_newsletter_and_its_day_for_ever() -> None:
    made = told(weekly("tea"))
    assert made.id == "tag:example.org,2026:edition/weekly/2026-11-23T08:00"
    assert made.title == "The Far Bank Weekly, Monday, 23 November 2026"
    assert made.url == PAGE


def test_an_edition_is_the_same_entry_while_it_is_sent_and_after() -> None:
    sending = replace(weekly("tea"), state=EditionState.SENDING, changed=datetime(2026, 11, 23, 8, 1, tzinfo=UTC))
    sent = replace(sending, state=EditionState.SENT, changed=datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    assert told(sending) == told(sent)
    assert told(sent).date == told(sent).updated == sent.slot.due


def test_an_edition_is_shown_with_its_sections_stories_and_picks() -> None:
    found = with_item(weekly("tea", "toast"), title="Tea & <b>milk</b>", related=(RELATED,), next=NEXT)
    assert told(found).content == (
        '<h2>Tea</h2>\n<h3><a href="https://example.org/tea-0">Tea &amp; &lt;b&gt;milk&lt;/b&gt;</a></h3>\n'
        "<p>What happened to tea-0.</p>\n<p><strong>Related:</strong></p>\n<ul>\n"
        '<li><a href="https://example.org/old">An &lt;old&gt; story</a> – also about tea</li>\n</ul>\n'
        '<p><strong>Read next:</strong></p>\n<ul>\n<li><a href="https://example.org/2">Part 2</a></li>\n</ul>\n'
        '<h2>Toast</h2>\n<h3><a href="https://example.org/toast-0">The story of toast-0</a></h3>\n'
        "<p>What happened to toast-0.</p>"
    )
    assert told(found).summary == "Tea & <b>milk</b> · The story of toast-0"
    assert told(found).categories == ("Tea", "Toast")


def test_a_long_edition_is_summed_up_in_its_first_titles() -> None:
    summary = told(weekly("tea", stories=40)).summary
    assert summary.startswith("The story of tea-0 · The story of tea-1 · ")
    assert summary.endswith(" …")
    assert len(summary) < 290


def test_an_edition_shows_the_first_image_that_there_is() -> None:
    assert told(weekly("tea")).image is None
    pictured = with_item(weekly("tea", "toast"), image="https://example.org/tea.jpg")
    assert told(pictured).image == "https://example.org/tea.jpg"


def test_a_story_that_cannot_be_linked_to_is_left_out_and_an_edition_of_none_leads_to_its_page() -> None:
    left = told(with_item(weekly("tea", stories=2), url="javascript:alert(1)")).content
    assert "tea-0" not in left
    assert "tea-1" in left
    only = f'<p><a href="{PAGE}">The Far Bank Weekly, Monday, 23 November 2026</a></p>'
    assert told(with_item(weekly("tea"), url="javascript:alert(1)")).content == only
    assert (told(weekly()).content, told(weekly()).summary) == (only, told(weekly()).title)


def test_files_are_told_once_and_only_what_is_known_of_them() -> None:
    found = (
        Enclosure(url="https://example.org/ä.mp3", type=" Audio/MPEG ", length=5),
        Enclosure(url="https://example.org/%C3%A4.mp3", type="audio/ogg"),
        Enclosure(url="https://example.org/b", type="no type", length=0),
        Enclosure(url="https://example.org/c", type="text/html; charset=utf-8", length=-1),
        Enclosure(url="javascript:alert(1)", type="audio/mpeg", length=5),
    )
    assert fit_enclosures(found) == (
        Enclosure(url="https://example.org/%C3%A4.mp3", type="audio/mpeg", length=5),
        Enclosure(url="https://example.org/b"),
        Enclosure(url="https://example.org/c"),
    )


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Ann Ö.", "Ann Ö."),
        ("<b>Ann</b> Bee", "Ann Bee"),
        ("Ann &amp; Bob", "Ann & Bob"),
        ("Ann <ann@example.org>", "Ann"),
    ],
)
def test_a_name_is_plain(raw: str, name: str) -> None:
    assert of_article(replace(article("a"), authors=(raw, raw, " "))).authors == (name,)


@pytest.mark.parametrize(("said", "language"), [("de-AT", "de-AT"), ("", None), ("not one", None), (None, None)])
def test_a_language_is_one_or_is_not_told(said: str | None, language: str | None) -> None:
    assert of_article(replace(article("a"), language=said)).language == language


def test_a_text_is_shown_with_absolute_addresses_only() -> None:
    made = of_article(replace(article("a"), content='<p><a href="../b">b</a><img src="c.jpg" alt="c">'))
    assert made.content == ('<p><a href="https://example.org/b">b</a><img src="https://example.org/c.jpg" alt="c"></p>')
