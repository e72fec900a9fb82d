"""The process in which what strangers wrote is read: it has so much time and memory, and when it dies nothing is lost.

Started as `python -m digest.collect.guard.worker SECONDS`; see `keeper`. It answers what comes on its standard input, a
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

from digest.collect.guard import tasks

NAME = "digest.collect.guard.worker"
ASKED = struct.Struct("!QII")  #: bytes of memory that may be used, lengths of a question and a body, which follow
SAID = struct.Struct("!c?I")  #: kind of an answer, whether we should be replaced, length of the answer, which follows
ANSWER, REFUSAL, FULL, STOPPED = b"+", b"-", b"m", b"x"

_TIRED = 56 << 20  #: bytes of data that are no longer given back


def is_worker() -> bool:
    """Whether this process is such a child."""
    started_as = getattr(sys.modules["__main__"], "__spec__", None)
    return started_as is not None and started_as.name == NAME


def serve(seconds: float) -> None:
    """Answer questions until nobody is there to ask; each may take so many seconds of the processor's time."""
    talk = _alone()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    reading, writing = talk.makefile("rb"), talk.makefile("wb")
    while head := reading.read(ASKED.size):
        memory, question, body = ASKED.unpack(head)
        # RLIMIT_DATA and not RLIMIT_AS: programs and tables of languages that are but mapped would count there.
        resource.setrlimit(resource.RLIMIT_DATA, (memory, resource.RLIM_INFINITY))
        # Counts the time of the processor, and ends us; nothing that a document does can hold it up.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        kind, said = _said(reading.read(question), reading.read(body))
        signal.setitimer(signal.ITIMER_PROF, 0)
        # What a parser gives back stays ours, in pieces, and trafilatura's caches grow (2.3: a megabyte a page).
        is_tired = kind == FULL or _held() > _TIRED
        writing.write(SAID.pack(kind, is_tired, len(said)) + said)
        writing.flush()


def _alone() -> socket.socket:
    """The socket to the parent, which nothing else can read by chance."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends us
    talk = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    return talk


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
    serve(seconds=float(sys.argv[1]))
