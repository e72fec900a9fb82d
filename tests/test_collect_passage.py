"""An editor's Markdown, as mails show it: safe whatever it is, and nothing left out silently."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.text.passage import SHOWN, passage

SITE = "https://site.example/"
PIECES = st.sampled_from(
    [
        *("# Head\n", "**bold", "*em*", "- one\n", "> said\n", "\n\n", "[a](https://e.example)", "[b](javascript:x)"),
        *(
            "<script>alert(1)</script>",
            "<img src=x onerror=y>",
            "<a href='data:text/html,x'>d</a>",
            "<h2><p>",
            "</div>",
        ),
        *(
            "<style>p{}</style>",
            "<svg onload=x>",
            "![p](https://e.example/p.png)",
            "`code`",
            "<table><td>",
            "&#1;",
            "\x00",
        ),
        *(
            "<a href=https://e.example onclick=z style=q>",
            "<",
            "words ",
            "<!--",
            "]]>",
            '"',
            "<iframe src=//e.example>",
        ),
    ]
)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Some **words**, *said* [here](https://e.example/?a=1&b=2).\n\nMore.", None),
        ("# A heading\n\nText", "<p><strong>A heading</strong></p>\n<p>Text</p>"),
        ("[about](/about) [mail](mailto:ada@a.example)", None),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
        (" \n\t", ""),
    ],
)
def test_what_mails_can_show_is_shown_and_is_no_mistake(text: str, html: str | None) -> None:
    found, mistakes = passage(text, SITE)
    assert mistakes == []
    assert html is None or found == html
    assert found.count("<a ") == text.count("](")


def test_links_are_absolute_so_that_they_lead_somewhere_from_a_mail() -> None:
    assert passage("[about](/about)", SITE)[0] == '<p><a href="https://site.example/about">about</a></p>'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("![a cat](https://e.example/cat.png)", "a picture is not shown in mails"),
        ("`x`", "code is not shown in mails"),
        ("| a |\n|---|\n| b |", "a table is not shown in mails"),
        ("~~no~~", "a strike is not shown in mails"),
        ("<div>x</div>", "<div> is not shown in mails"),
        ("[files](ftp://e.example/)", "the link “files” leads nowhere"),
    ],
)
def test_what_mails_cannot_show_is_told_and_not_left_out_silently(text: str, told: str) -> None:
    assert any(one.startswith(told) for one in passage(text, SITE)[1])


@given(st.lists(PIECES, max_size=12).map("".join))
def test_nothing_but_words_links_and_emphasis_comes_out_of_anything(text: str) -> None:
    html, _ = passage(text, SITE)
    tags = re.findall(r"</?([a-z0-9]+)([^>]*)>", html)
    assert {name for name, _ in tags} <= SHOWN
    assert all(re.fullmatch(r'( href="(https?:|mailto:)[^"]*")?', rest) for _, rest in tags)
    assert "alert" not in html
    assert "\x00" not in html
