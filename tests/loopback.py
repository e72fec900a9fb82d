"""A web server on loopback that answers what a test says, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from threading import Thread

from digest.collect.net.fetch import Fetcher


@dataclass
class Host:
    """What is answered, by path; all else is 404."""

    base: str = ""
    pages: dict[str, tuple[int, bytes, dict[str, str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def put(self, path: str, body: str | bytes = b"", status: int = 200, **headers: str) -> str:
        """Answer this from now on; the address."""
        whole = body.encode() if isinstance(body, str) else body
        self.pages[path] = (status, whole, {name.replace("_", "-"): value for name, value in headers.items()})
        return self.base + path


@contextmanager
def answering() -> Iterator[Host]:
    host = Host()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host.asked.append(self.path)
            status, body, headers = host.pages.get(self.path, (404, b"", {}))
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        host.base = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()


def fetcher(pause: float = 0) -> Fetcher:
    """One that may ask loopback."""
    return Fetcher(
        agent="digest/0 (+ed@example.org)",
        allow=[ip_network("127.0.0.0/8")],
        timeout=timedelta(seconds=5),
        max_bytes=1_000_000,
        pause=timedelta(seconds=pause),
    )
