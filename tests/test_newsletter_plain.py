"""Text for a terminal: lines of 72 columns that break where a reader would, in any script; nothing is lost or added."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Passage, PickKind, Sponsor
from digest.newsletter.clean import one_line
from digest.newsletter.passages import passage
from digest.newsletter.plain import columns, underline, wrap
from digest.newsletter.render import render
from digest.templates import Templates
from newsletter_edition import (
    ARABIC,
    ARABIC_MASTHEAD,
    DATA,
    EDITION,
    HOSTILE_TITLES,
    MASTHEAD,
    edition,
    item,
    pick,
    section,
)

TEMPLATES = Templates()
JAPANESE = (
    "国際的な見出しはとても長いので、折り返しが必要です。"
    "「どこで」と編集長は尋ねた（静かに）。答えはMacBook Proの中に！？"
)
ADDRESSED = "詳しくはhttps://teapot.example/a/long/address/in/a/textをご覧ください。"
HARD = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=300),
    st.text("国際はとーっ、。「」（）ab ,)", max_size=200),
    st.lists(
        st.sampled_from([*HOSTILE_TITLES, JAPANESE, ADDRESSED, "a", "https://teapot.example/" + "x" * 90]), max_size=4
    ).map(" ".join),
).map(one_line)


def solid(text: str) -> str:
    return re.sub(r"\s", "", text)


# --- lines


@given(HARD, st.sampled_from(["", "- ", "    "]))
def test_a_line_is_no_wider_than_72_columns_unless_it_is_one_address(text: str, prefix: str) -> None:
    lines = wrap(text, prefix).split("\n")
    assert all(columns(line) <= 72 or ("://" in line and " " not in line.strip("- ")) for line in lines)
    assert solid("".join(lines)) == solid(prefix + text)


@given(HARD)
def test_a_word_that_fits_is_never_broken(text: str) -> None:
    lines = wrap(text).split("\n")
    whole = [word for word in text.split(" ") if word.isascii() and len(word) <= 72]
    found = [word for line in lines for word in line.split(" ")]
    assert [word for word in whole if word not in found] == []


def test_east_asian_text_breaks_between_characters_and_never_before_what_closes_or_after_what_opens() -> None:
    lines = wrap(JAPANESE * 5).split("\n")
    assert all(columns(line) >= 60 for line in lines[:-1])
    assert not [line for line in lines if line[0] in "、。」）！？っー"]
    assert not [line for line in lines if line[-1] in "「（"]


def test_an_address_amid_east_asian_text_stays_whole() -> None:
    assert wrap((JAPANESE + ADDRESSED) * 5).count("https://teapot.example/a/long/address/in/a/text") == 5


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("abc", 3), ("é", 1), ("e\u0301", 1), ("国", 2), ("한", 2), ("ｱ", 1), ("مرحبا", 5), ("مَرْحَبًا", 5),
        ("❤", 1), ("❤\ufe0f", 2), ("👍🏽", 2),
        ("👩\u200d👩\u200d👧\u200d👦", 2), ("🇩🇪", 2), ("a\u200bb", 2), ("\u200f", 0),
        ("क्\u200dष", 2),
    ],
)  # fmt: skip
def test_columns_are_what_a_terminal_gives(text: str, wide: int) -> None:
    assert columns(text) == wide


def test_a_rule_is_as_wide_as_what_it_stands_under() -> None:
    assert underline("国際 ab", "-") == "国際 ab\n-------"
    assert underline(wrap("word " * 20).strip(), "=").endswith("\n" + "=" * 69)
    assert underline("https://teapot.example/" + "x" * 90, "=").endswith("\n" + "=" * 72)


# --- an editor's words


def test_a_link_of_an_editor_leads_where_the_html_does() -> None:
    written = "[a](/about) [b](https://bücher.example/ä?q=ö&amp;r) [c](mailto:ada@teapot.example) [d](https://[x)"
    assert passage(written, base_url="https://teapot.example/") == (
        "a <https://teapot.example/about> b\n"
        "<https://xn--bcher-kva.example/%C3%A4?q=%C3%B6&r> c\n"
        "<mailto:ada@teapot.example> d <https://[x>"
    )


def test_an_introduction_reads_as_expected() -> None:
    written = (DATA / "introduction.md").read_text(encoding="utf-8")
    assert passage(written) + "\n" == (DATA / "introduction.txt").read_text(encoding="utf-8")


@given(st.lists(st.one_of(st.text("ab >-*1.#`|=\\\t", max_size=90), HARD), max_size=8).map("\n".join))
def test_no_word_of_an_editor_is_lost(written: str) -> None:
    assert solid(passage(written)).replace(">", "") == solid(written).replace(">", "")


@given(st.lists(st.lists(st.text("abc", min_size=1, max_size=20), max_size=20).map(" ".join), max_size=8))
def test_what_is_wrapped_stays_as_it_is_when_it_is_wrapped_again(paragraphs: list[str]) -> None:
    once = passage("\n\n".join(paragraphs))
    assert passage(once) == once


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("see [the fête](https://a.example/b).", "see the fête <https://a.example/b>."),
        ("![A cup](https://a.example/c.png 'cup')", "A cup <https://a.example/c.png>"),
        ("[not a link] (and this)", "[not a link] (and this)"),
        ("one\ntwo", "one two"),
        ("one  \ntwo", "one\ntwo"),
        ("one\\\ntwo", "one\\\ntwo"),
        ("# Title\ntext", "# Title\ntext"),
        ("Title\n=====", "Title\n====="),
        ("- a\n- b\n\nc", "- a\n- b\n\nc"),
        ("> a\n> b\n\nc", "> a b\n\nc"),
        ("```\na  b\nc\n```", "```\na  b\nc\n```"),
        ("~~~\n```\na\nb\n~~~", "~~~\n```\na\nb\n~~~"),
        ("one\n\n\n\ntwo", "one\n\ntwo"),
        ("| a | b |\n|---|---|", "| a | b |\n|---|---|"),
        ("", ""),
    ],
)
def test_markdown_keeps_its_shape(written: str, read: str) -> None:
    assert passage(written) == read
    assert passage(written, "  ") == "\n".join(f"  {line}".rstrip() for line in read.split("\n"))


# --- the whole


def test_an_edition_with_an_editors_words_and_a_sponsor_reads_as_expected() -> None:
    made = replace(
        EDITION,
        introduction=Passage(text="Dear neighbours,\n\nthe kettle is on *again*.", html="<p>Dear neighbours,</p>"),
        sponsor=Sponsor(
            name="Whistle & Sons",
            url="https://whistle.example/",
            passage=Passage(text="Kettles **in tune**, since 1871.\n\n- Copper\n- Tin", html="<p>Kettles</p>"),
        ),
    )
    text = render(made, MASTHEAD, TEMPLATES).variant(("neighbours",)).text_of({"unsubscribe": "A" * 32})
    assert text == (DATA / "sponsored.txt").read_text(encoding="utf-8")


def test_a_text_has_no_markup_and_no_line_ends_in_a_blank() -> None:
    for of, masthead in ((EDITION, MASTHEAD), (ARABIC, ARABIC_MASTHEAD)):
        text = render(of, masthead, TEMPLATES).variant().text
        assert not re.search(r"<[a-z/!]|&[a-z]+;|&#", text)
        assert not re.search(r"[ \t]$", text, re.MULTILINE)
        assert not re.search(r"\n{4}", text)


@pytest.mark.parametrize("length", range(45, 75))
def test_what_ends_in_a_colon_has_room_for_it(length: int) -> None:
    onward = item(1, "A story", next=pick("On and on", kind=PickKind.NEXT))
    made = edition(section("all", "word " * (length // 5) + "x" * (length % 5), onward))
    text = render(made, MASTHEAD, TEMPLATES).variant().text
    assert max(columns(line) for line in text.splitlines() if "://" not in line) <= 72


def test_every_address_stands_whole_on_a_line_of_its_own() -> None:
    text = render(EDITION, MASTHEAD, TEMPLATES).variant().text
    lines = [line for line in text.splitlines() if "://" in line]
    assert len(lines) == 21
    assert all(re.fullmatch(r" *https://\S+", line) for line in lines)
