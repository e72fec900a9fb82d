"""A small client of the DevTools protocol: asks one window of a browser one thing after another.

Each message is JSON that ends in NUL. What can be asked: https://chromedevtools.github.io/devtools-protocol/tot/.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from digest.commands.browser_process import process
from digest.errors import BrowserFailed

Message = dict[str, Any]

_END = b"\0"
_CHUNK = 1 << 20  #: bytes


class DevTools:
    """The wire to a browser that runs; no question waits for ever."""

    def __init__(self, program: Path, wire: socket.socket, words: Path, patience: float) -> None:
        self._program = program
        self._wire = wire
        self._words = words  #: a file: what the browser wrote to standard error
        self._patience = patience  #: seconds for each answer
        self._heard = bytearray()
        self._events: list[Message] = []
        self._asked = 0
        self._session: Message = {}  #: names the window in each message to it

    def attach(self) -> None:
        """Speak from now on with a new window, no longer with the browser itself."""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._session = {"sessionId": session}

    def ask(self, method: str, *, patience: float | None = None, **params: Any) -> Message:
        """What it answers; `patience` in seconds, where it is another one than for all.

        Raises:
            BrowserFailed: it refused, took too long, or has ended.
        """
        self._asked += 1
        asked = self._asked
        until = self._until(patience)
        self._tell({"id": asked, "method": method, "params": params, **self._session}, until)
        answer = self._first(lambda message: message.get("id") == asked, method, until)
        if error := answer.get("error"):
            raise BrowserFailed(str(self._program), f"{method}: {error.get('message')}")
        return dict(answer["result"])

    def wait(self, event: str, **params: Any) -> None:
        """Until an event has come that has these parameters among its own; it may have come before.

        Raises:
            BrowserFailed: it took too long, or the browser has ended.
        """

        def is_it(message: Message) -> bool:
            return message.get("method") == event and params.items() <= message["params"].items()

        if not any(map(is_it, self._events)):
            self._first(is_it, event, self._until(None))

    def forget(self) -> None:
        """All events that have come."""
        self._events.clear()

    def _until(self, patience: float | None) -> float:
        return time.monotonic() + (self._patience if patience is None else patience)

    def _tell(self, message: Message, until: float) -> None:
        try:
            self._wire.settimeout(_left(until))
            self._wire.sendall(json.dumps(message).encode() + _END)
        except OSError as error:
            raise self._gone(str(message["method"]), error) from error

    def _first(self, is_it: Callable[[Message], bool], name: str, until: float) -> Message:
        """The first message from now on that is it; events are kept."""
        while True:
            message = self._next(name, until)
            if "method" in message:
                self._events.append(message)
            if is_it(message):
                return message
            if message.get("method") == "Inspector.targetCrashed":
                raise BrowserFailed(str(self._program), f"{name}: the page crashed")

    def _next(self, name: str, until: float) -> Message:
        looked = 0
        while (end := self._heard.find(_END, looked)) < 0:
            looked = len(self._heard)
            try:
                self._wire.settimeout(_left(until))
                self._heard += self._wire.recv(_CHUNK)
            except OSError as error:
                raise self._gone(name, error) from error
            if len(self._heard) == looked:
                raise self._gone(name)
        said = bytes(self._heard[:end])
        del self._heard[: end + 1]
        try:
            return dict(json.loads(said))
        except ValueError as error:
            raise BrowserFailed(str(self._program), f"what it said is no JSON: {said[:40]!r}") from error

    def _gone(self, name: str, error: OSError | None = None) -> BrowserFailed:
        """It did not answer in time, or is there no more; with its last words."""
        lines = self._words.read_text(encoding="utf-8", errors="replace").splitlines()
        words = next((line.strip()[:200] for line in reversed(lines) if line.strip()), "")
        if isinstance(error, TimeoutError):
            late = f"{name}: it took too long"
            return BrowserFailed(str(self._program), f"{late}; its last words: {words}" if words else late)
        return BrowserFailed(str(self._program), words or "it ended without a word")


@contextmanager
def devtools(program: Path, options: Sequence[str], patience: float) -> Iterator[DevTools]:
    """The wire to a browser that is started, and killed at the end of the block.

    Args:
        program: the browser.
        options: of its command line, besides those of the wire and the profile.
        patience: seconds for each answer, and for its start.

    Raises:
        BrowserFailed: it did not start.
    """
    with process(program, options) as (wire, words):
        yield DevTools(program, wire, words, patience)


def _left(until: float) -> float:
    """Seconds; events that come without end keep nobody longer."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
