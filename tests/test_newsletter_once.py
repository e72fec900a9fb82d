"""Each part is rendered and encoded once; what comes out is what a plain rendering gives, but for a reader's own."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as parser
from markupsafe import Markup, escape

from digest.errors import RenderError
from digest.model import Edition, Passage, Sponsor
from digest.newsletter.choice import Choice, choice
from digest.newsletter.layout import CHOSEN, Format
from digest.newsletter.placeholders import LENGTH
from digest.newsletter.render import Masthead, Parts, Variant, render
from digest.readers.tokens import token
from digest.templates import Templates
from newsletter_edition import (
    ARABIC,
    ARABIC_MASTHEAD,
    EDITION,
    HOSTILE,
    HOSTILE_TITLES,
    MASTHEAD,
    edition,
    item,
    section,
)

TEMPLATES = Templates()
GAZETTE = render(EDITION, MASTHEAD, TEMPLATES)
ALL = ("confessions", "experiments", "neighbours")
SPONSORED = replace(
    EDITION,
    introduction=Passage(
        text="Dear **reader**,\n\nwelcome.", html="<p>Dear <strong>reader</strong>,</p>\n<p>welcome.</p>"
    ),
    sponsor=Sponsor(
        name="Kettles & Sons",
        url="https://kettles.example/",
        passage=Passage(text="We mend.", html="<p>We mend.</p>"),
    ),
)


class _Plain(Format):
    """Lays out the parts themselves, as if there were no marks and no pieces."""

    def rendered(self, stories: Choice, words: dict[str, str]) -> str:
        chosen = str(escape(words["chosen"])) if self.kind == "html" else words["chosen"]
        parts = {name: part.text for name, part in self.parts.items()}
        parts |= {name: part.replace(CHOSEN, chosen) for name, part in self.worded.items()}
        shown: dict[str, Any] = {
            name: self._as_it_is(parts.get(name, ""))
            for name in ("masthead", "inside", "introduction", "sponsor", "footer", "small", "dark")
        }
        there = stories.shown()
        return self.templates.render(
            f"email/digest.{self.kind}",
            **self.shared, **shown, **words,
            contents=[self._as_it_is(parts[f"line:{i.article}"]) for i in stories.items if len(stories.items) >= 6],
            lead=self._as_it_is(parts[f"lead:{stories.items[0].article}"]),
            sections=[
                {
                    "head": self._as_it_is(parts[f"section:{s.section.slug}"]),
                    "stories": [self._as_it_is(parts[f"story:{i.article}"]) for i in s.items],
                    "next": self._as_it_is(parts.get(f"next:{s.section.slug}", "")),
                }
                for s in there
            ],
            rest="", wrapping="", padding="\u034f\u200c\u00a0" * 40,
        )  # fmt: skip

    def _as_it_is(self, text: str) -> str:
        return Markup(text) if self.kind == "html" else text


@pytest.mark.parametrize("sections", [(), *((slug,) for slug in ALL), ALL[:2], ALL[1:]], ids=" ".join)
@pytest.mark.parametrize("made", [EDITION, SPONSORED], ids=["usual", "sponsored"])
def test_joined_bytes_decode_to_what_a_plain_rendering_gives(made: Edition, sections: tuple[str, ...]) -> None:
    parts = render(made, MASTHEAD, TEMPLATES)
    variant = parts.variant(sections)
    stories = choice(parts.edition, sections)
    words = parts._words(stories, len(stories.items), parts._titles(sections))
    for kind, form, found in (("html", parts.html, variant.html), ("txt", parts.text, variant.text)):
        plain = _Plain(kind, form.templates, form.shared, form.parts, form.worded)
        assert found == plain.rendered(stories, words)


@pytest.mark.parametrize(
    ("made", "mast"), [(EDITION, MASTHEAD), (ARABIC, ARABIC_MASTHEAD), (HOSTILE, MASTHEAD), (SPONSORED, MASTHEAD)]
)
def test_every_line_of_every_variant_has_76_columns_at_most(made: Edition, mast: Masthead) -> None:
    parts = render(made, mast, TEMPLATES)
    for slugs in [(), *((one.slug,) for one in made.sections)]:
        variant = parts.variant(slugs)
        for stencil in (variant.quoted_html, variant.quoted_text):
            lines = stencil.filled({"unsubscribe": b"_" * LENGTH}).split(b"\r\n")
            assert max(map(len, lines)) <= 76
            assert not [line for line in lines if b"\n" in line or b"\r" in line]


def test_variants_share_the_bytes_of_what_they_share() -> None:
    one, other = GAZETTE.variant(), GAZETTE.variant(("neighbours",))
    ours = {id(piece) for piece in GAZETTE.html.parts["story:tag:teapot.example,2026:8"].quoted.stencil.pieces}
    for variant in (one, other):
        assert ours & {id(piece) for piece in variant.quoted_html.pieces}


def test_words_of_the_editor_and_of_a_sponsor_stand_in_both_formats() -> None:
    variant = render(SPONSORED, MASTHEAD, TEMPLATES).variant(("neighbours",))
    assert "<strong>reader</strong>" in re.sub(r' style="[^"]*"', "", variant.html)
    assert "Dear **reader**" in variant.text
    assert "https://kettles.example/" in variant.html
    assert "https://kettles.example/" in variant.text
    assert "Kettles &amp; Sons" in variant.html


def test_the_editors_lead_leads_where_its_section_was_chosen_and_only_there() -> None:
    wanted = EDITION.sections[1].items[1]
    parts = render(replace(EDITION, lead=wanted.article), MASTHEAD, TEMPLATES)
    every = titles_of(parts.variant())
    assert every == [wanted.title, *(t for t in titles_of(GAZETTE.variant()) if t != wanted.title)]
    assert parts.variant().subject == wanted.title
    assert titles_of(parts.variant(("neighbours",))) == titles_of(GAZETTE.variant(("neighbours",)))
    lines = page(parts.variant()).xpath('//p[@class="line"]')
    assert wanted.title.startswith(lines[0].text_content().rstrip("…"))


def test_a_lead_that_the_edition_lacks_changes_nothing() -> None:
    parts = render(replace(EDITION, lead="tag:teapot.example,2026:none"), MASTHEAD, TEMPLATES)
    assert titles_of(parts.variant()) == titles_of(GAZETTE.variant())


def page(variant: Variant) -> parser.HtmlElement:
    return parser.document_fromstring(variant.html)


def titles_of(variant: Variant) -> list[str]:
    return [e.text_content() for e in page(variant).xpath('//div[@class="lead"]/h2 | //td[@class="story"]/h3')]


# --- what is a reader's own

SECRET = b"a secret of the house"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_a_readers_token_changes_its_own_bytes_only(one: int, other: int) -> None:
    variant = GAZETTE.variant(("neighbours",))
    ours, theirs = (token(SECRET, "unsubscribe", number) for number in (one, other))
    for stencil in (variant.quoted_html, variant.quoted_text):
        first, second = (stencil.filled({"unsubscribe": own.encode()}) for own in (ours, theirs))
        assert len(first) == len(second)
        assert first.count(ours.encode()) == 1
        assert second == first.replace(ours.encode(), theirs.encode())
        assert one == other or ours.encode() not in second


def test_a_placeholder_is_as_long_as_a_token_and_of_its_letters() -> None:
    assert re.fullmatch(r"[\w-]{32}", GAZETTE.placeholders["unsubscribe"], re.ASCII)
    assert LENGTH == len(token(SECRET, "unsubscribe", 2**64 - 1)) == len(token(SECRET, "unsubscribe", 0))


def test_no_title_can_pose_as_a_placeholder() -> None:
    """Whoever knew one would have had to know it before the edition was made: with the title, it is another."""
    known = GAZETTE.placeholders["unsubscribe"]
    posing = edition(
        section("all", f"@@UNSUBSCRIBE@@ {known}", *(item(i, t) for i, t in enumerate((known, f"x{known}"))))
    )
    parts = render(posing, replace(MASTHEAD, section_titles=()), TEMPLATES)
    variant = parts.variant()
    assert parts.placeholders["unsubscribe"] != known
    assert len(variant.quoted_html.places) == len(variant.quoted_text.places) == 1
    assert variant.html_of({"unsubscribe": "t" * 32}).count(known) >= 3


def test_a_second_placeholder_needs_a_page_and_a_token_only(tmp_path: Path) -> None:
    folder = tmp_path / "email"
    folder.mkdir()
    (folder / "footer.html").write_text(
        '<p><a href="{{ choosing }}">Sections</a> or {{ unsubscribe }} {{ chosen }}</p>'
    )
    (folder / "footer.txt").write_text("{{ choosing }} {{ unsubscribe | wrap }}")
    pages = (*MASTHEAD.reader_pages, ("choosing", "https://teapot.example/sections/?of="))
    variant = render(EDITION, replace(MASTHEAD, reader_pages=pages), Templates(tmp_path)).variant()
    tokens = {"unsubscribe": "u" * 32, "choosing": "s" * 32}
    for made in (variant.html_of(tokens), variant.text_of(tokens)):
        assert made.count(f"https://teapot.example/sections/?of={'s' * 32}") == 1
        assert made.count(f"https://teapot.example/unsubscribe/{'u' * 32}") == 1


# --- whatever stands in it


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    words=st.lists(st.text(st.characters(), max_size=60) | st.sampled_from(HOSTILE_TITLES), min_size=3, max_size=3),
    slugs=st.sets(st.sampled_from(["s0", "s1", "s2", "none"])),
    lead=st.integers(0, 9),
)
def test_any_words_and_any_choice_give_one_place_and_the_same_stories_in_both_formats(
    words: list[str], slugs: set[str], lead: int
) -> None:
    made = edition(
        *(
            section(f"s{i}", word, *(item(n, f"Story {n} {t}", f"s{i}", summary=t) for n, t in enumerate(words, 3 * i)))
            for i, word in enumerate(words)
        )
    )
    parts = render(replace(made, lead=f"tag:teapot.example,2026:{lead}"), MASTHEAD, TEMPLATES)
    if slugs == {"none"}:
        with pytest.raises(ValueError, match="nothing in it is from none"):
            parts.variant(slugs)
        return
    variant = parts.variant(slugs)
    assert len(variant.quoted_html.places) == len(variant.quoted_text.places) == 1
    assert not re.search("[\ufdd0-\ufdef]", variant.html + variant.text)
    numbers = [int(re.match(r"\s*Story (\d+)", title)[1]) for title in titles_of(variant)]  # type: ignore[index]
    expected = [n for n in range(9) if not slugs or f"s{n // 3}" in slugs]
    assert sorted(numbers) == expected
    assert numbers[0] == (lead if lead in expected else expected[0])
    told = [
        int(number) for number in re.findall(r"^https://teapot\.example/s\d/story-(\d+)/$", variant.text, re.MULTILINE)
    ]
    assert told == numbers


def test_a_sheet_that_changes_a_part_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "email"
    folder.mkdir()
    (folder / "digest.html").write_text("{{ lead | replace('story', 'x') | replace('lead', 'y') }}")
    with pytest.raises(RenderError, match=r"email/digest\.html: it changes a part"):
        render(EDITION, MASTHEAD, Templates(tmp_path)).variant()


def test_a_sheet_may_leave_parts_out_and_place_them_amid_a_line(tmp_path: Path) -> None:
    folder = tmp_path / "email"
    folder.mkdir()
    (folder / "digest.html").write_text("<b>{{ lead }}</b>{{ lead }} {{ footer }}.")
    parts: Parts = render(EDITION, MASTHEAD, Templates(tmp_path))
    lead = parts.html.parts[f"lead:{EDITION.sections[0].items[0].article}"].text
    assert parts.variant().html.startswith(f"<b>{lead}</b>{lead} <div")
    assert parts.variant().html.endswith("</div>.\n")
