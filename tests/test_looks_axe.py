"""Every page for people: axe-core finds nothing to complain of in a real browser, and nothing sticks out or moves."""

from __future__ import annotations

from pathlib import Path

import pytest

from axe import judged
from digest.commands.browser import Window
from folder_served import served
from hard_publication import publication, write

pytestmark = pytest.mark.chromium

#: Whether its screen is dark, and how wide it is.
SEEN = """[matchMedia("(prefers-color-scheme: dark)").matches, document.documentElement.scrollWidth]"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("sections", "language"), [(5, "en"), (100, "ar")])
def test_axe_finds_nothing(
    screens: dict[str, Window], tmp_path: Path, sections: int, language: str, scheme: str
) -> None:
    pages = [page for page in write(tmp_path, publication(sections, language)) if "/section-" not in page]
    assert len(pages) > 10  # without those that are like "town"
    window = screens[scheme]
    with served(tmp_path) as base:
        for page in pages:
            for width in (360, 1280):
                window.show(f"{base}/{page}", width=width, height=900)
                dark, wide = window.read(SEEN)
                assert dark is (scheme == "dark")
                assert wide <= width, (page, width)
                told = judged(window)
                assert told["passed"]
                assert told["wrong"] == [], (page, width)
