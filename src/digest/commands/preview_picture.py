"""The picture of a preview: what the page shows, with the mail at its full length."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from html import escape, unescape
from pathlib import Path

from digest.app import fetcher
from digest.collect.net.fetch import Request, Response
from digest.commands.browser import HIGHEST, Browser
from digest.commands.preview_page import VIEWS, Shown, for_picture, framed
from digest.config import Collect
from digest.templates import Templates
from digest.words import counted

_IMAGE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]+)(")', re.IGNORECASE)
_PATIENCE = timedelta(seconds=10)
_LARGEST = 10_000_000  #: bytes of an image
_MOST = 100  #: images; a mail of 95,000 bytes has no room for more
_GAPS = 24 * (len(VIEWS) + 1)


def write(out: Path, shown: Shown, templates: Templates, browser: Browser, settings: Collect) -> list[str]:
    """Write the picture; what it lacks, in words.

    Args:
        out: a PNG.
        shown: what it shows.
        templates: with the page.
        browser: what takes it. It asks no network: the images are fetched as everything is, from public addresses.
        settings: how we fetch.

    Raises:
        BrowserFailed: there is no picture.
    """
    with tempfile.TemporaryDirectory(prefix="digest-preview-") as name:
        folder = Path(name)
        wanted = list(dict.fromkeys(unescape(url) for _, url, _ in _IMAGE.findall(shown.html)))[:_MOST]
        there = _fetched(wanted, folder, settings)
        mail = _IMAGE.sub(lambda image: image[1] + _local(unescape(image[2]), there) + image[3], shown.html)
        files = {
            "mail.html": framed(mail, "file:"),
            "bare.html": framed(shown.html, "'none'"),
            "page.html": for_picture(shown, templates, mail="mail.html", bare="bare.html"),
        }
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
        is_whole = browser.picture(folder / "page.html", out, width=sum(view.width for view in VIEWS) + _GAPS)
    lost = len(wanted) - len(there)
    lacks = [f"{counted(lost, 'image')} of the mail could not be fetched"] if lost else []
    return lacks if is_whole else [*lacks, f"what lies below {HIGHEST} pixels"]


def _fetched(urls: list[str], folder: Path, settings: Collect) -> Mapping[str, str]:
    """Address → name of the file in `folder`, of the images that could be had."""
    # Without a pause: these are asked for once, as any reader's mail program does.
    limits = {"pause": timedelta(0), "timeout": min(settings.timeout, _PATIENCE), "max_bytes": _LARGEST}
    there = {}
    asked = [Request(url=url, accept="image/*", tag=f"image-{number}") for number, url in enumerate(urls)]
    for request, answer in fetcher(settings.model_copy(update=limits)).each(asked):
        if isinstance(answer, Response):
            (folder / str(request.tag)).write_bytes(answer.body)
            there[request.url] = str(request.tag)
    return there


def _local(url: str, there: Mapping[str, str]) -> str:
    return there.get(url, escape(url))
