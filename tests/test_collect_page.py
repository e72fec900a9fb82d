"""Listing pages: the links that lead to articles, and no others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from digest.collect.listings import page
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


HEADLINES = (
    "The ferry captain resigns over a goose",
    "A clock that strikes thirteen",
    "Marrow wins again",
    "How the library lost its ladder",
    "Sourdough in the cellar",
    "Why the mayor walks",
)
JAPANESE = ("船長がガチョウのために辞任した", "町の時計が十三回鳴った", "図書館のはしごはどこへ", "市長はなぜ歩くのか")
GERMAN = (
    "Der Fährmann geht",
    "Die Gans bleibt am Ufer",
    "Kürbis gewinnt",
    "Neue Uhr für den Turm",
    "Wo ist die Leiter?",
)


def each(form: str, titles: Iterable[str] = HEADLINES) -> str:
    """The form once for each title: {t} is that, {s} its slug, {n} its number."""
    return "".join(form.format(t=t, s=t.lower().replace(" ", "-"), n=100 + n) for n, t in enumerate(titles))


@pytest.mark.parametrize(
    ("make", "count"),
    [
        (
            each(
                '<div class=card><a href="/{s}"><img></a><h3><a href="/{s}">{t}</a></h3><a href="/{s}">More</a></div>'
            ),
            6,
        ),
        (each('<a class="teaser" href="/{s}"><figure><img></figure><h2>{t}</h2><p>Some text about it.</p></a>'), 6),
        ("<table>" + each('<tr><td>2026-02-10</td><td><a href="/n/{n}">{t}</a></td></tr>') + "</table>", 6),
        ("<table>" + each('<tr><td><a href="/show.php?id={n}">{t}</a></td></tr>') + "</table>", 6),
        ("<ul>" + each('<li><time>10 Feb 2026</time> <a href="/blog/{s}">{t}</a></li>') + "</ul>", 6),
        ("<ul>" + each('<li><a href="{n}.html">{t}</a></li>') + "</ul>", 6),
        ("<h2>March</h2><ul>" + each('<li><a href="/p/{s}/">{t}</a></li>') + "</ul><h2>February</h2><ul></ul>", 6),
        (each('<a href="/{s}">{t}</a><br>'), 6),
        (each('<p><a href="/{s}">{t}</a> <a href="/{s}#comments">3 comments</a></p>'), 6),
        ("<dl>" + each('<dt><a href="/s/{n}">{t}</a></dt><dd>Text</dd>') + "</dl>", 6),
        (each('<div><div><a href="/artikel/{n}/">{t}</a></div></div>', GERMAN), 5),
        ("<ul>" + each('<li><a href="/articles/{n}">{t}</a></li>', JAPANESE) + "</ul>", 4),
        (each('<div><a href="/?p={n}">{t}</a></div>'), 6),
        (each('<div><h3>{t}</h3><p>Text</p><a href="/{s}">Continue reading</a></div>'), 6),
    ],
)
def test_listings_of_many_makes_give_all_their_articles_and_nothing_else(make: str, count: int) -> None:
    around = (
        '<header><nav><a href="/">Home</a><a href="/category/tea">Tea and other drinks</a></nav></header>{}'
        '<aside class="tags"><a href="/tag/a">All about geese</a><a href="/tag/b">All about ferries</a></aside>'
        '<footer><a href="/privacy">Our long privacy policy for readers</a><a href="/imprint">Imprint</a></footer>'
    )
    found = page.links(around.format(make).encode(), SOURCE, url=SOURCE.url).found
    assert len(found) == count
    known = {*HEADLINES, *GERMAN, *JAPANESE}
    assert all(one.title in known for one in found)


def test_a_menu_of_short_names_is_no_list_of_articles() -> None:
    menu = each('<div><a href="/{s}/">{t}</a></div>', ("Tea", "Cake", "Garden walks", "Old boats", "Town"))
    with pytest.raises(PageUnreadable):
        page.links(f"<html><body>{menu}</body></html>".encode(), SOURCE, url=SOURCE.url)
