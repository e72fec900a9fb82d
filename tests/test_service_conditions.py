from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.service.conditions import http_date, is_unchanged

MODIFIED = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "unchanged"),
    [
        ({}, False),
        ({"if-none-match": '"abc"'}, True),
        ({"if-none-match": 'W/"abc"'}, True),
        ({"if-none-match": '"x", W/"abc","y"'}, True),
        ({"if-none-match": "*"}, True),
        ({"if-none-match": "abc"}, False),
        ({"if-none-match": '"ABC"'}, False),
        ({"if-none-match": ""}, False),
        ({"if-modified-since": http_date(MODIFIED)}, True),
        ({"if-modified-since": http_date(MODIFIED + timedelta(days=1))}, True),
        ({"if-modified-since": http_date(MODIFIED - timedelta(seconds=1))}, False),
        ({"if-modified-since": "Mon, 02 Mar 2026 08:00:00 -0000"}, True),
        ({"if-modified-since": "yesterday"}, False),
        ({"if-modified-since": ""}, False),
        # RFC 9110 §13.1.3: with If-None-Match the date is not read.
        ({"if-none-match": '"x"', "if-modified-since": http_date(MODIFIED)}, False),
    ],
)
def test_who_has_a_file_is_known_by_its_headers(headers: dict[str, str], *, unchanged: bool) -> None:
    assert is_unchanged('"abc"', MODIFIED, headers) is unchanged


@given(st.text(), st.text())
def test_no_header_breaks_the_comparison(known: str, since: str) -> None:
    is_unchanged('"abc"', MODIFIED, {"if-none-match": known})
    is_unchanged('"abc"', MODIFIED, {"if-modified-since": since})
