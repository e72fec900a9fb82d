"""A hub is told of each change once it takes it, whatever it answers before; no hub costs more than its time."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.publish.hub import LONGEST, PATIENT, SHORTEST, Told, announce, tell_due
from digest.store.sql import SqlStore
from hub_server import Hub, Page, hub

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
FEEDS = [
    f"https://example.org/sections/tee-und-gebäck/{name}?a=1&b=%20" for name in ("atom.xml", "feed.json", "rss.xml")
]
FEED, SECOND, THIRD = FEEDS
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def there() -> Iterator[Hub]:
    with hub() as made:
        yield made


def tell(store: SqlStore, url: str | None, now: datetime = NOW, patience: float = 5.0) -> Told:
    return tell_due(store.pings, url, lambda: now, patience=patience)


def changed(store: SqlStore, there: Hub, *topics: str, now: datetime = NOW) -> None:
    announce(store.pings, there.url, topics, now)


def next_try(store: SqlStore, there: Hub) -> timedelta:
    """After NOW, of all that waits."""
    [due] = {ping.due for ping in store.pings.waiting(there.url)}
    return due - NOW


def test_each_document_is_told_once_a_change_in_a_form_that_every_hub_reads(store: SqlStore, there: Hub) -> None:
    changed(store, there, *FEEDS)
    assert tell(store, there.url) == Told(told=3)
    assert there.forms == [{"hub.mode": "publish", "hub.url": feed, "hub.topic": feed} for feed in FEEDS]
    assert there.headers[0]["Content-Type"] == "application/x-www-form-urlencoded"
    assert tell(store, there.url, NOW + DAY) == Told()
    changed(store, there, FEED, now=NOW + DAY)
    tell(store, there.url, NOW + DAY)
    assert there.topics == [*FEEDS, FEED]


@pytest.mark.parametrize("status", [200, 202, 204])
def test_every_2xx_is_a_yes(store: SqlStore, there: Hub, status: int) -> None:
    there.says["/"] = lambda page: page.answer(status)
    changed(store, there, FEED)
    assert tell(store, there.url).told == 1
    assert store.pings.waiting(there.url) == []


def test_without_a_hub_nothing_is_kept_and_nobody_told(store: SqlStore, there: Hub) -> None:
    announce(store.pings, None, FEEDS, NOW)
    changed(store, there, FEED)
    assert tell(store, None) == Told()
    assert (there.forms, store.pings.waiting(there.url)) == ([], [])


def test_what_a_former_hub_was_not_told_is_forgotten(store: SqlStore, there: Hub) -> None:
    announce(store.pings, there.url + "former", FEEDS, NOW)
    assert tell(store, there.url) == Told()
    assert (there.forms, store.pings.waiting(there.url + "former")) == ([], [])


def test_a_busy_hub_is_asked_once_and_then_all_wait_as_long_as_it_asks(store: SqlStore, there: Hub) -> None:
    there.says["/"] = lambda page: page.answer(503, b"too many\nchanges", Retry_After="3600")
    changed(store, there, *FEEDS)
    told = tell(store, there.url)
    assert (len(there.forms), str(told)) == (1, "answered 503 Service Unavailable: too many changes")
    assert next_try(store, there) == HOUR
    there.says["/"] = lambda page: page.answer(204)
    assert tell(store, there.url, NOW + HOUR - SHORTEST) == Told()
    assert tell(store, there.url, NOW + HOUR) == Told(told=3)


def test_what_waits_survives_a_new_process(store: SqlStore, store_url: str, there: Hub) -> None:
    there.says["/"] = lambda page: page.answer(502)
    changed(store, there, *FEEDS)
    tell(store, there.url)
    there.says["/"] = lambda page: page.answer(204)
    anew = SqlStore(store_url)
    try:
        assert tell(anew, there.url, NOW + SHORTEST) == Told(told=3)
    finally:
        anew.close()
    assert tell(store, there.url, NOW + DAY) == Told()


def test_a_process_that_ends_before_it_can_note_the_answer_leaves_it_to_the_next(store: SqlStore, there: Hub) -> None:
    changed(store, there, FEED)
    moments = iter([NOW])  # the second is asked for when the answer is there
    with pytest.raises(StopIteration):
        tell_due(store.pings, there.url, lambda: next(moments))
    assert tell(store, there.url, NOW + HOUR) == Told(told=1)
    assert there.topics == [FEED, FEED]


def test_two_processes_that_tell_at_once_share_the_work(store: SqlStore, store_url: str, there: Hub) -> None:
    many = [f"https://example.org/sections/{n}/atom.xml" for n in range(30)]
    other = SqlStore(store_url)
    changed(store, there, *many)
    with ThreadPoolExecutor(2) as both:
        told = list(both.map(lambda one: tell(one, there.url), (store, other)))
    other.close()
    assert sum(one.told for one in told) == len(many)
    assert sorted(there.topics) == sorted(many)


def test_the_wait_doubles_from_a_minute_to_six_hours_and_is_a_day_after_three_days(store: SqlStore, there: Hub) -> None:
    there.says["/"] = lambda page: page.answer(503)
    changed(store, there, FEED)
    waits, now = [], NOW
    while now - NOW < PATIENT + DAY:
        tell(store, there.url, now)
        due = NOW + next_try(store, there)
        waits.append(due - now)
        now = due
    assert waits[:4] == [SHORTEST, 2 * SHORTEST, 4 * SHORTEST, 8 * SHORTEST]
    assert waits == sorted(waits)
    assert set(waits[9:-2]) == {LONGEST}
    assert waits[-1] == DAY
    there.says["/"] = lambda page: page.answer(204)
    assert tell(store, there.url, now) == Told(told=1)


@pytest.mark.parametrize("status", [400, 404, 500])
def test_a_document_that_is_refused_holds_up_no_other_and_is_given_up_after_three_days(
    store: SqlStore, there: Hub, status: int
) -> None:
    there.says["/"] = lambda page: page.answer(status if page.form["hub.url"] == FEED else 204, b"no such topic")
    changed(store, there, *FEEDS)
    told = tell(store, there.url)
    assert (told.told, told.refused, told.given_up) == (2, 1, 0)
    assert str(told).startswith("2 documents told, 1 document refused; answered ")
    assert [ping.topic for ping in store.pings.waiting(there.url)] == [FEED]
    told = tell(store, there.url, NOW + PATIENT)  # however few the tries were: nobody was there to try
    assert (told.refused, told.given_up) == (0, 1)
    assert store.pings.waiting(there.url) == []


@pytest.mark.parametrize("status", [201, 400, 503])
def test_a_change_during_a_ping_is_told_again(store: SqlStore, there: Hub, status: int) -> None:
    def change(page: Page) -> None:
        changed(store, there, FEED)
        there.says["/"] = lambda page: page.answer(204)
        page.answer(status)

    there.says["/"] = change
    changed(store, there, FEED)
    tell(store, there.url)
    tell(store, there.url, NOW + SHORTEST)
    assert there.topics == [FEED, FEED]
    assert store.pings.waiting(there.url) == []


def hang(page: Page) -> None:
    page.hub.enough.wait()


def drip_a_status(page: Page) -> None:
    page.drip(b"H")


def drip_headers(page: Page) -> None:
    page.wfile.write(b"HTTP/1.1 204 No Content\r\n")
    page.drip(b"X: y\r\n")


@pytest.mark.parametrize("say", [hang, drip_a_status, drip_headers])
def test_a_hub_that_hangs_or_drips_costs_its_time_once(store: SqlStore, there: Hub, say) -> None:
    there.says["/"] = say
    changed(store, there, *FEEDS)
    told = tell(store, there.url, patience=0.4)
    assert (len(there.forms), told.told, told.refused) == (1, 0, 0)
    assert len(store.pings.waiting(there.url)) == 3
    there.says["/"] = lambda page: page.answer(204)
    assert tell(store, there.url, NOW + SHORTEST) == Told(told=3)


def drip_a_yes(page: Page) -> None:
    page.wfile.write(b"HTTP/1.1 202 Accepted\r\n\r\n")
    page.drip(b"thank you ")


def drip_a_no(page: Page) -> None:
    page.wfile.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    page.drip(b"sorry ")


def test_who_has_said_yes_need_not_end_its_words(store: SqlStore, there: Hub) -> None:
    there.says["/"] = drip_a_yes
    changed(store, there, *FEEDS)
    assert tell(store, there.url, patience=0.4) == Told(told=3)


def test_of_a_no_without_end_the_beginning_is_told(store: SqlStore, there: Hub) -> None:
    there.says["/"] = drip_a_no
    changed(store, there, FEED)
    told = tell(store, there.url, patience=0.4)
    assert told.refused == 1
    assert (told.why or "").startswith("answered 400 Bad Request")


def test_a_no_of_many_megabytes_is_cut(store: SqlStore, there: Hub) -> None:
    there.says["/"] = lambda page: page.answer(400, b"no " * 4_000_000)
    changed(store, there, FEED)
    assert len(tell(store, there.url).why or "") < 300


@pytest.mark.parametrize("answer", [b"", b"220 smtp.example ESMTP\r\n", b"HTTP/1.1 204\xff\r\n\x00\r\n"])
def test_what_is_no_hub_is_away(store: SqlStore, there: Hub, answer: bytes) -> None:
    def speak(page: Page) -> None:
        page.wfile.write(answer)
        page.close_connection = True

    there.says["/"] = speak
    changed(store, there, *FEEDS)
    told = tell(store, there.url)
    assert (len(there.forms), told.told) == (1, 0)
    assert (told.why or "").startswith("no answer (")


@pytest.mark.parametrize("status", [307, 308])
def test_one_redirect_that_asks_for_the_form_again_is_followed(store: SqlStore, there: Hub, status: int) -> None:
    there.says["/"] = lambda page: page.answer(status, Location="/there")
    there.says["/there"] = lambda page: page.answer(204)
    changed(store, there, FEED)
    assert tell(store, there.url) == Told(told=1)
    assert there.topics == [FEED, FEED]


@pytest.mark.parametrize(
    ("status", "location", "asked"),
    [
        (301, "/there", 1),
        (302, "/there", 1),
        (303, "/there", 1),
        (307, "https://127.0.0.1/", 1),
        (307, "http://[", 1),
        (308, "/", 2),
    ],
)
def test_no_other_redirect_is_followed_and_the_operator_reads_where_it_leads(
    store: SqlStore, there: Hub, status: int, location: str, asked: int
) -> None:
    there.says["/"] = lambda page: page.answer(status, Location=location)
    there.says["/there"] = lambda page: page.answer(204)
    changed(store, there, FEED)
    told = tell(store, there.url)
    assert (told.told, len(there.forms)) == (0, asked)
    assert (told.why or "").endswith(f"it is at {location} now")


@pytest.fixture
def self_made(tmp_path: Path) -> ssl.SSLContext:
    """TLS with a certificate that nobody else has signed."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate, and is not installed")
    asked = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    files = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", tmp_path / "key", "-out", tmp_path / "certificate"]
    subprocess.run(["openssl", "req", *asked, *files], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "certificate", tmp_path / "key")
    return tls


def test_a_hub_that_nobody_can_vouch_for_is_told_nothing(store: SqlStore, self_made: ssl.SSLContext) -> None:
    with hub(self_made) as there:
        changed(store, there, FEED)
        told = tell(store, there.url)
    assert (told.told, there.forms) == (0, [])
    assert "certificate verify failed" in (told.why or "")


def test_a_hub_over_https_is_told(
    store: SqlStore, self_made: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate"))
    with hub(self_made) as there:
        changed(store, there, *FEEDS)
        assert tell(store, there.url) == Told(told=3)
        there.says["/"] = hang
        changed(store, there, FEED)
        assert tell(store, there.url, patience=0.4).why == "no answer within 0.4 s"


@pytest.mark.parametrize("url", ["https://hub.example:99999/", "http://hüb.invalid/weg?ä=1", "http://[::1]:1/"])
def test_an_address_that_leads_nowhere_is_a_hub_that_is_away(store: SqlStore, url: str) -> None:
    announce(store.pings, url, FEEDS, NOW)
    told = tell(store, url)
    assert (told.told, told.refused, bool(told.why)) == (0, 0, True)
    assert {ping.attempts for ping in store.pings.waiting(url)} == {1}


def test_no_proxy_of_the_environment_stands_between(
    store: SqlStore, there: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    changed(store, there, FEED)
    assert tell(store, there.url) == Told(told=1)


def test_asked_to_stop_it_tells_no_more_and_loses_nothing(store: SqlStore, there: Hub) -> None:
    changed(store, there, *FEEDS)
    told = tell_due(store.pings, there.url, lambda: NOW, stop=lambda: bool(there.forms))
    assert (told.told, len(there.forms)) == (1, 1)
    assert tell(store, there.url) == Told(told=2)
