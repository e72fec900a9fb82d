"""The three looks: what holds in each of them, whatever colours, fonts and pictures a publisher has chosen."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Edition, Passage, Sponsor
from digest.newsletter.look import Look, Style
from digest.newsletter.masthead import Masthead
from digest.newsletter.palette import Scheme, scheme
from digest.newsletter.prose import prose
from digest.newsletter.render import Parts, render
from digest.templates import Templates
from newsletter_edition import ARABIC, ARABIC_MASTHEAD, EDITION, HOSTILE, MASTHEAD, edition, item, pick, section
from test_newsletter_render import check_safe, page, stories, titles, weight

TEMPLATES = Templates()
STYLES: tuple[Style, ...] = get_args(Style)
EVERY_STYLE = pytest.mark.parametrize("style", STYLES)
COLOUR = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
HELPFUL = replace(MASTHEAD, help="mailto:pour@teapot.example")
INTRODUCTION = Passage(text="", html='<p>Good morning, <a href="https://teapot.example/">all</a>.</p><h2>Also</h2>')
SPONSOR = Sponsor(
    name="Limescale & Sons",
    url="https://limescale.example/",
    passage=Passage(text="", html="<p>Descaling since 1911.</p>"),
    image="https://limescale.example/kettle.png",
)


def dressed(style: Style, of: Edition = EDITION, mast: Masthead = HELPFUL, **chosen: str) -> Parts:
    look = Look(style=style, **chosen)  # type: ignore[arg-type]
    return render(of, replace(mast, look=look), TEMPLATES)


def test_no_name_of_a_section_that_was_chosen_makes_a_mail_wider_than_a_phone() -> None:
    named = (*MASTHEAD.section_titles, ("monster", "x" * 150))
    made = render(EDITION, replace(MASTHEAD, section_titles=named), TEMPLATES)
    html = made.variant((MASTHEAD.section_titles[0][0], "monster")).html
    assert "x" * 10 in html
    assert "x" * 31 not in html


# --- colours


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    pair = sorted((luminance(one), luminance(other)))
    return (pair[1] + 0.05) / (pair[0] + 0.05)


def check_readable(colours: Scheme) -> None:
    for ground in (colours.card, colours.tint):
        for text in (colours.ink, colours.mute, colours.accent):
            assert contrast(text, ground) >= 4.5, (text, ground)
    for text in (colours.foot, colours.foot_mute):
        assert contrast(text, colours.page) >= 4.5


@given(COLOUR, COLOUR, COLOUR, COLOUR)
def test_every_text_can_be_read_in_any_colours(ground: str, card: str, ink: str, accent: str) -> None:
    colours = scheme(page=ground, card=card, ink=ink, accent=accent)
    check_readable(colours)
    assert (colours.page, colours.card, colours.band) == (ground, card, accent)


@given(st.integers(0, 255).map(lambda grey: f"#{grey:02x}{grey:02x}{grey:02x}"), COLOUR)
def test_text_can_be_read_on_any_grey(grey: str, other: str) -> None:
    check_readable(scheme(page=grey, card=grey, ink=grey, accent=other))
    check_readable(scheme(page=other, card=grey, ink=other, accent=grey))


@EVERY_STYLE
def test_a_styles_own_colours_can_be_read_and_are_not_mended(style: Style) -> None:
    for colours in (Look(style=style).light, Look(style=style).dark):
        check_readable(colours)
        assert colours.accent == colours.band


def test_a_chosen_colour_that_can_be_read_stays_as_it_is() -> None:
    chosen = scheme(page="#ffffff", card="#ffffff", ink="#102030", accent="#004488")
    assert (chosen.ink, chosen.accent) == ("#102030", "#004488")


def test_an_accent_for_light_screens_alone_is_made_lighter_for_dark_ones() -> None:
    look = Look(accent="#6a0dad")
    assert look.light.accent == "#6a0dad"
    assert luminance(look.dark.accent) > luminance("#6a0dad")
    assert Look(accent="#6a0dad", accent_dark="#ffccff").dark.accent == "#ffccff"


def test_a_plain_mail_has_no_sheet_on_a_page_unless_it_is_chosen() -> None:
    chosen = Look(style="plain", card="#fafafa")
    assert chosen.light.page == "#fafafa"
    assert Look(style="plain", page="#eeeeee").light.page == "#eeeeee"


@EVERY_STYLE
def test_chosen_colours_and_fonts_stand_in_the_mail_and_others_do_not(style: Style) -> None:
    chosen = {"accent": "#005a9c", "page": "#e0e7ee", "card": "#fefefe", "ink": "#111122", "page_dark": "#010203"}
    html = dressed(style, heading_font="Charter,serif", body_font="Avenir,sans-serif", **chosen).variant().html
    assert all(colour in html for colour in chosen.values())
    own = Look(style=style).light
    assert not [colour for colour in {own.accent, own.ink} if colour in html]
    assert {"Charter,serif", "Avenir,sans-serif"} == set(re.findall(r"px ([A-Z][^;\"!]*)", html.split("<body")[1]))


# --- what holds in each look


@EVERY_STYLE
def test_every_story_stands_in_it_once_with_what_belongs_to_it(style: Style) -> None:
    variant = dressed(style).variant()
    shown = page(variant).text_content()
    assert stories(variant) == titles(())
    for part in EDITION.sections:
        assert part.next
        assert f"Next in {part.title}" in shown
        for one in (part.next, *(p for i in part.items for p in i.related)):
            assert variant.html.count(f'"{one.url}"') == 1
            assert one.reason in shown


@EVERY_STYLE
def test_the_page_tells_machines_what_it_is(style: Style) -> None:
    made = replace(EDITION, introduction=INTRODUCTION, sponsor=SPONSOR)
    for of, mast in ((made, HELPFUL), (ARABIC, ARABIC_MASTHEAD)):
        root = page(dressed(style, of, mast).variant())
        (wrapper,) = root.xpath('//div[@role="article"]')
        assert [root.get("lang"), root.get("dir")] == [wrapper.get("lang"), wrapper.get("dir")]
        assert root.get("dir") == mast.dir
        assert all(table.get("role") == "presentation" for table in root.iter("table"))
        assert all(image.get("alt") for image in root.iter("img"))
        levels = [int(str(e.tag)[1]) for e in root.iter("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(deeper - level <= 1 for level, deeper in pairwise(levels))


@EVERY_STYLE
def test_no_text_is_smaller_than_14_pixels(style: Style) -> None:
    html = dressed(style, replace(EDITION, introduction=INTRODUCTION, sponsor=SPONSOR)).variant().html
    assert min(int(size) for size in re.findall(r"(\d+)px/", html)) == 14
    assert "font-size" not in html


@EVERY_STYLE
def test_one_more_story_weighs_1200_bytes_at_most_and_one_more_pick_400(style: Style) -> None:
    def size(count: int, related: int) -> int:
        summary = "Two lines of summary say what happened, to whom, and why a reader may care. " * 2
        picks = tuple(pick(f"A story worth going back to, {i}", "Also about kettles and time") for i in range(related))
        made = [
            item(i, f"A headline of usual length for story {i:03}", summary=summary, authors=("Marguerite Oxley",),
                 image="https://teapot.example/img/a.jpg", related=picks)
            for i in range(count)
        ]  # fmt: skip
        return weight(dressed(style, edition(section("all", "All", *made))).variant().html)

    assert size(21, 0) - size(20, 0) <= 1200
    assert (size(20, 3) - size(20, 2)) / 20 <= 400


@EVERY_STYLE
def test_hostile_titles_stay_text(style: Style) -> None:
    check_safe(dressed(style, HOSTILE), HOSTILE)


@EVERY_STYLE
def test_pictures_float_to_the_end_of_the_line_in_either_direction(style: Style) -> None:
    for of, mast, side in ((EDITION, MASTHEAD, "right"), (ARABIC, ARABIC_MASTHEAD, "left")):
        beside = page(dressed(style, of, mast).variant()).xpath("//h3//img | //h2//img")
        assert {image.get("align") for image in beside} == (set() if style == "plain" else {side})


# --- around the stories


@EVERY_STYLE
def test_an_introduction_and_a_sponsor_stand_where_they_should_and_the_sponsor_is_called_one(style: Style) -> None:
    made = replace(EDITION, introduction=INTRODUCTION, sponsor=SPONSOR)
    shown = page(dressed(style, made).variant()).text_content()
    order = ["The Monday Pour", "Good morning, all.", EDITION.sections[0].items[0].summary[:40], "Sponsored by"]
    places = [shown.index(words) for words in (*order, EDITION.sections[0].items[1].summary[:40])]
    assert places == sorted(places)
    assert "Sponsored by Limescale & Sons" in shown
    bare = page(dressed(style).variant())
    assert not bare.xpath('//*[@class="sponsor" or @class="passage"]')


def test_headings_of_an_editor_become_strong_lines_and_his_images_get_an_alternative() -> None:
    assert prose("<h1 id=a>One</h1><p>two</p>") == "<p><strong>One</strong></p><p>two</p>"
    assert prose('<img src="a"><img alt="b" src="c">') == '<img alt="" src="a"><img alt="b" src="c">'


def test_a_logo_takes_the_place_of_the_name_and_keeps_it_as_its_text() -> None:
    light, dark = "https://teapot.example/logo.png", "https://teapot.example/logo-night.png"
    html = dressed("magazine", logo=light, logo_dark=dark).variant().html
    shown, hidden = page(dressed("magazine", logo=light, logo_dark=dark).variant()).xpath("//h1//img")
    assert (shown.get("src"), shown.get("alt"), shown.get("width")) == (light, "The Teapot Gazette", "200")
    assert hidden.get("src") == dark
    assert "display:none" in hidden.getparent().get("style")
    assert ".night { display: block !important }" in html
    alone = dressed("magazine", logo=light).variant()
    assert len(page(alone).xpath("//h1//img")) == 1
    assert ".night" not in alone.html


def test_the_foot_says_how_to_choose_sections_where_there_is_a_choice() -> None:
    def asking(mast: Masthead) -> list[str]:
        root = page(render(EDITION, mast, TEMPLATES).variant())
        return [a.get("href") for a in root.xpath('//*[@class="foot"]//a') if a.text_content().startswith("Ask us")]

    assert asking(HELPFUL) == ["mailto:pour@teapot.example"]
    assert asking(replace(HELPFUL, help="https://teapot.example/help")) == ["https://teapot.example/help"]
    assert asking(replace(HELPFUL, help='mailto:"x"<y>@teapot.example')) == ["mailto:%22x%22%3Cy%3E@teapot.example"]
    assert asking(replace(HELPFUL, help="javascript:alert(1)")) == []
    assert asking(replace(HELPFUL, section_titles=MASTHEAD.section_titles[:1])) == []


# --- a publisher's own files


@EVERY_STYLE
def test_a_part_and_a_style_sheet_of_ones_own_take_the_place_of_ours(style: Style, tmp_path: Path) -> None:
    folder = tmp_path / "email" / style
    folder.mkdir(parents=True)
    (folder / "style.css").write_text(".head { margin: 77px 0 0 }")
    (tmp_path / "email" / "section.html").write_text('<h2 class="head">§ {{ section.title }}</h2>')
    html = render(EDITION, replace(MASTHEAD, look=Look(style=style)), Templates(tmp_path)).variant().html
    assert '<h2 class="head" style="margin:77px 0 0">§ Confessions</h2>' in html


def test_a_style_sheet_of_one_look_leaves_the_others_alone(tmp_path: Path) -> None:
    (tmp_path / "email" / "plain").mkdir(parents=True)
    (tmp_path / "email" / "plain" / "style.css").write_text("")
    mine = render(EDITION, replace(MASTHEAD, look=Look(style="compact")), Templates(tmp_path)).variant()
    assert mine == render(EDITION, replace(MASTHEAD, look=Look(style="compact")), TEMPLATES).variant()
