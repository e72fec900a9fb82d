"""A message is right in every reader's client, and the same bytes for ever."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import NOW
from digest.deliver.mailing import Mailing
from digest.deliver.message import FormLetter, form_letter
from digest.errors import NoMailbox
from digest.model import Message
from digest.newsletter.quoted import Quoter, joined
from digest.stencil import Stencil

MAILING = Mailing(
    edition="weekly:2026-03-02T08:00",
    date=NOW,
    newsletter="weekly",
    title="The Weekly, and more",
    sender="Die Redaktion für alle <news@example.org>",
    reply_to=None,
    unsubscribe_mailbox="news@example.org",
    unsubscribe_page="https://example.org/unsubscribe/",
    archive_url="https://example.org/newsletters/weekly/",
)
STAND_IN = "placeholder_of_a_reader-12345678"
TOKENS = {"unsubscribe": "AAAAAAAAACp2UDGvN-lKk0f4Zkg1cwAb"}
SUBJECT = "Ein Schuppen, größer als das Haus 🫖 und andere Geschichten aus dem Garten"
TEXT = f"Hallo\n\n.a line that begins with a dot\nFrom the start {STAND_IN}\n" + "lang " * 50 + "\n"
HTML = f"<!doctype html>\n<p>Grüße</p><a href='https://example.org/unsubscribe/{STAND_IN}'>Genug</a>\n"
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Archive", "List-Help", "List-Unsubscribe",
    "List-Unsubscribe-Post", "Feedback-ID", "Precedence", "Auto-Submitted", "MIME-Version", "Content-Type",
]  # fmt: skip


def quoted(text: str) -> Stencil:
    return joined([Quoter({STAND_IN: "unsubscribe"}).quoted(text)])


def letter(mailing: Mailing = MAILING, subject: str = SUBJECT) -> FormLetter:
    return form_letter(mailing, subject, quoted(TEXT), quoted(HTML))


def message(
    mailing: Mailing = MAILING, subject: str = SUBJECT, to: str = "ada@example.net", number: int = 7
) -> Message:
    return letter(mailing, subject).to(to, number, TOKENS)


def read(content: bytes) -> EmailMessage:
    found = message_from_bytes(content, policy=policy.SMTP)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    assert [header.defects for header in found.values()] == [()] * len(found.keys())
    return found


def head(content: bytes) -> list[bytes]:
    """The lines of the headers."""
    return content.partition(b"\r\n\r\n")[0].split(b"\r\n")


def test_text_and_html_come_out_as_they_went_in() -> None:
    found = read(message().content)
    plain, html = found.iter_parts()
    token = TOKENS["unsubscribe"]
    assert plain.get_content().replace("\r\n", "\n") == TEXT.replace(STAND_IN, token)
    assert html.get_content().replace("\r\n", "\n") == HTML.replace(STAND_IN, token)
    assert found["Subject"] == SUBJECT
    assert str(found["From"]) == "Die Redaktion für alle <news@example.org>"
    assert found["To"] == "ada@example.net"


def test_a_message_has_all_headers_that_a_list_should_have_once_each() -> None:
    found = read(message().content)
    assert found.keys() == HEADERS
    assert found["List-Id"] == '"The Weekly, and more" <weekly.example.org>'
    assert found["List-Archive"] == "<https://example.org/newsletters/weekly/>"
    assert found["List-Help"] == "<mailto:news@example.org>"
    assert found["Precedence"] == "bulk"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Date"].datetime == NOW
    assert found["Feedback-ID"] == "2026-03-02T0800:weekly:digest:example-org"


def test_one_click_unsubscribing_is_found_by_mail_clients() -> None:
    found = read(message().content)
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    addresses = (
        f"<https://example.org/unsubscribe/{TOKENS['unsubscribe']}>, <mailto:news@example.org?subject=unsubscribe>"
    )
    assert found["List-Unsubscribe"] == addresses


def test_one_click_is_not_promised_where_there_is_no_https() -> None:
    found = read(message(replace(MAILING, unsubscribe_page="http://localhost/unsubscribe/")).content)
    assert "List-Unsubscribe-Post" not in found
    assert "<http://localhost/unsubscribe/" in found["List-Unsubscribe"]


@pytest.mark.parametrize(
    ("named", "reply_to", "expected"),
    [
        ("https://example.org/help/", None, "<https://example.org/help/>"),
        ("Help <help@example.org>", "desk@example.org", "<mailto:help@example.org>"),
        (None, "Desk <desk@example.org>", "<mailto:desk@example.org>"),
        ("größe@bücher.example", None, "<mailto:gr%C3%B6%C3%9Fe@xn--bcher-kva.example>"),
    ],
)
def test_help_is_where_the_newsletter_says_else_where_replies_go(
    named: str | None, reply_to: str | None, expected: str
) -> None:
    found = read(message(replace(MAILING, help=named, reply_to=reply_to)).content)
    assert found["List-Help"] == expected
    assert found["Reply-To"] == reply_to


@pytest.mark.parametrize("python_hash_seed", ["1", "2"])
def test_another_process_makes_the_same_bytes(python_hash_seed: str) -> None:
    code = "import sys, test_deliver_message as t; sys.stdout.buffer.write(t.message().content)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent,
        env={**os.environ, "PYTHONHASHSEED": python_hash_seed, "TZ": "Asia/Tokyo"},
        capture_output=True,
        check=True,
    )
    assert done.stdout == message().content


def test_the_message_id_is_of_edition_and_subscriber_alone() -> None:
    ids = {message().id, message(replace(MAILING, title="Other"), "x", "b@example.net").id}
    assert ids == {"<weekly-2026-03-02-08-00.c36247ef8cfbc7cc5df4@example.org>"}
    ids.add(message(number=8).id)
    ids.add(message(replace(MAILING, edition="weekly:2026-03-09T08:00")).id)
    assert len(ids) == 3


# --- addresses


@pytest.mark.parametrize(
    ("address", "envelope", "utf8"),
    [
        ("Ada.L+news@Example.net", "Ada.L+news@Example.net", False),
        ("ada@bücher.example", "ada@xn--bcher-kva.example", False),
        ("ada@straße.example", "ada@xn--strae-oqa.example", False),
        ("用户@例え.example", "用户@xn--r8jz45g.example", True),
    ],
)
def test_a_domain_goes_in_ascii_and_only_a_name_beyond_it_asks_for_smtputf8(
    address: str, envelope: str, utf8: bool
) -> None:
    made = message(to=address)
    assert (made.recipient, made.utf8) == (envelope, utf8)
    assert f"\r\nTo: {envelope}\r\n".encode() in made.content


def test_an_unusual_local_part_stands_in_quotes() -> None:
    made = message(to="a..b@example.net")
    assert made.recipient == "a..b@example.net"
    assert read(made.content)["To"].addresses[0].username == "a..b"


def test_a_reply_address_beyond_ascii_asks_for_smtputf8_too() -> None:
    assert message(replace(MAILING, reply_to="größe@example.org")).utf8
    assert not message(replace(MAILING, reply_to="Größe <news@bücher.example>")).utf8


@pytest.mark.parametrize(
    "address",
    ["", "ada", "@example.net", "ada@", "ada@b c.example", "a\r\nBcc: b@example.net@example.net", "a b@example.net",
     "ada@\u202eexample.net", "\u202eada@example.net", "ada@example..net", "a" * 400 + "@example.net", "a@-\x00.net",
     "ada@example.net, b@example.net", "<ada@example.net>", "ada@evil.example@example.net", "a,b@example.net",
     '"a"@example.net', "\ud800@example.net", "ada@\ud800.net"],
)  # fmt: skip
def test_what_is_no_address_gets_no_message(address: str) -> None:
    with pytest.raises(NoMailbox, match="it"):
        message(to=address)


@settings(deadline=None)
@given(st.text(st.characters(), max_size=30), st.text(st.characters(), max_size=30))
@example("ada", "bücher.example")
@example("größe", "xn--nxasmq6b")
def test_any_text_is_refused_or_stands_in_one_header(local: str, domain: str) -> None:
    try:
        made = message(to=f"{local}@{domain}")
    except NoMailbox:
        return
    (line,) = (line for line in head(made.content) if line.startswith(b"To: "))
    assert line.decode().replace('"', "") == f"To: {made.recipient}"
    assert message_from_bytes(made.content, policy=policy.compat32).keys() == HEADERS
    assert made.recipient.partition("@")[2].isascii()
    assert made.utf8 == (not made.recipient.isascii())


def test_a_token_of_other_letters_is_refused() -> None:
    with pytest.raises(ValueError, match="only letters"):
        letter().to("ada@example.net", 7, {"unsubscribe": "a>\r\nBcc: b@example.net"})


# --- whatever stands in it

ANY = st.text(st.characters(), max_size=120)


@settings(deadline=None)
@given(subject=ANY, title=ANY, name=ANY)
@example(subject="=?utf-8?q?Bcc?=", title="a\r\nBcc: x@example.net", name='"<x@example.net>"')
@example(subject="z" * 78, title="z" * 90, name="z" * 90)
@example(subject="word " * 15, title="ü " * 40, name="\u202e \u2066\ud800\x00")
def test_whatever_words_stand_in_headers_they_are_ours_clean_and_short(subject: str, title: str, name: str) -> None:
    sender = replace(MAILING, title=title, sender=f'"{re.sub(r"[^ -~]", "", name)}" <news@example.org>')
    mailing = replace(MAILING, title=title) if '"' in name or "\\" in name else sender
    made = message(mailing, subject)
    lines = head(made.content)
    assert all(len(line) <= 76 or b" " not in line.strip() or line.startswith((b"List-", b" <")) for line in lines)
    assert all(len(line) <= 76 for line in lines if b"=?utf-8?" in line)
    found = message_from_bytes(made.content, policy=policy.default)
    assert found.keys() == HEADERS
    assert len(found.get_payload()) == 2
    never = "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
    assert not [value for value in found.values() if re.search(never, str(value))]


@settings(deadline=None)
@given(ANY.map(lambda text: " ".join(text.split())))
def test_a_subject_is_read_as_it_was_written_and_no_character_is_divided(subject: str) -> None:
    from digest.lines import header_line

    made = message(subject=header_line(subject))
    assert " ".join(read(made.content)["Subject"].split()) == " ".join(header_line(subject).split())
    for word in re.findall(rb"=\?utf-8\?([qb])\?([^?]*)\?=", made.content):
        import binascii

        raw = binascii.a2b_qp(word[1], header=True) if word[0] == b"q" else binascii.a2b_base64(word[1])
        raw.decode()


@settings(deadline=None)
@given(st.text(max_size=700), st.text(max_size=700))
def test_no_line_is_longer_than_76_or_ends_otherwise_than_with_cr_and_lf(text: str, html: str) -> None:
    made = form_letter(MAILING, SUBJECT, quoted(text), quoted(html)).to("ada@example.net", 7, TOKENS)
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", made.content)
    body = made.content.partition(b"\r\n\r\n")[2].split(b"\r\n")
    assert max(map(len, body)) <= 76
    assert not [line for line in body if line.startswith((b".", b"From ")) or line.endswith((b" ", b"\t"))]
    (boundary,) = re.findall(rb'boundary="([^"]+)"', made.content)
    assert made.content.count(b"--" + boundary) == 3


TOKEN = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", min_size=32, max_size=32)


@settings(deadline=None)
@given(st.lists(TOKEN, min_size=2, max_size=5))
def test_a_readers_token_changes_its_own_bytes_only_and_nothing_stays_for_the_next(tokens: list[str]) -> None:
    form = letter()
    for number, token in enumerate(tokens):
        content = form.to("ada@example.net", 7, {"unsubscribe": token}).content
        assert content.replace(token.encode(), TOKENS["unsubscribe"].encode()) == message().content
        others = {other for other in tokens[:number] if other != token}
        assert not [other for other in others if other.encode() in content]
