"""A real browser opens feeds, at the service and at nginx."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.nginx import blocks, nginx, program

from fake_app import FakeApp
from http_asking import listening

pytestmark = pytest.mark.chromium

PAGE = "<!doctype html><title>Tea</title><p>For people</p>"
FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>For programs</title></channel></rss>'


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FakeApp]:
    made = FakeApp(tmp_path)
    for folder, page in (("sections/tea", "sections/tea"), ("", "latest")):
        (made.public / folder).mkdir(parents=True, exist_ok=True)
        (made.public / page).mkdir(parents=True, exist_ok=True)
        (made.public / folder / "rss.xml").write_text(FEED)
        (made.public / page / "index.html").write_text(PAGE)
    yield made
    made.close()


def seen(url: str, profile: Path) -> str:
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    options += ["--disable-component-update", "--disable-sync", f"--user-data-dir={profile}", "--dump-dom"]
    return subprocess.run([chromium, *options, url], capture_output=True, text=True, check=True, timeout=120).stdout


def test_who_opens_a_feed_sees_its_page_and_the_feed_where_that_is_asked_for(app: FakeApp, tmp_path: Path) -> None:
    with listening(app) as port:
        assert "For people" in seen(f"http://127.0.0.1:{port}/sections/tea/rss.xml", tmp_path / "profile")
        assert "For people" in seen(f"http://127.0.0.1:{port}/rss.xml", tmp_path / "profile")
        assert "For programs" in seen(f"http://127.0.0.1:{port}/rss.xml?raw", tmp_path / "profile")


@pytest.mark.skipif(program() is None, reason="nginx is not installed")
def test_so_it_is_under_nginx(app: FakeApp, tmp_path: Path) -> None:
    place = tmp_path / "nginx"
    place.mkdir()
    with nginx(blocks()[1], place, 9, app.public) as port:
        assert "For people" in seen(f"http://127.0.0.1:{port}/sections/tea/rss.xml", tmp_path / "profile")
        assert "For programs" in seen(f"http://127.0.0.1:{port}/rss.xml?raw", tmp_path / "profile")
