"""Publishes a prepared site again and again in child processes, each of which fails at another point of its writing.

    python tests/publish_failpoints.py TEMPLATE SCRATCH killed|full STEP

TEMPLATE is the folder of a `published.Site`; SCRATCH gets a copy of it for every STEPth point (`0`, …), as the failure
left it. A point is a call that writes: making a file or folder, its bytes, flushing, renaming, removing, times.
`killed` ends the process there, amid the bytes if they are what is written; `full` is a disk that is full from there
on. A child that says clearly that the disk is full ends as it should; one that meets no failure any more ends the row.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from digest.errors import PublishError
from published import Site

DONE, KILLED, TOLD, WRONG = 0, 40, 41, 42
_FILLING = ("open", "fsync", "mkdir", "write", "replace")  #: what a full disk refuses


class Failpoint:
    """Counts calls that write, and fails at one of them."""

    def __init__(self, at: int, *, full: bool) -> None:
        self._left = at
        self._full = full

    def install(self) -> None:
        for name in ("fsync", "replace", "unlink", "mkdir", "rmdir", "utime"):
            setattr(os, name, self._watched(name, getattr(os, name)))
        real_open = os.open

        def watched_open(path: Any, flags: int, *more: Any, **named: Any) -> int:
            if flags & os.O_CREAT:
                self.passed("open")
            return real_open(path, flags, *more, **named)

        os.open = watched_open
        os.fdopen = lambda handle, _mode: _Torn(io.FileIO(handle, "wb"), self)  # type: ignore[assignment]

    def passed(self, name: str, before: Callable[[], object] = lambda: None) -> None:
        """One more point; `before` happens ahead of a failure."""
        self._left -= 1
        if self._full and self._left < 0 and name in _FILLING:
            before()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if not self._full and self._left == -1:
            before()
            os._exit(KILLED)

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*given: Any, **named: Any) -> Any:
            self.passed(name)
            return real(*given, **named)

        return watched


class _Torn(io.BufferedWriter):
    """A file of whose bytes only half reach the disk when it fails."""

    def __init__(self, raw: io.FileIO, failpoint: Failpoint) -> None:
        super().__init__(raw)
        self._failpoint = failpoint

    def write(self, content: Any) -> int:
        def half() -> None:
            io.BufferedWriter.write(self, content[: len(content) // 2])
            self.flush()

        self._failpoint.passed("write", half)
        return super().write(content)


def _published(folder: Path, at: int, *, full: bool) -> int:
    site = Site(folder, limit=1)
    Failpoint(at, full=full).install()
    try:
        site.publish()
    except PublishError as error:
        return TOLD if "the disk is full; free some space" in str(error) else WRONG
    return DONE


def _in_child(folder: Path, at: int, *, full: bool) -> int:
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = WRONG
    try:
        code = _published(folder, at, full=full)
    except BaseException:  # noqa: BLE001 (the child must end here, whatever happens)
        traceback.print_exc()
    finally:
        os._exit(code)


def main(template: Path, scratch: Path, *, full: bool, step: int) -> None:
    for at in count(step=step):
        folder = scratch / str(at)
        shutil.copytree(template, folder)
        code = _in_child(folder, at, full=full)
        if code == DONE:
            shutil.rmtree(folder)
            return
        if code != (TOLD if full else KILLED):
            sys.exit(f"point {at}: ended with {code}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), full=sys.argv[3] == "full", step=int(sys.argv[4]))
