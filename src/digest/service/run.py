"""`digest run`: starts the clock and the web app, and ends both when asked, within ten seconds."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from threading import Thread
from typing import NoReturn, Self

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
_WEB_ENDED = 0  #: no signal has this number
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
    with _listening(listen or app.config.web.listen) as door, _Asked() as asked:
        server = _server(web(app, Checkup(app, work), now))
        serving = Thread(target=_serve, args=(server, door, asked), name="web")
        serving.start()
        clock.start()
        try:
            _announce(app, door, now())
            why = asked.wait()
        finally:
            server.should_exit = True
            left = clock.stop(_FINISH)
            serving.join(_ANSWERS + 1)
    code = 0 if why in _NUMBERS else 1
    reason = signal.Signals(why).name if why in _NUMBERS else "the web app ended"
    log_for().info("stopped", reason=reason, cut=", ".join(left) or None)
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


def _serve(server: uvicorn.Server, door: socket.socket, asked: _Asked) -> None:
    try:
        # Not in the main thread: there uvicorn would take the signals, and hand SIGTERM on when it is done (exit 143).
        server.run(sockets=[door])
    finally:
        asked.tell(_WEB_ENDED)


class _Asked:
    """Who asks us to stop: one byte each, the number of a signal or _WEB_ENDED."""

    def __init__(self) -> None:
        self._ear, self._mouth = socket.socketpair()
        self._mouth.setblocking(False)  # as set_wakeup_fd wants it

    def __enter__(self) -> Self:
        self._former = {number: signal.signal(number, lambda *_: None) for number in _NUMBERS}
        # Python runs handlers between two steps of the main thread; one that comes as it falls asleep would not wake it
        # (seen as 1 stop in 40 that never came). What is written here by the signal itself does.
        self._former_fd = signal.set_wakeup_fd(self._mouth.fileno())
        return self

    def __exit__(self, *_: object) -> None:
        signal.set_wakeup_fd(self._former_fd)
        for number, handler in self._former.items():
            signal.signal(number, handler)
        self._ear.close()
        self._mouth.close()

    def tell(self, number: int) -> None:
        """To be called in any thread."""
        with suppress(OSError):  # nobody listens any more
            self._mouth.send(bytes([number]))

    def wait(self) -> int:
        """Sleep until somebody asks."""
        while (number := self._ear.recv(1)[0]) not in (*_NUMBERS, _WEB_ENDED):
            pass  # a signal that somebody else in this process handles
        return number


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
