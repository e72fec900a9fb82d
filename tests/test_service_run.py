from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from digest.errors import CannotListen
from digest.model import DeliveryState
from digest.service.guard import main
from digest.service.run import run
from fake_app import FakeApp

PATIENCE = 60


Start = Callable[[float], subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a service in its own process that has 1,000 mails to send, and so many seconds for each."""
    started = []

    def one(pause: float) -> subprocess.Popen[str]:
        script = Path(__file__).parent / "fake_app.py"
        command = [sys.executable, str(script), str(tmp_path), str(pause)]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment))
        return started[0]

    yield one
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def books(folder: Path) -> dict[DeliveryState, int]:
    app = FakeApp(folder, readers=0)
    found = app.store.ledger.books(app.store.editions.latest("weekly", 1)[0].id)
    app.close()
    return found


def line(process: subprocess.Popen[str], event: str) -> str:
    """The next log line of this event."""
    timer = threading.Timer(PATIENCE, process.kill)
    timer.start()
    try:
        return next(line for line in process.stdout if f" {event} " in line)
    finally:
        timer.cancel()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_service_asked_to_stop_while_it_sends_ends_with_0_and_its_books_balance(
    start: Start, tmp_path: Path, number: signal.Signals
) -> None:
    child = start(0.05)
    line(child, "composed")
    child.send_signal(number)
    rest, _ = child.communicate(timeout=PATIENCE)
    assert child.returncode == 0
    assert f"stopped reason={number.name}" in rest
    assert "cut=" not in rest
    found = books(tmp_path)
    assert sum(found.values()) == 1000
    assert found[DeliveryState.PLANNED] > 0
    assert found[DeliveryState.HANDED] == found[DeliveryState.CLAIMED] == 0


def test_a_mail_server_that_never_answers_does_not_keep_a_service_from_ending(start: Start, tmp_path: Path) -> None:
    child = start(3600)
    line(child, "sending")
    child.send_signal(signal.SIGTERM)
    rest, _ = child.communicate(timeout=PATIENCE)
    assert child.returncode == 0
    assert 'cut="deliver weekly:' in rest
    assert sum(books(tmp_path).values()) == 1000


def test_a_service_says_where_it_is_and_what_is_next(start: Start) -> None:
    child = start(0.05)
    address = re.search(r"address=(\S+)", line(child, "running"))[1]
    assert "next newsletter=weekly slot=" in line(child, "next")
    with urllib.request.urlopen(address + "health", timeout=PATIENCE) as answer:
        assert answer.status == 200


def test_an_address_that_is_taken_is_told_clearly(tmp_path: Path) -> None:
    app = FakeApp(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(CannotListen, match=rf"{address}: cannot listen there .* `web.listen`"):
            run(app, listen=address)
    app.close()


def test_an_address_that_is_none_is_told_with_what_is_one(tmp_path: Path) -> None:
    app = FakeApp(tmp_path)
    with pytest.raises(CannotListen, match=r"foo: .*host:port, like 127\.0\.0\.1:8600"):
        run(app, listen="foo")
    app.close()


def test_who_asks_to_stop_while_the_house_is_opened_is_heard(tmp_path: Path) -> None:
    @contextmanager
    def slowly() -> Iterator[FakeApp]:
        os.kill(os.getpid(), signal.SIGTERM)
        app = FakeApp(tmp_path)
        yield app
        app.close()

    assert main(slowly) == 0


@pytest.mark.parametrize(
    "address", ["192.0.2.1:8600", "127.0.0.1:99999", "foo", "foo:", ":8600", "127.0.0.1", "::1:8600"]
)
def test_an_address_that_is_not_ours_is_told_clearly(tmp_path: Path, address: str) -> None:
    app = FakeApp(tmp_path)
    with pytest.raises(CannotListen):
        run(app, listen=address)
    app.close()
