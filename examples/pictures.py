"""Take the pictures in docs/ of what `make demo` made: its mail in each look, and pages, in light, dark, on a phone.

`make pictures`, after `make demo`; needs Chromium.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import get_args

from PIL import Image

from digest import joints
from digest.app import App
from digest.config import load
from digest.newsletter.look import Look, Style
from digest.newsletter.render import render
from serve import serving

ROOT = Path(__file__).resolve().parent.parent
EDITION = "weekly:2026-03-02T08:00"
PAGES = {
    "home": "",
    "section": "sections/plots/",
    "latest": "latest/",
    "edition": "newsletters/weekly/2026-03-02T0800/",
}
DESK, PHONE, HEIGHT = 1060, 360, 1300  #: pixels
MAIL = 660, 1320  #: pixels of a mail's window
COLOURS = 160
DARK = "--blink-settings=preferredColorScheme=0"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def published(folder: Path) -> Iterator[str]:
    """The folder, served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def shoot(url: str, picture: Path, width: int, height: int, *more: str) -> None:
    """What a window of this width shows of the page; `more` are options of Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is not installed, so that there is nothing to take pictures with")
    with tempfile.TemporaryDirectory() as profile:
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]
        options += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
        options += ["--virtual-time-budget=5000", "--disable-checker-imaging", *more]
        options += [f"--user-data-dir={profile}", f"--window-size={width},{height}", f"--screenshot={picture}"]
        subprocess.run([chromium, *options, url], check=True, capture_output=True, timeout=120)


def finish(picture: Path, width: int) -> None:
    """Cut it to its width, and make it small: screens of text and two photographs need no more colours."""
    with Image.open(picture) as whole:
        cut = whole.convert("RGB").crop((0, 0, width, whole.height))
    cut.quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)
    print(f"wrote {picture.relative_to(ROOT)}, {picture.stat().st_size // 1000} KB")


def framed(url: str, folder: Path) -> str:
    """A page that shows another one as a phone does: a browser's own window is never this narrow."""
    page = folder / "phone.html"
    frame = f'<iframe src="{url}" width="{PHONE}" height="{HEIGHT}" style="border: 0"></iframe>'
    page.write_text(f'<!doctype html><body style="margin: 0">{frame}</body>', encoding="utf-8")
    return page.as_uri()


def mails() -> Iterator[tuple[str, str]]:
    """(look, HTML) of the demo's edition in each look."""
    app = App(load(ROOT / "config.toml"))
    edition = app.store.editions.get(EDITION)
    if edition is None:
        sys.exit(f"{EDITION} is not composed; run `make demo` first")
    masthead = joints.masthead(app.config, app.config.newsletter[0], edition)
    for style in get_args(Style):
        parts = render(edition, replace(masthead, look=Look(style=style)), app.templates)
        yield style, parts.variant().html
    app.close()


def shoot_page(url: str, name: str, folder: Path) -> None:
    """One page in light, in dark, and on a phone."""
    for suffix, more in (("", ()), ("-dark", (DARK,))):
        picture = ROOT / f"docs/{name}{suffix}.png"
        shoot(url, picture, DESK, HEIGHT, *more)
        finish(picture, DESK)
    narrow = ROOT / f"docs/{name}-360.png"
    shoot(framed(url, folder), narrow, 500, HEIGHT)
    finish(narrow, PHONE)


def shoot_mail(look: str, html: str, folder: Path) -> None:
    """One mail in light and in dark."""
    page = folder / "mail.html"
    page.write_text(html, encoding="utf-8")
    for suffix, more in (("", ()), ("-dark", (DARK,))):
        picture = ROOT / f"docs/mail-{look}{suffix}.png"
        shoot(page.as_uri(), picture, *MAIL, *more)
        finish(picture, MAIL[0])


def main() -> None:
    """All pictures."""
    with serving(), tempfile.TemporaryDirectory() as folder, published(ROOT / "public") as base:
        for look, html in mails():
            shoot_mail(look, html, Path(folder))
        for name, path in PAGES.items():
            shoot_page(f"{base}/{path}", name, Path(folder))


if __name__ == "__main__":
    main()
