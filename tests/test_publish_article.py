"""Articles' own pages: where they may lie, and what is done to a text that stands on one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from digest.publish.article_text import fitted
from digest.publish.own_pages import own_file


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("https://example.org/notes/a/", "notes/a/index.html"),
        ("https://example.org/notes/a", "notes/a/index.html"),
        ("https://example.org/notes/a.html", "notes/a.html"),
        ("https://example.org/notes/a.html/", "notes/a.html/index.html"),
        ("https://example.org/notes/v1.2", "notes/v1.2/index.html"),
        ("https://example.org/caf%C3%A9", "café/index.html"),
        ("https://example.org/a#part", "a/index.html"),
    ],
)
def test_a_page_lies_where_its_address_says(url: str, file: str) -> None:
    assert own_file("https://example.org/", url) == file


@pytest.mark.parametrize(
    "url",
    [
        *("https://example.org/", "https://elsewhere.example/a", "http://example.org/a", "https://example.org:81/a"),
        *("https://example.org/?p=1", "https://example.org/a?p=1", "https://example.org/a//b"),
        *("https://example.org/../etc/x", "https://example.org/%2e%2e/x", "https://example.org/a%2Fb"),
        *("https://example.org/.well-known/x", "https://example.org/a/.hidden", "https://example.org/a%00b"),
        *("https://example.org/a%5Cb", "https://example.org/%FF", "https://example.org/" + 201 * "x"),
        *("https://example.org/sections/tea/", "https://example.org/latest/", "https://example.org/archive/1/"),
        *("https://example.org/rss.xml", "https://example.org/assets/site.css", "https://example.org/index.html"),
        *("https://example.org/sitemap.xml", "https://example.org/unsubscribe/x", "https://example.org/health"),
    ],
)
def test_no_page_lies_elsewhere_or_on_what_is_ours(url: str) -> None:
    assert own_file("https://example.org/", url) is None


def test_a_publication_under_a_path_has_pages_under_that_path_only() -> None:
    assert own_file("https://example.org/blog/", "https://example.org/blog/a") == "a/index.html"
    assert own_file("https://example.org/blog/", "https://example.org/blogger/a") is None


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_whatever_the_address_its_file_stays_inside(path: str) -> None:
    file = own_file("https://example.org/", f"https://example.org/{path}")
    assert file is None or not {"", ".", ".."} & set(file.split("/"))


def test_headings_stand_under_the_pages_own_and_leave_out_no_level() -> None:
    assert fitted("<h1>A</h1><h4>B</h4><h5>C</h5><h1>D</h1>") == "<h2>A</h2><h3>B</h3><h4>C</h4><h2>D</h2>"
    assert fitted("<h3>A</h3><h4>B</h4><h3>C</h3>") == "<h2>A</h2><h3>B</h3><h2>C</h2>"


def test_a_heading_that_says_nothing_is_none() -> None:
    assert fitted("<h1></h1><h3>A</h3>") == "<div></div><h2>A</h2>"


def test_a_picture_has_its_room_before_it_is_loaded() -> None:
    alone, sized, small = html.fromstring(
        fitted('<p><img src="a"></p><p><img src="b" width="4" height="3"></p><p>An <img src="c" alt="icon"> here</p>')
    ).xpath("//img")
    assert [picture.get("class") for picture in (alone, sized, small)] == ["unsized", None, None]
    assert [picture.get("alt") for picture in (alone, sized, small)] == ["", "", "icon"]
    assert {picture.get("loading") for picture in (alone, sized, small)} == {"lazy"}


def test_a_wide_table_can_be_moved_by_keyboard() -> None:
    assert fitted("<p>A</p><table><tbody><tr><td>1</td></tr></tbody></table>B") == (
        '<p>A</p><div class="scroll" tabindex="0" role="group" aria-label="Table">'
        "<table><tbody><tr><td>1</td></tr></tbody></table></div>B"
    )


def test_text_without_markup_stays_text() -> None:
    assert fitted("1 &lt; 2 &amp; 3") == "1 &lt; 2 &amp; 3"
    assert fitted("") == ""
