"""A real Chromium, spoken to over its wire: it shows what is asked for, asks nobody, and nothing of it is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from digest.commands.browser import HIGHEST, Browser, Window
from digest.errors import BrowserFailed
from left_behind import alive
from small_site import serving

pytestmark = pytest.mark.chromium

#: Opens a window and goes on as it is told.
OPENED = """
import os, signal
from digest.commands.browser import browser
with browser().window() as window:
    window.read("1")
    print("opened", flush=True)
    {then}
"""


@pytest.mark.parametrize(
    ("then", "sent"),
    [
        ("pass", None),
        ("raise ValueError", None),
        ("window.read('new Promise(() => {})')", signal.SIGINT),
        ("window.tools.ask('Browser.crash')", None),
    ],
    ids=["all is well", "an error", "Ctrl-C", "it crashes"],
)
def test_nothing_of_it_is_left(folder: Path, then: str, sent: signal.Signals | None) -> None:
    with started(folder, then) as digest:
        assert alive(str(folder))
        if sent:
            digest.send_signal(sent)
    assert alive(str(folder)) == []
    assert [file.name for file in folder.iterdir() if file.name != ".cache"] == []  # which others have in common


def test_it_ends_by_itself_where_its_starter_is_killed(folder: Path) -> None:
    with started(folder, "os.kill(os.getpid(), signal.SIGKILL)") as digest:
        assert alive(str(folder))
    assert digest.returncode == -signal.SIGKILL
    until = time.monotonic() + 20
    while alive(str(folder)) and time.monotonic() < until:
        time.sleep(0.05)
    assert alive(str(folder)) == []


def test_it_starts_where_temporary_files_lie_deep(tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 25)
    deep.mkdir()
    with started(deep, "pass") as digest:
        pass
    assert digest.returncode == 0


@pytest.fixture
def folder() -> Iterator[Path]:
    """For temporary files; with a short name, unlike tmp_path."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        yield Path(name)


def started(folder: Path, then: str) -> subprocess.Popen[str]:
    """A process with an open window, whose profile lies in the folder."""
    command = [sys.executable, "-c", OPENED.format(then=then)]
    digest = subprocess.Popen(
        command,
        env={**os.environ, "TMPDIR": str(folder), "HOME": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert digest.stdout
    assert digest.stdout.readline() == "opened\n"
    return digest


def test_a_page_asks_nobody(chromium: Browser, tmp_path: Path) -> None:
    with serving() as site, chromium.window() as window:
        (tmp_path / "page.html").write_text(f'<p>Tea<img src="{site.base}/dot.png">', encoding="utf-8")
        window.show(tmp_path / "page.html", width=600)
        assert window.read("document.body.innerText") == "Tea"
        for url in (site.base, site.base.replace("127.0.0.1", "localhost")):
            with pytest.raises(BrowserFailed, match="ERR_PROXY_CONNECTION_FAILED"):
                window.show(url, width=600)
    assert site.asked == []


def test_where_it_may_ask_this_machine_it_asks_no_other(window: Window) -> None:
    with serving() as site:
        site.put("/", "<p>Tea")
        window.show(f"{site.base}/", width=600)
        assert window.read("document.body.innerText") == "Tea"
    for url in ("http://teapot.example/", "http://192.0.2.1/"):
        with pytest.raises(BrowserFailed, match="ERR_PROXY_CONNECTION_FAILED"):
            window.show(url, width=600)


@pytest.mark.parametrize("width", [320, 2700])
def test_a_window_is_as_wide_as_it_is_told_to_be(window: Window, tmp_path: Path, width: int) -> None:
    (tmp_path / "page.html").write_text('<meta name="viewport" content="width=device-width">Tea', encoding="utf-8")
    window.show(tmp_path / "page.html", width=width, height=700)
    assert window.read("[innerWidth, innerHeight, matchMedia(`(width: ${innerWidth}px)`).matches]") == [
        width,
        700,
        True,
    ]
    window.picture(tmp_path / "out.png")
    with Image.open(tmp_path / "out.png") as image:
        assert image.size == (width, 700)


def test_what_comes_late_is_in_the_picture(window: Window, tmp_path: Path) -> None:
    Image.new("RGB", (40, 40), "red").save(tmp_path / "red.png")
    late = '<script>onload = () => document.body.innerHTML = `<img src="red.png" style="position: absolute; inset: 0">`'
    (tmp_path / "page.html").write_text(f"<body>{late}</script>", encoding="utf-8")
    window.show(tmp_path / "page.html", width=600)
    window.picture(tmp_path / "out.png")
    with Image.open(tmp_path / "out.png") as image:
        assert image.convert("RGB").getpixel((20, 20)) == (255, 0, 0)


def test_the_longest_picture_has_no_hole(chromium: Browser, tmp_path: Path) -> None:
    rows = "".join(f'<p style="margin: 0; height: 100px; background: rgb({n}, 0, 99)">{n}</p>' for n in range(140))
    (tmp_path / "frame.html").write_text(f'<body style="margin: 0">{rows}', encoding="utf-8")
    frame = f'<iframe src="frame.html" style="border: 0; width: 500px; height: {HIGHEST}px; vertical-align: top">'
    page = f'<html data-height="{HIGHEST}"><body style="margin: 0; width: 2500px">{5 * (frame + "</iframe>")}'
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert chromium.picture(tmp_path / "page.html", tmp_path / "out.png", width=2500)
    with Image.open(tmp_path / "out.png") as image:
        whole = image.convert("RGB")
    for n in range(140):
        assert {whole.getpixel((x, 100 * n + 50)) for x in range(450, 2500, 500)} == {(n, 0, 99)}


def test_one_page_follows_another_and_each_is_waited_for(window: Window, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    for number in range(20):
        page.write_text(f"<body><script>onload = () => document.title = {number}</script>", encoding="utf-8")
        window.show(page, width=600)
        assert window.read("document.title") == str(number)
    window.show(f"{page.as_uri()}#place", width=600)
    assert window.read("location.hash") == "#place"


def test_an_error_in_the_page_is_told_and_the_window_goes_on(window: Window, tmp_path: Path) -> None:
    with pytest.raises(BrowserFailed, match="the page: ReferenceError: teapot is not defined;"):
        window.read("teapot.pour()")
    with pytest.raises(BrowserFailed, match="it took too long"):
        window.read("new Promise(done => setTimeout(done, 400))", patience=0.1)
    with pytest.raises(BrowserFailed, match="ERR_FILE_NOT_FOUND"):
        window.show(tmp_path / "absent.html", width=600)
    assert window.read("Promise.resolve({cups: [1, 2]})") == {"cups": [1, 2]}


def test_a_page_that_crashes_is_told(chromium: Browser) -> None:
    with chromium.window() as window, pytest.raises(BrowserFailed, match="the page crashed"):
        window.tools.ask("Page.crash")
