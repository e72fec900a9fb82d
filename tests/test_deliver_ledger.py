"""Promise 3 end to end, over a real SMTP server: every reader has one outcome and the books balance."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from conftest import NOW
from digest.deliver.folder import FolderTransport
from digest.deliver.ledger import Terms, deliver, is_done
from digest.deliver.message import form_letter
from digest.deliver.smtp import SmtpServer, SmtpTransport
from digest.errors import RenderError, TransportUnavailable
from digest.model import Delivery, DeliveryState, Edition, Message
from digest.stencil import Stencil
from digest.store.sql import SqlStore
from mail_server import Sink, mail_server
from make import edition, slot, subscriber
from test_deliver_message import MAILING, TOKENS

TERMS = Terms(give_up=timedelta(days=2), resend=True)
ID = slot().name
READERS = 25


class Clock:
    """A clock that a test winds."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


# As no encoder of ours would write it: lines that begin with dots are the transport's to bring through.
DOTS = Stencil.of([b".dots\r\n..more\r\n"])
LETTER = form_letter(MAILING, "News", DOTS, DOTS)


def message_for(delivery: Delivery) -> Message:
    return LETTER.to(delivery.address, delivery.subscriber, TOKENS)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_server() as running:
        yield running


@pytest.fixture
def composed(store: SqlStore) -> Edition:
    store.subscribers.add([subscriber(address(n)) for n in range(READERS)])
    assert store.editions.compose(edition("tea"), {}, store.subscribers.active("weekly"))
    found = store.editions.get(ID)
    assert found is not None
    return found


def address(number: int) -> str:
    return f"reader{number}@example.net"


def run(store: SqlStore, composed: Edition, sink: Sink, clock: Clock, terms: Terms = TERMS) -> dict[str, int]:
    transport = SmtpTransport(SmtpServer(url=f"smtp://127.0.0.1:{sink.port}"))
    try:
        books = deliver(composed, store.ledger, transport, message_for, terms, clock=clock)
    finally:
        transport.close()
    assert sum(books.values()) == READERS
    return {state.value: count for state, count in books.items() if count}


def test_everybody_gets_one_mail_over_one_connection(store: SqlStore, composed: Edition, sink: Sink) -> None:
    assert run(store, composed, sink, Clock()) == {"accepted": READERS}
    assert sorted(sink.recipients) == sorted(map(address, range(READERS)))
    assert sink.sessions == 1
    assert b"\r\n.dots\r\n..more\r\n" in sink.accepted[0][2]
    assert run(store, composed, sink, Clock()) == {"accepted": READERS}
    assert len(sink.accepted) == READERS


def test_what_is_deferred_is_tried_again_when_it_is_due_and_given_up_at_last(
    store: SqlStore, composed: Edition, sink: Sink
) -> None:
    sink.rcpt = {address(1): ["450 greylisted"], address(2): ["450 busy"] * 99, address(3): ["550 no such user"]}
    sink.data = {address(4): ["452 disk full"]}
    clock = Clock()
    assert run(store, composed, sink, clock) == {"accepted": READERS - 4, "deferred": 3, "failed": 1}
    clock.now += timedelta(minutes=1)
    assert run(store, composed, sink, clock)["deferred"] == 3
    clock.now += timedelta(minutes=5)
    assert run(store, composed, sink, clock) == {"accepted": READERS - 2, "deferred": 1, "failed": 1}
    clock.now += timedelta(days=2)
    assert run(store, composed, sink, clock) == {"accepted": READERS - 2, "failed": 2}
    assert max(Counter(sink.recipients).values()) == 1
    assert ("reader2@example.net", DeliveryState.FAILED) in {
        (who, state) for who, state, _ in store.ledger.history(ID, [DeliveryState.FAILED], limit=9)
    }


@pytest.mark.parametrize(
    ("resend", "drops", "state", "copies"),
    [(True, 1, "accepted", 2), (False, 1, "unknown", 1), (True, 9, "unknown", 2)],
)
def test_no_answer_after_the_dot_is_unknown_and_resent_once_or_parked(
    store: SqlStore, composed: Edition, sink: Sink, resend: bool, drops: int, state: str, copies: int
) -> None:
    sink.data = {address(5): ["drop"] * drops}
    clock = Clock()
    terms = Terms(give_up=timedelta(days=2), resend=resend)
    for _ in range(3):
        books = run(store, composed, sink, clock, terms)
        clock.now += timedelta(hours=1)
    assert books == Counter({"accepted": READERS - 1}) + Counter({state: 1})
    same = [mark for who, mark, _ in sink.accepted if who == address(5)]
    assert len(same) == copies
    assert len(set(same)) == 1


def test_a_mistake_in_a_template_defers_its_readers_until_it_is_mended(
    store: SqlStore, composed: Edition, tmp_path: Path
) -> None:
    def half(delivery: Delivery) -> Message:
        if delivery.subscriber % 2:
            raise RenderError("email/digest.html", "a mistake")
        return message_for(delivery)

    folder, clock = FolderTransport(tmp_path / "outbox"), Clock()
    books = deliver(composed, store.ledger, folder, half, TERMS, clock=clock)
    assert books[DeliveryState.DEFERRED] + books[DeliveryState.ACCEPTED] == READERS
    assert 0 < books[DeliveryState.DEFERRED] < READERS
    clock.now += timedelta(hours=1)
    books = deliver(composed, store.ledger, folder, message_for, TERMS, clock=clock)
    assert books[DeliveryState.ACCEPTED] == READERS


def test_an_address_that_cannot_stand_in_a_mail_costs_its_reader_only(
    store: SqlStore, composed: Edition, tmp_path: Path
) -> None:
    def odd(delivery: Delivery) -> Message:
        return message_for(
            replace(delivery, address="a\r\nBcc: b@example.net") if delivery.subscriber == 3 else delivery
        )

    books = deliver(composed, store.ledger, FolderTransport(tmp_path), odd, TERMS, clock=Clock())
    assert (books[DeliveryState.FAILED], books[DeliveryState.ACCEPTED]) == (1, READERS - 1)
    ((_, _, why),) = store.ledger.history(ID, [DeliveryState.FAILED], limit=9)
    assert "it is no mail address" in str(why)


def test_a_connection_dropped_before_the_body_costs_nothing(store: SqlStore, composed: Edition, sink: Sink) -> None:
    sink.rcpt = {address(6): ["421 going down"], address(12): ["421 again"]}
    assert run(store, composed, sink, Clock()) == {"accepted": READERS}
    assert Counter(sink.recipients) == Counter(map(address, range(READERS)))
    assert sink.sessions == 3


def test_a_reader_whose_server_always_closes_is_deferred_and_holds_up_nobody(
    store: SqlStore, composed: Edition, sink: Sink
) -> None:
    sink.rcpt = {address(6): ["421 going down"] * 99}
    assert run(store, composed, sink, Clock()) == {"accepted": READERS - 1, "deferred": 1}


def test_a_server_that_always_closes_stops_the_sending_and_nobody_is_given_up(
    store: SqlStore, composed: Edition, sink: Sink
) -> None:
    sink.rcpt = {address(n): ["421 closing"] * 99 for n in range(READERS)}
    with pytest.raises(TransportUnavailable):
        run(store, composed, sink, Clock())
    books = store.ledger.books(ID)
    assert books[DeliveryState.PLANNED] + books[DeliveryState.DEFERRED] == READERS
    assert sink.sessions < 6


def test_giving_up_counts_from_the_first_try_and_not_from_composing(
    store: SqlStore, composed: Edition, sink: Sink
) -> None:
    sink.rcpt = {address(1): ["451 greylisted"]}
    clock = Clock()
    clock.now += timedelta(days=3)  # it was held for so long
    assert run(store, composed, sink, clock) == {"accepted": READERS - 1, "deferred": 1}
    clock.now += timedelta(minutes=5)
    assert run(store, composed, sink, clock) == {"accepted": READERS}


@pytest.mark.parametrize("answer", ["999 what", "hello there", "250 yes"])
def test_an_answer_that_is_none_is_taken_for_no_yes(
    store: SqlStore, composed: Edition, sink: Sink, answer: str
) -> None:
    sink.data = {address(5): [answer]}
    books = run(store, composed, sink, Clock())
    assert books["accepted"] == READERS - (0 if answer.startswith("250") else 1)


def test_a_refused_sender_is_not_held_against_the_readers(store: SqlStore, composed: Edition, sink: Sink) -> None:
    sink.mail = "550 you may not send"
    with pytest.raises(TransportUnavailable, match="you may not send"):
        run(store, composed, sink, Clock())
    assert store.ledger.books(ID)[DeliveryState.PLANNED] == READERS


def test_a_server_that_is_not_there_leaves_everything_planned(store: SqlStore, composed: Edition) -> None:
    transport = SmtpTransport(SmtpServer(url="smtp://127.0.0.1:1"))
    with pytest.raises(TransportUnavailable, match="nothing was handed over"):
        deliver(composed, store.ledger, transport, message_for, TERMS, clock=Clock())
    assert store.ledger.books(ID)[DeliveryState.PLANNED] == READERS


def test_a_stop_between_two_messages_gives_back_the_rest(store: SqlStore, composed: Edition, sink: Sink) -> None:
    stops = iter([False] * 5 + [True] * 99)
    transport = SmtpTransport(SmtpServer(url=f"smtp://127.0.0.1:{sink.port}"))
    books = deliver(composed, store.ledger, transport, message_for, TERMS, clock=Clock(), stop=lambda: next(stops))
    transport.close()
    assert books[DeliveryState.PLANNED] + books[DeliveryState.ACCEPTED] == READERS
    assert 0 < len(sink.accepted) < READERS
    assert books[DeliveryState.ACCEPTED] == len(sink.accepted)


def test_a_folder_holds_one_file_a_reader(store: SqlStore, composed: Edition, tmp_path: Path) -> None:
    for _ in range(2):
        deliver(composed, store.ledger, FolderTransport(tmp_path / "outbox"), message_for, TERMS, clock=Clock())
    files = [path for path in (tmp_path / "outbox").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".eml"}
    assert len(files) == READERS


_SENDER = """
import sys
from digest.pipeline import utc_now
from digest.stencil import Stencil
from digest.store.sql import SqlStore
import test_deliver_ledger as t
store = SqlStore(sys.argv[1])
transport = t.SmtpTransport(t.SmtpServer(url="smtp://127.0.0.1:" + sys.argv[2]))
terms = t.Terms(give_up=t.timedelta(days=2), resend=sys.argv[3] == "resend")
t.deliver(store.editions.get(t.ID), store.ledger, transport, t.message_for, terms, clock=utc_now)
"""


@pytest.mark.parametrize("on_unknown", ["resend", "park"])
def test_after_kill_9_at_any_instant_the_books_balance(
    store: SqlStore, store_url: str, sink: Sink, on_unknown: str
) -> None:
    people = 250
    store.subscribers.add([subscriber(address(n)) for n in range(people)])
    assert store.editions.compose(edition("tea"), {}, store.subscribers.active("weekly"))
    arguments = [sys.executable, "-c", _SENDER, store_url, str(sink.port), on_unknown]
    kills = 0
    while kills < 5:
        before = len(sink.accepted)
        sender = subprocess.Popen(arguments, cwd=Path(__file__).parent)
        while len(sink.accepted) < before + 20 + 7 * kills and sender.poll() is None:
            time.sleep(0.001)
        sender.send_signal(signal.SIGKILL)
        sender.wait()
        kills += 1
        assert sum(store.ledger.books(ID).values()) == people
    subprocess.run(arguments, cwd=Path(__file__).parent, check=True, env=dict(os.environ))
    deadline = time.monotonic() + 60
    while on_unknown == "resend" and not is_done(store.ledger.books(ID)) and time.monotonic() < deadline:
        subprocess.run(arguments, cwd=Path(__file__).parent, check=True)
    books = store.ledger.books(ID)
    assert is_done(books)
    assert books[DeliveryState.ACCEPTED] + books[DeliveryState.UNKNOWN] == people
    copies = Counter(sink.recipients)
    duplicates = sum(copies.values()) - len(copies)
    missing = people - len(copies)
    if on_unknown == "resend":
        assert missing == 0
        assert duplicates <= kills
    else:
        assert duplicates == 0
        assert missing <= books[DeliveryState.UNKNOWN] <= kills
