"""Take the pictures in docs/ of what `make demo` made: the mail, and pages in light, in dark and on a phone.

`make pictures`, after `make demo`; needs Chromium.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from PIL import Image

from serve import serving

ROOT = Path(__file__).resolve().parent.parent
MAIL = "outbox/weekly-2026-03-02-08-00.gudrun@marigold-ferry.example.eml"  # this reader chose all sections
PAGES = {
    "home": "",
    "section": "sections/plots/",
    "latest": "latest/",
    "edition": "newsletters/weekly/2026-03-02T0800/",
}
DESK, PHONE, HEIGHT = 1060, 360, 1300  #: pixels
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


def shoot_page(url: str, name: str, folder: Path) -> None:
    """One page in light, in dark, and on a phone."""
    for suffix, more in (("", ()), ("-dark", (DARK,))):
        picture = ROOT / f"docs/{name}{suffix}.png"
        shoot(url, picture, DESK, HEIGHT, *more)
        finish(picture, DESK)
    narrow = ROOT / f"docs/{name}-360.png"
    shoot(framed(url, folder), narrow, 500, HEIGHT)
    finish(narrow, PHONE)


def main() -> None:
    """All pictures."""
    message = message_from_bytes((ROOT / MAIL).read_bytes(), policy=policy.default)
    body = message.get_body(("html",))
    assert body is not None
    with serving(), tempfile.TemporaryDirectory() as folder, published(ROOT / "public") as base:
        page, mail = Path(folder) / "mail.html", ROOT / "docs/mail.png"
        page.write_text(body.get_content(), encoding="utf-8")
        shoot(page.as_uri(), mail, 660, 1500)
        finish(mail, 660)
        for name, path in PAGES.items():
            shoot_page(f"{base}/{path}", name, Path(folder))


if __name__ == "__main__":
    main()
