"""Serve the example magazine on this machine, as a small publisher's web server would.

`python examples/serve.py` runs until Ctrl-C or SIGTERM. In a test: `with serving(0) as base: ...`.
"""

from __future__ import annotations

import errno
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate, parsedate_to_datetime
from hashlib import sha256
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from markdown_it import MarkdownIt

EXAMPLES = Path(__file__).resolve().parent
PORT = 8611  #: as in the feed, the canonical links and config.toml
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/rss+xml; charset=utf-8",
}


def file_for(target: str) -> Path | None:
    """The file behind the target of a request; None if there is none inside the magazine."""
    path = unquote(urlsplit(target).path).lstrip("/")
    if "\0" in path:
        return None
    site = EXAMPLES / "site"
    file = (site / path / "index.html" if path.endswith("/") or not path else site / path).resolve()
    if file.is_file() and file.is_relative_to(site):
        return file
    return _plot(path)


def _plot(path: str) -> Path | None:
    """The Markdown file that is public as plots/name, with or without an ending."""
    folder, _, name = path.strip("/").rpartition("/")
    stem = name.removesuffix(".html").removesuffix(".md")
    file = EXAMPLES / "plots" / f"{stem}.md"
    return file if folder == "plots" and stem and file.is_file() else None


def body_of(file: Path) -> bytes:
    """What a browser gets for a file: as it is, or a page made of Markdown."""
    return _page(file.read_text(encoding="utf-8")).encode() if file.suffix == ".md" else file.read_bytes()


def _page(text: str) -> str:
    _, front, markdown = text.split("---\n", 2)
    about = yaml.safe_load(front)
    title = escape(about["title"])
    picture = f'<img src="{escape(about["image"])}" alt="{escape(about["image_alt"])}">' if "image" in about else ""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title} | The Far Bank</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/style.css">'
        '</head><body><header class="masthead"><a class="logo" href="/">The Far Bank</a>'
        '<nav><a href="/plots/">Plots &amp; Tides</a></nav></header>'
        f'<main><article><h1>{title}</h1><p class="byline">By {escape(about["author"])}, {about["date"]:%d %B %Y}</p>'
        f"{picture}{MarkdownIt().render(markdown)}</article></main></body></html>\n"
    )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10  # seconds that an idle connection may keep its thread

    def do_GET(self) -> None:
        file = file_for(self.path)
        if file is None:
            self._answer(HTTPStatus.NOT_FOUND, b"There is no such page on the Far Bank.\n", _TYPES[".txt"])
            return
        body = body_of(file)
        tag, changed = f'"{sha256(body).hexdigest()[:16]}"', int(file.stat().st_mtime)
        validators = {"ETag": tag, "Last-Modified": formatdate(changed, usegmt=True)}
        if self._fresh(tag, changed):
            self._answer(HTTPStatus.NOT_MODIFIED, b"", None, validators)
        else:
            self._answer(HTTPStatus.OK, body, _TYPES.get(file.suffix, _TYPES[".html"]), validators)

    def do_HEAD(self) -> None:
        self.do_GET()  # _answer leaves the body out

    def _fresh(self, tag: str, changed: int) -> bool:
        """Whether the client has it already; a tag counts more than a date (RFC 9110 §13.2.2)."""
        if tags := self.headers["If-None-Match"]:
            return tags == "*" or tag in {each.strip().removeprefix("W/") for each in tags.split(",")}
        try:
            return parsedate_to_datetime(self.headers["If-Modified-Since"]).timestamp() >= changed
        except (TypeError, ValueError):
            return False

    def _answer(self, status: HTTPStatus, body: bytes, kind: str | None, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (more or {}).items():
            self.send_header(name, value)
        if kind:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the demo's own lines are the ones to read."""


class PortBusy(Exception):
    """Another program answers on the magazine's port."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"Port {port} of this machine is taken, so the example magazine cannot be served.\n"
            "Most likely a `make run`, `make demo` or `serve.py` is still running: stop it and try again."
        )


@contextmanager
def serving(port: int = PORT) -> Iterator[str]:
    """Serve the magazine while the block runs; gives its address, ending with "/". Port 0 takes a free one.

    Raises:
        PortBusy: somebody else has the port.
    """
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortBusy(port) from None
        raise
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main(port: int = PORT) -> int:
    """Serve until a signal says stop; the exit code."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        with serving(port) as base:
            print(f"The Far Bank is at {base}  (Ctrl-C ends)", flush=True)
            stop.wait()
    except PortBusy as busy:
        print(busy, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
