"""Feeds and pages, damaged at random and laced with what hurts, are read or refused, bounded, and run nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from gzip import decompress
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from digest.collect.guard import guarded
from digest.errors import SourceError
from digest.model import Found, Source, SourceKind

DATA = ROOT / "tests" / "data" / "collect"
URL = "https://e.example/2026/a"
SOURCE = Source(
    url="https://e.example/feed",
    kind=SourceKind.FEED,
    section="s",
    name="E",
    full=True,
    every=timedelta(hours=1),
    from_page=False,
)
FEEDS = [path.read_bytes() for path in sorted((DATA / "feeds").iterdir()) if path.suffix != ".expected"]
PAGES = [path.read_bytes() for path in sorted((DATA / "pages").glob("*.html"))]
#: What hurts where it is let in: programs, addresses that run, half markup, characters that XML forbids.
TOKENS = (
    b"<script>alert(1)</script>", b"<img src=x onerror=alert(1)>", b"<a href='java\tscript:alert(1)'>x</a>",
    b"<svg onload=x>", b'<a href="data:text/html,x">', b"<iframe src=//e.example>", b"<style>@import 'x'</style>",
    b"<form action=x><input>", b"<math><mtext></form><form><mglyph><style></math><img src onerror=x>",
    b"<base href='javascript:/'>", b"<meta http-equiv=refresh>", b"&lt;script&gt;", b"&#60;script&#62;",
    b"&amp;lt;script&amp;gt;", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<!DOCTYPE x [", b"]>", b"<!ENTITY a 'b'>",
    b"&a;", b"&#0;", b"&#xD800;", b"&#x1F600;", b"\x00", b"\x1b[31m", b"\xff", b"\xed\xa0\x80", b"\xef\xbf\xbe",
    b"\xef\xbb\xbf", b'"', b"'", b"<", b">", b"</item>", b"</div>", b"<p>" * 60, b"<b>" * 40, b"'><script>",
    b'" onclick="x', b"javascript:alert(1)", b"vbscript:x", b"//[::1", b"http://[", b"xml:base='javascript:'",
    b"encoding='utf-7'", b"99999999999999999999", b"\\ud800", b"{", b"]", b"\\u0000",
)  # fmt: skip
ALLOWED = (
    "a abbr b blockquote br caption cite code dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i "
    "img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup table tbody td tfoot th thead "
    "time tr u ul var"
)
TAGS = frozenset(ALLOWED.split())
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
FEWER = settings(MANY, max_examples=50)


def damaged(seeds: list[bytes], chance: Random) -> bytes:
    """One of the seeds after a few accidents."""
    body = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(1, 6)):
        chance.choice((_flip, _cut, _repeat, _splice, _lace, _lace))(body, seeds, chance)
    return bytes(body)


def _span(body: bytearray, chance: Random, longest: int = 400) -> slice:
    start = chance.randrange(len(body) + 1)
    return slice(start, min(len(body), start + chance.randrange(longest)))


def _flip(body: bytearray, _: list[bytes], chance: Random) -> None:
    for _ in range(chance.randint(1, 8) if body else 0):
        body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)


def _cut(body: bytearray, _: list[bytes], chance: Random) -> None:
    del body[_span(body, chance)]


def _repeat(body: bytearray, _: list[bytes], chance: Random) -> None:
    part = _span(body, chance)
    body[part] = body[part] * chance.randint(2, 40)


def _splice(body: bytearray, seeds: list[bytes], chance: Random) -> None:
    other = bytearray(chance.choice(seeds))
    body[_span(body, chance)] = other[_span(other, chance, 3_000)]


def _lace(body: bytearray, _: list[bytes], chance: Random) -> None:
    at = chance.randrange(len(body) + 1)
    body[at:at] = chance.choice(TOKENS) * chance.choice((1, 1, 1, 3))


class Markup(HTMLParser):
    """What a browser would make of a text: its tags, and the addresses they name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "cite")]


def check(found: Found) -> None:
    """That it is what readers, mails and databases can take."""
    markup = Markup(found.content)
    assert markup.tags <= TAGS
    assert not any(name.startswith("on") or name in ("style", "srcdoc", "action") for name in markup.attributes)
    assert {urlsplit(link).scheme for link in markup.links} <= {"http", "https", "mailto"}
    assert {urlsplit(one).scheme for one in (found.url, found.image or URL, *(pick.url for pick in found.picks))} <= {
        "http",
        "https",
    }
    plain = (found.title, found.summary, found.guid or "", found.page_section or "", *found.authors, *found.tags)
    assert not any(FORBIDDEN.search(text) for text in (*plain, found.content, found.url, found.image or ""))
    assert found.title.strip()
    assert max(map(len, (found.title, *found.authors, *(pick.title for pick in found.picks)))) <= 300
    assert len(found.summary) <= 2_000
    assert len(found.content) <= 1_000_000
    assert len(found.url) <= 2_000


def outcome(read: Callable[[], Iterable[Found]]) -> list[Found] | str:
    """What is read, checked; or the refusal, which must be one of the reader's own and not an accident."""
    try:
        stories = list(read())
    except SourceError as error:
        assert "stops" not in str(error)
        assert not FORBIDDEN.search(str(error))
        return str(error)
    for found in stories:
        check(found)
    return stories


def of_feed(body: bytes) -> list[Found] | str:
    return outcome(lambda: guarded.articles(body, SOURCE, url=SOURCE.url, content_type="").found)


def of_page(body: bytes) -> list[Found] | str:
    return outcome(lambda: [guarded.article(body, SOURCE, url=URL, known=None)])


@MANY
@given(st.randoms(use_true_random=False))
def test_a_damaged_feed_is_read_within_bounds_or_refused(chance: Random) -> None:
    body = damaged(FEEDS, chance)
    assert of_feed(body) == of_feed(body)


@FEWER
@given(st.randoms(use_true_random=False))
def test_a_damaged_page_is_read_within_bounds_or_refused(chance: Random) -> None:
    body = damaged(PAGES, chance)
    assert of_page(body) == of_page(body)


@MANY
@given(st.randoms(use_true_random=False))
def test_a_damaged_listing_is_read_within_bounds_or_refused(chance: Random) -> None:
    body = damaged([*PAGES, b"<h2><a href=/2026/a-story-of-a-kettle>A story of a kettle</a></h2>" * 4], chance)
    outcome(lambda: guarded.links(body, SOURCE, url=URL).found)


@pytest.mark.shared_data
def test_real_feeds_that_are_damaged_are_read_within_bounds_or_refused(shared: Path) -> None:
    chance = Random(7)
    files = sorted(path for path in (shared / "feeds").rglob("*") if path.suffix in (".xml", ".json"))
    seeds = [path.read_bytes() for path in chance.sample(files, 150)]
    for _ in range(250):
        of_feed(damaged(seeds, chance))


@pytest.mark.shared_data
def test_real_pages_that_are_damaged_are_read_within_bounds_or_refused(shared: Path) -> None:
    chance = Random(7)
    files = sorted((shared / "pages" / "html").iterdir())
    for path in chance.sample(files, 15):
        body = path.read_bytes()
        of_page(damaged([decompress(body) if path.suffix == ".gz" else body], chance))
