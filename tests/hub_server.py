"""A hub on loopback that answers what a test says, and remembers what it was told."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

Say = Callable[["Page"], None]


@dataclass
class Hub:
    """What it answers, by path, and the forms that it got, in their order."""

    url: str = ""
    says: dict[str, Say] = field(default_factory=dict)
    forms: list[dict[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)  #: set when it is to end

    @property
    def topics(self) -> list[str]:
        """The addresses that it was told of."""
        return [form["hub.url"] for form in self.forms]


class Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub
    form: dict[str, str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.form = dict(parse_qsl(body, strict_parsing=True))
        self.hub.forms.append(self.form)
        self.hub.headers.append(dict(self.headers))
        with suppress(ConnectionError):  # who asked has gone
            self.hub.says[self.path](self)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self, text: bytes) -> None:
        """Go on for as long as anybody listens."""
        while not self.hub.enough.wait(0.02):
            self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def hub(tls: ssl.SSLContext | None = None) -> Iterator[Hub]:
    """One that takes everything at "/"; with `tls`, over https."""
    made = Hub(says={"/": lambda page: page.answer(204)})
    handler = type("Handler", (Page,), {"hub": made})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        made.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield made
        finally:
            made.enough.set()
            server.shutdown()
            thread.join()
