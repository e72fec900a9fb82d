"""A message is right in every reader's client, and the same bytes for ever."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import NOW
from digest.deliver.message import Letter, Mailing, message

MAILING = Mailing(
    edition="weekly:2026-03-02T08:00",
    date=NOW,
    newsletter="weekly",
    title="The Weekly, and more",
    sender="Die Redaktion für alle <news@example.org>",
    reply_to=None,
    unsubscribe_mailbox="news@example.org",
    archive_url="https://example.org/newsletters/weekly/",
)
LETTER = Letter(
    recipient="ada@example.net",
    subscriber=7,
    unsubscribe_url="https://example.org/unsubscribe/" + "t" * 90,
    subject="Ein Schuppen, größer als das Haus 🫖 und andere Geschichten aus dem Garten",
    text="Hallo\n\n.a line that begins with a dot\nFrom the start\n" + "lang " * 50,
    html="<!doctype html>\n<p>Grüße</p>\n",
)


def read(content: bytes) -> EmailMessage:
    found = message_from_bytes(content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def test_text_and_html_come_out_as_they_went_in() -> None:
    found = read(message(MAILING, LETTER).content)
    plain, html = found.iter_parts()
    assert plain.get_content().replace("\r\n", "\n").rstrip("\n") == LETTER.text.rstrip("\n")
    assert html.get_content().replace("\r\n", "\n") == LETTER.html
    assert found["Subject"] == LETTER.subject
    assert str(found["From"]) == "Die Redaktion für alle <news@example.org>"
    assert found["To"] == LETTER.recipient


def test_one_click_unsubscribing_is_found_by_mail_clients() -> None:
    found = read(message(MAILING, LETTER).content)
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    unsubscribe = str(found["List-Unsubscribe"])
    assert f"<{LETTER.unsubscribe_url}>" in unsubscribe
    assert "<mailto:news@example.org?subject=unsubscribe>" in unsubscribe
    assert "weekly.example.org" in str(found["List-Id"])


@pytest.mark.parametrize("python_hash_seed", ["1", "2"])
def test_another_process_makes_the_same_bytes(python_hash_seed: str) -> None:
    code = "import sys, test_deliver_message as t; sys.stdout.buffer.write(t.message(t.MAILING, t.LETTER).content)"
    tests = str(__import__("pathlib").Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tests,
        env={"PYTHONHASHSEED": python_hash_seed},
        capture_output=True,
        check=True,
    )
    assert done.stdout == message(MAILING, LETTER).content


def test_the_message_id_is_of_edition_and_subscriber_alone() -> None:
    ids = {
        message(MAILING, LETTER).id,
        message(replace(MAILING, title="Other"), replace(LETTER, recipient="b@example.net", subject="x")).id,
    }
    assert len(ids) == 1
    ids.add(message(MAILING, replace(LETTER, subscriber=8)).id)
    ids.add(message(replace(MAILING, edition="weekly:2026-03-09T08:00"), LETTER).id)
    assert len(ids) == 3


@given(
    subject=st.text(max_size=300), title=st.text(max_size=100), text=st.text(max_size=500), html=st.text(max_size=500)
)
def test_whatever_stands_in_it_lines_are_short_and_headers_are_ours(
    subject: str, title: str, text: str, html: str
) -> None:
    made = message(replace(MAILING, title=title), replace(LETTER, subject=subject, text=text, html=html))
    lines = made.content.split(b"\r\n")
    assert b"\n" not in made.content.replace(b"\r\n", b"")
    assert b"\r" not in made.content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 998
    found = message_from_bytes(made.content, policy=policy.compat32)
    assert [name for name, _ in found.items()] == [
        "From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Archive", "List-Unsubscribe",
        "List-Unsubscribe-Post", "Precedence", "Auto-Submitted", "MIME-Version", "Content-Type",
    ]  # fmt: skip
    assert len(found.get_payload()) == 2
    body = made.content.partition(b"\r\n\r\n")[2].split(b"\r\n")
    assert max(map(len, body)) <= 76
