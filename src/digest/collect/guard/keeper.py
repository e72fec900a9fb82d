"""The parent's side of the worker process: it is started when it is needed, asked, bounded, and ended.

    keeper ── question and body ──▶ python -m digest.collect.guard.worker ── kind and answer ──▶ keeper

Nothing is pickled: a process that has read hostile bytes is not trusted to name classes. What the worker dies of costs
one answer only.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from threading import Lock

from digest.collect.guard.tasks import Refused
from digest.collect.guard.worker import ANSWER, ASKED, FULL, NAME, REFUSAL, SAID

_LONGEST_ANSWER = 16_000_000  #: bytes; the parent is not to be filled either
_PATIENCE = 1.2  #: how many times longer than its own time a worker may take when the machine is busy


class Overtaxed(Exception):
    """The document could not be read within the limits; the text goes on after "it" ("takes longer than …")."""


class _TooSlow(Overtaxed):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one worker may use; the heaviest honest page we know needs a third of the time."""

    seconds: float = 3.0  #: of its processor's time, for one question
    questions: int = 500  #: after so many a new one is started, where it cannot tell itself when to be replaced


class Keeper:
    """One worker process, started when needed, and anew when it has died or served long; for any thread."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._lock = Lock()
        self._worker: _Worker | None = None

    def ask(self, question: bytes, body: bytes, *, memory: int) -> bytes:
        """What the worker answers; see `tasks`.

        Args:
            question: what is asked.
            body: the document that it is asked of.
            memory: bytes of data that the worker may have, programs not counted.

        Raises:
            Refused: it says no.
            Overtaxed: it was ended for the time or memory that it took, or died of the document.
        """
        with self._lock:
            until = time.monotonic() + _PATIENCE * self._limits.seconds
            was_new = self._worker is None or not self._worker.is_fresh
            try:
                return self._answer(question, body, memory, until)
            except _TooSlow:
                raise
            except Overtaxed:
                if was_new:
                    raise
            # It may have fallen over what earlier documents left behind, which is not this one's fault.
            return self._answer(question, body, memory, until)

    def close(self) -> None:
        """End the worker; the next question starts another one."""
        with self._lock:
            self._end()

    def _answer(self, question: bytes, body: bytes, memory: int, until: float) -> bytes:
        if self._worker is None or not self._worker.is_fresh:
            self._end()
            self._worker = _Worker(self._limits)
        try:
            kind, answer = self._worker.ask(question, body, memory, until)
        except BaseException:  # also Ctrl-C: a late answer must not be taken for the next one's
            self._end()
            raise
        if kind == ANSWER:
            return answer
        if kind == REFUSAL:
            raise Refused(answer.decode())
        raise Overtaxed(
            f"needs more than {memory >> 20} MB to read" if kind == FULL else f"stops its reader ({answer.decode()})"
        )

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None


class _Worker:
    def __init__(self, limits: Limits) -> None:
        self._seconds = limits.seconds
        self._left = limits.questions
        command = [sys.executable, "-m", NAME, str(limits.seconds)]
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )

    @property
    def is_fresh(self) -> bool:
        return self._left > 0 and self._process.poll() is None

    def ask(self, question: bytes, body: bytes, memory: int, until: float) -> tuple[bytes, bytes]:
        self._left -= 1
        try:
            self._send(ASKED.pack(memory, len(question), len(body)) + question, until)
            self._send(body, until)
            kind, is_tired, length = SAID.unpack(self._received(SAID.size, until))
            if length > _LONGEST_ANSWER:
                raise Overtaxed(f"holds more than {_LONGEST_ANSWER} bytes")
            self._left = 0 if is_tired else self._left
            return kind, self._received(length, until)
        except TimeoutError:
            raise self._too_slow from None
        except (ConnectionError, EOFError):
            raise self._cause_of_death from None

    def end(self) -> None:
        self._socket.close()
        self._process.kill()
        self._process.wait()

    def _send(self, data: bytes, until: float) -> None:
        self._within(until)
        self._socket.sendall(data)

    def _received(self, length: int, until: float) -> bytes:
        answer = bytearray(length)
        rest = memoryview(answer)
        while rest:
            self._within(until)
            got = self._socket.recv_into(rest)
            if not got:
                raise EOFError
            rest = rest[got:]
        return bytes(answer)

    def _within(self, until: float) -> None:
        self._socket.settimeout(max(until - time.monotonic(), 0.001))

    @property
    def _too_slow(self) -> Overtaxed:
        return _TooSlow(f"takes longer than {self._seconds:g} seconds to read")

    @property
    def _cause_of_death(self) -> Overtaxed:
        if self._process.wait() == -signal.SIGPROF:
            return self._too_slow
        return Overtaxed("ends its reader, perhaps for want of memory")
