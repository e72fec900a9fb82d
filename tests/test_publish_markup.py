"""HTML for readers: whatever comes in, an HTML5 parser that forgives nothing finds no mistake in what goes out."""

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.publish.clean import text
from digest.publish.markup import fit

HERE = "https://example.org/a/story"
NAMES = (
    "p div section form script svg iframe select a b i span h1 h2 ul ol li dl dt dd table caption thead tbody tr td th "
    "ruby rt rp pre br img hr blockquote details summary figure figcaption q object head html body x-y o:p"
)
NAME = st.sampled_from(NAMES.split())
TAG = st.one_of(
    NAME.map("<{}>".format),
    NAME.map("</{}>".format),
    NAME.map("<{} href='x&y' src=\"z<\" alt onclick=x dir='a\"b'>".format),
)
ODD = st.sampled_from(
    ["&", "&amp", "&lt", "&nbsp;", "&#0;", "&#x80;", "&#x1FFFE;", "<", "<!--", "-->", "]]>", '"', "="]
)
PIECES = st.lists(st.one_of(TAG, ODD, st.text(st.characters(exclude_categories=()), max_size=3)), max_size=30)


def mistakes(html: str) -> list[object]:
    parser = html5lib.HTMLParser()
    parser.parseFragment(html)
    return list(parser.errors)


@settings(max_examples=300, deadline=None)
@given(PIECES.map("".join))
def test_whatever_comes_in_no_html_parser_finds_a_mistake_and_once_more_changes_nothing(html: str) -> None:
    fitted = fit(text(html), HERE)
    assert mistakes(fitted) == []
    assert fit(fitted, HERE) == fitted


@settings(max_examples=100, deadline=None)
@given(PIECES.map("".join))
def test_nothing_that_runs_comes_out_and_no_address_is_relative(html: str) -> None:
    tree = html5lib.parseFragment(fit(text(html), HERE), namespaceHTMLElements=False)
    for element in tree.iter():
        assert element.tag not in ("script", "style", "iframe", "object", "embed", "form", "svg", "math")
        assert not [name for name in element.attrib if name.startswith("on") or name == "style"]
        for name in ("href", "src", "cite"):
            assert element.get(name, "https://").startswith(("https://", "http://", "mailto:"))


@pytest.mark.parametrize(
    "html",
    [
        "<p>Tea &amp; toast,\n<em>slowly</em>&nbsp;– “so”.</p>\n<pre>  a &lt; b\n</pre>",
        '<p><a href="https://example.org/x?a=1&amp;b=2" title="it\'s &quot;so&quot;">x</a></p>',
        '<ul><li>one<ol start="3"><li>two</li></ol></li></ul><dl><dt>a</dt><dd><p>b</p></dd></dl>',
        '<table><caption>c</caption><thead><tr><th colspan="2">h</th></tr></thead></table>',
        "<table><tbody> <tr><td>d</td></tr></tbody></table>",
        '<figure><img src="https://example.org/1.jpg" alt="" width="3" height="2"><figcaption>f</figcaption></figure>',
        '<p dir="rtl" lang="ar">مرحبا <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> 🍵</p>',
    ],
)
def test_what_is_fit_stays_as_it_is(html: str) -> None:
    assert fit(html, HERE) == html


@pytest.mark.parametrize(
    ("html", "fitted"),
    [
        ("plain & simple", "plain &amp; simple"),
        ("<p>one<p>two", "<p>one</p><p>two</p>"),
        ("<p><b>bold<div>block</div></b></p>", "<p><b>bold</b></p><div>block</div>"),
        ('<a href="/x">1<a href="#two">2</a>', f'<a href="https://example.org/x">1</a><a href="{HERE}#two">2</a>'),
        (
            '<a href="/x"><table><tr><td><a href="/y">1</a></td></tr></table></a><a>2</a>',
            '<a href="https://example.org/x"><table><tr><td>1</td></tr></table></a><a>2</a>',
        ),
        ('<a href="?a=1&copy=2">x</a>', f'<a href="{HERE}?a=1&amp;copy=2">x</a>'),
        ('<a href="javascript:alert(1)" onclick="x" style="color:red">x</a>', "<a>x</a>"),
        ('<img src="data:image/png;base64,AA"><img alt="no address">', ""),
        ("before<script>alert(1)</script><!-- note -->after", "beforeafter"),
        ("<script>never closed", "never closed"),
        ("<table>loose<tr>ends<td>x</table>", "<table><tr><td>loose</td></tr><tr><td>ends</td><td>x</td></tr></table>"),
        ("<td>no table</td>", "no table"),
        ("<h2>one<h3>two</h3></h2>", "<h2>one</h2><h3>two</h3>"),
        ("2 < 3 <3 a<b", "2 &lt; 3 &lt;3 a&lt;b"),
        ("<section><p>kept</p></section>", "<p>kept</p>"),
    ],
)
def test_what_is_not_fit_is_mended(html: str, fitted: str) -> None:
    assert fit(html, HERE) == fitted


@pytest.mark.parametrize("bad", ['<a "', "<script>", "<!--", "<", "<a '", "<div>", '<a href="', "<b><p>", "</p>"])
def test_a_long_mess_loses_no_text(bad: str) -> None:
    assert "the end" in fit(bad * 20_000 + "<p>the end</p>", HERE)


def test_no_nest_is_deeper_than_readers_can_follow() -> None:
    assert fit("<div>" * 20_000 + "deep", HERE) == "<div>" * 100 + "deep" + "</div>" * 100
