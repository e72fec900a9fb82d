"""The transport that writes each message into a folder: for trying out, for tests, for hand-over to another program."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from urllib.parse import quote

from digest.errors import TransportUnavailable
from digest.model import DeliveryState, Message, Outcome

_LONGEST = 150  #: a file's name has 255 bytes at most


class FolderTransport:
    """One `.eml` a message, named by mailing and reader; the same message again replaces itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ready(self) -> None:
        """Make the folder."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise TransportUnavailable(str(self._folder), error.strerror or str(error)) from error

    def send(self, message: Message) -> Outcome:
        mailing = message.id.strip("<>").split(".", 1)[0]
        path = self._folder / f"{quote(mailing, safe='')}.{_file_name(message.recipient)}.eml"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(path, message.content)
        except OSError as error:
            raise TransportUnavailable(str(path), error.strerror or str(error)) from error
        return Outcome(state=DeliveryState.ACCEPTED, detail=str(path))

    def close(self) -> None:
        """Nothing is held open."""


def _file_name(recipient: str) -> str:
    """The address as a file's name; a long one is cut, and told from its like by a mark."""
    name = quote(recipient, safe="@+")
    return name if len(name) <= _LONGEST else name[:_LONGEST] + "-" + hashlib.sha256(recipient.encode()).hexdigest()[:8]


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and on the disk when this returns."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
