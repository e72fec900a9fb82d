"""Who holds a claim, named so that another process on the same machine can tell whether it still lives."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def owner() -> str:
    """A name for this process: machine and process space, process id, and a part that nobody else has."""
    return f"{_here()}/{os.getpid()}/{secrets.token_hex(4)}"


def is_gone(name: str) -> bool:
    """Whether the process that `name` names has certainly ended.

    False when in doubt (another machine, another container, a process id used again): its lease then decides.
    """
    here, _, rest = name.rpartition("/")[0].rpartition("/")
    if not here or here != _here() or here.startswith("?"):
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except (OSError, ValueError):
        return False
    return False


def _here() -> str:
    """This boot of this machine and this process space; "?" where the system does not tell (not Linux)."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return "?"
