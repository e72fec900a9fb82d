"""Take the README's pictures of what `make demo` made: the mail and a section's page, as Chromium shows them.

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

from serve import serving

ROOT = Path(__file__).resolve().parent.parent
MAIL = "outbox/weekly-2026-03-02-08-00.gudrun@marigold-ferry.example.eml"  # this reader chose all sections
HEIGHT = 1500


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


def shoot(url: str, picture: Path, width: int) -> None:
    """What a window of this width shows of the page."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is not installed, so that there is nothing to take pictures with")
    with tempfile.TemporaryDirectory() as profile:
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]
        options += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
        options += ["--virtual-time-budget=5000"]  # pictures further down are loaded late
        options += [f"--user-data-dir={profile}", f"--window-size={width},{HEIGHT}", f"--screenshot={picture}"]
        subprocess.run([chromium, *options, url], check=True, capture_output=True, timeout=120)
    print(f"wrote {picture.relative_to(ROOT)}")


def main() -> None:
    """Both pictures."""
    message = message_from_bytes((ROOT / MAIL).read_bytes(), policy=policy.default)
    body = message.get_body(("html",))
    assert body is not None
    with serving(), tempfile.TemporaryDirectory() as folder, published(ROOT / "public") as base:
        page = Path(folder) / "mail.html"
        page.write_text(body.get_content(), encoding="utf-8")
        shoot(page.as_uri(), ROOT / "docs/mail.png", 660)
        shoot(f"{base}/sections/plots/", ROOT / "docs/section.png", 1060)


if __name__ == "__main__":
    main()
