"""What has to be made anew, and what need not: the manifest of all that was published.

`manifest.json` names every file of the folder with its hash, and what it was made from. A file whose makings are the
same is not made again, so that a publish costs what has changed; one that nobody asks for any more is removed. A feed's
archive documents have a manifest of their own (a *shelf*), which is only opened when one of them is new or changed.

A manifest is written after all that it names; until then the old one says that it is not complete, and nothing is taken
from it as made: after a crash some files are made once more, and come out the same.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, NamedTuple, Self

from digest.errors import PublishError, RenderError
from digest.publish.addresses import MANIFEST
from digest.publish.files import Publisher

#: Reasons that fail one file may fail all: after so many, no further one is tried.
_ENOUGH = 20
#: Files that are written at once, most of which wait for the disk; and that are under way, whose bytes are held.
_WRITERS, _AT_ONCE = 4, 32


class Press:
    """Makes and writes what is asked for; keeps count."""

    def __init__(self, out: Publisher, *, anew: bool = False) -> None:
        """Write into this folder; `anew`: make everything, whatever the manifests say."""
        self._pool = ThreadPoolExecutor(_WRITERS, thread_name_prefix="press")
        self._under_way: deque[_Put] = deque()
        self._out = out
        self._anew = anew
        self._shelf = self._root = _Shelf(MANIFEST, out)
        self._begun = False
        self.written: list[str] = []  #: paths of the files that changed
        #: Those that the manifest has otherwise: also what was written before a crash, which nobody was told of.
        self.changed: list[str] = []
        self.failures: list[Exception] = []

    def put(self, path: str, made_from: str, make: Callable[[], bytes]) -> None:
        """Have a file there.

        Args:
            path: inside the folder.
            made_from: changes when the content would.
            make: gives the content; it is asked only if it is needed.
        """
        shelf = self._shelf
        shelf.asked.add(path)
        if not self._anew and shelf.has(path, made_from):
            return
        try:
            content = make()
        except (PublishError, RenderError) as error:
            self._failed(error)
            return
        record = {"from": made_from, "bytes": len(content), "sha256": sha256(content).hexdigest()}
        if not self._begun:
            self._begun = True
            self._out.put(MANIFEST, self._root.written(complete=False))
        # Packing and waiting for the disk go on beside the making of the next ones.
        future = self._pool.submit(self._out.put, path, content)
        self._under_way.append(_Put(shelf, path, record, future))
        if len(self._under_way) >= _AT_ONCE:
            self._settle(self._under_way.popleft())

    @contextmanager
    def shelf(self, path: str, made_from: str) -> Iterator[bool]:
        """Put what belongs to a shelf, whose manifest lies at `path`, while this is open; False if nothing has changed.

        Raises:
            PublishError: too much failed.
        """
        outer = self._shelf
        if not self._anew and outer.has(path, made_from):
            outer.asked.add(path)
            yield False
            return
        self._shelf = inner = _Shelf(path, self._out)
        failed = len(self.failures)
        try:
            yield True
        finally:
            self._shelf = outer
        self.settle()
        if len(self.failures) == failed:
            self._forget(inner)
        if len(self.failures) == failed:
            self.put(path, made_from, inner.written)
            return
        # What could be made is there; the rest is tried again next time.
        outer.asked.add(path)
        try:
            self._out.put(path, inner.written())
        except PublishError as error:
            self._failed(error)

    def close(self) -> None:
        """Remove what nobody asked for, and write the manifest.

        Raises:
            PublishError: some files could not be written; all others are there.
        """
        self.settle()
        if not self.failures:
            self._forget(self._shelf)
        self._out.put(MANIFEST, self._shelf.written())
        if self.failures:
            first = self.failures[0]
            more = f" (and {len(self.failures) - 1} other files)" if len(self.failures) > 1 else ""
            raise type(first)(f"{first}{more}") if isinstance(first, PublishError) else first

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def settle(self) -> None:
        """Wait until all that was asked for is written, and recorded.

        Raises:
            PublishError: too much failed.
        """
        while self._under_way:
            self._settle(self._under_way.popleft())

    def _settle(self, put: _Put) -> None:
        """Wait for a file, and record it."""
        try:
            if put.future.result():
                self.written.append(put.path)
        except PublishError as error:
            self._failed(error)
            return
        if put.shelf.files.get(put.path, {}).get("sha256") != put.record["sha256"]:
            self.changed.append(put.path)
        put.shelf.files[put.path] = put.record

    def _forget(self, shelf: _Shelf) -> None:
        for path in sorted(shelf.files.keys() - shelf.asked):
            try:
                for inner in _Shelf(path, self._out).files if path.endswith(MANIFEST) else ():
                    self._out.remove(inner)
                if self._out.remove(path):
                    self.written.append(path)
            except PublishError as error:
                self._failed(error)  # it stays in the manifest, and is tried again
                continue
            del shelf.files[path]

    def _failed(self, error: Exception) -> None:
        self.failures.append(error)
        # A template's mistake costs the pages that it makes: feeds need none.
        if isinstance(error, PublishError) and len(self.failures) >= _ENOUGH:
            raise PublishError(f"{error} (and {len(self.failures) - 1} other files)")


class _Put(NamedTuple):
    """A file that is being written."""

    shelf: _Shelf
    path: str
    record: dict[str, Any]  #: for the manifest
    future: Future[bool]  #: whether its bytes changed


class _Shelf:
    """One manifest, as it was and as it becomes."""

    def __init__(self, path: str, out: Publisher) -> None:
        self.asked: set[str] = set()
        self._out = out
        try:
            told = json.loads(out.read(path) or b"{}")
            self._is_complete = told.get("complete") is not False
            self.files: dict[str, dict[str, Any]] = {
                path: {"from": str(one["from"]), "bytes": int(one["bytes"]), "sha256": str(one["sha256"])}
                for path, one in told.get("files", {}).items()
                if out.is_place(path)
            }
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            self._is_complete = False
            self.files = {}  # nobody's, or damaged: all is made again, and comes out the same

    def has(self, path: str, made_from: str) -> bool:
        """Whether the file is there, made from this."""
        known = self.files.get(path)
        if known is None or not self._is_complete or known["from"] != made_from:
            return False
        return bool(self._out.size(path) == known["bytes"])

    def written(self, *, complete: bool = True) -> bytes:
        """The manifest: the same bytes for the same files."""
        whole = {"version": 1, "complete": complete, "files": dict(sorted(self.files.items()))}
        text = json.dumps(whole, indent=1, ensure_ascii=False)
        return text.encode() + b"\n"
