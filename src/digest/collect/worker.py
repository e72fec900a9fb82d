"""The process in which what strangers wrote is read: it has so much time and memory, and when it dies nothing is lost.

Started as `python -m digest.collect.worker SECONDS BYTES`; see `keeper`. It answers what comes on its standard input, a
socket, until nothing more comes: it ends with its parent, however that went.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import struct
import sys
from pathlib import Path
from typing import BinaryIO

from digest.collect import tasks

NAME = "digest.collect.worker"
ASKED = struct.Struct("!II")  #: lengths of a question and a body, which follow
SAID = struct.Struct("!c?I")  #: kind of an answer, whether we should be replaced, length of the answer, which follows
ANSWER, REFUSAL, FULL, STOPPED = b"+", b"-", b"m", b"x"

_TIRED = 0.7  #: share of our memory


def is_worker() -> bool:
    """Whether this process is such a child."""
    started_as = getattr(sys.modules["__main__"], "__spec__", None)
    return started_as is not None and started_as.name == NAME


def serve(seconds: float, memory: int) -> None:
    """Answer questions, one after the other, until nobody is there to ask.

    Args:
        seconds: of the processor's time for one question.
        memory: bytes of our own data, programs not counted.
    """
    talk = _alone()
    # RLIMIT_DATA and not RLIMIT_AS: programs and tables of languages that are but mapped would count there.
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    reading, writing = talk.makefile("rb"), talk.makefile("wb")
    while asked := _asked(reading):
        # Counts the time of the processor, and ends us; nothing that a document does can hold it up.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        kind, said = _said(*asked)
        signal.setitimer(signal.ITIMER_PROF, 0)
        # What a parser gives back stays ours, in pieces, and trafilatura's caches grow (2.3: a megabyte a page).
        is_tired = kind == FULL or _held() > _TIRED * memory
        writing.write(SAID.pack(kind, is_tired, len(said)) + said)
        writing.flush()


def _alone() -> socket.socket:
    """The socket to the parent, which nothing else can read by chance."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends us
    talk = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    return talk


def _asked(reading: BinaryIO) -> tuple[bytes, bytes] | None:
    """The next question and its body; None when the parent is gone."""
    head = reading.read(ASKED.size)
    if len(head) < ASKED.size:
        return None
    question, body = ASKED.unpack(head)
    return reading.read(question), reading.read(body)


def _held() -> int:
    """Bytes of data that we have; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[5]) * resource.getpagesize()
    except OSError:
        return 0


def _said(question: bytes, body: bytes) -> tuple[bytes, bytes]:
    try:
        return ANSWER, tasks.answer(question, body)
    except tasks.Refused as refusal:
        return REFUSAL, str(refusal).encode("utf-8", "replace")
    except MemoryError:
        return FULL, b""
    except Exception as error:  # noqa: BLE001 - whatever a document does to its reader costs that document only (promise 1)
        return STOPPED, f"{type(error).__name__}: {error}".encode("utf-8", "replace")


if __name__ == "__main__":
    serve(seconds=float(sys.argv[1]), memory=int(sys.argv[2]))
