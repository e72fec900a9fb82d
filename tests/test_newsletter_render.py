"""The mail as rendered: what stands in it, what never does, and what it weighs."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as parser

from digest.errors import RenderError
from digest.model import Edition, PickKind
from digest.newsletter.clean import one_line
from digest.newsletter.inline import inlined
from digest.newsletter.render import Parts, Variant, render
from digest.newsletter.subject import LENGTH
from digest.templates import Templates
from newsletter_edition import (
    ARABIC_MASTHEAD,
    DATA,
    EDITION,
    HOSTILE,
    HOSTILE_TITLES,
    MASTHEAD,
    edition,
    item,
    pick,
    section,
)

TEMPLATES = Templates()
GAZETTE = render(EDITION, MASTHEAD, TEMPLATES)
ALL = ("confessions", "experiments", "neighbours")
CHOICES = [(), *((slug,) for slug in ALL), ALL[:2], ALL[1:], ("neighbours", "confessions")]
LINK = re.compile(r'(?:href|src)="[^"]*"')


def seen(text: str) -> str:
    """Text as a reader sees it, without the places where it may break."""
    return re.sub(r"[\s\u200b]+", "", text)


def page(variant: Variant) -> parser.HtmlElement:
    return parser.document_fromstring(variant.html)


def stories(variant: Variant) -> list[str]:
    """Titles of the stories in the HTML, in order, the lead first."""
    return [e.text_content() for e in page(variant).xpath('//div[@class="lead"]/h2 | //td[@class="story"]/h3')]


def titles(sections: tuple[str, ...], of: Edition = EDITION) -> list[str]:
    return [i.title for s in of.sections if not sections or s.slug in sections for i in s.items]


@pytest.mark.parametrize("sections", CHOICES, ids=" ".join)
def test_a_variant_holds_exactly_its_sections_stories_once_each(sections: tuple[str, ...]) -> None:
    variant = GAZETTE.variant(sections)
    assert stories(variant) == titles(sections)
    text = variant.text.replace("\n", " ")
    for story in (i for s in EDITION.sections for i in s.items):
        assert variant.text.count(f"\n{story.url}\n") == (story.title in titles(sections))
        assert (story.title in text) == (story.title in titles(sections))


@pytest.mark.parametrize("sections", CHOICES, ids=" ".join)
def test_contents_name_every_story_of_a_long_variant_in_order(sections: tuple[str, ...]) -> None:
    lines = page(GAZETTE.variant(sections)).xpath('//p[@class="line"]')
    expected = titles(sections) if len(titles(sections)) >= 6 else []
    assert len(lines) == len(expected)
    for line, title in zip(lines, expected, strict=True):
        assert title.startswith(line.text_content().rstrip("…"))


def test_the_order_of_the_choice_does_not_matter() -> None:
    assert GAZETTE.variant(("neighbours", "confessions")) == GAZETTE.variant(("confessions", "neighbours"))


def test_choosing_every_section_is_the_same_mail_as_choosing_none() -> None:
    assert GAZETTE.variant(ALL) == GAZETTE.variant(())


def test_nobody_gets_an_empty_mail() -> None:
    with pytest.raises(ValueError, match="nothing in it is from gardening"):
        GAZETTE.variant(("gardening",))


def test_the_footer_says_why_one_gets_it_and_names_the_sections_that_were_chosen() -> None:
    variant = GAZETTE.variant(("experiments", "neighbours"))
    why = "You get this because you subscribed to The Monday Pour by The Teapot Gazette, with the sections "
    assert why + "Experiments and Neighbours." in page(variant).text_content()
    assert why + "Experiments and Neighbours." in variant.text.replace("\n", " ")
    assert "with all its sections." in page(GAZETTE.variant()).text_content()


def test_a_chosen_section_without_news_is_named_too() -> None:
    mast = replace(MASTHEAD, section_titles=(*MASTHEAD.section_titles, ("garden", "Garden")))
    variant = render(EDITION, mast, TEMPLATES).variant(("confessions", "garden"))
    assert "the sections Confessions and Garden." in page(variant).text_content()


@pytest.mark.parametrize("sections", CHOICES, ids=" ".join)
def test_each_section_closes_with_its_next_and_stories_carry_their_related_with_reasons(
    sections: tuple[str, ...],
) -> None:
    variant = GAZETTE.variant(sections)
    text, shown = variant.text, page(variant).text_content()
    for part in (s for s in EDITION.sections if not sections or s.slug in sections):
        picks = [p for story in part.items for p in story.related]
        assert part.next is not None
        for one in (*picks, part.next):
            assert one.title in shown
            assert one.reason in shown
            assert text.count(one.url) == variant.html.count(f'"{one.url}"') == 1
        assert f"Next in {part.title}" in shown


def test_the_subject_is_the_variants_lead_story() -> None:
    assert GAZETTE.variant().subject == EDITION.sections[0].items[0].title
    assert GAZETTE.variant(("neighbours",)).subject == "The hedge committee meets at dawn"


def test_the_date_is_the_one_that_the_newsletters_time_zone_shows() -> None:
    mast = replace(MASTHEAD, timezone="Pacific/Kiritimati")
    late = replace(EDITION, slot=replace(EDITION.slot, due=EDITION.slot.due.replace(hour=12)))
    assert "Tuesday 24 November 2026" in render(late, mast, TEMPLATES).variant().text


def test_what_an_inliner_would_spoil_is_there() -> None:
    html = GAZETTE.variant().html
    assert html.startswith("<!doctype html>\n<html")
    assert "[data-ogsc] .card a" in html
    assert "[data-ogsb] .page" in html
    media = re.findall(r"@media[^{]*\{((?:[^{}]*\{[^{}]*\})*)\s*\}", html)
    assert len(media) == 2
    declarations = [d for block in media for d in re.findall(r":[^;{}]*(?=[;}])", block) if d.strip(": ")]
    assert declarations
    assert all(d.rstrip().endswith("!important") for d in declarations)
    assert html.count("<!--[if mso]>") == html.count("<![endif]-->") == 3


def test_the_page_tells_machines_what_it_is() -> None:
    root = page(GAZETTE.variant())
    (wrapper,) = root.xpath('//div[@role="article"]')
    assert [root.get("lang"), root.get("dir")] == [wrapper.get("lang"), wrapper.get("dir")] == ["en", "ltr"]
    assert all(table.get("role") == "presentation" for table in root.iter("table"))
    assert all(image.get("alt") for image in root.iter("img"))
    levels = [int(str(e.tag)[1]) for e in root.iter("h1", "h2", "h3")]
    assert levels[0] == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
    assert all(link.text_content().strip() or link.xpath("img/@alt") for link in root.iter("a"))


def test_no_text_is_smaller_than_14_pixels() -> None:
    assert min(int(size) for size in re.findall(r"(\d+)px/", GAZETTE.variant().html)) == 14


def weight(html: str) -> int:
    return len(LINK.sub("", html).encode())


def test_one_more_story_weighs_1200_bytes_at_most_and_one_more_pick_400() -> None:
    def size(count: int, related: int) -> int:
        summary = "Two lines of summary say what happened, to whom, and why a reader may care. " * 2
        picks = tuple(pick(f"A story worth going back to, {i}", "Also about kettles and time") for i in range(related))
        made = [
            item(i, f"A headline of usual length for story {i:03}", summary=summary, authors=("Marguerite Oxley",),
                 image="https://teapot.example/img/a.jpg", related=picks)
            for i in range(count)
        ]  # fmt: skip
        return weight(render(edition(section("all", "All", *made)), MASTHEAD, TEMPLATES).variant().html)

    assert size(21, 0) - size(20, 0) <= 1200
    assert (size(20, 3) - size(20, 2)) / 20 <= 400
    assert size(12, 2) <= 40_000


def test_the_same_edition_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "from newsletter_edition import *; from digest.newsletter.render import render; import hashlib, sys;"
        "from digest.templates import Templates; v = render(HOSTILE, MASTHEAD, Templates()).variant();"
        "sys.stdout.write(hashlib.sha256('\\0'.join((v.subject, v.html, v.text)).encode()).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            cwd=Path(__file__).parent, capture_output=True, text=True, check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }  # fmt: skip
    assert len(runs) == 1
    assert len(runs.pop()) == 64


def test_rendering_opens_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    css = '@import "https://teapot.example/a.css"; p { color: #123456 }'
    part = '<link rel="stylesheet" href="https://teapot.example/b.css"><p>text</p>'
    assert 'style="color:#123456"' in inlined(css, {"part": part})["part"]


def test_an_unclosed_tag_in_one_part_stays_in_it() -> None:
    parts = inlined("b { color: #123456 }", {"first": "<div><b>one</div></table></body>", "second": "<b>two</b>"})
    assert parts["second"] == '<b style="color:#123456">two</b>'


def test_important_survives_inlining() -> None:
    assert "!important" in inlined("p { color: #123456 !important }", {"part": "<p>text</p>"})["part"]


# --- whatever a title holds


def check_safe(parts: Parts, made: Edition) -> None:
    """What holds for every mail, whoever wrote its titles."""
    variant = parts.variant()
    root = page(variant)
    address = f"https://teapot.example/unsubscribe/{variant.placeholders['unsubscribe']}"
    assert variant.html.count(address) == variant.text.count(address) == 1
    assert [link.get("href") for link in root.iter("a")].count(address) == 1
    assert "undefined" not in variant.html.lower()
    assert not {"script", "iframe", "object", "form"} & {e.tag for e in root.iter() if isinstance(e.tag, str)}
    assert not [a for e in root.iter() if isinstance(e.tag, str) for a in e.attrib if a.startswith("on")]
    assert all(re.match(r"https?://|mailto:", link.get("href")) for link in root.iter("a"))
    assert [seen(t) for t in stories(variant)] == [seen(one_line(t)) for t in titles((), made)]
    for title in titles((), made):
        assert seen(one_line(title)) in seen(variant.text)
    assert len(variant.subject) <= LENGTH
    assert variant.subject == one_line(variant.subject)
    assert not re.search(
        "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", variant.subject
    )
    for part in (variant.html, variant.text):
        part.encode()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", part)


def test_hostile_titles_stay_text() -> None:
    parts = render(HOSTILE, MASTHEAD, TEMPLATES)
    check_safe(parts, HOSTILE)
    assert "<script" not in parts.variant().html


def test_markup_in_an_attribute_stays_escaped() -> None:
    part = '<img alt="&lt;script&gt; &lt;!--slot:x--&gt; &amp;">'
    assert inlined("", {"part": part})["part"] == part


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(st.characters(), min_size=1, max_size=90).filter(one_line), min_size=4, max_size=4))
def test_any_text_stays_text(words: list[str]) -> None:
    title, summary, author, reason = words
    story = item(
        1,
        title,
        summary=summary,
        authors=(author,),
        source=reason,
        image=f"https://teapot.example/{author}",
        related=(pick(title, reason),),
        next=pick(author, reason, PickKind.NEXT),
    )
    made = edition(section("all", summary, story, replace(story, article="tag:x,2026:2", title=author)))
    check_safe(render(made, replace(MASTHEAD, introduction=summary, section_titles=()), TEMPLATES), made)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example/", "", "http://[", "ftp://x/"]
)
def test_a_story_without_a_web_address_leads_to_the_edition_and_a_pick_without_one_is_left_out(url: str) -> None:
    bad = item(1, "A story", url=url, image=url, related=(replace(pick("A pick"), url=url),))
    variant = render(edition(section("all", "All", bad)), MASTHEAD, TEMPLATES).variant()
    (link,) = page(variant).xpath('//div[@class="lead"]//a')
    assert link.get("href") == MASTHEAD.edition_url
    assert not page(variant).xpath("//img")
    assert "A pick" not in variant.html + variant.text


@pytest.mark.parametrize("nothing", ["\u200b", "\u200c\u200d\u2060", "\u00ad\ufeff", "\u00a0", "\u0301", "\ufe0f"])
def test_a_title_of_which_nothing_is_seen_is_none(nothing: str) -> None:
    one = item(1, nothing, authors=(nothing, "Ada"), related=(pick(nothing, nothing),))
    made = render(edition(section("all", "All", one)), MASTHEAD, TEMPLATES).variant()
    assert made.subject == one.url
    links = [link.text_content().replace("\u200b", "").strip() for link in page(made).iter("a")]
    assert all(links)
    assert "Ada · 4 min read" in made.text


def test_a_mail_of_one_story_without_a_summary_has_a_line_beside_its_subject() -> None:
    made = render(edition(section("all", "All", item(1, "A story"))), replace(MASTHEAD, introduction=""), TEMPLATES)
    assert f"{MASTHEAD.newsletter_title}, Monday 23 November 2026" in made.variant().html


def test_an_address_is_written_in_ascii_and_means_the_same() -> None:
    story = item(1, "A story", url='https://bücher.example:8080/ä b?q=ü&x="1"#é', image="https://[::1]/a.png")
    variant = render(edition(section("all", "All", story)), MASTHEAD, TEMPLATES).variant()
    address = "https://xn--bcher-kva.example:8080/%C3%A4%20b?q=%C3%BC&x=%221%22#%C3%A9"
    assert page(variant).xpath('//div[@class="lead"]//a')[0].get("href") == address
    assert f"\n{address}\n" in variant.text
    assert page(variant).xpath("//img")[0].get("src") == "https://[::1]/a.png"


# --- the text part


def test_the_text_part_reads_as_expected() -> None:
    variant = GAZETTE.variant(("neighbours",))
    expected = (DATA / "neighbours.txt").read_text(encoding="utf-8")
    assert variant.text_of({"unsubscribe": "AAAAAAAAACp2UDGvN-lKk0f4Zkg1cwAb"}) == expected


def test_no_line_is_wider_than_72_columns_unless_it_is_an_address() -> None:
    from digest.newsletter.plain import columns

    for parts in (GAZETTE, render(HOSTILE, MASTHEAD, TEMPLATES)):
        for line in parts.variant().text.splitlines():
            assert columns(line) <= 72 or "://" in line


# --- direction and templates


def test_a_right_to_left_edition_runs_so_and_a_foreign_title_keeps_its_direction() -> None:
    from newsletter_edition import ARABIC

    root = page(render(ARABIC, ARABIC_MASTHEAD, TEMPLATES).variant())
    assert root.get("dir") == "rtl"
    assert [h.get("dir") for h in root.xpath('//td[@class="story"]/h3')] == [None, None, "ltr"]


def test_a_foreign_title_in_a_list_stands_in_line_and_reads_its_own_way() -> None:
    both = (pick("Is RSS dead?"), pick("هل مات؟"))
    stories = [item(n, "هل مات الخبز؟", related=both, next=pick("Who asks?", kind=PickKind.NEXT)) for n in range(6)]
    stories.append(item(9, "Is toast dead?"))
    root = page(render(edition(section("all", "الكل", *stories)), ARABIC_MASTHEAD, TEMPLATES).variant())
    assert root.xpath('//p[@class="line"]/@dir') == []
    assert [a.get("dir") for a in root.xpath('//p[@class="line"]/a')] == [None] * 6 + ["ltr"]
    assert [a.get("dir") for a in root.xpath('//div[@class="lead"]/p[@class="pick"]/a')] == ["ltr", None]
    assert root.xpath('//p[@class="onward"]/a/@dir') == ["ltr"]


def test_a_byline_keeps_its_order_between_two_directions() -> None:
    story = item(1, "A story", authors=("مريم العلي",), minutes=9)
    text = render(edition(section("all", "All", story)), MASTHEAD, TEMPLATES).variant().text
    assert "مريم العلي\u200e · \u200e9 min read" in text
    assert "\u200e" not in GAZETTE.variant().text


def test_a_publishers_own_template_shadows_ours_and_its_mistakes_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "email"
    folder.mkdir()
    (folder / "subject.txt").write_text("{{ mast.newsletter_title }}: {{ lead.title }}")
    variant = render(EDITION, MASTHEAD, Templates(tmp_path)).variant(("neighbours",))
    assert variant.subject == "The Monday Pour: The hedge committee meets at dawn"
    (folder / "story.html").write_text("{{ item.titel }}")
    with pytest.raises(RenderError, match=r"email/story\.html"):
        render(EDITION, MASTHEAD, Templates(tmp_path))
    (folder / "story.html").write_text("{{ item.minutes + item.title }}")
    with pytest.raises(RenderError, match=r"email/story\.html"):
        render(EDITION, MASTHEAD, Templates(tmp_path))


@pytest.mark.parametrize("mistake", ["{{ item.titel }}", "{{ item.minutes + item.title }}", "{% sett x %}"])
def test_the_file_with_the_mistake_is_told_and_its_line(tmp_path: Path, mistake: str) -> None:
    (tmp_path / "email").mkdir()
    part, whole = tmp_path / "email/part.html", tmp_path / "email/whole.html"
    part.write_text(f"\n\n{mistake}")
    whole.write_text("{% include 'email/part.html' %}")
    with pytest.raises(RenderError, match=re.escape(f"{part}, line 3: ")):
        Templates(tmp_path).render("email/whole.html", item=item(1, "A story", minutes=9))


def test_a_subject_is_cut_at_a_word() -> None:
    story = item(1, "Word " * 40)
    subject = render(edition(section("all", "All", story)), MASTHEAD, TEMPLATES).variant().subject
    assert subject == "Word " * 14 + "Word…"


def test_titles_of_the_hostile_kind_are_all_tried() -> None:
    assert {i.title for s in HOSTILE.sections for i in s.items} == set(HOSTILE_TITLES)
