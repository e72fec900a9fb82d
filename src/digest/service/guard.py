"""From the first moment on, being asked to stop is heard; a light room to enter before the heavy ones."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from digest.service.seam import App

SIGNALS = (signal.SIGTERM, signal.SIGINT)
ENDED = 0  #: no signal has this number


def main(open_app: Callable[[], AbstractContextManager[App]], listen: str | None = None) -> int:
    """Open the house and serve until SIGTERM or SIGINT; the exit code. To be called in the main thread.

    Whoever asks while the libraries are loaded or the store is opened is heard as soon as that is done.

    Raises:
        CannotListen: the address is none, taken, or not ours.
    """
    with Asked() as asked:
        from digest.service.run import run

        with open_app() as app:
            return run(app, listen=listen, asked=asked)


class Asked:
    """Who asks us to stop: one byte each, the number of a signal or ENDED."""

    def __init__(self) -> None:
        self._ear, self._mouth = socket.socketpair()
        self._mouth.setblocking(False)  # as set_wakeup_fd wants it

    def __enter__(self) -> Self:
        # Python runs handlers between two steps of the main thread; one that comes as it falls asleep would not wake it
        # (seen as 1 stop in 40 that never came). What is written here by the signal itself does.
        self._former_fd = signal.set_wakeup_fd(self._mouth.fileno())
        self._former = {number: signal.signal(number, lambda *_: None) for number in SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._former_fd)
        self._ear.close()
        self._mouth.close()

    def tell(self, number: int) -> None:
        """To be called in any thread."""
        with suppress(OSError):  # nobody listens any more
            self._mouth.send(bytes([number]))

    def wait(self) -> int:
        """Sleep until somebody asks."""
        while (number := self._ear.recv(1)[0]) not in (*SIGNALS, ENDED):
            pass  # a signal that somebody else in this process handles
        return number
