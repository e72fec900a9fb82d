"""Pages and mails as a real browser shows them: nothing is cut off or scrolls sideways, on a phone and on a desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.commands.browser import Window
from folder_served import served
from small_site import config, fill, serving
from test_whole import PEOPLE, digest, everything

pytestmark = pytest.mark.chromium

SEEN = """({
  wide: document.documentElement.scrollWidth,
  titles: document.querySelectorAll("h1").length,
  small: [...document.querySelectorAll("body *")].filter(e => e.childNodes.length && e.offsetHeight > 1 &&
    [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) &&
    parseFloat(getComputedStyle(e).fontSize) < 12).map(e => e.outerHTML.slice(0, 80)),
})"""


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


def test_nothing_scrolls_sideways_and_every_page_has_one_title(publication: Path, window: Window) -> None:
    pages = sorted(str(path.relative_to(publication)) for path in publication.rglob("*.html"))
    assert len(pages) == 9  # home, the latest, three sections, a newsletter, its edition, a mail, its preview
    with served(publication) as base:
        for page in pages:
            for width in (320, 360, 900):
                window.show(f"{base}/{page}", width=width)
                seen = window.read(SEEN)
                assert seen["wide"] <= width, (page, width)
                assert seen["titles"] == 1, page
                assert seen["small"] == [], (page, width)
