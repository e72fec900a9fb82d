"""Links are asked whether they answer: by HEAD, one at a time, not for long, and never where we may not go."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep

import pytest

from digest.collect.net.alive import MOST, asked
from digest.collect.net.fetch import Fetcher
from digest.errors import AddressRefused, FetchFailed
from loopback import fetcher


class Site:
    """Answers HEAD and GET by path ("/head/405/get/200"), and counts what it is asked."""

    def __init__(self) -> None:
        self.asked: Counter[tuple[str, str]] = Counter()
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_HEAD(self) -> None:
                self._answer("head", b"")

            def do_GET(self) -> None:
                self._answer("get", b"a page")

            def _answer(self, method: str, body: bytes) -> None:
                with site.lock:
                    site.asked[method, self.path] += 1
                    site.at_once += 1
                    site.most_at_once = max(site.most_at_once, site.at_once)
                sleep(0.01)
                with site.lock:
                    site.at_once -= 1
                parts = self.path.strip("/").split("/")
                status = int(parts[parts.index(method) + 1]) if method in parts else 200
                if status == 0:
                    self.close_connection = True
                    return
                self.send_response(status)
                if status == 301:
                    self.send_header("Location", "/moved")
                length = 10**9 if "large" in parts else len(body)
                self.send_header("Content-Length", str(length if method == "get" or "large" in parts else 6))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    thread = Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.mark.parametrize(
    ("path", "status", "methods"),
    [
        ("/fine", "fine", ["head"]),
        ("/head/405", "fine", ["head", "get"]),
        ("/head/501", "fine", ["head", "get"]),
        ("/head/404", "fine", ["head", "get"]),
        ("/head/0", "fine", ["head", "get"]),
        ("/head/200/large", "fine", ["head"]),
        ("/head/405/large", "fine", ["head", "get"]),
        ("/head/404/get/404", 404, ["head", "get"]),
        ("/head/410/get/410", 410, ["head", "get"]),
        ("/head/503/get/503", 503, ["head", "get"]),
        ("/head/429", 429, ["head"]),
    ],
)
def test_head_is_believed_when_it_is_good_and_else_get_decides(
    site: Site, path: str, status: int | str, methods: list[str]
) -> None:
    url = site.base + path
    why = asked(fetcher(), [url])[url]
    assert (why.status if isinstance(why, FetchFailed) else "fine") == status
    assert [method for method, _ in site.asked] == methods


def test_a_redirect_is_followed(site: Site) -> None:
    url = site.base + "/head/301"
    assert asked(fetcher(), [url]) == {url: None}
    assert site.asked["head", "/moved"] == 1


def test_a_host_is_asked_one_thing_at_a_time_each_once(site: Site) -> None:
    urls = [f"{site.base}/{number}" for number in range(12)]
    assert asked(fetcher(), urls) == dict.fromkeys(urls)
    assert set(site.asked.values()) == {1}
    assert site.most_at_once == 1


def test_there_is_a_limit_to_how_many_are_asked(site: Site) -> None:
    urls = [f"{site.base}/{number}" for number in range(MOST + 5)]
    assert list(asked(fetcher(), urls)) == urls[:MOST]


def test_there_is_a_limit_to_how_long_it_takes(site: Site) -> None:
    urls = [f"{site.base}/{number}" for number in range(12)]
    assert asked(fetcher(), urls, within=0) == {}
    assert 0 < len(asked(fetcher(), urls, within=0.04)) < 12


def test_a_host_that_is_not_there_is_asked_once_for_all_its_links() -> None:
    names: list[str] = []

    async def nobody(host: str) -> list[str]:
        names.append(host)
        raise OSError("no such name")

    like = fetcher()
    like.resolve = nobody
    urls = [f"https://gone.example/{number}" for number in range(9)]
    found = asked(like, urls)
    assert list(found) == urls
    assert {isinstance(why, FetchFailed) and why.status for why in found.values()} == {None}
    assert len(names) == 2  # for its gate, and for the one connection


def test_a_private_address_is_not_asked(site: Site) -> None:
    strict = Fetcher(
        agent="digest/0", allow=[], timeout=timedelta(seconds=5), max_bytes=10_000, pause=timedelta(seconds=0)
    )
    url = site.base + "/fine"
    assert isinstance(asked(strict, [url])[url], AddressRefused)
    assert not site.asked
