"""Take the pictures in docs/ of what `make demo` made: its mail in each look, and pages, in light, dark, on a phone.

`make pictures`, after `make demo`; needs Chromium.
"""

from __future__ import annotations

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
from digest.commands.browser import Window, absent, browser
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


def shoot(window: Window, page: str | Path, name: str, width: int, height: int) -> None:
    """What a window of this size shows of a page; small, as texts and two photographs need no more colours."""
    picture = ROOT / f"docs/{name}.png"
    window.show(page, width=width, height=height)
    window.picture(picture)
    with Image.open(picture) as whole:
        few = whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)
    print(f"wrote {picture.relative_to(ROOT)}, {picture.stat().st_size // 1000} KB")


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


def main() -> None:
    """All pictures."""
    chromium = browser()
    if chromium is None:
        sys.exit(absent())
    with serving(), tempfile.TemporaryDirectory() as folder, published(ROOT / "public") as base:
        written = {look: Path(folder, f"{look}.html") for look in get_args(Style)}
        for look, html in mails():
            written[look].write_text(html, encoding="utf-8")
        for suffix, dark in (("", False), ("-dark", True)):
            with chromium.window(dark=dark, loopback=True) as window:
                for look, page in written.items():
                    shoot(window, page, f"mail-{look}{suffix}", *MAIL)
                for name, path in PAGES.items():
                    shoot(window, f"{base}/{path}", f"{name}{suffix}", DESK, HEIGHT)
                    if not dark:
                        shoot(window, f"{base}/{path}", f"{name}-360", PHONE, HEIGHT)


if __name__ == "__main__":
    main()
