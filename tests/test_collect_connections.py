"""Connections of our own: over TLS, to hosts with several addresses, and with what we use of aiohttp."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from threading import Thread

import pytest
from aiohttp.client_proto import ResponseHandler

from digest.collect.net.fetch import Fetcher, Request, user_agent
from digest.errors import FetchFailed

NAME = "feed.example"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"here")

    def log_message(self, *args: object) -> None:
        pass


class Doors:
    """Servers on loopback."""

    def __init__(self) -> None:
        self._open = ExitStack()

    def server(self, address: str, tls: ssl.SSLContext | None = None) -> int:
        """One that answers there; its port."""
        server = self._open.enter_context(ThreadingHTTPServer((address, 0), _Handler))
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}).start()
        self._open.callback(server.shutdown)
        return server.server_port

    def silent(self, address: str, port: int) -> None:
        """One that lets nobody in, and says nothing: its queue is full."""
        door = self._open.enter_context(socket.socket())
        door.bind((address, port))
        door.listen(0)
        for _ in range(4):
            waiting = self._open.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex((address, port))

    def close(self) -> None:
        self._open.close()


@pytest.fixture
def doors() -> Iterator[Doors]:
    doors = Doors()
    yield doors
    doors.close()


def fetcher(*addresses: str, seconds: float = 10) -> Fetcher:
    async def resolve(_: str) -> list[str]:
        return list(addresses)

    return Fetcher(
        agent=user_agent(""),
        allow=[ip_network("127.0.0.0/8"), ip_network("::1")],
        timeout=timedelta(seconds=seconds),
        max_bytes=1_000,
        pause=timedelta(),
        resolve=resolve,
    )


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for NAME that signs itself, with its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate, and is not installed")
    whole = tmp_path / "both.pem"
    asked = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    names = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")]
    subprocess.run(["openssl", "req", *asked, *names, *files], check=True, capture_output=True)
    whole.write_text((tmp_path / "key.pem").read_text() + (tmp_path / "cert.pem").read_text())
    return whole


@pytest.fixture
def secure(doors: Doors, certificate: Path) -> int:
    """The port of a server on 127.0.0.1 with this certificate."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    return doors.server("127.0.0.1", tls)


def test_a_certificate_that_the_system_trusts_is_good(
    secure: int, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    asking = fetcher("127.0.0.1")
    assert [asking.get(Request(url=f"https://{NAME}:{secure}/{n}")).body for n in range(2)] == [b"here"] * 2


def test_a_certificate_that_nobody_vouches_for_is_refused(secure: int) -> None:
    with pytest.raises(FetchFailed, match=r"has no valid certificate .*self.signed"):
        fetcher("127.0.0.1").get(Request(url=f"https://{NAME}:{secure}/"))


def test_a_certificate_for_another_host_is_refused(
    secure: int, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(FetchFailed, match=r"has no valid certificate .*other\.example"):
        fetcher("127.0.0.1").get(Request(url=f"https://other.example:{secure}/"))


def test_a_server_without_tls_cannot_be_connected_to(doors: Doors) -> None:
    with pytest.raises(FetchFailed, match=r"cannot be connected to .*SSL"):
        fetcher("127.0.0.1").get(Request(url=f"https://{NAME}:{doors.server('127.0.0.1')}/"))


def test_an_address_that_says_nothing_leaves_time_for_the_next_one(doors: Doors) -> None:
    port = doors.server("127.0.0.1")
    doors.silent("127.0.0.9", port)
    with pytest.raises(FetchFailed, match="no whole answer within 1 seconds"):  # it does say nothing
        fetcher("127.0.0.9", seconds=1).get(Request(url=f"http://{NAME}:{port}/"))
    both = fetcher("127.0.0.9", "127.0.0.1", seconds=4)
    assert both.get(Request(url=f"http://{NAME}:{port}/")).body == b"here"


def test_a_host_whose_newer_address_does_not_answer_is_asked_at_its_older_one(doors: Doors) -> None:
    port = doors.server("127.0.0.1")
    assert fetcher("::1", "127.0.0.1").get(Request(url=f"http://{NAME}:{port}/")).body == b"here"


def test_what_we_use_of_aiohttp_without_its_promise_is_there() -> None:
    async def talk() -> None:
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        with theirs:
            transport, connection = await loop.create_connection(lambda: ResponseHandler(loop), sock=ours)
            for body in (b"one", b"two"):
                connection.set_response_params(read_until_eof=True, auto_decompress=False, read_bufsize=1_000)
                assert connection.transport is transport
                theirs.sendall(b"HTTP/1.1 200 Very well\r\nX-Said: this\r\nContent-Length: 3\r\n\r\n" + body)
                head, stream = await connection.read()
                assert (head.code, head.reason, head.headers["x-said"]) == (200, "Very well", "this")
                assert (await stream.readany(), await stream.readany()) == (body, b"")
                assert (connection.should_close, connection.is_connected()) == (False, True)
            connection.close()
            assert not connection.is_connected()
            await asyncio.sleep(0)

    asyncio.run(talk())
