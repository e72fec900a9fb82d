"""`digest withdraw` and `digest publish --anew`, as people type them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.app import open_app
from small_site import Site, config, fill, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as served:
        yield served


@pytest.fixture
def folder(tmp_path: Path, site: Site) -> Path:
    fill(site, tmp_path / "notes")
    config(tmp_path, site)
    run(tmp_path, "collect")
    run(tmp_path, "publish")
    return tmp_path


def run(folder: Path, *words: str, code: int = 0, said: str = "") -> str:
    command = [sys.executable, "-m", "digest", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, input=said)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def shown(folder: Path) -> str:
    files = [path for path in (folder / "public").rglob("*") if path.suffix in (".xml", ".html", ".json", ".opml")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def a_story(folder: Path) -> str:
    """The address of one that the feeds hold."""
    feed = (folder / "public/sections/notes/atom.xml").read_text(encoding="utf-8")
    return re.findall(r'href="(https://small.example/notes/[^"]+)"', feed)[0]


def test_what_is_withdrawn_is_nowhere_and_no_source_brings_it_again(folder: Path) -> None:
    url = a_story(folder)
    assert f'href="{url}"' in shown(folder)
    assert "withdrawn" in run(folder, "withdraw", url, "--yes")
    assert f"<id>{url}" not in shown(folder)
    assert f'href="{url}" rel="alternate"' not in shown(folder)
    name = url.rstrip("/").rpartition("/")[2]
    note = next(path for path in (folder / "notes").iterdir() if path.stem in name or name in path.stem)
    note.write_text(note.read_text(encoding="utf-8") + "\nAnd one word more.\n", encoding="utf-8")
    assert "0 new, 0 revised" in run(folder, "collect")
    assert "0 feed documents" in run(folder, "publish")
    assert "is not in the archive" in run(folder, "withdraw", url, "--yes", code=2)


def test_an_edition_that_waits_with_a_withdrawn_story_is_held_until_somebody_leaves_it_out(folder: Path) -> None:
    path, slot = folder / "config.toml", "2026-03-02T08:00"
    path.write_text(path.read_text(encoding="utf-8").replace("[mail]", 'review = "1 h"\n[mail]'), encoding="utf-8")
    run(folder, "subscribers", "add", "ada@a.example")
    assert "held for review" in run(folder, "send", "weekly", "--slot", slot)
    carried = re.findall(r"(\d+)\.  .*\n +(https://small.example/notes/\S+)", run(folder, "edition", "show", "weekly"))
    number, url = carried[0]
    said = run(folder, "withdraw", url, "--yes")
    assert f"weekly:{slot} was composed with it, and is held" in said
    later = datetime.now(UTC) + timedelta(hours=2)
    with open_app(path) as app:
        assert app.release_due(later) == []
    (folder / "editions").mkdir()
    (folder / "editions/weekly-2026-03-02T0800.toml").write_text(f"drop = [{number}]", encoding="utf-8")
    run(folder, "edition", "edit", "weekly")
    run(folder, "edition", "release", "weekly")
    assert "1 accepted" in run(folder, "send", "weekly", "--slot", slot)
    (mail,) = (folder / "outbox").glob("*.eml")
    assert url.encode() not in mail.read_bytes().replace(b"=\r\n", b"")


def test_nothing_is_withdrawn_unless_somebody_says_yes(folder: Path) -> None:
    before = shown(folder)
    run(folder, "withdraw", a_story(folder), said="n\n", code=1)
    run(folder, "publish")
    assert shown(folder) == before


def test_a_new_address_of_the_site_is_written_everywhere_when_asked(folder: Path) -> None:
    told = (folder / "config.toml").read_text(encoding="utf-8")
    (folder / "config.toml").write_text(told.replace('url = "https://small.example', 'url = "https://moved.example', 1))
    run(folder, "publish", "--anew")
    feed = (folder / "public/atom.xml").read_text(encoding="utf-8")
    assert 'href="https://moved.example/atom.xml" rel="self"' in feed
    assert "tag:small.example" in feed, "ids stay for ever"
