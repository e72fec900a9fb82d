"""A page is opened where somebody sits and can see it."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Mapping
from pathlib import Path


def open_page(page: Path, *, wanted: bool | None) -> str | None:
    """Open a local page in the user's browser; what to say if that was asked for and cannot be; else None.

    Args:
        page: a file.
        wanted: None: on a terminal with a screen, and not where a machine builds.
    """
    if wanted or (wanted is None and somebody_looks(os.environ, is_terminal=sys.stdout.isatty())):
        try:
            opened = webbrowser.open(page.resolve().as_uri())
        except webbrowser.Error:
            opened = False
        if wanted and not opened:
            return f"no browser opened; open {page} yourself"
    return None


def somebody_looks(environment: Mapping[str, str], *, is_terminal: bool, platform: str = sys.platform) -> bool:
    """Whether a window would be seen: without a screen, a browser for text would take the terminal."""
    has_screen = platform in ("darwin", "win32") or any(map(environment.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    return is_terminal and has_screen and not environment.get("CI")
