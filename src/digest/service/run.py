"""`digest run`: starts the clock and the web app, and ends both when asked, within ten seconds."""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from threading import Thread
from typing import NoReturn

import uvicorn
from starlette.types import ASGIApp

from digest.errors import CannotListen
from digest.log import log_for
from digest.pipeline import utc_now
from digest.service.clock import Clock
from digest.service.guard import ENDED, SIGNALS, Asked
from digest.service.health import Checkup
from digest.service.seam import App
from digest.service.web import web
from digest.service.work import Work

#: Seconds for what is in hand, and for answers being sent; together less than the ten that systemd and people wait.
_FINISH, _ANSWERS = 6.0, 2
_LAST_PORT = 65_535


def run(
    app: App, *, listen: str | None = None, now: Callable[[], datetime] = utc_now, asked: Asked | None = None
) -> int:
    """Serve until SIGTERM or SIGINT; the exit code. To be called in the main thread.

    Args:
        listen: "host:port" instead of `web.listen`; port 0 takes a free one.
        asked: who listens for signals already, see `guard.py`; None: from here on.

    Raises:
        CannotListen: the address is none, taken, or not ours.
    """
    with nullcontext(asked) if asked else Asked() as ear, _listening(listen or app.config.web.listen) as door:
        return _run(app, door, now, ear)


def _run(app: App, door: socket.socket, now: Callable[[], datetime], asked: Asked) -> int:
    work = Work(app, now)
    clock = Clock(work, app.config.newsletter)
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
    code = 0 if why in SIGNALS else 1
    reason = signal.Signals(why).name if why in SIGNALS else "the web app ended"
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


def _serve(server: uvicorn.Server, door: socket.socket, asked: Asked) -> None:
    try:
        # Not in the main thread: there uvicorn would take the signals, and hand SIGTERM on when it is done (exit 143).
        server.run(sockets=[door])
    finally:
        asked.tell(ENDED)


@contextmanager
def _listening(address: str) -> Iterator[socket.socket]:
    host, port = _parts(address)
    both = host == "::" and socket.has_dualstack_ipv6()
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        door = socket.create_server((host, port), family=family, dualstack_ipv6=both)
    except OSError as error:
        raise CannotListen(address, error.strerror or str(error)) from error
    # asyncio does this only for sockets that name TCP; else the body waits 40 ms for the header's receipt.
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with door:
        yield door


def _parts(address: str) -> tuple[str, int]:
    """Host and port, as `web.listen` and `--listen` have them."""
    found = re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[^:\s]+):([0-9]{1,5})", address)
    if found is None:
        raise CannotListen(address, "it is to be host:port, like 127.0.0.1:8600, [::1]:8600 or 0.0.0.0:8600")
    host, port = found[1].strip("[]"), int(found[2])
    if port > _LAST_PORT:
        raise CannotListen(address, f"a port is at most {_LAST_PORT}")
    return host, port


def _address(door: socket.socket) -> str:
    host, port = door.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _leave(code: int) -> NoReturn:
    """End now, whatever threads are still at. Each of their steps is a transaction, so the next start goes on there."""
    logging.shutdown()
    sys.stdout.flush()
    os._exit(code)
