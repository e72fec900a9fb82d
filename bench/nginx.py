"""The real nginx on a loopback port, with the very configuration that `docs/operating.md` gives."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "operating.md"

#: Around the block: what a distribution's nginx.conf says, without a place that only root may write.
_FRAME = """
daemon off;
pid {place}/nginx.pid;
error_log stderr;
{user}
events {{}}
http {{
    access_log off;
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    {block}
}}
"""


def program() -> str | None:
    """Where nginx is; None if it is not installed."""
    return shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin")


def blocks() -> list[str]:
    """The configurations in the guide: in front of the service, and serving the files itself."""
    return re.findall(r"^```nginx\n(.*?)^```$", GUIDE.read_text(), re.DOTALL | re.MULTILINE)


@contextmanager
def nginx(block: str, place: Path, service: int, folder: Path | None = None) -> Iterator[int]:
    """The server, until the end of the block; its port.

    Args:
        block: one of `blocks()`.
        place: a folder for its own files.
        service: the port of the service.
        folder: what it serves, if it does.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    block = re.sub(r"^ *ssl_.*\n", "", block, flags=re.MULTILINE)
    for given, here in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{port};"),
        ("127.0.0.1:8600", f"127.0.0.1:{service}"),
        ("/var/lib/digest/public", str(folder)),
    ):
        assert folder is None or given in block, given
        block = block.replace(given, here)
    # Started by root it would give up its rights, and could not read a test's folder.
    user = "user root;" if os.geteuid() == 0 else ""
    (place / "nginx.conf").write_text(_FRAME.format(place=place, user=user, block=block))
    command = [str(program()), "-p", str(place), "-c", str(place / "nginx.conf"), "-e", "stderr"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            _wait(port, server)
            yield port
        finally:
            server.terminate()


def _wait(port: int, server: subprocess.Popen[str]) -> None:
    for _ in range(500):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if server.poll() is not None:
            raise RuntimeError(server.stderr.read() if server.stderr else "nginx ended")
        time.sleep(0.02)
    raise RuntimeError("nginx does not answer")
