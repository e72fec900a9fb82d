from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.errors import CannotListen
from digest.model import DeliveryState
from digest.service.run import run
from fake_app import FakeApp

PATIENCE = 60


@pytest.fixture
def child(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A service in its own process, that has 1,000 mails to send and much time."""
    tests = Path(__file__).parent
    process = subprocess.Popen(
        [sys.executable, str(tests / "fake_app.py"), str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


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
    child: subprocess.Popen[str], tmp_path: Path, number: signal.Signals
) -> None:
    line(child, "composed")
    child.send_signal(number)
    rest, _ = child.communicate(timeout=PATIENCE)
    assert child.returncode == 0
    assert f"stopped reason={number.name}" in rest
    assert "cut=" not in rest
    app = FakeApp(tmp_path, readers=0)
    books = app.store.ledger.books("weekly:" + app.store.editions.latest("weekly", 1)[0].slot.label)
    assert sum(books.values()) == 1000
    assert books[DeliveryState.PLANNED] > 0
    assert books[DeliveryState.HANDED] == books[DeliveryState.CLAIMED] == 0
    app.close()


def test_a_service_says_where_it_is_and_what_is_next(child: subprocess.Popen[str]) -> None:
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


@pytest.mark.parametrize("address", ["192.0.2.1:8600", "127.0.0.1:99999"])
def test_an_address_that_is_not_ours_is_told_clearly(tmp_path: Path, address: str) -> None:
    app = FakeApp(tmp_path)
    with pytest.raises(CannotListen):
        run(app, listen=address)
    app.close()
