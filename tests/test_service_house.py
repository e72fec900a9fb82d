"""The service over the real house: sources on loopback, a real store, mails in a folder."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from digest.app import App
from digest.config import load
from digest.model import EditionState
from digest.service.clock import Clock
from digest.service.work import Work
from make import subscriber

BEFORE = datetime(2026, 2, 27, 12, 0, tzinfo=UTC)  #: a Friday
DUE = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)  #: Monday, 08:00 in Berlin
PATIENCE = 60

FEED = """<rss version="2.0"><channel><title>Tea</title><link>https://example.org/</link><description/>{}</channel></rss>"""
ITEM = """<item><title>Cup {n}</title><link>https://example.org/cup-{n}</link><guid>cup-{n}</guid>
<pubDate>Sun, 01 Mar 2026 0{n}:00:00 GMT</pubDate>
<description>{words}</description></item>"""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        items = "".join(ITEM.format(n=n, words=f"What happened to cup {n}. " * 40) for n in range(1, 4))
        body = FEED.format(items).encode()
        self.send_response(200 if self.path == "/feed" else 404)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def feed() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/feed"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def config(tmp_path: Path, feed: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(
        f"""
[site]
title = "The Teapot"
url = "http://127.0.0.1/"
tag = "example.org,2026"
[collect]
allow_addresses = ["127.0.0.0/8"]
[[section]]
slug = "tea"
title = "Tea"
[[section.source]]
feed = "{feed}"
content = "full"
[[newsletter]]
slug = "weekly"
title = "The Weekly Cup"
schedule = "monday 08:00"
timezone = "Europe/Berlin"
lateness = "3d"
from = "The Teapot <weekly@example.org>"
[web]
listen = "127.0.0.1:0"
"""
    )
    return path


@pytest.fixture
def house(config: Path) -> Iterator[Callable[[], App]]:
    opened = []

    def another() -> App:
        opened.append(App(load(config)))
        return opened[-1]

    yield another
    for app in opened:
        app.close()


def mails(config: Path) -> list[str]:
    """The outbox, by reader."""
    return sorted(path.name.partition(".")[2] for path in (config.parent / "outbox").glob("*.eml"))


def settled(app: App, now: datetime) -> None:
    """A service that saw the newsletter at `now`, with two readers, and was stopped."""
    app.store.subscribers.add([subscriber("ann@example.org"), subscriber("bo@example.org")])
    assert Work(app, lambda: now).compose(app.config.newsletter[0])


def rounds(app: App, now: datetime) -> None:
    """What a service does at its start and in the minutes after, at this moment."""
    work = Work(app, lambda: now)
    for _ in range(2):
        assert work.compose(app.config.newsletter[0])
        for edition in work.sendable():
            work.deliver(edition)
        work.watch()


def test_a_new_newsletter_sends_nothing_for_the_past(house: Callable[[], App], config: Path) -> None:
    app = house()
    settled(app, BEFORE)
    rounds(app, BEFORE)
    assert app.store.editions.latest("weekly", 9) == []
    assert (app.public / "sections" / "tea" / "rss.xml").exists()


def test_an_edition_missed_for_two_days_is_sent_once(house: Callable[[], App], config: Path) -> None:
    settled(house(), BEFORE)
    rounds(house(), DUE + timedelta(days=2))
    rounds(house(), DUE + timedelta(days=2, hours=1))
    [edition] = house().store.editions.latest("weekly", 9)
    assert (edition.id, edition.state) == ("weekly:2026-03-02T08:00", EditionState.SENT)
    assert mails(config) == ["ann@example.org.eml", "bo@example.org.eml"]
    assert [(p.kind, p.thing) for p in house().store.runs.problems()] == [("composed late", edition.id)]


def test_an_edition_later_than_its_limit_is_missed_and_told(house: Callable[[], App], config: Path) -> None:
    settled(house(), BEFORE)
    rounds(house(), DUE + timedelta(days=4))
    assert mails(config) == []
    assert [(p.kind, p.thing) for p in house().store.runs.problems()] == [("missed", "weekly:2026-03-02T08:00")]


def test_two_services_on_one_store_send_one_edition(house: Callable[[], App], config: Path) -> None:
    settled(house(), BEFORE)
    apps = [house(), house()]
    clocks = [Clock(Work(app, lambda: DUE), app.config.newsletter) for app in apps]
    for clock in clocks:
        clock.start()
    again = threading.Event()
    for _ in range(PATIENCE * 10):
        found = apps[0].store.editions.latest("weekly", 9)
        if found and found[0].state is EditionState.SENT:
            break
        again.wait(0.1)
    assert [clock.stop(PATIENCE) for clock in clocks] == [[], []]
    assert [edition.state for edition in apps[0].store.editions.latest("weekly", 9)] == [EditionState.SENT]
    composed = [run for run in apps[0].store.runs.latest(99) if run[0] == "compose"]
    assert len(composed) == 1
    assert mails(config) == ["ann@example.org.eml", "bo@example.org.eml"]
    assert apps[0].store.runs.problems() == []


def test_a_reader_leaves_by_the_link_of_a_mail(house: Callable[[], App], config: Path) -> None:
    app = house()
    settled(app, BEFORE)
    rounds(house(), DUE)
    [mail] = (config.parent / "outbox").rglob("*.ann@*.eml")
    headers = re.sub(r"\r\n[ \t]+", " ", mail.read_bytes().decode())
    link = re.search(r"List-Unsubscribe: <(http[^>]+)>", headers)[1]
    with running(config) as address:
        path = link.removeprefix("http://127.0.0.1/")
        post = urllib.request.Request(address + path, b"List-Unsubscribe=One-Click")
        with urllib.request.urlopen(post, timeout=PATIENCE) as answer:
            assert answer.status == 200
            assert b"The Weekly Cup" in answer.read()
        with urllib.request.urlopen(address + "sections/tea/rss.xml", timeout=PATIENCE) as answer:
            assert b"Cup 3" in answer.read()
    assert [reader.address for reader in app.store.subscribers.active("weekly")] == ["bo@example.org"]


class running:  # noqa: N801 - reads as what it is
    """`digest run` as a process of its own; its address."""

    def __init__(self, config: Path) -> None:
        self._config = config

    def __enter__(self) -> str:
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from digest.cli import main; main()", "--config", str(self._config), "run"],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        timer = threading.Timer(PATIENCE, self._process.kill)
        timer.start()
        try:
            line = next(line for line in self._process.stderr if " running " in line)
        finally:
            timer.cancel()
        return re.search(r"address=(\S+)", line)[1]

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        _, rest = self._process.communicate(timeout=PATIENCE)
        assert self._process.returncode == 0, rest
        assert "stopped reason=SIGTERM" in rest
        assert "Traceback" not in rest
