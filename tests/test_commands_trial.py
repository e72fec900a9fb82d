"""`digest send --test`: one copy that says what it is, and nothing else in the house notices."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from digest.readers import tokens
from digest.store.sql import SqlStore
from mail_server import Sink, mail_server
from small_site import config, fill, serving

SLOT = ("--slot", "2026-03-02T08:00")
LINE = "This is a test copy. Unsubscribing by it ends nothing."


def run(folder: Path, *words: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "digest", *words], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_server() as running:
        yield running


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication with articles and one reader."""
    folder = tmp_path_factory.mktemp("collected")
    with serving() as site:
        fill(site, folder / "notes")
        config(folder, site, mail="smtp://127.0.0.1:1")
        run(folder, "collect")
    run(folder, "subscribers", "add", "ada@a.example")
    return folder


@pytest.fixture
def folder(collected: Path, tmp_path: Path, sink: Sink) -> Path:
    """The same, for one test alone, mailing to the sink."""
    copy = tmp_path / "publication"
    shutil.copytree(collected, copy)
    change(copy, "smtp://127.0.0.1:1", f"smtp://127.0.0.1:{sink.port}")
    return copy


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "config.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def stored(folder: Path) -> list[str]:
    """All that the store holds."""
    with closing(sqlite3.connect(folder / "var/digest.db")) as database:
        return list(database.iterdump())


def mails(sink: Sink) -> list[EmailMessage]:
    return [message_from_bytes(content, policy=policy.default) for *_, content in sink.accepted]  # type: ignore[misc]


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part
    return str(part.get_content()).replace("\r\n", "\n")


def test_each_address_gets_one_marked_copy_and_the_house_stays_as_it_was(folder: Path, sink: Sink) -> None:
    before = stored(folder)
    words = ("send", "weekly", *SLOT, "--test", "me@a.example", "--test", "Me.Too@b.example", "--test", "me@a.example")
    told = run(folder, *words)
    assert "weekly:2026-03-02T08:00, test copy to me@a.example: accepted (250 fine)" in told
    assert sink.recipients == ["me@a.example", "Me.Too@b.example"]
    for mail, address in zip(mails(sink), sink.recipients, strict=True):
        assert mail["To"] == address
        assert mail["Subject"].startswith("[Test] The ")
        assert body(mail, "plain").startswith(f"* {LINE}\n\n")
        assert body(mail, "html").count(LINE) == 1
    assert stored(folder) == before
    assert not (folder / "public").exists()


def test_a_test_is_another_message_than_any_other_and_the_real_one_goes_as_ever(folder: Path, sink: Sink) -> None:
    for _ in range(2):
        run(folder, "send", "weekly", *SLOT, "--test", "ada@a.example")
    assert "1 accepted" in run(folder, "send", "weekly", *SLOT)
    tests, real = mails(sink)[:2], mails(sink)[2]
    assert len({mail["Message-ID"] for mail in (*tests, real)}) == 3
    assert not real["Subject"].startswith("[Test]")
    assert LINE not in body(real, "plain") + body(real, "html")
    assert body(tests[0], "plain").split("\n", 2)[2].count("\n") == body(real, "plain").count("\n")


def test_after_it_was_sent_an_edition_can_still_be_tested_and_is_not_sent_again(folder: Path, sink: Sink) -> None:
    run(folder, "send", "weekly", *SLOT)
    run(folder, "send", "weekly", *SLOT, "--test", "me@a.example")
    assert sink.recipients == ["ada@a.example", "me@a.example"]
    assert "it was sent before (1 accepted)" in run(folder, "send", "weekly", *SLOT)


def test_unsubscribing_by_a_test_names_no_reader(folder: Path, sink: Sink) -> None:
    run(folder, "send", "weekly", *SLOT, "--test", "ada@a.example")
    (mail,) = mails(sink)
    everything = mail["List-Unsubscribe"] + body(mail, "plain") + body(mail, "html")
    found = set(re.findall(r"/unsubscribe/([\w-]+)", everything))
    secret = next((folder / "var").glob("*secret*")).read_text(encoding="ascii").strip().encode()
    assert {tokens.read(secret, tokens.UNSUBSCRIBE, token) for token in found} == {(0,)}
    store = SqlStore(f"sqlite:///{folder}/var/digest.db")
    assert 0 not in [person.id for person in store.subscribers.listed()]
    store.close()


def test_a_copy_has_the_sections_that_are_asked_for(folder: Path, sink: Sink) -> None:
    run(folder, "send", "weekly", *SLOT, "--test", "me@a.example", "--sections", "notes")
    (mail,) = mails(sink)
    assert "with the section Notes." in " ".join(body(mail, "plain").split())
    told = run(folder, "send", "weekly", *SLOT, "--sections", "notes", code=2)
    assert "--sections is for --test" in told
    assert len(sink.accepted) == 1


def test_what_the_server_refuses_is_told_in_its_words_and_costs_no_other(folder: Path, sink: Sink) -> None:
    sink.rcpt["no@a.example"] = ["550 nobody of this name"]
    sink.rcpt["later@a.example"] = ["451 try again"]
    words = (word for name in ("no", "later", "me") for word in ("--test", f"{name}@a.example"))
    told = run(folder, "send", "weekly", *SLOT, *words, code=1)
    assert "no@a.example: refused (550 nobody of this name)" in told
    assert "later@a.example: not now (451 try again)" in told
    assert "me@a.example: accepted (250 fine)" in told
    assert sink.recipients == ["me@a.example"]


def test_an_address_that_is_none_is_told_and_nothing_is_sent(folder: Path, sink: Sink) -> None:
    told = run(folder, "send", "weekly", *SLOT, "--test", "me@a.example", "--test", "nobody", "--test", "a b@c", code=2)
    assert "no mail address: 'nobody', 'a b@c'; write it like" in told
    assert sink.sessions == 0


def test_a_server_that_is_away_is_told(folder: Path, sink: Sink) -> None:
    change(folder, f"smtp://127.0.0.1:{sink.port}", "smtp://127.0.0.1:1")
    told = run(folder, "send", "weekly", *SLOT, "--test", "me@a.example", code=1)
    assert "nothing answers at this address and port" in told


def test_a_folder_keeps_each_test_beside_the_real_mail(folder: Path, sink: Sink) -> None:
    change(folder, f"smtp://127.0.0.1:{sink.port}", "folder:outbox")
    for _ in range(2):
        run(folder, "send", "weekly", *SLOT, "--test", "ada@a.example")
    run(folder, "send", "weekly", *SLOT)
    names = sorted(path.name for path in (folder / "outbox").glob("*.eml"))
    assert len(names) == 3
    assert ["test" in name for name in names] == [True, True, False]


def test_an_edition_that_is_held_is_the_next_one(folder: Path, sink: Sink) -> None:
    change(folder, "schedule =", 'review = "required"\nschedule =')
    assert "it is held" in run(folder, "send", "weekly", *SLOT)
    assert "weekly:2026-03-02T08:00, test copy" in run(folder, "send", "weekly", "--test", "me@a.example")
    assert "weekly:2026-03-02T08:00: " in run(folder, "preview", "weekly", "--no-picture")
    assert sink.recipients == ["me@a.example"]
