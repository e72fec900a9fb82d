"""Pages and mails as a real browser shows them: nothing is cut off or scrolls sideways, on a phone and on a desk."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from small_site import config, fill, serving
from test_whole import PEOPLE, digest, everything

pytestmark = pytest.mark.chromium

#: Loads the pages in frames of each width and writes down what it sees; a browser's own window is never this narrow.
PROBE = """<!doctype html><body><pre id="found"></pre><script>
const pages = %s, widths = [320, 360, 900], found = [];
let left = pages.length * widths.length;
for (const page of pages) for (const width of widths) {
  const frame = document.createElement("iframe");
  frame.width = width; frame.height = 800; frame.src = page;
  frame.onload = () => {
    const inside = frame.contentDocument, root = inside.documentElement;
    found.push({page, width, wide: root.scrollWidth, titles: inside.querySelectorAll("h1").length,
                small: [...inside.querySelectorAll("body *")].filter(e => e.childNodes.length && e.offsetHeight > 1 &&
                  [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) &&
                  parseFloat(getComputedStyle(e).fontSize) < 12).map(e => e.outerHTML.slice(0, 80))});
    if (!--left) document.getElementById("found").textContent = JSON.stringify(found);
  };
  document.body.append(frame);
}
</script></body>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a publication that has sent an edition."""
    folder = tmp_path_factory.mktemp("looks")
    with serving() as site:
        fill(site, folder / "notes")
        config(folder, site)
        (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
        everything(folder)
        digest(folder, "preview", "weekly", "--slot", "2026-03-02T08:00", "--out", "public/preview")
    return folder / "public"


@pytest.fixture
def base(publication: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(publication))) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def looked_at(url: str, profile: Path, *more: str) -> list[dict[str, object]]:
    """What the probe found; `more` are options of Chromium."""
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    options += ["--disable-component-update", "--disable-sync", f"--user-data-dir={profile}", "--dump-dom"]
    options += ["--virtual-time-budget=10000"]
    done = subprocess.run([chromium, *options, *more, url], capture_output=True, text=True, check=True, timeout=120)
    told = re.search(r'<pre id="found">(.+?)</pre>', done.stdout, re.DOTALL)
    assert told, done.stdout[:500]
    return json.loads(unescape(told.group(1)))


def test_nothing_scrolls_sideways_and_every_page_has_one_title(publication: Path, base: str, tmp_path: Path) -> None:
    pages = sorted(
        f"/{path.relative_to(publication)}" for path in publication.rglob("*.html") if path.name != "probe.html"
    )
    assert len(pages) == 9  # home, the latest, three sections, a newsletter, its edition, a mail, its preview
    (publication / "probe.html").write_text(PROBE % json.dumps(pages), encoding="utf-8")
    found = looked_at(f"{base}/probe.html", tmp_path)
    assert len(found) == 3 * len(pages)
    assert [(one["page"], one["width"], one["wide"]) for one in found if one["wide"] > one["width"]] == []  # type: ignore[operator]
    assert {one["titles"] for one in found} == {1}
    assert [one["small"] for one in found if one["small"]] == []
