"""Listing pages: the links that lead to articles, and no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from digest.collect import page
from digest.errors import PageUnreadable
from digest.model import Source, SourceKind

URL = "https://mag.example/confessions/"
SOURCE = Source(
    url=URL,
    kind=SourceKind.LISTING,
    section="confessions",
    name="Mag",
    full=True,
    every=timedelta(hours=1),
    from_page=False,
)
LISTING = b"""<!doctype html><html><head><title>Confessions</title></head><body>
<header><a href="/">Mag</a><nav><ul>
  <li><a href="/category/news/">News of the whole wide world</a></li>
  <li><a href="/confessions/">Confessions</a></li></ul></nav></header>
<main>
  <h1>Confessions</h1>
  <article class="card"><a href="/i-ate-the-whole-cake/"><img src="c.jpg" alt=""></a>
    <h2><a href="/i-ate-the-whole-cake/?utm_source=list">I ate the whole cake, and I would again</a></h2>
    <p>By <a href="/author/ada-with-a-long-name/">Ada, who likes cake a lot</a> in <a href="/tag/cake/">Cake</a></p>
    <a href="/i-ate-the-whole-cake/">Read more</a></article>
  <div class="teaser"><a href="https://www.mag.example/2026/11/the-cat-knows">
    <h3>The cat knows</h3><p>She always did.</p></a></div>
  <ul class="list"><li><a href="/letters-never-sent/">Letters that I never sent</a> <time>20 Nov</time></li>
    <li><a href="/an-apology-to-my-lawn.html">An apology to my lawn</a></li>
    <li><a href="https://other.example/a-long-story-elsewhere/">A long story that is elsewhere</a></li></ul>
  <p>Read our <a href="/about/">about page, it is quite long</a> or
    <a href="mailto:ed@mag.example">write to the editor now</a>.</p>
  <div class="pagination"><a href="/confessions/page/2/">Older confessions are over here</a></div>
</main>
<footer><a href="/privacy-policy-of-this-magazine/">Privacy policy of this magazine</a></footer>
</body></html>"""


def test_links_to_articles_are_found_without_rules() -> None:
    found = page.links(LISTING, SOURCE, url=URL).found
    assert [(one.url, one.title) for one in found] == [
        ("https://mag.example/i-ate-the-whole-cake/", "I ate the whole cake, and I would again"),
        ("https://www.mag.example/2026/11/the-cat-knows", "The cat knows"),
        ("https://mag.example/letters-never-sent/", "Letters that I never sent"),
        ("https://mag.example/an-apology-to-my-lawn.html", "An apology to my lawn"),
    ]
    assert not any(one.complete for one in found)
    assert {(one.source, one.section, one.guid) for one in found} == {(URL, "confessions", None)}


@pytest.mark.parametrize("selector", ["ul.list a", "ul.list li", "ul.list"])
def test_a_selector_says_which_links_and_goes_before_all_judging(selector: str) -> None:
    found = page.links(LISTING, replace(SOURCE, selector=selector), url=URL).found
    assert [one.url for one in found] == [
        "https://mag.example/letters-never-sent/",
        "https://mag.example/an-apology-to-my-lawn.html",
        "https://other.example/a-long-story-elsewhere/",
    ]


def test_a_selector_inside_a_link_means_that_link() -> None:
    found = page.links(LISTING, replace(SOURCE, selector="h3"), url=URL).found
    assert [one.title for one in found] == ["The cat knows"]


@pytest.mark.parametrize(("selector", "why"), [("ul..", "no CSS selector"), ("video", "no links to articles")])
def test_a_selector_that_finds_nothing_is_told(selector: str, why: str) -> None:
    with pytest.raises(PageUnreadable, match=why):
        page.links(LISTING, replace(SOURCE, selector=selector), url=URL)


@pytest.mark.parametrize(
    "body", [b"", b"<p>Nothing here.</p>", b"<nav><a href='/a-long-story/'>A long story of a shed</a></nav>"]
)
def test_a_page_without_articles_is_told(body: bytes) -> None:
    with pytest.raises(PageUnreadable):
        page.links(body, SOURCE, url=URL)


def test_a_link_without_words_gets_those_of_its_address() -> None:
    body = b"<main><a class='x' href='/the-last-tomato/'><img src='t.jpg'></a></main>"
    assert [one.title for one in page.links(body, replace(SOURCE, selector="a.x"), url=URL).found] == [
        "The last tomato"
    ]


def test_the_same_page_gives_the_same_links() -> None:
    assert page.links(LISTING, SOURCE, url=URL) == page.links(LISTING, SOURCE, url=URL)
