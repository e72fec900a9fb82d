"""What a source writes to hurt its readers costs itself only: no endless time, no endless text, no raw bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.article import extract
from digest.collect.feeds import feed
from digest.collect.feeds.item import _author
from digest.collect.harvest import Harvest, bounded
from digest.collect.identity import article_key, canonical
from digest.collect.listings import folder
from digest.collect.listings.front_matter import split
from digest.collect.text.sanitise import clean, language, shortened, text
from digest.errors import FeedUnreadable, PageUnreadable
from digest.model import Found, Pick, PickKind, PickOrigin, Series, Source, SourceKind

SOURCE = Source(
    url="https://e.org/feed",
    kind=SourceKind.FEED,
    section="garden",
    name="E",
    full=True,
    every=timedelta(hours=1),
    from_page=False,
)
FOUND = Found(source=SOURCE.url, url="https://e.org/a", section="garden", title="A shed", summary="Wood and nails.")
WORDS = "<p>" + "A sentence with seven words in it. " * 20 + "</p>"


def in_time(code: str) -> str:
    """What a program prints; one that hangs fails."""
    given_up = 60
    head = (
        "from contextlib import suppress\nfrom datetime import timedelta\n"
        "from digest.collect.article import extract\nfrom digest.collect.feeds import feed\n"
        "from digest.collect.listings import page\nfrom digest.collect.text import sanitise\n"
    )
    head += "from digest.collect.listings.front_matter import split\nfrom digest.errors import SourceError\n"
    head += "from digest.model import Source, SourceKind\n"
    head += (
        "S = Source(url='https://e.org/', kind=SourceKind.FEED, section='s', name='E', full=True,"
        " every=timedelta(hours=1), from_page=False)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", head + code], capture_output=True, timeout=given_up, check=True, text=True
    )
    return done.stdout.strip()


def articles(body: str) -> Harvest:
    return feed.articles(body.encode(), SOURCE, url=SOURCE.url, content_type="")


def rss(*items: str) -> str:
    whole = "".join(f"<item><link>https://e.org/{n}</link>{item}</item>" for n, item in enumerate(items))
    return (
        f"<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>{whole}</channel></rss>"
    )


@pytest.mark.parametrize(
    "inside",
    [
        "b'<author>' + b'@' * 100_000 + b'</author>'",
        "b'<title>' + b'&amp;' * 1_000_000 + b'</title>'",
        "b'<description>' + b'&amp;' * 3_000_000 + b'</description>'",
    ],
)
def test_no_item_holds_its_reader_up(inside: str) -> None:
    code = f"""
item = b'<item><link>https://e.org/</link><title>x</title>' + {inside} + b'</item>'
body = b'<rss><channel>' + item + b'</channel></rss>'
print(len(feed.articles(body, S, url=S.url, content_type='').found))"""
    assert in_time(code) == "1"


def test_comments_before_a_feed_do_not_hold_its_reader_up() -> None:
    code = "print(feed.articles(b'<!---->' * 40 + b'<rss><channel/></rss>', S, url=S.url, content_type='').found)"
    assert in_time(code) == "()"


@pytest.mark.parametrize(
    "html",
    [
        "'<table>' * 400 + '<b></i>' * 400_000",
        "'<div>' * 100 + '<b></i>' * 400_000",
        "'<b><!--</b>-->' * 250_000",
        "'<b title=\"</b>\">' * 250_000",
        "'<b><textarea></b></textarea>' * 250_000",
        "'<p>' + ''.join(f'<b x={n}>' for n in range(400)) + '</p>' + '<p>x</p>' * 60_000",
        "'&' * 8_000_000",
    ],
)
def test_no_html_holds_its_cleaner_up(html: str) -> None:
    code = f"html = {html}\nprint(len(sanitise.clean(html, 'https://e.org/')), len(sanitise.text(html)))"
    assert all(int(size) < 50_000_000 for size in in_time(code).split())


@pytest.mark.parametrize(
    "html",
    [
        "'<p>share</p>' * 24_000",
        "'<div class=share>x</div>' * 40_000",
        "'<div class=share>x' * 240 + '<div class=share>x</div>' * 20_000",
        "'<p>Related: <a href=/x>x y z</a></p>' * 16_000",
        "'<table>' * 400 + '<b></i>' * 100_000",
        "'&' * 3_000_000",
        "''.join(f'<li><a href=/2026/11/a-story-numbered-{n}>A story numbered {n}</a>' for n in range(100_000))",
    ],
)
def test_no_page_holds_its_reader_up(html: str) -> None:
    code = f"""
body = ("<html><body>{WORDS}" + {html}).encode()
for read in (lambda: extract.article(body, S, url=S.url + 'a/b', known=None), lambda: page.links(body, S, url=S.url)):
    with suppress(SourceError):
        read()
print("done")"""
    assert in_time(code) == "done"


def test_a_page_far_beyond_an_article_is_refused_with_the_reason() -> None:
    for body, why in ((f"{WORDS}<br>" * 60_000, "characters"), (WORDS + "<br>" * 60_000, "50000 elements")):
        with pytest.raises(PageUnreadable, match=why):
            extract.article(f"<html><body>{body}".encode(), SOURCE, url="https://e.org/a", known=None)


def test_a_page_of_nothing_but_tags_is_refused_before_its_tree_fills_the_memory() -> None:
    # The pages of a site are looked through for feeds in our own process, without the worker's limits.
    code = """
from resource import RUSAGE_SELF, getrusage
from digest.collect.listings import discover
before = getrusage(RUSAGE_SELF).ru_maxrss
with suppress(SourceError):
    discover.feeds_of(b"<html><body>" + b"<a b=c>" * 700_000, S.url)
print(getrusage(RUSAGE_SELF).ru_maxrss - before)"""
    assert int(in_time(code)) < 100_000  # kilobytes


def test_nested_and_unclosed_markup_of_real_writers_stays_markup() -> None:
    comment = "<!-- </b> <i> -->" * 300
    html = comment + "<p>One <b>two</b> <a href='/x' title='</p>'>three</a></p>" * 400 + "<font>" * 10
    assert clean(html, "https://e.org/").count('<a href="https://e.org/x"') == 400
    russian = "<p>" + "&#1087;" * 2_000 + "</p>"
    assert clean(russian * 20, "https://e.org/").count("<p>") == 20
    assert text(russian) == "п" * 2_000


def test_a_text_without_end_is_left_to_its_page_and_costs_no_other_item() -> None:
    huge = f"<content:encoded>{'word ' * 200_000}</content:encoded>"
    harvest = articles(rss(f"<title>Huge</title><description>Short.</description>{huge}", huge, "<title>Fine</title>"))
    assert [(one.title, one.content, one.summary, one.complete) for one in harvest.found] == [
        ("Huge", "", "Short.", False),
        ("Fine", "", "", False),
    ]
    assert harvest.rejected == (("https://e.org/1", "it has no title, and a text of more than 500000 characters"),)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ed@example.org (Ed)", "Ed"),
        ("ed@example.org(Ed Gardener)", "Ed Gardener"),
        ("Ed Gardener <ed@example.org>", "Ed Gardener"),
        ('"Ed" ed@example.org', "Ed"),
        ("Ed (the gardener)", "Ed (the gardener)"),
        ("Ed", "Ed"),
        ("ed@example.org", ""),
        ("ed@example.org ()", ""),
        ("@" * 3_000, ""),
    ],
)
def test_an_author_is_a_name_and_no_address(written: str, name: str) -> None:
    assert _author(written) == name


@given(st.text(alphabet="a@() <>\"'&"))
def test_no_author_shows_an_address(written: str) -> None:
    assert "@" not in _author(written) or "(" in written


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_what_is_told_of_a_rejected_item_is_one_plain_short_line(rejected: list[tuple[str, str]]) -> None:
    for item, why in Harvest(rejected=tuple(rejected)).rejected:
        assert item
        for told in (item, why):
            assert len(told) <= 300
            assert "\n" not in told
            assert "\x1b" not in told
            told.encode()


def test_a_rejected_items_name_reaches_no_terminal_raw() -> None:
    items = [{"id": "\x1b]0;gotcha\x07\x00\ud800" + "n" * 1_000, "title": "x"}, {"id": "\x1b", "title": "\x00"}]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})
    (long, _), (nameless, _) = articles(body).rejected
    assert long.startswith("]0;gotchann")
    assert nameless == "item 2"


def test_of_very_many_rejected_items_the_rest_is_counted() -> None:
    harvest = articles(rss(*["<title></title>"] * 700))
    assert len(harvest.rejected) == 501
    assert harvest.rejected[-1] == ("more items", "200 more could not be taken")


def test_a_file_whose_name_is_no_unicode_is_told_with_a_name_that_is(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.md")).write_text("---\nslug: good\n---\nText.")
    except OSError as error:
        pytest.skip(f"this file system takes no such name: {error}")
    source = replace(SOURCE, url=str(tmp_path), kind=SourceKind.FOLDER, base_url="https://e.org/")
    harvest = folder.files(source)
    assert harvest == Harvest(rejected=(("bad\ufffd.md", "its name is not UTF-8; rename the file"),))


@pytest.mark.parametrize("path", ["a" * 2_000, "ü" * 500, "?" + "b=c;" * 600])
def test_an_address_too_long_for_a_database_costs_its_item(path: str) -> None:
    for key in (canonical, article_key):
        with pytest.raises(ValueError, match="2000 bytes"):
            key(f"https://e.org/{path}")
    harvest = articles(rss("<title>Fine</title>").replace("<item>", f"<item><link>https://e.org/{path}</link>", 1))
    assert (len(harvest.found), len(harvest.rejected)) == (0, 1)
    assert len(canonical("https://e.org/" + "a" * 1_980)) < 2_000
    assert canonical("https://e.org/a?" + "utm_source=x&" * 200) == "https://e.org/a"


def test_nothing_of_a_story_is_longer_than_its_readers_take() -> None:
    word, tag = "word " * 250_000, "t" * 1_000
    inside = f"<title>{word}</title><description>{word[:1_000]}</description>"
    inside += f"<author>{word}</author>" * 40 + "".join(f"<category>{n}{tag}</category>" for n in range(90))
    [found] = articles(rss(inside)).found
    assert len(found.title) <= 300
    assert found.title.endswith("word…")
    assert all(len(name) <= 200 for name in found.authors)
    assert (len(found.tags), {len(one) for one in found.tags}) == (50, {100})


text_of_any_length = st.text(max_size=30).map(lambda one: one * 200)


@given(
    text_of_any_length.filter(bool),
    text_of_any_length,
    st.lists(text_of_any_length, max_size=60),
    st.none() | st.text(),
)
def test_a_bounded_story_is_bounded_already(title: str, summary: str, names: list[str], tongue: str | None) -> None:
    pick = Pick(kind=PickKind.NEXT, origin=PickOrigin.EDITOR, url="https://e.org/b", title=title)
    story = replace(FOUND, title=title, summary=summary, authors=tuple(names), tags=tuple(names), language=tongue)
    once = bounded(replace(story, picks=(pick,), series=Series(key=title, title=title, part=1), guid=title))
    assert bounded(once) == once
    assert max(map(len, (once.title, once.picks[0].title, once.series.title if once.series else ""))) <= 300
    assert len(once.summary) <= 2_000
    assert max(map(len, once.authors), default=0) <= 200
    assert len(once.authors) <= 20


def test_folders_and_pages_are_bounded_alike(tmp_path: Path) -> None:
    word = "word " * 2_000
    (tmp_path / "a.md").write_text(f"---\ntitle: {word}\nsummary: {word}\nlanguage: '\"><b>'\n---\nText.", "utf-8")
    source = replace(SOURCE, url=str(tmp_path), kind=SourceKind.FOLDER, base_url="https://e.org/")
    [found] = folder.files(source).found
    body = f"<html lang='{'x' * 99}'><title>{word}</title><meta name=description content='{word}'><body>{WORDS}"
    page = extract.article(body.encode(), SOURCE, url="https://e.org/a", known=None)
    assert (found.language, page.language) == (None, None)
    for one in (found, page):
        assert len(one.title) <= 300
        assert len(one.summary) <= 2_000


def test_a_long_number_in_a_json_feed_costs_nothing() -> None:
    body = '{"version": "1", "items": [{"id": %s, "url": "https://e.org/a", "title": "x"}, 7, "y"]}'
    harvest = articles(body % ("9" * 5_000))
    assert [one.guid for one in harvest.found] == ["9" * 5_000]
    assert harvest.rejected == (("item 2", "it is no JSON object"), ("item 3", "it is no JSON object"))


@pytest.mark.parametrize("nest", ["[" * 200_000 + "]" * 200_000, '{"a":' * 200_000 + "1" + "}" * 200_000])
def test_an_item_without_a_floor_costs_a_json_feed_that_item_only(nest: str) -> None:
    fine = '{"id": "a", "url": "https://e.org/a", "title": "]} \\" [{"}'
    harvest = articles(f'{{"items": [{nest}, {fine}, {{"id": {nest}, "title": "b"}}]}}')
    assert [(one.guid, one.title) for one in harvest.found] == [("a", ']} " [{')]
    assert [name for name, _ in harvest.rejected] == ["item 1", "b"]


@pytest.mark.parametrize("nest", ['{"items": ' + "[" * 200_000, "[" * 200_000 + "]" * 200_000])
def test_json_that_is_nothing_but_a_nest_is_no_feed(nest: str) -> None:
    with pytest.raises(FeedUnreadable, match="JSON that is"):
        articles(nest)


def test_plain_text_of_a_json_feed_holds_nothing_that_xml_forbids() -> None:
    text = json.dumps("One\x01 \ud800word\x85.")
    [one] = articles(f'{{"items": [{{"url": "https://e.org/\\ud800a", "title": "x", "content_text": {text}}}]}}').found
    assert (one.url, one.content, one.summary) == ("https://e.org/a", "<p>One word.</p>", "One word.")


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en", "en"),
        ("en_GB", "en-GB"),
        (" de-CH-1996 ", "de-CH-1996"),
        ("english", None),
        ("", None),
        (None, None),
        ("en-" + "-".join(["abcdefgh"] * 5), None),
        ('en"><script>', None),
        ("en\n", "en"),
    ],
)
def test_a_language_looks_like_one(written: str | None, tag: str | None) -> None:
    assert language(written) == tag


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ("a: &a [x, x]\nb: &b [*a, *a]\ndate: [*b, *b]", "takes no aliases"),
        ("a: &a {x: y}\nb:\n  <<: *a", "takes no aliases"),
        ("title: " + "x" * 70_000, "more than 64000 characters"),
        ("\n".join(f"k{n}: v" for n in range(200_000)), "more than 64000 characters"),
    ],
)
def test_front_matter_grows_no_larger_than_it_is_written(head: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        split(f"---\n{head}\n---\nText.")


@pytest.mark.parametrize("written", ["[1, 2]", "{a: b}", "[[[[[[x]]]]]]"])
def test_a_date_is_a_text_or_a_number_and_nothing_else(written: str) -> None:
    front, _ = split(f"---\ndate: {written}\n---\nText.")
    with pytest.raises(ValueError, match="`date`: what it says is not a date"):
        front.moment("date")


@pytest.mark.parametrize(
    ("title", "summary", "shown"),
    [
        ("A shed", "A shed", ""),
        ("A shed of…", "A shed of wood and nails", ""),
        ("A shed of…", "A shed of wood and nails, and of the rain on its roof", None),
        ("A shed", "A shed of wood", None),
        ("A shed", "Wood", None),
    ],
)
def test_a_summary_says_more_than_the_title_above_it(title: str, summary: str, shown: str | None) -> None:
    found = bounded(replace(FOUND, title=title, summary=summary))
    assert found.summary == (summary if shown is None else shown)


def test_a_post_without_a_title_keeps_its_text_where_its_summary_would_repeat_it() -> None:
    [found] = articles(rss("<description>Fog again, and the gull is back.</description>")).found
    assert (found.title, found.summary) == ("Fog again, and the gull is back.", "")
    assert found.content == "Fog again, and the gull is back."


@given(st.text(), st.integers(min_value=20, max_value=100))
def test_what_is_shortened_keeps_to_its_limit(plain: str, limit: int) -> None:
    assert len(shortened(plain, limit)) <= limit
    assert shortened(plain, len(plain)) == plain
