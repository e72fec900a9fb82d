"""The folder that is served: each file there is a whole one, at every instant and after every crash.

A file is written beside its final name, flushed to disk and renamed over the old one; unchanged bytes touch nothing.
"""

from __future__ import annotations

import errno
import fcntl
import gzip
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from digest.errors import PublishError

_PREFIX, _SUFFIX = ".digest-", ".tmp"
_LEVEL = 4  #: of gzip: 6 takes three times as long for 6 % less
_WHAT_TO_DO = {
    errno.ENOSPC: "the disk is full; free some space, and it is written at the next run",
    errno.EDQUOT: "the disk quota is used up; free some space, and it is written at the next run",
    errno.EROFS: "the file system is read-only; mount it writable, or change `publish.folder` in config.toml",
    errno.EACCES: "writing is not allowed; give the folder to the user that runs digest",
    errno.EPERM: "writing is not allowed; give the folder to the user that runs digest",
    errno.EISDIR: "a folder stands where the file belongs; move it away",
    errno.ENOTDIR: "a file stands where a folder belongs; move it away",
    errno.EEXIST: "a file stands where a folder belongs; move it away",
    errno.ENAMETOOLONG: "the name is too long for this file system; use a shorter slug or folder",
}


class Publisher:
    """Writes into one folder; safe in threads, and beside other processes that do the same."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()  #: where it writes
        self.lock: int | None = None  #: a file descriptor, while `alone`

    def put(self, path: str, content: bytes) -> bool:
        """Make the file hold exactly this; True if its bytes changed. An unchanged file keeps its mtime.

        Beside it lies a `.gz` of these bytes, for servers that send what is compressed already; True also if only that
        was written. The `.gz` goes first: if one of the two is old after a crash, it is the file that is looked at.

        Raises:
            PublishError: it could not be written; the last good file stays.
        """
        target, beside = self._inside(path), self._inside(f"{path}.gz")
        try:
            is_there = _read(target) == content
            if is_there and beside.is_file():
                return False
            self._refuse_detour(path, target)
            self._make_folder(target.parent)
            # Nothing but the content is in it: the same bytes in any process.
            _put(beside, gzip.compress(content, _LEVEL, mtime=0))
            if not is_there:
                _put(target, content)
            facts = target.stat()
            os.utime(beside, ns=(facts.st_atime_ns, facts.st_mtime_ns))
        except OSError as error:
            raise self._told(target, error) from error
        return True

    def size(self, path: str) -> int | None:
        """How many bytes the file has; None if there is none, or none that `put` left whole."""
        target, beside = self._inside(path), self._inside(f"{path}.gz")
        try:
            return target.stat().st_size if beside.is_file() else None
        except OSError:
            return None

    def remove(self, path: str) -> bool:
        """Remove the file, its `.gz`, and the folders that this empties; True if it was there.

        Raises:
            PublishError: it is there but cannot be removed.
        """
        target, beside = self._inside(path), self._inside(f"{path}.gz")
        try:
            there = target.is_file()
            self._refuse_detour(path, target)
            for one in (target, beside):
                if not one.is_dir() or one.is_symlink():  # a folder is somebody else's
                    one.unlink(missing_ok=True)
            self._prune(target.parent)
        except OSError as error:
            raise self._told(target, error) from error
        return there

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Until this ends, no other process gets past here: two that publish at once would undo one another's work.

        Raises:
            PublishError: the folder cannot be written.
        """
        try:
            self._make_folder(self.folder)
            handle = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise self._told(self.folder, error) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)  # ends with the process, and with those that it hands the lock to
            self.lock = handle
            yield
        finally:
            self.lock = None
            os.close(handle)

    def read(self, path: str) -> bytes | None:
        """What the file holds; None if there is none.

        Raises:
            PublishError: it is there but cannot be read.
        """
        target = self._inside(path)
        try:
            return _read(target)
        except OSError as error:
            raise self._told(target, error) from error

    def sweep(self) -> int:
        """Remove what killed writers left half-written; returns how many files. Those still being written stay."""
        return sum(_remove_if_abandoned(path) for path in self.folder.rglob(f"{_PREFIX}*{_SUFFIX}"))

    def is_place(self, path: str) -> bool:
        """Whether a file can lie there: inside the folder, in words at least."""
        parts = PurePosixPath(path).parts
        is_named = bool(parts) and ".." not in parts and path.isprintable()
        return is_named and not path.startswith("/") and not path.endswith("/")

    def _inside(self, path: str) -> Path:
        if not self.is_place(path):
            raise PublishError(f"{path!r} is not a file inside {self.folder}; nothing was written")
        return self.folder.joinpath(*PurePosixPath(path).parts)

    def _prune(self, folder: Path) -> None:
        """Remove folders that hold nothing, from this one up."""
        while folder != self.folder and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent

    def _make_folder(self, folder: Path) -> None:
        """Make it and what lies above, and have their names on disk."""
        if folder.is_dir():
            return
        self._make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync_folder(folder.parent)

    def _refuse_detour(self, path: str, target: Path) -> None:
        """A link planted in the folder must not lead a write out of it."""
        if not target.parent.resolve().is_relative_to(self.folder.resolve()):
            raise PublishError(f"{path!r} leads out of {self.folder} through a link; remove the link")

    def _told(self, target: Path, error: OSError) -> PublishError:
        why = _WHAT_TO_DO.get(error.errno or 0) or f"{error.strerror or error}; check the disk and `publish.folder`"
        return PublishError(f"{target}: {why}")


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _put(target: Path, content: bytes) -> None:
    while not _put_once(target, content):
        """Somebody swept our file in the instant before it was locked."""


def _put_once(target: Path, content: bytes) -> bool:
    beside = target.parent / f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}"
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    try:
        with os.fdopen(handle, "wb") as file:
            # The lock, not the file's age, tells a sweep that the writer lives; it ends with the process.
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            beside.replace(target)
    except FileNotFoundError:
        return False
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)
    return True


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_if_abandoned(path: Path) -> bool:
    with suppress(OSError), path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # raises BlockingIOError while its writer lives
        path.unlink()
        return True
    return False
