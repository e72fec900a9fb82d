"""The one host of Chromium: it shows pages, by a browser that knows nobody and asks no network."""

from __future__ import annotations

import os
import shutil
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest.commands.devtools import DevTools, devtools
from digest.errors import BrowserFailed

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PATIENCE = 30.0  #: seconds for each of some ten steps, of which all but the start take less than one
_TELLING = 3.0  #: seconds that a page which is loaded has to tell its height
HIGHEST = 14_000  #: CSS pixels; more than 16,384 fit into no texture, and come out blank
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
    # A page and its frames in one process, which draws them at once: frames in a sandbox otherwise have another one,
    # which a picture does not wait for, so that of ten some are blank (Chromium 156, 2026).
    "--disable-site-isolation-trials",
    # Large pictures are otherwise drawn later than what is around them.
    "--disable-checker-imaging",
    # In containers /dev/shm is often too small for a large page, which then crashes.
    "--disable-dev-shm-usage",
    # What a page may load lies beside it, so that frames may see into one another, and nothing goes out.
    "--allow-file-access-from-files",
    "--proxy-server=127.0.0.1:9",
)
#: Without it, addresses of this machine are asked without the proxy.
_NOT_EVEN_LOOPBACK = "--proxy-bypass-list=<-loopback>"
#: By whether the screen is dark. DevTools, which could say it later, overrule the `color-scheme` of frames (156, 2026).
_SCHEME = {False: "--blink-settings=preferredColorScheme=1", True: "--blink-settings=preferredColorScheme=0"}
#: As a promise, since a page may take a moment to measure itself.
_TOLD_HEIGHT = """new Promise(done => {
  const look = () => document.documentElement.dataset.height ?
    done(Number(document.documentElement.dataset.height)) : setTimeout(look, 20);
  look();
})"""
#: Fonts and pictures that are in the window or a frame of it, and then two frames of the screen: drawn, and shown.
_DRAWN = """(async () => {
  const inside = page => [page, ...[...page.querySelectorAll("iframe")].flatMap(
    frame => frame.contentDocument ? inside(frame.contentDocument) : [])];
  const seen = image => image.getClientRects().length &&
    image.getBoundingClientRect().top < image.ownerDocument.defaultView.innerHeight;
  for (const page of inside(document)) {
    await page.fonts.ready;
    await Promise.allSettled([...page.images].filter(seen).map(image => image.decode()));
  }
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
})()"""


@dataclass(frozen=True, slots=True)
class Window:
    """What shows one page after another, each as large as wanted."""

    program: Path
    tools: DevTools

    def show(self, page: str | Path, *, width: int, height: int = 1000) -> None:
        """Load a page, with all that belongs to it; a window may be as narrow as a phone.

        Args:
            page: its URL, or a file.
            width: CSS pixels.
            height: CSS pixels.

        Raises:
            BrowserFailed: it cannot be loaded, or not in time.
        """
        url = page.resolve().as_uri() if isinstance(page, Path) else page
        self.resize(width, height)
        self.tools.forget()
        told = self.tools.ask("Page.navigate", url=url)
        if why := told.get("errorText"):
            raise BrowserFailed(str(self.program), f"{url}: {why}")
        # Not the first "load" that comes: that may still be the one of the page before. None: only the #place is new.
        if loader := told.get("loaderId"):
            self.tools.wait("Page.lifecycleEvent", name="load", loaderId=loader)

    def resize(self, width: int, height: int) -> None:
        """Make the window so large, in CSS pixels; the page stays."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.tools.ask("Emulation.setDeviceMetricsOverride", **size)

    def read(self, expression: str, *, patience: float | None = None) -> Any:
        """The value of JavaScript in the page, as JSON can say it; that of a promise is awaited.

        Args:
            expression: JavaScript.
            patience: seconds, where they are others than for all.

        Raises:
            BrowserFailed: it threw an error, or took too long.
        """
        told = self.tools.ask(
            "Runtime.evaluate", patience=patience, expression=expression, awaitPromise=True, returnByValue=True
        )
        if wrong := told.get("exceptionDetails"):
            why = str(wrong.get("exception", {}).get("description") or wrong["text"])
            raise BrowserFailed(str(self.program), f"the page: {why.partition(chr(10))[0]}")
        return told["result"].get("value")

    def picture(self, out: Path) -> None:
        """Write what is seen, as a PNG.

        Raises:
            BrowserFailed: it took too long, or the file cannot be written.
        """
        self.read(_DRAWN)
        png = b64decode(self.tools.ask("Page.captureScreenshot", format="png")["data"])
        try:
            out.write_bytes(png)
        except OSError as error:
            raise BrowserFailed(str(self.program), f"{out}: {error.strerror}") from error


@dataclass(frozen=True, slots=True)
class Browser:
    """A Chromium, or one of its kind."""

    program: Path
    patience: float = _PATIENCE  #: seconds for each thing that it is asked

    @contextmanager
    def window(self, *, dark: bool = False, loopback: bool = False) -> Iterator[Window]:
        """A window of a browser that is started for it, and gone afterwards with all it wrote.

        Args:
            dark: what pages are told of the screen (`prefers-color-scheme`).
            loopback: whether it may ask servers on this machine; it never asks others.

        Raises:
            BrowserFailed: it did not start.
        """
        # As root it has no sandbox of its own and would not start; others keep it.
        alone = () if os.geteuid() else ("--no-sandbox",)
        proxy = () if loopback else (_NOT_EVEN_LOOPBACK,)
        with devtools(self.program, (*_OPTIONS, *alone, *proxy, _SCHEME[dark]), self.patience) as tools:
            tools.attach()
            for room in ("Page", "Inspector"):
                tools.ask(f"{room}.enable")
            tools.ask("Page.setLifecycleEventsEnabled", enabled=True)
            yield Window(self.program, tools)

    def picture(self, page: Path, out: Path, *, width: int) -> bool:
        """Show a local page in a window of `width` CSS pixels, as high as the page says, and write what is seen.

        False: the page is higher than HIGHEST, and the picture ends there.

        Args:
            page: says its height by itself, as `data-height` of its root element.
            out: a PNG.
            width: of the window.

        Raises:
            BrowserFailed: it did not start, took too long, or the page did not say its height.
        """
        with self.window() as window:
            window.show(page, width=width)
            try:
                whole = int(window.read(_TOLD_HEIGHT, patience=min(_TELLING, self.patience)))
            except BrowserFailed as error:
                raise BrowserFailed(str(self.program), "it did not show the page to its end") from error
            height = min(whole, HIGHEST)
            window.resize(width, height)
            window.picture(out)
        return height == whole


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
