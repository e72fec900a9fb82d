"""What has to be made anew, and what need not: the manifest of all that was published.

`manifest.json` names every file of the folder with its hash, and what it was made from. A file whose makings are the
same is not made again, so that a publish costs what has changed; one that nobody asks for any more is removed. A feed's
archive documents have a manifest of their own (a *shelf*), which is only opened when one of them is new or changed.

A manifest is written after all that it names; from the first new file until then the old one says that it is not
complete, and nothing is taken from it as made: after a crash some files are made once more, and come out the same.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Self

from digest.errors import PublishError, RenderError
from digest.publish.addresses import MANIFEST
from digest.publish.files import Publisher
from digest.publish.writers import Coming, Writers

#: Reasons that fail one file may fail all: after so many, no further one is tried.
_ENOUGH = 20
#: Files that are under way, whose bytes are held.
_AT_ONCE = 64


class Press:
    """Makes and writes what is asked for; keeps count."""

    def __init__(self, out: Publisher, *, anew: bool = False) -> None:
        """Write into this folder; `anew`: make everything, whatever the manifests say."""
        self._writers = Writers(out)
        self._under_way: deque[_Put | _Closing] = deque()  #: in the order in which they were asked for
        self._out = out
        self._anew = anew
        self._shelf = self._root = _Shelf(MANIFEST, out)
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
        self._shelf.asked.add(path)
        if self._anew or not self._shelf.has(path, made_from):
            self._make(self._shelf, path, made_from, make)

    def _make(self, shelf: _Shelf, path: str, made_from: str, make: Callable[[], bytes]) -> None:
        try:
            content = make()
            self._begin(self._root)
            self._begin(shelf)
        except (PublishError, RenderError) as error:
            self._failed(shelf, error)
            return
        # Hashing, packing and waiting for the disk go on beside the making of the next ones.
        self._under_way.append(_Put(shelf, path, made_from, self._writers.put(path, content)))
        if len(self._under_way) >= _AT_ONCE:
            self._settle(self._under_way.popleft())

    def _begin(self, shelf: _Shelf) -> None:
        """Have a manifest say that what it names may be another by now; one that names nothing has no need to."""
        if shelf.files and not shelf.is_begun:
            self._out.put(shelf.path, shelf.written(complete=False))
        shelf.is_begun = True

    @contextmanager
    def shelf(self, path: str, made_from: str) -> Iterator[bool]:
        """Put what belongs to a shelf, whose manifest lies at `path`, while this is open; False if nothing has changed.

        Raises:
            PublishError: too much failed.
        """
        outer = self._shelf
        outer.asked.add(path)
        if not self._anew and outer.has(path, made_from):
            yield False
            return
        self._shelf = inner = _Shelf(path, self._out)
        try:
            yield True
        finally:
            self._shelf = outer
        # Its manifest is written when all that it names is; other files are made in the meantime.
        self._under_way.append(_Closing(inner, outer, made_from))

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
        self._writers.close()

    def settle(self) -> None:
        """Wait until all that was asked for is written, and recorded.

        Raises:
            PublishError: too much failed.
        """
        while self._under_way:
            self._settle(self._under_way.popleft())

    def _settle(self, put: _Put | _Closing) -> None:
        """Wait for a file, and record it; or end a shelf."""
        if isinstance(put, _Closing):
            self._end(put)
            return
        try:
            is_new, told = put.wait()
        except PublishError as error:
            self._failed(put.shelf, error)
            return
        if is_new:
            self.written.append(put.path)
        if put.shelf.files.get(put.path, {}).get("sha256") != told["sha256"]:
            self.changed.append(put.path)
        put.shelf.files[put.path] = {"from": put.made_from, **told}

    def _end(self, closing: _Closing) -> None:
        shelf = closing.shelf
        if not shelf.has_failed:
            self._forget(shelf)
        # If something failed, what could be made is there; and whatever comes next, the shelf is opened again.
        made_from = "" if shelf.has_failed else closing.made_from
        self._make(closing.outer, shelf.path, made_from, shelf.written)

    def _forget(self, shelf: _Shelf) -> None:
        for path in sorted(shelf.files.keys() - shelf.asked):
            try:
                for inner in _Shelf(path, self._out).files if path.endswith(MANIFEST) else ():
                    self._out.remove(inner)
                if self._out.remove(path):
                    self.written.append(path)
            except PublishError as error:
                self._failed(shelf, error)  # it stays in the manifest, and is tried again
                continue
            del shelf.files[path]

    def _failed(self, shelf: _Shelf, error: Exception) -> None:
        shelf.has_failed = True
        self.failures.append(error)
        # A template's mistake costs the pages that it makes: feeds need none.
        if isinstance(error, PublishError) and len(self.failures) >= _ENOUGH:
            raise PublishError(f"{error} (and {len(self.failures) - 1} other files)")


class _Put(NamedTuple):
    """A file that is being written."""

    shelf: _Shelf
    path: str
    made_from: str
    wait: Coming


class _Closing(NamedTuple):
    """A shelf that everything was put on."""

    shelf: _Shelf
    outer: _Shelf  #: what its manifest stands on
    made_from: str


class _Shelf:
    """One manifest, as it was and as it becomes."""

    def __init__(self, path: str, out: Publisher) -> None:
        self.path = path
        self.asked: set[str] = set()
        self.is_begun = False  #: whether a file was made for it
        self.has_failed = False
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
