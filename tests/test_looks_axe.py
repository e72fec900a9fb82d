"""Every page for people: axe-core finds nothing to complain of in a real browser, and nothing sticks out or moves.

Another version of axe-core than the locked one may look: `AXE=path/to/axe.min.js`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread

import pytest

from hard_publication import publication, write
from test_looks_chromium import Quiet, looked_at

pytestmark = pytest.mark.chromium

DARK = "--blink-settings=preferredColorScheme=0"
#: Loads each page in a frame of each width, one after another, and lets axe look at it, all its rules.
PROBE = """<!doctype html><body><pre id="found"></pre><script>
const pages = %s, widths = [360, 1280], found = [], dark = matchMedia("(prefers-color-scheme: dark)").matches;
const loaded = element => new Promise(done => element.onload = done);
const look = async (page, width) => {
  const frame = document.createElement("iframe");
  frame.width = width; frame.height = 900; frame.src = page;
  const whole = loaded(frame);
  document.body.append(frame);
  await whole;
  const inside = frame.contentDocument, axe = inside.createElement("script");
  axe.src = "/axe.min.js";
  const ready = loaded(axe);
  inside.head.append(axe);
  await ready;
  const told = await frame.contentWindow.axe.run(inside, {resultTypes: ["violations"]});
  const wrong = told.violations.map(one => `${one.id}: ${one.nodes.map(node => node.html).slice(0, 3).join(" | ")}`);
  found.push({page, width, dark, wrong, passed: told.passes.length, wide: inside.documentElement.scrollWidth});
  frame.remove();
};
(async () => {
  for (const page of pages) for (const width of widths) await look(page, width);
  document.getElementById("found").textContent = JSON.stringify(found);
})();
</script></body>"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """(a folder, where it is served)."""
    folder = tmp_path / "public"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("sections", "language"), [(5, "en"), (100, "ar")])
def test_axe_finds_nothing(served: tuple[Path, str], tmp_path: Path, sections: int, language: str, scheme: str) -> None:
    folder, base = served
    pages = write(folder, publication(sections, language))
    pages = [page for page in pages if "/section-" not in page]  # those are like "town"
    axe = os.environ.get("AXE") or str(files("axe_core_python") / "axe.min.js")
    (folder / "axe.min.js").write_bytes(Path(axe).read_bytes())
    (folder / "probe.html").write_text(PROBE % json.dumps([f"/{page}" for page in pages]), encoding="utf-8")
    found = looked_at(f"{base}/probe.html", tmp_path / "profile", *([DARK] if scheme == "dark" else []))
    assert {one["dark"] for one in found} == {scheme == "dark"}
    assert len(found) == 2 * len(pages)
    assert all(one["passed"] for one in found)
    assert [one for one in found if one["wrong"]] == []
    assert [(one["page"], one["width"], one["wide"]) for one in found if one["wide"] > one["width"]] == []  # type: ignore[operator]
