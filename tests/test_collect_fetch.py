"""The fetcher against real servers on loopback: conditional, bounded, polite, and never to a private address."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest

from digest.collect.feeds import feed
from digest.collect.net.addresses import is_allowed, is_public
from digest.collect.net.fetch import Fetcher, Request, Response, user_agent
from digest.collect.net.manners import Gate, towards_strangers
from digest.errors import AddressRefused, FetchFailed, SourceError
from digest.model import Source, SourceKind
from digest.retry_after import retry_after

LOOPBACK = (ip_network("127.0.0.0/8"),)
MEDIA = "http://search.yahoo.com/mrss/"
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        with self.site.entered(dict(self.headers)):
            self.site.pages[self.path](self)

    def log_message(self, *args: object) -> None:
        pass

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Site:
    """A web server on loopback whose pages are functions."""

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[_Handler], None]] = {}
        self.requests: list[dict[str, str]] = []
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"site": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}).start()

    def entered(self, headers: dict[str, str]) -> Site:
        self.requests.append(headers)
        return self

    def __enter__(self) -> None:
        with self._lock:
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)

    def __exit__(self, *args: object) -> None:
        with self._lock:
            self._now -= 1


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


def fetcher(**changes: object) -> Fetcher:
    limits = {"allow": LOOPBACK, "timeout": timedelta(seconds=5), "max_bytes": 100_000, "pause": timedelta()}
    return Fetcher(agent=user_agent("ed@example.org"), **(limits | changes))  # type: ignore[arg-type]


def test_a_body_comes_back_with_its_validators(site: Site) -> None:
    site.pages["/feed"] = lambda page: page.answer(200, b"<rss/>", ETag='W/"a b"', Content_Type="text/xml")
    answer = fetcher().get(Request(url=f"{site.url}/feed"))
    assert (answer.status, answer.body, answer.content_type) == (200, b"<rss/>", "text/xml")
    assert (answer.etag, answer.last_modified, answer.permanent_url) == ('W/"a b"', None, None)
    assert answer.url == answer.asked == f"{site.url}/feed"


def test_validators_go_back_byte_for_byte_and_304_has_no_body(site: Site) -> None:
    site.pages["/feed"] = lambda page: page.answer(304)
    asked = Request(url=f"{site.url}/feed", etag='W/"a  b,;\\"', last_modified="yesterday, about noon")
    assert (fetcher().get(asked).status, fetcher().get(asked).body) == (304, b"")
    assert site.requests[0]["If-None-Match"] == asked.etag
    assert site.requests[0]["If-Modified-Since"] == asked.last_modified


def test_304_that_nobody_asked_for_is_a_failure(site: Site) -> None:
    site.pages["/"] = lambda page: page.answer(304)
    with pytest.raises(FetchFailed, match="304"):
        fetcher().get(Request(url=f"{site.url}/"))


def test_we_say_who_we_are(site: Site) -> None:
    site.pages["/"] = lambda page: page.answer(200)
    fetcher().get(Request(url=f"{site.url}/"))
    assert site.requests[0]["User-Agent"].startswith("digest/")
    assert site.requests[0]["User-Agent"].endswith(" (+ed@example.org)")
    assert "\n" not in user_agent("a\r\nX-Evil: 1")


def test_redirects_are_followed_and_permanent_ones_are_told(site: Site) -> None:
    site.pages["/old"] = lambda page: page.answer(301, Location="/new")
    site.pages["/new"] = lambda page: page.answer(302, Location=f"{site.url}/today")
    site.pages["/today"] = lambda page: page.answer(200, b"x")
    answer = fetcher().get(Request(url=f"{site.url}/old"))
    assert (answer.url, answer.permanent_url) == (f"{site.url}/today", f"{site.url}/new")


@pytest.mark.parametrize(
    "target", ["/loop", "file:///etc/passwd", "ftp://127.0.0.1/", "javascript:1", "http://[::1", ""]
)
def test_redirects_that_lead_nowhere_end_as_an_error(site: Site, target: str) -> None:
    site.pages["/loop"] = lambda page: page.answer(302, Location=target)
    with pytest.raises(FetchFailed, match="redirects"):
        fetcher().get(Request(url=f"{site.url}/loop"))


def test_credentials_go_nowhere_else_and_into_no_message(site: Site) -> None:
    site.pages["/in"] = lambda page: page.answer(302, Location=f"{site.url.replace('127.0.0.1', 'localhost')}/out")
    site.pages["/out"] = lambda page: page.answer(404)
    with pytest.raises(FetchFailed) as caught:
        fetcher(allow=(*LOOPBACK, ip_network("::1"))).get(Request(url=f"{site.url}/in".replace("//", "//me:secret@")))
    assert "Authorization" in site.requests[0]
    assert "Authorization" not in site.requests[1]
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://0.0.0.0:{port}/",
        "http://[::1]:{port}/",
        "http://[::7f00:1]:{port}/",
        "http://[64:ff9b::7f00:1]:{port}/",
        "http://[2002:7f00:1::]:{port}/",
        "http://me:secret@127.0.0.1:{port}/",
        "http://public.example@127.0.0.1:{port}/",
    ],
)
def test_an_address_that_is_not_public_is_refused_before_connecting(site: Site, url: str) -> None:
    site.pages["/"] = lambda page: page.answer(200)
    with pytest.raises(AddressRefused, match="not a public address"):
        fetcher(allow=()).get(Request(url=url.format(port=site.server.server_port)))
    assert site.requests == []


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "127.0.0.1.", "①27.0.0.1"])
def test_odd_spellings_of_a_private_address_lead_nowhere(site: Site, host: str) -> None:
    site.pages["/"] = lambda page: page.answer(200)
    with pytest.raises(SourceError):
        fetcher(allow=()).get(Request(url=f"http://{host}:{site.server.server_port}/"))
    assert site.requests == []


def test_a_name_that_changes_its_address_is_judged_by_the_one_that_is_connected_to(site: Site) -> None:
    said = iter([["127.0.0.1"], ["127.0.0.2", "10.0.0.1"], ["169.254.169.254"]])

    async def resolve(host: str) -> list[str]:
        return next(said)

    site.pages["/"] = lambda page: page.answer(200, b"x")
    asking = fetcher(allow=[ip_network("127.0.0.1/32")], resolve=resolve)
    asked = Request(url=f"http://feed.example:{site.server.server_port}/")
    assert asking.get(asked).body == b"x"
    for _ in range(2):
        with pytest.raises(AddressRefused, match="not a public address"):
            asking.get(asked)
    assert len(site.requests) == 1


def test_what_a_feed_shows_is_not_fetched(site: Site) -> None:
    image = f"{site.url}/image.png"
    media = f'<enclosure url="{image}" type="image/png"/><media:thumbnail xmlns:media="{MEDIA}" url="{image}"/>'
    inside = f"<title>x</title><link>{site.url}/a</link><description>&lt;img src='{image}'></description>{media}"
    source = Source(url=f"{site.url}/", kind=SourceKind.FEED, section="s", name="E", full=True,
                    every=timedelta(hours=1), from_page=False)  # fmt: skip
    body = f'<rss version="2.0"><channel><item>{inside}</item></channel></rss>'.encode()
    [found] = feed.articles(body, source, url=source.url, content_type="").found
    assert found.image == image
    assert site.requests == []


def test_a_redirect_to_an_address_that_is_not_public_is_refused(site: Site) -> None:
    site.pages["/"] = lambda page: page.answer(302, Location="http://169.254.169.254/latest/meta-data/")
    with pytest.raises(AddressRefused, match=r"169\.254\.169\.254"):
        fetcher().get(Request(url=f"{site.url}/"))


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1",
     "192.88.99.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1",
     "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::1", "fe80::1%eth0", "fc00::1", "fec0::1",
     "ff02::1", "2001:db8::1", "not an address"],
)  # fmt: skip
def test_these_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_these_are_public(address: str) -> None:
    assert is_public(address)


def test_a_named_network_is_allowed_in_every_spelling_and_nothing_beside_it() -> None:
    assert is_allowed("127.0.0.1", LOOPBACK)
    assert is_allowed("::ffff:127.0.0.1", LOOPBACK)
    assert not is_allowed("::1", LOOPBACK)
    assert not is_allowed("10.0.0.1", LOOPBACK)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw deflate"])
def test_compressed_bodies_are_read(site: Site, encoding: str) -> None:
    body = b"<rss/>" * 1000
    packed = {"gzip": gzip.compress(body), "deflate": zlib.compress(body), "raw deflate": zlib.compress(body)[2:-4]}
    site.pages["/"] = lambda page: page.answer(200, packed[encoding], Content_Encoding=encoding.rsplit(maxsplit=1)[-1])
    assert fetcher().get(Request(url=f"{site.url}/")).body == body


def test_a_body_that_was_compressed_in_parts_is_read_whole(site: Site) -> None:
    packed = gzip.compress(b"<rss>") + gzip.compress(b"") + gzip.compress(b"</rss>") + bytes(9)
    site.pages["/"] = lambda page: page.answer(200, packed, Content_Encoding="gzip")
    assert fetcher().get(Request(url=f"{site.url}/")).body == b"<rss></rss>"


@pytest.mark.parametrize(
    ("body", "encoding", "why"),
    [
        (gzip.compress(bytes(50_000_000), mtime=0), "gzip", "larger than 100000 bytes"),
        (bytes(100_001), "identity", "larger than 100000 bytes"),
        (gzip.compress(b"x" * 5000, mtime=0)[:-12], "gzip", "decompressed"),
        (b"no gzip", "gzip", "decompressed"),
        (gzip.compress(b"x" * 60_000, mtime=0) * 2, "gzip", "larger than 100000 bytes"),
        (gzip.compress(b"", mtime=0) * 2_000, "gzip", "more than 1000 parts"),
        (b"x", "br", "unknown encoding"),
    ],
)
def test_bombs_and_broken_bodies_end_as_an_error(site: Site, body: bytes, encoding: str, why: str) -> None:
    site.pages["/"] = lambda page: page.answer(200, body, Content_Encoding=encoding)
    with pytest.raises(FetchFailed, match=why):
        fetcher().get(Request(url=f"{site.url}/"))


def test_of_many_large_bodies_only_a_few_lie_in_memory_together_and_all_come(site: Site) -> None:
    large, broken = gzip.compress(b"x" * 3_000_000), gzip.compress(b"x" * 3_000_000)[:-12]
    for n in range(12):
        body = broken if n % 4 == 0 else large
        site.pages[f"/{n}"] = lambda page, body=body: page.answer(200, body, Content_Encoding="gzip")
    requests = [Request(url=f"{site.url}/{n}") for n in range(12)]
    batches = list(fetcher(max_bytes=5_000_000).batches(requests))
    sizes = [[len(answer.body) for _, answer in batch if isinstance(answer, Response)] for batch in batches]
    assert [size for batch in sizes for size in batch] == [3_000_000] * 9
    assert max(map(len, sizes)) <= 2
    assert sum(len(batch) for batch in batches) == 12


def test_a_body_without_a_length_is_bounded_too(site: Site) -> None:
    def endless(page: _Handler) -> None:
        page.send_response(200)
        page.end_headers()
        try:
            while True:
                page.wfile.write(bytes(10_000))
        except OSError:
            page.close_connection = True

    site.pages["/"] = endless
    with pytest.raises(FetchFailed, match="larger"):
        fetcher().get(Request(url=f"{site.url}/"))


@pytest.mark.parametrize("more", ["X-More: x\r\n" * 100, "x" * 65_536])
def test_headers_without_end_end_as_an_error(site: Site, more: str) -> None:
    def endless(page: _Handler) -> None:
        page.wfile.write(b"HTTP/1.1 200 OK\r\nX-First: ")
        with suppress(OSError):
            while True:
                page.wfile.write(more.encode())
        page.close_connection = True

    site.pages["/"] = endless
    with pytest.raises(FetchFailed):
        fetcher().get(Request(url=f"{site.url}/"))


@pytest.mark.parametrize(
    "answer",
    [
        b"Content-Length: 50\r\n\r\n<rss/>",
        b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n<rss/>\r\n0\r\n\r\n",
        b"no header\r\n\r\n",
    ],
)
def test_an_answer_that_is_not_whole_or_not_http_is_not_taken_for_one(site: Site, answer: bytes) -> None:
    def write(page: _Handler) -> None:
        page.wfile.write(b"HTTP/1.1 200 OK\r\n" + answer)
        page.close_connection = True

    site.pages["/"] = write
    with pytest.raises(FetchFailed):
        fetcher().get(Request(url=f"{site.url}/"))


def test_a_slow_drip_ends_when_the_time_is_over(site: Site) -> None:
    def drip(page: _Handler) -> None:
        page.send_response(200)
        page.end_headers()
        try:
            for _ in range(100):
                page.wfile.write(b".")
                time.sleep(0.05)
        except OSError:
            pass
        page.close_connection = True

    site.pages["/"] = drip
    with pytest.raises(FetchFailed, match=r"within 0\.3 seconds"):
        fetcher(timeout=timedelta(seconds=0.3)).get(Request(url=f"{site.url}/"))


def test_a_refusal_tells_its_status_and_how_long_to_wait(site: Site) -> None:
    site.pages["/"] = lambda page: page.answer(429, Retry_After="120")
    with pytest.raises(FetchFailed) as caught:
        fetcher().get(Request(url=f"{site.url}/"))
    assert (caught.value.status, caught.value.retry_after) == (429, 120.0)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120.0), (" 0 ", 0.0), ("99999999999999", 86_400.0), ("Mon, 23 Nov 2026 08:02:00 GMT", 120.0),
     ("Mon, 23 Nov 2020 08:02:00 GMT", 0.0), ("Mon, 23 Nov 2099 08:02:00 GMT", 86_400.0), ("soon", None), ("-5", None),
     ("", None), (None, None), ("²", None)],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date_within_a_day(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


@pytest.mark.parametrize(
    "url",
    [
        "",
        "no address",
        "http://",
        "file:///etc/passwd",
        "http://[::1",
        "http://a b/",
        "http://127.0.0.1:1/",
        "http://x.invalid/",
    ],
)
def test_what_cannot_be_fetched_is_a_value_and_not_a_traceback(url: str) -> None:
    [(request, answer)] = fetcher().each([Request(url=url, tag=7)])
    assert request.tag == 7
    assert isinstance(answer, SourceError)


def test_answers_come_in_order_of_completion_and_none_is_lost(site: Site) -> None:
    go_on = threading.Event()

    def slow(page: _Handler) -> None:
        go_on.wait(5)
        page.answer(200, b"slow")

    site.pages["/slow"] = slow
    site.pages["/fast"] = lambda page: page.answer(200, b"fast")
    asked = [Request(url=f"{site.url}/slow"), *(Request(url=f"{site.url}/fast", tag=tag) for tag in range(30))]
    answers = fetcher().each(asked)
    first = [next(answers)[0] for _ in range(30)]
    go_on.set()
    assert {request.tag for request in first} == set(range(30))
    assert [request.url for request, _ in answers] == [f"{site.url}/slow"]


def test_a_stranger_gets_two_connections(site: Site) -> None:
    def page(page: _Handler) -> None:
        time.sleep(0.05)
        page.answer(200)

    site.pages["/"] = page
    polite = fetcher(at_home=towards_strangers(0.001))
    answers = list(polite.each([Request(url=f"{site.url}/") for _ in range(8)]))
    assert all(isinstance(answer, Response) for _, answer in answers)
    assert site.most_at_once == 2


def test_the_pause_holds_between_two_rounds() -> None:
    def waits(begun: dict[str, float]) -> float:
        return Gate("example.org", towards_strangers(60), begun, asyncio.Semaphore(50)).wait(110.0)

    assert waits({}) == 0
    assert waits({"example.org": 100.0}) == 50


def test_the_pause_holds_also_after_a_request_that_began_late() -> None:
    pause, begun = 0.05, []

    async def ask(gate: Gate) -> None:
        async with gate:
            begun.append(time.monotonic())

    async def two() -> None:
        under_way = asyncio.Semaphore(2)
        gate = Gate("example.org", towards_strangers(pause), {}, under_way)
        await under_way.acquire()
        await under_way.acquire()
        asked = asyncio.gather(ask(gate), ask(gate))
        await asyncio.sleep(2 * pause)
        under_way.release()
        under_way.release()
        await asked

    asyncio.run(two())
    assert begun[1] - begun[0] >= pause


def test_at_home_there_is_no_pause_and_more_than_two(site: Site) -> None:
    def page(page: _Handler) -> None:
        time.sleep(0.05)
        page.answer(200)

    site.pages["/"] = page
    list(fetcher(pause=timedelta(hours=1)).each([Request(url=f"{site.url}/") for _ in range(16)]))
    assert site.most_at_once > 2


def test_closing_early_stops_the_rest(site: Site) -> None:
    site.pages["/"] = lambda page: page.answer(200)
    answers = fetcher(at_once=2).each([Request(url=f"{site.url}/") for _ in range(500)])
    next(answers)
    answers.close()  # type: ignore[attr-defined]
    asked = -1
    while asked != len(site.requests):  # what was on its way may still arrive
        asked = len(site.requests)
        time.sleep(0.3)
    assert asked < 400


def test_nothing_to_fetch_is_nothing_fetched() -> None:
    assert list(fetcher().each([])) == []


def test_what_a_resolver_says_is_not_trusted(site: Site) -> None:
    site.pages["/"] = lambda page: page.answer(200, b"here")

    async def liar(host: str) -> list[str]:
        return {"home.example": ["127.0.0.1"], "liar.example": ["169.254.169.254"]}.get(host, [])

    port = site.server.server_port
    told = fetcher(resolve=liar)
    assert told.get(Request(url=f"http://home.example:{port}/")).body == b"here"
    assert site.requests[0]["Host"] == f"home.example:{port}"
    with pytest.raises(AddressRefused, match=r"169\.254\.169\.254"):
        told.get(Request(url=f"http://liar.example:{port}/"))
    with pytest.raises(FetchFailed, match="cannot be resolved"):
        told.get(Request(url=f"http://nobody.example:{port}/"))


def test_of_several_addresses_the_one_that_answers_is_used(site: Site) -> None:
    site.pages["/"] = lambda page: page.answer(200, b"here")

    async def several(_: str) -> list[str]:
        return ["169.254.169.254", "127.0.0.9", "127.0.0.1"]

    told = fetcher(resolve=several)
    assert told.get(Request(url=f"http://home.example:{site.server.server_port}/")).body == b"here"


def test_what_the_caller_does_meanwhile_counts_against_nobodys_time(site: Site) -> None:
    go_on = threading.Event()

    def slow(page: _Handler) -> None:
        go_on.wait(5)
        page.answer(200, b"slow")

    site.pages["/slow"] = slow
    site.pages["/fast"] = lambda page: page.answer(200, b"fast")
    hasty = fetcher(timeout=timedelta(seconds=0.5))
    answers = hasty.each([Request(url=f"{site.url}{path}") for path in ("/slow", "/fast")])
    assert next(answers)[0].url == f"{site.url}/fast"
    time.sleep(0.7)
    go_on.set()
    [(_, answer)] = answers
    assert isinstance(answer, Response)


def test_a_connection_that_was_closed_meanwhile_is_made_anew(site: Site) -> None:
    def hangs_up(page: _Handler) -> None:
        page.answer(200, b"once")
        page.close_connection = True  # without having said so

    site.pages["/"] = hangs_up
    answers = list(fetcher(at_home=towards_strangers(0.01)).each([Request(url=f"{site.url}/") for _ in range(6)]))
    assert [answer.body for _, answer in answers if isinstance(answer, Response)] == [b"once"] * 6
