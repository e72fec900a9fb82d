from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.service.negotiate import is_browser, takes_gzip, weights
from programs import BROWSERS, READERS, Program


@pytest.mark.parametrize("browser", BROWSERS, ids=lambda one: one.name)
def test_a_browser_is_known(browser: Program) -> None:
    assert is_browser(browser.headers)


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.name)
def test_what_reads_feeds_is_never_taken_for_a_browser(reader: Program) -> None:
    assert not is_browser(reader.headers)


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.name)
def test_no_name_makes_a_reader_a_browser(reader: Program) -> None:
    headers = {name: value for name, value in reader.headers.items() if name == "accept"}
    # Those that ask just as browsers do are known by their name only.
    if not any(headers == {"accept": browser.headers["accept"]} for browser in BROWSERS):
        assert not is_browser(headers)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("if-none-match", '"abc"'),
        ("if-modified-since", "Mon, 02 Mar 2026 08:00:00 GMT"),
        ("range", "bytes=0-99"),
        ("sec-fetch-dest", "empty"),
        ("sec-fetch-dest", "image"),
        ("user-agent", "Mozilla/5.0 (compatible; Feeder/2; +https://feeder.example/)"),
    ],
)
def test_one_sign_of_a_program_is_enough(name: str, value: str) -> None:
    for browser in BROWSERS:
        assert not is_browser({**browser.headers, name: value})


@pytest.mark.parametrize(
    "feed_type",
    ["application/rss+xml", "application/atom+xml", "application/feed+json", "text/xml", "application/json"],
)
def test_who_names_a_feeds_type_gets_the_feed_however_it_ranks_it(feed_type: str) -> None:
    for browser in BROWSERS:
        accept = browser.headers["accept"]
        for asked in (f"{feed_type};q=0.1,{accept}", f"{accept}, {feed_type.upper()} ; Q=0.001"):
            assert not is_browser({**browser.headers, "accept": asked})
        assert is_browser({**browser.headers, "accept": f"{accept},{feed_type};q=0"})


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/html", True),  # takes nothing else
        ("TEXT/HTML;level=1", True),
        ("text/html, application/xhtml+xml", True),
        ("text/html, */*", False),
        ("text/html, */*;q=0.1", False),  # XHTML is not named: no browser
        ("text/html;q=0.5, application/xhtml+xml, application/xml;q=0.6", False),
        ("text/html;q=0", False),
        ("text/html;q=2, application/xhtml+xml", False),  # no weight at all
        ("", False),
        ("*/*", False),
        ("text/*", False),
        (",;,;q=1", False),
    ],
)
def test_odd_accept_headers_have_one_answer(accept: str, *, expected: bool) -> None:
    assert is_browser({"accept": accept}) is expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("gzip", True),
        ("gzip, deflate, br, zstd", True),
        ("GZIP;Q=0.5", True),
        ("x-gzip", True),
        ("*", True),
        ("br, *;q=0.1", True),
        ("gzip;q=0.001", True),
        ("gzip;q=.2", True),
        ("gzip;q=1.000", True),
        ("identity;q=0.5, gzip;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000, *", False),
        ("gzip ; q = 0", False),
        ("*;q=0", False),
        ("br", False),
        ("identity, gzip;q=0.9", False),
        ("gzip;q=high", False),
        ("gzip;q=.", False),
        ("gzip;q=0.", False),
        ("gzipped", False),
        ("", False),
    ],
)
def test_gzip_goes_to_who_takes_it(header: str, *, expected: bool) -> None:
    assert takes_gzip({"accept-encoding": header}) is expected


def test_who_says_nothing_of_encodings_gets_none() -> None:
    assert not takes_gzip({})


@given(st.text(st.sampled_from('text/html*,;=q01. gzipapplication+xml"')), st.text())
def test_no_header_breaks_the_choice(header: str, other: str) -> None:
    assert all(0 <= weight <= 1 for text in (header, other) for weight in weights(text).values())
    assert takes_gzip({"accept-encoding": header}) in (True, False)
    assert is_browser({"accept": header, "user-agent": other}) in (True, False)
