"""Files are written beside the making of the next ones: by threads, and where they are many by a process of its own.

Python lets one thread of a process compute at a time. Packing and the disk leave time for others, but some forty calls
of the system for a file, after each of which a thread asks for its turn again, held the making up by a third.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, NoReturn

from digest.errors import PublishError
from digest.publish import writer
from digest.publish.files import Publisher

#: Waits until the file is there; what `writer.written` answers and raises.
Coming = Callable[[], tuple[bool, dict[str, Any]]]

#: Files of a publish from which on a process is worth its start.
MANY = 200


class Writers:
    """Those of one publish."""

    def __init__(self, out: Publisher, *, many: int = MANY) -> None:
        self._out = out
        self._left = many  #: files until there is a process
        self._threads = ThreadPoolExecutor(writer.AT_ONCE, thread_name_prefix="press")
        self._process: _Process | None = None

    def put(self, path: str, content: bytes) -> Coming:
        """Have a file written; the answer waits for it.

        Raises:
            PublishError: nobody is there to write it.
        """
        self._left -= 1
        if self._left == -1:
            with suppress(OSError):  # no room for another process, or no Python to run it: threads go on
                self._process = _Process(self._out)
        if self._process:
            return self._process.put(path, content)
        return self._threads.submit(writer.written, self._out, path, content).result

    def close(self) -> None:
        """End them; what nobody waited for may be left out, and is never half-written."""
        self._threads.shutdown(cancel_futures=True)
        if self._process:
            self._process.close()


class _Process:
    """A process that writes. It ends with this one, however this one ends."""

    def __init__(self, out: Publisher) -> None:
        """Start it. It holds the folder's lock, too: nobody else writes there before both are done.

        Raises:
            OSError: it cannot run here.
        """
        self._asked = 0
        self._told: dict[int, dict[str, Any]] = {}
        self._child = subprocess.Popen(  # noqa: S603 - this very program, whatever lies in the folder where it runs
            [sys.executable, "-P", "-m", writer.__name__, str(out.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            pass_fds=() if out.lock is None else (out.lock,),
        )
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._orders, self._answers = self._child.stdin, self._child.stdout
        if self._answers.readline() != writer.READY:
            self.close()
            raise OSError(f"{sys.executable} does not run {writer.__name__}")

    def put(self, path: str, content: bytes) -> Coming:
        name = path.encode()
        try:
            self._orders.write(writer.HEAD.pack(len(name), len(content)) + name)
            self._orders.write(content)
            self._orders.flush()
        except BrokenPipeError:
            self._gone()
        self._asked += 1
        return partial(self._wait, self._asked - 1)

    def close(self) -> None:
        with suppress(BrokenPipeError):
            self._orders.close()
        self._answers.read()  # to its end
        self._answers.close()
        self._child.wait()

    def _wait(self, number: int) -> tuple[bool, dict[str, Any]]:
        while number not in self._told:
            line = self._answers.readline()
            if not line.endswith(b"\n"):
                self._gone()
            answer = json.loads(line)
            self._told[answer["number"]] = answer
        answer = self._told.pop(number)
        if "error" in answer:
            raise PublishError(answer["error"])
        return answer["new"], answer["told"]

    def _gone(self) -> NoReturn:
        raise PublishError("the process that writes files has ended before its time; publish again")
