"""`digest run`: starts the clock and the web app, and ends both when asked, within ten seconds."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from queue import SimpleQueue
from threading import Thread
from typing import NoReturn

import uvicorn
from starlette.types import ASGIApp

from digest.errors import CannotListen
from digest.log import log_for
from digest.service.clock import Clock
from digest.service.health import Checkup
from digest.service.seam import App
from digest.service.web import web
from digest.service.work import Work, utc_now

#: Seconds for what is in hand, and for answers being sent; together less than the ten that systemd and people wait.
_FINISH, _ANSWERS = 6.0, 2
_LAST_PORT = 65_535
_NUMBERS = (signal.SIGTERM, signal.SIGINT)


def run(app: App, *, listen: str | None = None, now: Callable[[], datetime] = utc_now) -> int:
    """Serve until SIGTERM or SIGINT; the exit code. To be called in the main thread.

    Args:
        listen: "host:port" instead of `web.listen`; port 0 takes a free one.

    Raises:
        CannotListen: the address is taken, or not ours.
    """
    work = Work(app, now)
    clock = Clock(work, app.config.newsletter)
    with _listening(listen or app.config.web.listen) as door, _signals() as asked:
        server = _server(web(app, Checkup(app, work), now))
        serving = Thread(target=_serve, args=(server, door, asked), name="web")
        serving.start()
        clock.start()
        try:
            _announce(app, door, now())
            why = asked.get()
        finally:
            server.should_exit = True
            left = clock.stop(_FINISH)
            serving.join(_ANSWERS + 1)
    code = 0 if why in {number.name for number in _NUMBERS} else 1
    log_for().info("stopped", reason=why, cut=", ".join(left) or None)
    if left or serving.is_alive():
        _leave(code)
    return code


def _announce(app: App, door: socket.socket, now: datetime) -> None:
    """One line with the address, and one with each next due time."""
    log_for().info("running", address=_address(door))
    for newsletter, label, due in app.next_due(now):
        log_for(newsletter=newsletter).info("next", slot=label, due=f"{due:%Y-%m-%dT%H:%M:%SZ}")


def _server(app: ASGIApp) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            app,
            lifespan="off",
            ws="none",
            # Our own lines are logged; proxies are believed in `web.py`, and by default uvicorn believes 127.0.0.1.
            log_config=None,
            log_level="critical",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_ANSWERS,
        )
    )


def _serve(server: uvicorn.Server, door: socket.socket, asked: SimpleQueue[str]) -> None:
    try:
        # Not in the main thread: there uvicorn would take the signals, and hand SIGTERM on when it is done (exit 143).
        server.run(sockets=[door])
    finally:
        asked.put("the web app ended")


@contextmanager
def _signals() -> Iterator[SimpleQueue[str]]:
    """A queue that gets the name of each signal that asks us to stop."""
    # SimpleQueue.put may be called in a handler; Event.set could wait there for its own thread for ever.
    asked: SimpleQueue[str] = SimpleQueue()
    former = {number: signal.signal(number, lambda got, _: asked.put(signal.Signals(got).name)) for number in _NUMBERS}
    try:
        yield asked
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


@contextmanager
def _listening(address: str) -> Iterator[socket.socket]:
    host, _, number = address.rpartition(":")
    host, port = host.strip("[]"), int(number)
    if port > _LAST_PORT:
        raise CannotListen(address, f"a port is at most {_LAST_PORT}")
    both = host == "::" and socket.has_dualstack_ipv6()
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        door = socket.create_server((host, port), family=family, dualstack_ipv6=both)
    except OSError as error:
        raise CannotListen(address, error.strerror or str(error)) from error
    with door:
        yield door


def _address(door: socket.socket) -> str:
    host, port = door.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _leave(code: int) -> NoReturn:
    """End now, whatever threads are still at. Each of their steps is a transaction, so the next start goes on there."""
    logging.shutdown()
    sys.stdout.flush()
    os._exit(code)
