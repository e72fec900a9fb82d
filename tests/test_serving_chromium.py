"""A real browser opens feeds, at the service and at nginx."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.nginx import blocks, nginx, program

from digest.commands.browser import Window
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


def seen(window: Window, url: str) -> str:
    window.show(url, width=900)
    return str(window.read("document.documentElement.outerHTML"))


def test_who_opens_a_feed_sees_its_page_and_the_feed_where_that_is_asked_for(app: FakeApp, window: Window) -> None:
    with listening(app) as port:
        assert "For people" in seen(window, f"http://127.0.0.1:{port}/sections/tea/rss.xml")
        assert "For people" in seen(window, f"http://127.0.0.1:{port}/rss.xml")
        assert "For programs" in seen(window, f"http://127.0.0.1:{port}/rss.xml?raw")


@pytest.mark.skipif(program() is None, reason="nginx is not installed")
def test_so_it_is_under_nginx(app: FakeApp, window: Window, tmp_path: Path) -> None:
    place = tmp_path / "nginx"
    place.mkdir()
    with nginx(blocks()[1], place, 9, app.public) as port:
        assert "For people" in seen(window, f"http://127.0.0.1:{port}/sections/tea/rss.xml")
        assert "For programs" in seen(window, f"http://127.0.0.1:{port}/rss.xml?raw")
