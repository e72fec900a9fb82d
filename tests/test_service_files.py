from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.service.files import File, Files


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
    for name in ("manifest.json", "sections/manifest.json", "articles-manifest.json", "sections/tea/rss.xml.gz"):
        (public / name).write_bytes(b"x")
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
        "out",
        "manifest.json",
        "sections/manifest.json",
        "articles-manifest.json",
        "sections/tea/rss.xml.gz",
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


def read(files: Files, path: Path) -> File:
    found = files.look(path)
    assert found is not None
    return found


def test_equal_bytes_have_equal_tags_and_new_bytes_a_new_one(folder: Path) -> None:
    files, path = Files(folder), folder / "sections" / "tea" / "rss.xml"
    first = read(files, path)
    os.utime(path, (0, 0))
    assert read(files, path).plain.etag == first.plain.etag == read(Files(folder), path).plain.etag
    before = path.stat()
    (folder / "new").write_bytes(b"<rsS/>")
    os.utime(folder / "new", ns=(before.st_atime_ns, before.st_mtime_ns))
    (folder / "new").replace(path)  # same size, same time: as publishing within one tick of the clock would
    assert files.known(path) is None
    assert read(files, path).plain.etag != first.plain.etag


def test_a_version_is_known_after_one_look_until_it_is_replaced(folder: Path) -> None:
    files, path = Files(folder), folder / "sections" / "tea" / "rss.xml"
    assert files.known(path) is None
    first = read(files, path)
    assert files.known(path) == first
    replace(path, b"<rss>new</rss>")
    assert files.known(path) is None
    assert files.content(first.plain) is None
    assert files.content(read(files, path).plain) == b"<rss>new</rss>"


def test_a_compressed_file_is_a_form_of_its_own(folder: Path) -> None:
    files, path = Files(folder), folder / "sections" / "tea" / "rss.xml"
    packed = gzip.compress(b"<rss/>", mtime=0)
    alone = read(files, path)
    replace(path.with_name("rss.xml.gz"), packed)
    assert files.known(path) is None
    both = read(files, path)
    assert both.gzip is not None
    assert files.content(both.gzip) == packed
    assert (both.plain, both.modified) == (alone.plain, alone.modified)
    assert both.gzip.etag != both.plain.etag
    assert files.known(path) == both


@pytest.mark.parametrize(
    "beside", [gzip.compress(b"<RSS/>", mtime=0), gzip.compress(b"<rss/> ", mtime=0), b"", b"<rss/>", b"\x1f\x8b"]
)
def test_a_compressed_file_of_other_bytes_is_not_sent(folder: Path, beside: bytes) -> None:
    path = folder / "sections" / "tea" / "rss.xml"
    path.with_name("rss.xml.gz").write_bytes(beside)
    assert read(Files(folder), path).gzip is None


def test_a_file_through_a_link_inside_is_found(folder: Path) -> None:
    (folder / "inside").symlink_to(folder / "sections" / "tea")
    found = Files(folder).locate("inside/rss.xml")
    assert found == folder / "sections" / "tea" / "rss.xml"


def test_a_missing_folder_has_no_files(tmp_path: Path) -> None:
    files = Files(tmp_path / "none")
    assert files.locate("") is None
    assert files.locate("rss.xml") is None
    assert files.look(tmp_path / "none") is files.known(tmp_path / "none") is None


def replace(path: Path, content: bytes) -> None:
    """As the publisher does it."""
    beside = path.with_name(".beside")
    beside.write_bytes(content)
    beside.replace(path)
