"""A browser's processes: spoken to over a wire, without a profile of before, and gone afterwards, whatever happens.

With `--remote-debugging-pipe` a browser is asked at its file 3 and answers at its file 4. So no port is open for others
on this machine, and a browser whose starter dies without a word ends by itself.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from digest.errors import BrowserFailed

_DYING = 2000  #: milliseconds until what was killed is gone
_SHORT = 34  #: bytes of a folder's name, so that a socket far inside has one of no more than 103 (sockaddr_un, macOS)


@contextmanager
def process(program: Path, options: Sequence[str]) -> Iterator[tuple[socket.socket, Path]]:
    """A browser that runs until the block ends: (our end of the wire, the file that it writes to as standard error).

    Raises:
        BrowserFailed: it is no program that can be started.
    """
    with ExitStack() as last:
        # Should a killed process still write while the folder is removed, that is no reason to fail.
        made = tempfile.TemporaryDirectory(prefix="digest-browser-", dir=_place(), ignore_cleanup_errors=True)
        profile = last.enter_context(made)
        words = Path(profile, "words.txt")
        ours, theirs = map(last.enter_context, socket.socketpair())
        alive, living = map(last.enter_context, socket.socketpair())
        command = [str(program), *options, "--remote-debugging-pipe", f"--user-data-dir={profile}"]
        # What it keeps outside of its profile, sockets and reports of crashes, goes with it.
        environment = {**os.environ, "TMPDIR": profile, "CHROME_CONFIG_HOME": profile}
        leader = _start(command, environment, theirs.fileno(), living.fileno(), words)
        last.callback(_kill, leader, alive)
        theirs.close()
        living.close()
        yield ours, words


def _place() -> str:
    """Where temporary files are to lie, but where a browser would end since it cannot name its socket there."""
    usual = tempfile.gettempdir()
    return usual if len(os.fsencode(usual)) <= _SHORT else "/tmp"  # noqa: S108 - a folder of our own is made in it


def _start(command: list[str], environment: dict[str, str], wire: int, living: int, words: Path) -> int:
    """Its first process, which leads a group of its own, so that all its children can be killed with it."""
    try:
        return os.posix_spawn(
            command[0],
            command,
            environment,
            file_actions=[
                # Children have standard output, too: once it is closed, all are gone. Nothing is written to it.
                (os.POSIX_SPAWN_DUP2, living, 1),
                (os.POSIX_SPAWN_DUP2, wire, 3),
                (os.POSIX_SPAWN_DUP2, wire, 4),
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, str(words), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
            ],
            setpgroup=0,
            setsigdef=[signal.SIGPIPE],  # which Python ignores, and so would the browser
        )
    except OSError as error:
        raise BrowserFailed(command[0], error.strerror or str(error)) from error


def _kill(leader: int, alive: socket.socket) -> None:
    """It and its children; back when they are gone, since a living one still writes to the profile."""
    os.killpg(leader, signal.SIGKILL)
    os.waitpid(leader, 0)
    end = select.poll()
    end.register(alive, 0)  # that is: only its end
    end.poll(_DYING)
