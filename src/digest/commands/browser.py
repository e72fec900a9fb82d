"""The one host of Chromium: pictures of local pages, by a browser that knows nobody and asks no network."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from digest.errors import BrowserFailed

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_LONGEST = 60.0  #: seconds; a picture takes two or three
HIGHEST = 14_000  #: CSS pixels; more than 16,384 fit into no texture, and come out blank
_HEIGHT = re.compile(r'<html[^>]* data-height="(\d+)"')
_OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--hide-scrollbars",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    # What a page may load lies beside it, so that frames may see into one another, and nothing goes out.
    "--allow-file-access-from-files",
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    # Waits for what is still loading, but not in real time, and for frames to be drawn before the picture is taken.
    "--virtual-time-budget=10000",
    "--run-all-compositor-stages-before-draw",
)


@dataclass(frozen=True, slots=True)
class Browser:
    """A Chromium, or one of its kind."""

    program: Path

    def picture(self, page: Path, out: Path, *, width: int) -> bool:
        """Show a local page in a window of `width` CSS pixels, as high as the page says, and write what is seen.

        False: the page is higher than HIGHEST, and the picture ends there.

        Args:
            page: says its height by itself, as `data-height` of its root element.
            out: a PNG.
            width: of the window.

        Raises:
            BrowserFailed: it did not start, took too long, or wrote nothing.
        """
        found = _HEIGHT.search(self._run(page, "--dump-dom", f"--window-size={width},1000"))
        if found is None:
            raise BrowserFailed(str(self.program), "it did not show the page to its end")
        height = min(int(found[1]), HIGHEST)
        self._run(page, f"--window-size={width},{height}", f"--screenshot={out}")
        if not out.is_file():
            raise BrowserFailed(str(self.program), "it wrote no picture")
        return height == int(found[1])

    def _run(self, page: Path, *options: str) -> str:
        with tempfile.TemporaryDirectory(prefix="digest-browser-", ignore_cleanup_errors=True) as profile:
            # As root it has no sandbox of its own and would not start; others keep it.
            alone = ("--no-sandbox",) if os.geteuid() == 0 else ()
            command = [self.program, *_OPTIONS, *alone, f"--user-data-dir={profile}", *options, page.resolve().as_uri()]
            return self._ended(command)

    def _ended(self, command: list[str | Path]) -> str:
        """What it wrote to standard output; it and its children are gone afterwards."""
        try:
            process = subprocess.Popen(  # noqa: S603 - a program that the user named or installed
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                start_new_session=True,
            )
        except OSError as error:
            raise BrowserFailed(str(self.program), error.strerror or str(error)) from error
        with process:
            try:
                out, err = process.communicate(timeout=_LONGEST)
            except BaseException as error:
                os.killpg(process.pid, signal.SIGKILL)
                if isinstance(error, subprocess.TimeoutExpired):
                    raise BrowserFailed(str(self.program), f"it took longer than {_LONGEST:.0f} s") from error
                raise
        if process.returncode:
            raise BrowserFailed(str(self.program), _last_words(err) or f"it ended with {process.returncode}")
        return out


def browser() -> Browser | None:
    """The one that $CHROME names, else the first that is installed; None: there is none."""
    named = os.environ.get("CHROME")
    names = (named,) if named else _NAMES
    found = next(filter(None, map(shutil.which, names)), None)
    return Browser(Path(found)) if found else None


def absent() -> str:
    """What to say when there is none."""
    if named := os.environ.get("CHROME"):
        return f"no picture: $CHROME is {named}, which is no program"
    return "no picture: there is no Chromium here; install it, or name yours in $CHROME"


def _last_words(text: str) -> str:
    return next((line.strip()[:200] for line in reversed(text.splitlines()) if line.strip()), "")
