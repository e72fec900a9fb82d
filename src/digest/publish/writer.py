"""The process that writes a publish's files beside the one that makes them: `python -m digest.publish.writer FOLDER`.

It reads orders from standard input until that ends, which it also does when the other process dies; answers, each a
line of JSON, are in the order in which files were done. `writers.py` is who asks.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from struct import Struct
from typing import Any, BinaryIO

from digest.errors import PublishError
from digest.publish.files import Publisher

#: Files that are written at once, most of which wait for the disk.
AT_ONCE = 6
#: What it says first.
READY = b"ready\n"
#: Before an order: bytes of its path, and of its content; both follow.
HEAD = Struct(">II")


def written(out: Publisher, path: str, content: bytes) -> tuple[bool, dict[str, Any]]:
    """Have the file there; whether its bytes changed, and what a manifest says of them.

    Raises:
        PublishError: it could not be written; the last good file stays.
    """
    return out.put(path, content), {"bytes": len(content), "sha256": sha256(content).hexdigest()}


def main() -> None:
    """Write what is ordered."""
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_IGN)  # whoever asks ends it
    out, sink = Publisher(Path(sys.argv[1])), sys.stdout.fileno()

    def answer(number: int, path: str, content: bytes) -> None:
        try:
            is_new, told = written(out, path, content)
            line = {"number": number, "new": is_new, "told": told}
        except PublishError as error:
            line = {"number": number, "error": str(error)}
        os.write(sink, json.dumps(line).encode() + b"\n")  # in one piece, so that threads take turns

    os.write(sink, READY)
    pool = ThreadPoolExecutor(AT_ONCE)
    for number, (path, content) in enumerate(_orders(sys.stdin.buffer)):
        pool.submit(answer, number, path, content)
    pool.shutdown(cancel_futures=True)  # nobody waits for what is left


def _orders(source: BinaryIO) -> Iterator[tuple[str, bytes]]:
    while len(head := source.read(HEAD.size)) == HEAD.size:
        size, length = HEAD.unpack(head)
        path, content = source.read(size), source.read(length)
        if len(content) < length:
            return
        yield path.decode(), content


if __name__ == "__main__":
    main()
