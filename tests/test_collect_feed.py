"""Feeds of every format, well-formed or not, become the articles beside them; nothing in them can hurt."""

from __future__ import annotations

import contextlib
import gzip
import json
import re
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.collect.feeds import feed
from digest.collect.feeds.encoding import as_utf8
from digest.collect.text.dates import moment
from digest.collect.text.sanitise import clean, summary, text, title
from digest.errors import FeedUnreadable
from digest.model import Source, SourceKind

DATA = Path(__file__).parent / "data" / "collect" / "feeds"
SOURCE = Source(
    url="https://shed.example/feed",
    kind=SourceKind.FEED,
    section="garden",
    name="Shed",
    full=True,
    every=timedelta(hours=1),
    from_page=False,
)
RUNS = re.compile(
    r"<\s*(script|style|iframe|object|embed|applet|meta|link|base|form)|javascript:|vbscript:|\son\w+\s*=",
    re.IGNORECASE,
)


def articles(body: bytes, content_type: str = "") -> feed.Harvest:
    return feed.articles(body, SOURCE, url=SOURCE.url, content_type=content_type)


def as_json(harvest: feed.Harvest) -> Any:
    """What differs from the defaults, as JSON has it."""
    plain = json.loads(json.dumps(asdict(harvest), default=lambda moment: moment.isoformat()))
    plain = {name: plain[name] for name in ("found", "rejected")}
    for found in plain["found"]:
        assert (found.pop("source"), found.pop("section")) == (SOURCE.url, SOURCE.section)
    plain["found"] = [
        {name: value for name, value in one.items() if value not in (None, [], "")} for one in plain["found"]
    ]
    return plain


@pytest.mark.parametrize("case", sorted(p for p in DATA.iterdir() if p.suffix != ".expected"), ids=lambda p: p.name)
def test_a_feed_is_read_as_expected(case: Path) -> None:
    expected = json.loads(case.with_name(case.name + ".expected").read_text(encoding="utf-8"))
    assert as_json(articles(case.read_bytes())) == expected


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"", "nothing"),
        (b"<!doctype html><title>x</title>", "an HTML page"),
        (b"\xef\xbb\xbf <html><body/></html>", "an HTML page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "XML with the root"),
        (b"{}", "JSON that is no feed"),
        (b"{" * 100_000, "JSON that is broken"),
        (b"just words", "none of them"),
        (b"<!-- x --> just words", "none of them"),
        (b"<!-- x", "none of them"),
        (gzip.compress(b"<rss/>", mtime=0), "none of them"),
    ],
)
def test_what_is_no_feed_is_told_for_what_it_is(body: bytes, found: str) -> None:
    with pytest.raises(FeedUnreadable, match=found):
        articles(body)


@pytest.mark.parametrize(
    "body",
    [
        b"<rss version='2.0'><channel/></rss>",
        b"<!-- to be filled -->\n<!---->",
        b"\xef\xbb\xbf<?xml version='1.0'?>\n<?xml-stylesheet href='x'?> <!-- > -->",
    ],
)
def test_a_feed_that_says_nothing_is_an_empty_feed(body: bytes) -> None:
    assert articles(body) == feed.Harvest()


ITEM = "<rss version='2.0'><channel><item><link>https://e.org/a</link><title>%s</title></item></channel></rss>"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (("<?xml version='1.0' encoding='utf-8'?>" + ITEM % "Tür").encode(), ""),
        (("<?xml version='1.0' encoding='windows-1252'?>" + ITEM % "Tür").encode("cp1252"), ""),
        (("<?xml version='1.0' encoding='utf-16'?>" + ITEM % "Tür").encode("utf-16"), ""),
        (("<?xml version='1.0' encoding='utf-16'?>" + ITEM % "Tür").encode("utf-16-be"), ""),
        ((ITEM % "Tür").encode("utf-32"), ""),
        ((ITEM % "Tür").encode("latin-1"), "application/xml; charset=iso-8859-1"),
        ((ITEM % "Tür").encode(), "text/xml; charset=iso-8859-1"),
        ((ITEM % "Tür").encode(), "text/xml; charset=klingon"),
        ((ITEM % "T\x0bür").encode(), ""),
        ((ITEM % "T&uuml;r").encode(), ""),
        ((ITEM % "T&amp;#252;r").encode(), ""),
        (("<!DOCTYPE rss SYSTEM 'http://127.0.0.1:1/x.dtd'>" + ITEM % "T&uuml;r").encode(), ""),
    ],
)
def test_a_title_is_the_same_in_every_encoding(body: bytes, content_type: str) -> None:
    assert [one.title for one in articles(body, content_type).found] == ["Tür"]


LAUGHS = "".join(f'<!ENTITY l{n} "{"".join([f"&l{n - 1};"] * 10)}">' for n in range(1, 10))
BOMBS = {
    "laughs": f'<!DOCTYPE rss [<!ENTITY l0 "lol">{LAUGHS}]>' + ITEM % "&l9;",
    "laughs in an attribute": f'<!DOCTYPE rss [<!ENTITY l0 "lol">{LAUGHS}]>' + (ITEM % "x").replace("'2.0'", "'&l9;'"),
    "a file": '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + ITEM % "a&x;b",
    "a parameter": '<!DOCTYPE rss [<!ENTITY % x SYSTEM "file:///etc/hostname"> %x;]>' + ITEM.replace("%s", "ab"),
    "deep": "<rss>" + "<a>" * 20_000,
    "comments": ITEM % ("x &" + "<!--" * 20_000),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_costs_its_feed_only_and_reads_no_file(bomb: str) -> None:
    for body in (BOMBS[bomb].encode(), BOMBS[bomb].encode("utf-16")):
        try:
            harvest = articles(body)
        except FeedUnreadable:
            continue
        assert len(repr(harvest)) < 100_000
        hostname = Path("/etc/hostname").read_text(encoding="utf-8").strip() if Path("/etc/hostname").exists() else "?"
        assert f"a{hostname}b" not in repr(harvest)


def test_a_poisoned_item_costs_that_item_only() -> None:
    body = (ITEM % "ok").replace("</channel>", "<item><link>http://[::1/</link><title>x</title></item></channel>")
    harvest = articles(body.encode())
    assert [one.title for one in harvest.found] == ["ok"]
    assert harvest.rejected == (("http://[::1/", "its link 'http://[::1/' is no web address"),)


LONG = "<p>" + "word " * 100 + "</p>"


@pytest.mark.parametrize(
    ("inside", "complete"),
    [
        (f"<content:encoded><![CDATA[{LONG}]]></content:encoded>", True),
        ("<content:encoded>Too short.</content:encoded>", False),
        (f"<content:encoded><![CDATA[{LONG}[…]]]></content:encoded>", False),
        (f"<content:encoded><![CDATA[{LONG} <a href='/x'>Read more</a>]]></content:encoded>", False),
        (f"<description><![CDATA[{LONG}]]></description>", False),
        (f"<description><![CDATA[{LONG}{LONG}]]></description>", True),
        ("", False),
    ],
)
def test_only_a_whole_text_makes_an_item_complete(inside: str, complete: bool) -> None:
    body = (ITEM % "x").replace("<rss", "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/'")
    [found] = articles(body.replace("</item>", f"{inside}</item>").encode()).found
    assert found.complete is complete
    assert bool(found.content) >= complete


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-23T08:00:00Z", (2026, 11, 23, 8)),
        ("2026-11-23 08:00 +0100", (2026, 11, 23, 7)),
        ("2026-11-23T24:00:00Z", (2026, 11, 24, 0)),
        ("20261123", (2026, 11, 23, 0)),
        ("2026-11", (2026, 11, 1, 0)),
        ("Mon, 23 Nov 2026 08:00:00 GMT", (2026, 11, 23, 8)),
        ("Monday, 23 Nov 26 08:00:00 EST", (2026, 11, 23, 13)),
        ("23 Nov 2026 08:00 CEST", (2026, 11, 23, 6)),
        ("November 23, 2026", (2026, 11, 23, 0)),
        ("Nov. 23rd, 2026 at 8:00 pm", (2026, 11, 23, 20)),
        ("23 November 2026", (2026, 11, 23, 0)),
        ("yesterday", None),
        ("10:30", None),
        ("2026-02-30T00:00:00Z", None),
        ("", None),
        (None, None),
        ("9" * 5000, None),
    ],
)
def test_a_date_is_read_without_asking_what_day_it_is(written: str | None, meant: tuple[int, ...] | None) -> None:
    assert moment(written) == (datetime(*meant, tzinfo=UTC) if meant else None)  # type: ignore[misc]


@given(st.text(max_size=40) | st.from_regex(r"\A\w{3}, \d\d? \w{3} \d{2,4} \d\d?:\d\d?(:\d\d)? \S{0,6}\Z"))
def test_any_text_is_a_date_in_utc_or_none(written: str) -> None:
    found = moment(written)
    assert found is None or found.tzinfo is UTC


@given(st.text(alphabet="<>/ab \"'=&;#x01\x00\x1f\ud800javscript:on!-", max_size=200))
def test_whatever_is_cleaned_runs_nothing_and_is_clean_already(html: str) -> None:
    once = clean(html, "https://e.org/")
    assert clean(once, "https://e.org/") == once
    assert not RUNS.search(re.sub(r">[^<]*<", "><", f">{once}<"))
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", once + text(html) + title(html))


@pytest.mark.parametrize(
    "poison", ["<div>" * 100_000, "<!--" * 50_000, "<p " * 50_000, "<b><i>" * 20_000, "<table>" * 20_000, "&#" * 90_000]
)
def test_a_huge_nest_is_cleaned_without_getting_lost_in_it(poison: str) -> None:
    assert len(clean(poison, "https://e.org/")) < 2_000_000
    assert "<p" not in text(poison)[:-10]


@given(st.text(), st.integers(min_value=20, max_value=100))
def test_a_summary_keeps_to_its_limit(plain: str, limit: int) -> None:
    assert len(summary(plain, limit)) <= limit


def test_a_summary_ends_at_a_sentence_or_else_at_a_word() -> None:
    assert summary("One two three. Four five six seven.", 20) == "One two three."
    assert summary("One two three four five six", 15) == "One two three…"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_feed_is_read_or_refused_and_never_a_traceback(data: st.DataObject) -> None:
    body = bytearray((DATA / data.draw(st.sampled_from(["rss2.xml", "atom.xml", "feed.json"]))).read_bytes())
    at = data.draw(st.integers(min_value=0, max_value=len(body) - 1))
    known = as_utf8(bytes(body), "")
    assert known is None or known
    # Only damage that stays well-formed mostly: each forgiving read costs a process.
    body[at : at + 1] = data.draw(st.sampled_from([b"x", b" ", b"9", b"\x01"]))
    with contextlib.suppress(FeedUnreadable):
        articles(bytes(body))


@pytest.mark.shared_data
def test_real_and_odd_feeds_are_read_or_refused_and_leave_nothing_that_runs(shared: Path) -> None:
    files = sorted(path for path in (shared / "feeds").rglob("*") if path.suffix in (".xml", ".json"))
    chosen = {*files[::10], *(path for path in files if path.parent.name == "sanitize")}
    for path in sorted(chosen):
        # Most of them name no address; here that does not matter.
        body = re.sub(
            rb"<(item|entry)>", rb"<\1><link href='https://e.org/x'>https://e.org/x</link>", path.read_bytes()
        )
        try:
            harvest = articles(body)
        except FeedUnreadable:
            continue
        for found in harvest.found:
            assert not RUNS.search(re.sub(r">[^<]*<", "><", f">{found.content}<")), path.name
