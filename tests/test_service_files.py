from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.service.files import File, Files, http_date, is_unchanged, media_type

MODIFIED = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
FILE = File(content=b"tea", etag='"abc"', modified=MODIFIED, media_type="text/plain")


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
    assert is_unchanged(FILE, headers) is unchanged


@given(st.text(), st.text())
def test_no_header_breaks_the_comparison(known: str, since: str) -> None:
    is_unchanged(FILE, {"if-none-match": known})
    is_unchanged(FILE, {"if-modified-since": since})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    public = tmp_path / "public"
    (public / "sections" / "tea").mkdir(parents=True)
    (public / "sections" / "tea" / "rss.xml").write_bytes(b"<rss/>")
    (public / ".digest-1.tmp").write_bytes(b"half")
    (public / ".hidden").mkdir()
    (public / ".hidden" / "file").write_bytes(b"x")
    (tmp_path / "config.toml").write_bytes(b"x")
    (public / "out").symlink_to(tmp_path)
    return public


@pytest.mark.parametrize(
    "path",
    [
        "../config.toml",
        "sections/../../config.toml",
        "sections/../sections/tea/rss.xml",
        "/etc/passwd",
        "//etc/passwd",
        "sections//tea/rss.xml",
        "..\\config.toml",
        "sections/tea/rss.xml\0.html",
        ".digest-1.tmp",
        ".hidden/file",
        "out/config.toml",
        "nothing",
        "sections/tea/rss.xml/more",
        "a" * 5000,
    ],
)
def test_nothing_outside_and_nothing_hidden_is_found(folder: Path, path: str) -> None:
    assert Files(folder).locate(path) is None


@given(st.text(st.sampled_from("./\\\0~cofigtml"), max_size=20))
def test_no_path_leads_out(path: str) -> None:
    here = Path(__file__).resolve().parent
    found = Files(here).locate(path)
    assert found is None or found.is_relative_to(here)


def test_equal_bytes_have_equal_tags_and_new_bytes_a_new_one(folder: Path) -> None:
    files, path = Files(folder), folder / "sections" / "tea" / "rss.xml"
    first = files.read(path)
    os.utime(path, (0, 0))
    assert files.read(path).etag == first.etag == Files(folder).read(path).etag
    before = path.stat()
    (folder / "new").write_bytes(b"<rsS/>")
    os.utime(folder / "new", ns=(before.st_atime_ns, before.st_mtime_ns))
    (folder / "new").replace(path)  # same size, same time: as publishing within one tick of the clock would
    assert files.read(path).etag != first.etag


def test_a_missing_folder_has_no_files(tmp_path: Path) -> None:
    assert Files(tmp_path / "none").locate("") is None
    assert Files(tmp_path).read(tmp_path / "none") is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rss.xml", "application/rss+xml; charset=utf-8"),
        ("atom.xml", "application/atom+xml; charset=utf-8"),
        ("index.html", "text/html; charset=utf-8"),
        ("site.css", "text/css; charset=utf-8"),
        ("feeds.xml", "application/xml; charset=utf-8"),
        ("cover.png", "image/png"),
        ("unknown", "application/octet-stream"),
    ],
)
def test_a_file_says_what_it_is(name: str, expected: str) -> None:
    assert media_type(name) == expected
