"""What a page says about its article: when it was published, in whose words, in which section."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from lxml import html

from digest.collect.article.meta import About, about
from digest.collect.text.dates import moment, stated

URL = "https://blatt.example/kitchen/kettles"
PROSE = "<p>" + "A kettle sings when it misses something that it had once, long ago, in another kitchen. " * 3 + "</p>"


def said(body: str, *, head: str = "", lang: str = "") -> About:
    """What is read of a page with a headline."""
    page = (
        f"<html{lang and f' lang={lang}'}><head><title>How kettles sing</title>{head}</head><body>{body}</body></html>"
    )
    return about(html.document_fromstring(page), URL, URL)


def dated(beside: str, *, head: str = "", lang: str = "") -> datetime | None:
    """The date of a page that shows something between its headline and its text."""
    body = f"<main><h1>How kettles sing</h1>{beside}{PROSE}{PROSE}</main>"
    return said(body, head=head, lang=lang).published


def day(year: int, month: int, of_month: int) -> datetime:
    return datetime(year, month, of_month, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    ["November 20, 2019", "Nov. 20th, 2019", "20 November 2019", "Wed, 20 Nov 2019", "20. November 2019",
     "Mittwoch, 20. November 2019", "20 novembre 2019", "20 de noviembre de 2019", "20 de novembro de 2019",
     "20 november 2019", "20. november 2019", "20 marraskuuta 2019", "20 listopada 2019",
     "20 ноября 2019 г.", "20 Kasım 2019", "2019年11月20日", "2019년 11월 20일", "20.11.2019", "20/11/2019",
     "11/20/2019",
     "2019/11/20", "2019.11.20", "2019-11-20"],
)  # fmt: skip
def test_a_day_is_read_in_the_words_of_many_languages(written: str) -> None:
    assert moment(written) == day(2019, 11, 20)


@pytest.mark.parametrize(
    "written", ["20 Brumaire 2019", "3/4/2026", "32.12.2019", "November 2019", "0001-01-01T00:00:00+14:00", "5 of 9"]
)
def test_what_names_no_day_for_sure_is_no_date(written: str) -> None:
    assert moment(written) is None


def test_the_zone_that_a_page_writes_is_kept() -> None:
    found = stated("2026-03-01T23:30:00-05:00")
    assert found == datetime(2026, 3, 2, 4, 30, tzinfo=UTC)
    assert found.date().isoformat() == "2026-03-01"
    assert found.utcoffset() == timedelta(hours=-5)


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("en", day(2026, 3, 4)), ("en-US", day(2026, 3, 4)), ("en-GB", day(2026, 4, 3)), ("fr", day(2026, 4, 3))],
)
def test_the_order_of_day_and_month_is_that_of_the_pages_language(lang: str, expected: datetime) -> None:
    assert dated("<p>By Ann Lee | 3/4/2026</p>", lang=lang) == expected


@pytest.mark.parametrize(
    "beside",
    [
        "<p>By Ann Lee</p><span>November 20, 2019</span>",
        "<p>Updated: May 2, 2026</p><p>Published: November 20, 2019</p>",
        "<p>Published on November 20, 2019 | Last updated on May 2, 2026</p>",
        "<p>Veröffentlicht am</p><p>20. November 2019</p><p>Aktualisiert am</p><p>2. Mai 2026</p>",
        "<p>Publié le 20 novembre 2019, mis à jour le 2 mai 2026</p>",
    ],
)
def test_the_day_beside_the_headline_is_that_of_publication(beside: str) -> None:
    head = '<meta property="article:published_time" content="2026-05-02T10:00:00Z">'
    assert dated(beside, head=head) == day(2019, 11, 20)


@pytest.mark.parametrize("beside", ["<p>Last updated: May 2, 2026</p>", "<p>Aktualisiert am</p><p>2. Mai 2026</p>"])
def test_the_day_of_a_change_is_not_that_of_publication(beside: str) -> None:
    head = '<meta property="article:published_time" content="2019-11-20T10:00:00Z">'
    assert dated(beside, head=head) == datetime(2019, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "beside",
    [
        "<aside><p>November 20, 2019</p></aside>",
        '<p>More: <a href="/x">The pots, November 20, 2019</a></p>',
        f"{PROSE}{PROSE}<p>November 20, 2019</p>",
    ],
)
def test_the_day_of_another_story_is_not_the_pages(beside: str) -> None:
    head = '<meta property="article:published_time" content="2026-05-02T10:00:00Z">'
    assert dated(beside, head=head) == datetime(2026, 5, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("2019-11-20T22:15:00Z", datetime(2019, 11, 20, 22, 15, tzinfo=UTC)),
        ("2019-11-20T22:15:00-05:00", datetime(2019, 11, 20, 22, 15, tzinfo=timezone(timedelta(hours=-5)))),
        ("2019-11-21T03:15:00Z", datetime(2019, 11, 20, 23, 59, 59, tzinfo=UTC)),
        ("2019-11-19T23:15:00Z", day(2019, 11, 20)),
        ("2019-06-01T10:00:00Z", day(2019, 11, 20)),
        ("", day(2019, 11, 20)),
    ],
)
def test_the_hour_is_that_of_the_data_on_the_day_that_is_shown(data: str, expected: datetime) -> None:
    head = f'<meta property="article:published_time" content="{data}">'
    assert dated("<p>November 20, 2019</p>", head=head) == expected


def test_figures_that_may_be_read_both_ways_are_read_as_the_data_says() -> None:
    head = '<meta property="article:published_time" content="2024-09-10T16:07:00Z">'
    assert dated("<p>09.10.2024</p>", head=head) == datetime(2024, 9, 10, 16, 7, tzinfo=UTC)


def test_the_shown_day_decides_where_the_data_disagrees_with_itself() -> None:
    head = '<meta name="date" content="2018-04-03"><meta name="parsely-pub-date" content="2025-12-19T18:06:00Z">'
    assert dated("<p>Updated: Dec 19, 2025</p>", head=head) == datetime(2025, 12, 19, 18, 6, tzinfo=UTC)


def test_a_line_that_says_published_is_believed_anywhere_if_it_is_the_only_one() -> None:
    line = "<p>Published November 20, 2019</p>"
    assert said(f"<h1>How kettles sing</h1>{PROSE}{PROSE}{line}").published == day(2019, 11, 20)
    more = "<p>Published November 21, 2019</p>"
    assert said(f"<h1>How kettles sing</h1>{PROSE}{PROSE}{line}{more}").published is None


ARTICLE = """<article itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">How kettles sing</h1>
<a itemprop="author" itemscope itemtype="https://schema.org/Person" href="/ann"><span itemprop="name">Ann Lee</span></a>
<meta itemprop="datePublished" content="2019-11-20T10:00:00Z"><span itemprop="articleSection">Kitchen</span>
<span itemprop="publisher" itemscope itemtype="https://schema.org/Organization"><b itemprop="name">Blatt</b></span>
<img itemprop="image" src="/kettle.jpg"></article>"""
RDFA = """<article vocab="https://schema.org/" typeof="Article"><h1 property="headline">How kettles sing</h1>
<span property="author" typeof="Person"><span property="name">Ann Lee</span></span>
<time property="datePublished" datetime="2019-11-20T10:00:00Z">then</time>
<span property="articleSection">Kitchen</span><img property="image" src="/kettle.jpg"></article>"""


@pytest.mark.parametrize("body", [ARTICLE, RDFA])
def test_markup_tells_what_json_ld_would(body: str) -> None:
    found = said(body)
    assert (found.authors, found.section) == (("Ann Lee",), "Kitchen")
    assert found.published == datetime(2019, 11, 20, 10, tzinfo=UTC)
    assert found.image == "https://blatt.example/kettle.jpg"


def test_json_ld_wins_over_markup_and_lacks_are_filled() -> None:
    ld = '{"@type": "NewsArticle", "headline": "How kettles sing", "author": {"name": "Bob Roe"}}'
    found = said(ARTICLE, head=f'<script type="application/ld+json">{ld}</script>')
    assert (found.authors, found.section) == (("Bob Roe",), "Kitchen")


def test_an_entry_of_microformats_is_read_if_it_is_the_pages_own() -> None:
    card = '<div class="h-entry"><h3 class="p-name">Pots</h3><a class="p-author">Cy Poe</a></div>'
    own = (
        '<div class="h-entry"><h1 class="p-name">How kettles sing</h1><a class="p-author h-card">Ann Lee</a>'
        '<time class="dt-published" datetime="2019-11-20T10:00:00Z">then</time><a class="p-category">Kitchen</a></div>'
    )
    found = said(card + own)
    assert (found.authors, found.section) == (("Ann Lee",), "Kitchen")
    assert found.published == datetime(2019, 11, 20, 10, tzinfo=UTC)


TRAIL = (
    '<ol itemscope itemtype="https://schema.org/BreadcrumbList">'
    + "".join(
        f'<li itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem">'
        f'<a itemprop="item" href="/{n}"><span itemprop="name">{name}</span></a></li>'
        for n, name in enumerate(["Home", "Blog", "The Kitchen", "How kettles sing"])
    )
    + "</ol>"
)


@pytest.mark.parametrize(
    ("body", "head", "section"),
    [
        (TRAIL, "", "The Kitchen"),
        ('<p class="breadcrumb"><a href="/">Start</a><a href="/k">Küche</a></p>', "", "Küche"),
        ('<a rel="category tag" href="/k">Kitchen</a>', "", "Kitchen"),
        ("<h3>Mehr aus dem Ressort Küche</h3>", "", "Küche"),
        ("<h3>Plus d'articles dans Cuisine</h3>", "", "Cuisine"),
        ("<h3>Más en Cocina</h3>", "", "Cocina"),
        ("", '<meta property="article:section" content="life/kitchen-pots">', "kitchen pots"),
        ("", '<meta property="article:section" content="Kitchen, Pots">', "Kitchen"),
        ('<a rel="category" href="/k">Kitchen</a>', '<meta name="section" content="Uncategorized">', "Kitchen"),
        ("", '<meta property="article:section" content="How kettles sing">', None),
        ("", '<meta name="section" content="Blatt"><meta property="og:site_name" content="Blatt">', None),
        ("", '<meta property="article:section" content="Allgemein">', None),
    ],
)  # fmt: skip
def test_the_section_is_what_the_page_calls_it(body: str, head: str, section: str | None) -> None:
    assert said(f"<h1>How kettles sing</h1>{body}", head=head).section == section


@pytest.mark.parametrize(
    ("lang", "head", "language"),
    [
        ("en", '<meta property="og:locale" content="de_DE"><meta http-equiv="content-language" content="de">', "de"),
        ("en", '<meta property="og:locale" content="de_DE">', "en"),
        ("de", '<meta property="og:locale" content="en_US"><meta http-equiv="content-language" content="de">', "de"),
        ("", '<meta property="og:locale" content="de_DE">', "de-DE"),
        ("", "", None),
    ],
)
def test_the_pages_language_is_its_own_unless_all_else_agrees_on_another(
    lang: str, head: str, language: str | None
) -> None:
    assert said("<h1>How kettles sing</h1>", head=head, lang=lang).language == language


def test_what_a_meta_says_is_read_up_to_a_length() -> None:
    """So that a page of any size costs no more than its letters."""
    assert said("", head=f'<meta name="author" content="Ann Lee, {"and " * 500}Bob Roe">').authors == (
        "Ann Lee",
        "Bob Roe",
    )
    assert said("", head=f'<meta name="author" content="Ann Lee, {"and " * 5_000}Bob Roe">').authors == ("Ann Lee",)
