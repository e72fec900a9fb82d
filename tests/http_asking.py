"""The web app on a real server, and a client that asks it, or whatever listens on this machine."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from digest.service.health import Checkup
from digest.service.run import _listening
from digest.service.web import web
from digest.service.work import Work
from fake_app import NOW, FakeApp


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


Ask = Callable[..., Answer]


@contextmanager
def serving(app: FakeApp) -> Iterator[Ask]:
    """The web app, until the end of the block."""
    with listening(app) as port:
        yield client(port)


@contextmanager
def listening(app: FakeApp) -> Iterator[int]:
    """The same; its port."""
    work = Work(app, lambda: NOW)
    config = uvicorn.Config(
        web(app, Checkup(app, work), lambda: NOW), lifespan="off", ws="none", log_config=None, proxy_headers=False
    )
    server = uvicorn.Server(config)
    with _listening("127.0.0.1:0") as door:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        try:
            yield door.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


def client(port: int) -> Ask:
    """Who asks there, each time over a new connection: `ask(path, method, body, **headers)`, "_" for "-" in names."""

    def ask(path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, names)
        answer = connection.getresponse()
        made = Answer(answer.status, {n.lower(): v for n, v in answer.getheaders()}, answer.read())
        connection.close()
        return made

    return ask
