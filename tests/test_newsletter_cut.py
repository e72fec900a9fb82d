"""A mail never has more HTML than mail programs show: it is cut at a story, and says where the rest is."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as parser

from digest.errors import MailTooLarge
from digest.model import Edition, Passage, PickKind
from digest.newsletter.choice import choice
from digest.newsletter.parts import LIMIT
from digest.newsletter.render import Parts, Variant, render
from digest.templates import Templates
from newsletter_edition import EDITION, HOSTILE_TITLES, MASTHEAD, edition, item, pick, section

TEMPLATES = Templates()
ADDRESS = "https://teapot.example/" + "long-" * 395  #: of 2,000 characters
SUMMARY = "Two lines of summary say what happened, to whom, and why a reader may care. " * 5


def made(stories: int, title: str = "A story", address: str = "", summary: str = SUMMARY, count: int = 2) -> Edition:
    """An edition of `count` sections that take turns."""
    return edition(
        *(
            section(
                f"s{place}",
                f"Section {place}",
                *(
                    item(
                        number, f"{title} {number}", f"s{place}", summary=summary, authors=("Marguerite Oxley",) * 3,
                        image="https://teapot.example/img/a.jpg", related=(pick(f"Pick of {number}", "Because"),),
                        next=pick(f"Next of {number}", kind=PickKind.NEXT),
                        **({"url": f"{address}{number}/"} if address else {}),
                    )
                    for number in range(place, stories, count)
                ),
            )
            for place in range(count)
        )
    )  # fmt: skip


@cache
def parts_of(of: Edition) -> Parts:
    return render(of, replace(MASTHEAD, section_titles=()), TEMPLATES)


def size(variant: Variant) -> int:
    """Bytes as mail programs decode them, with CRLF line ends."""
    return len(variant.html_of({"unsubscribe": "t" * 32}).replace("\n", "\r\n").encode())


def page(variant: Variant) -> parser.HtmlElement:
    return parser.document_fromstring(variant.html)


def told(variant: Variant) -> list[str]:
    """The titles in the HTML, in order."""
    found = page(variant).xpath('//div[@class="lead"]/h2 | //td[@class="story"]/h3')
    return [element.text_content().replace("\u200b", "") for element in found]


@pytest.mark.parametrize(
    "of",
    [
        made(200),
        made(200, title="Donaudampfschifffahrtsgesellschaftskapitän" * 8),
        made(200, title="<&>\"'" * 120),
        made(60, title="A long way", address=ADDRESS),
        made(200, summary="国際的な見出しはとても長いので、" * 200),
        made(200, count=1),
        made(200, title=HOSTILE_TITLES[5], count=50),
    ],
    ids=["usual", "long words", "escaped", "addresses", "summaries", "one section", "many sections"],
)
def test_whatever_the_edition_its_html_fits_and_as_much_of_it_as_can(of: Edition) -> None:
    variant = parts_of(of).variant()
    assert 0 < variant.left_out < sum(len(s.items) for s in of.sections)
    assert size(variant) <= LIMIT
    assert size(variant) > LIMIT * 0.8


def test_the_text_is_cut_at_the_same_story_and_both_say_where_the_rest_is() -> None:
    variant = parts_of(made(200)).variant()
    numbers = [int(title.rpartition(" ")[2]) for title in told(variant)]
    in_text = [int(number) for number in re.findall(r"^https://.*/story-(\d+)/$", variant.text, re.MULTILINE)]
    assert numbers == in_text == [*range(0, 200, 2), *range(1, 200, 2)][: 200 - variant.left_out]
    (link,) = page(variant).xpath('//p[@class="rest"]/a')
    assert link.get("href") == MASTHEAD.edition_url
    assert f"Read the rest on the web:\n{MASTHEAD.edition_url}\n" in variant.text
    assert variant.html.index('class="rest"') < variant.html.index("You get this because")


def test_contents_subject_and_preheader_tell_of_nothing_that_is_left_out() -> None:
    variant = parts_of(made(200)).variant()
    lines = [line.text_content() for line in page(variant).xpath('//p[@class="line"]')]
    assert lines == told(variant)
    assert f"and {len(lines) - 3} more" in variant.html


def test_a_section_that_is_cut_has_no_next_and_one_that_is_left_out_has_no_head() -> None:
    variant = parts_of(made(200, count=10)).variant()
    whole, cut = divmod(len(told(variant)), 20)
    assert 0 < whole < 9
    assert cut
    nexts = re.findall(r"^Next in Section (\d)", variant.text, re.MULTILINE)
    assert nexts == re.findall(r">Next in Section (\d)", variant.html) == [str(place) for place in range(whole)]
    heads = re.findall(r"^Section (\d)\n-", variant.text, re.MULTILINE)
    assert heads == re.findall(r">Section (\d)</h2>", variant.html) == [str(place) for place in range(whole + 1)]


def test_a_short_mail_says_nothing_of_a_rest() -> None:
    variant = parts_of(EDITION).variant()
    assert variant.left_out == 0
    assert "Read the rest" not in variant.html + variant.text


def test_each_variant_has_a_cut_of_its_own() -> None:
    parts = parts_of(made(70))
    assert parts.variant().left_out > 0
    assert parts.variant(("s1",)).left_out == 0
    assert len(told(parts.variant(("s1",)))) == 35


def test_the_cut_comes_at_the_last_story_that_fits() -> None:
    parts = parts_of(made(200))
    variant = parts.variant()
    count = 200 - variant.left_out
    stories = choice(parts.edition, ())
    longer = parts.html.sheet(stories, count + 1, parts._words(stories, count + 1, ()))
    assert longer.size > LIMIT >= size(variant)


def test_the_size_that_is_counted_is_the_one_that_is_sent() -> None:
    parts = parts_of(made(20))
    stories = choice(parts.edition, ())
    assert parts.html.sheet(stories, 20, parts._words(stories, 20, ())).size == size(parts.variant())


def test_where_there_is_no_room_for_a_story_the_mail_leads_to_the_web() -> None:
    words = "word " * 17_000
    of = replace(
        made(3, title="<&>\"'" * 90, address=ADDRESS), introduction=Passage(text=words, html=f"<p>{words}</p>")
    )
    variant = parts_of(of).variant()
    assert variant.left_out == 3
    assert told(variant) == []
    assert size(variant) <= LIMIT
    assert "Read the rest on the web" in variant.html
    assert "Read the rest on the web" in variant.text
    assert variant.subject.startswith("<&>")


def test_a_mail_with_no_room_at_all_is_told_and_not_sent() -> None:
    words = "word " * 20_000
    of = replace(made(3), introduction=Passage(text=words, html=f"<p>{words}</p>"))
    with pytest.raises(MailTooLarge, match=r"weekly:2026-11-23T08:00: its mail has 1\d\d,\d\d\d bytes of HTML without"):
        parts_of(of).variant()


def test_an_edition_without_a_page_of_its_own_leads_to_the_site() -> None:
    parts = render(made(200), replace(MASTHEAD, edition_url=None), TEMPLATES)
    (link,) = page(parts.variant()).xpath('//p[@class="rest"]/a')
    assert link.get("href") == MASTHEAD.site_url


def test_a_publishers_own_sheet_is_cut_too(tmp_path: Path) -> None:
    folder = tmp_path / "email"
    folder.mkdir()
    (folder / "story.html").write_text("<p>{{ item.title }}</p><pre>{{ 'x' * 5000 }}</pre>")
    variant = render(made(60), MASTHEAD, Templates(tmp_path)).variant()
    assert size(variant) <= LIMIT
    assert variant.left_out > 40


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    title=st.text(st.characters(), max_size=700),
    address=st.text(st.characters(), max_size=400),
    stories=st.integers(1, 60),
    sections=st.integers(1, 8),
)
def test_any_edition_fits(title: str, address: str, stories: int, sections: int) -> None:
    of = made(stories, title=title * 3, address=f"https://teapot.example/{address}/", count=min(sections, stories))
    variant = render(of, replace(MASTHEAD, site_title=title, postal_address=title), TEMPLATES).variant()
    assert size(variant) <= LIMIT
    assert variant.left_out < stories
