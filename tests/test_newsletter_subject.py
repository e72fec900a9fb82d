"""The subject: from a template, one clean line of at most 78 characters, never empty."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.errors import RenderError
from digest.newsletter.render import render
from digest.templates import Templates
from newsletter_edition import EDITION, MASTHEAD, edition, item, section

TEMPLATES = Templates()
LEAD = EDITION.sections[2].items[0].title


def subject(template: str, title: str = "", templates: Templates = TEMPLATES) -> str:
    """Of the Neighbours' variant, or of an edition with one story of this title."""
    of, chosen = (edition(section("all", "All", item(1, title))), ()) if title else (EDITION, ("neighbours",))
    return render(of, replace(MASTHEAD, subject=template), templates).variant(chosen).subject


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("", LEAD),
        ("{{ mast.newsletter_title }}: {{ lead.title }}", f"The Monday Pour: {LEAD}"),
        ("{{ lead.title }}, and {{ others | length }} more", f"{LEAD}, and 2 more"),
        ("{{ date }}", "Monday 23 November 2026"),
        ("{{ titles | join(' & ') }}", "Neighbours"),
        ("Tea & <b>cake</b>", "Tea & <b>cake</b>"),
        ("  two\n lines\t", "two lines"),
        ("{# nothing #}  ", LEAD),
        ("\u202e\u200f\x07", LEAD),
    ],
)
def test_a_newsletters_own_template_makes_it(template: str, expected: str) -> None:
    assert subject(template) == expected


def test_the_newsletters_own_template_comes_before_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "email"
    folder.mkdir()
    (folder / "subject.txt").write_text("Ours: {{ lead.title }}")
    assert subject("", templates=Templates(tmp_path)) == f"Ours: {LEAD}"
    assert subject("Theirs", templates=Templates(tmp_path)) == "Theirs"


@pytest.mark.parametrize("mistake", ["{{ lead.titel }}", "{{ nothing }}", "{% if %}", "{{ 1 + lead.title }}", "{{"])
def test_a_mistake_is_told_with_the_newsletters_name(mistake: str) -> None:
    with pytest.raises(RenderError, match=r"^subject of newsletter weekly in config\.toml: \w+"):
        subject(mistake)


@pytest.mark.parametrize("secret", ["{{ lead.__class__ }}", "{{ ''.__class__.__mro__ }}", "{{ others.append(1) }}"])
def test_a_template_cannot_reach_what_is_not_its_own(secret: str) -> None:
    with pytest.raises(RenderError, match="SecurityError"):
        subject(secret)


def test_a_long_one_is_cut_at_a_word() -> None:
    assert subject("", "Word " * 40) == "Word " * 14 + "Word…"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(st.characters(), min_size=1, max_size=200), st.sampled_from(["", "{{ lead.title }}", "{{ lead.summary }}"])
)
def test_it_is_always_one_clean_line_that_is_not_empty(title: str, template: str) -> None:
    found = subject(template, title)
    assert 0 < len(found) <= 78
    assert found == " ".join(found.split(" ")).strip(" ")
    never = "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef]"
    assert not re.search(never, found)
