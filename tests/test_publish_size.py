"""No document is larger than validators and readers take, and what does not fit is told in short."""

from dataclasses import replace

from digest.publish.entry import Entry, of_article
from digest.publish.feeds import atom, rss
from digest.publish.jsonfeed import json_feed
from digest.publish.publication import Section, Site, channel, of_section
from digest.publish.size import fitting
from make import NOW, article

SITE = Site(title="Tea", url="https://example.org/", tag="example.org,2026")
TEA = of_section(SITE, Section(slug="tea", title="Tea"))


def long(count: int, text: str) -> list[Entry]:
    return [of_article(article(f"n{n}", content=f"<p>{text}</p>")) for n in range(count)]


def test_fifty_articles_of_200_kilobytes_are_a_document_that_validators_read() -> None:
    entries = fitting(long(50, "Tea &amp; toast. " * 12_000))
    for kind, write in (("rss", rss), ("atom", atom), ("json", json_feed)):
        document = write(channel(SITE, TEA, kind, NOW), entries)  # type: ignore[arg-type]
        assert len(document.content) < 5_000_000
        assert document.rejected == ()


def test_what_does_not_fit_has_its_summary_and_a_link_and_the_rest_is_whole() -> None:
    first, second, third = entries = [*long(2, "x" * 1_000), of_article(article("short"))]
    shown = fitting(entries, most=1_500)
    assert (shown[0], shown[2]) == (first, third)
    assert "Read on at example.org" in shown[1].content
    assert replace(shown[1], content=second.content) == second


def test_entries_that_fit_are_left_alone() -> None:
    entries = long(30, "x" * 2_000)
    assert fitting(entries) is entries
