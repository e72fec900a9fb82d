"""What people type: exit codes, one clear message for a mistake, and never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from digest.store.sql import SqlStore
from mail_server import mail_server
from small_site import config, fill, serving


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication whose sources are collected."""
    path = tmp_path_factory.mktemp("cli")
    with serving() as site:
        fill(site, path / "notes")
        config(path, site)
        run(path, "collect")
    return path


def run(folder: Path, *words: str, code: int = 0) -> str:
    """What a command says; its exit code is as expected."""
    command = [sys.executable, "-m", "digest", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["send", "monthly"], 2, "there is no newsletter 'monthly'; found weekly"),
        (["send", "weekly", "--slot", "tomorrow"], 2, "write it like"),
        (["send", "weekly", "--slot", "2099-01-05T08:00"], 2, "is not due before"),
        (["send", "weekly", "--slot", "2026-03-02T08:01"], 2, "the nearest are 2026-03-02T08:00 and 2026-03-09T08:00"),
        (["preview", "weekly", "--sections", "sport"], 2, "there is no section 'sport'; found fed, listed, notes"),
        (["preview", "weekly", "--slot", "2026-03-02T08:00", "--out", "config.toml"], 2, "--out"),
        (["subscribers", "add", "nobody"], 2, "is not a mail address"),
        (["subscribers", "add", "a@b.example", "--sections", "sport"], 2, "there is no section 'sport'"),
        (["subscribers", "import", "absent.csv"], 2, "absent.csv cannot be read"),
        (["subscribers", "list", "-n", "monthly"], 2, "there is no newsletter 'monthly'"),
        (["edition", "release", "weekly:2026"], 2, "there is no edition 'weekly:2026'"),
        (["run", "--listen", "here"], 1, "here"),
        (["--config", "absent.toml", "status"], 2, "there is no such file"),
        (["init", "."], 2, "is there already"),
        (["sned"], 2, "No such command"),
        ([], 2, "Usage"),
    ],
)
def test_a_mistake_is_told_in_words_with_its_exit_code(folder: Path, words: list[str], code: int, told: str) -> None:
    assert told in run(folder, *words, code=code)


def test_help_shows_examples_and_the_version_needs_no_config(tmp_path: Path) -> None:
    assert "\n  Example: digest send weekly\n" in run(tmp_path, "send", "--help")
    assert run(tmp_path, "--version").startswith("digest ")


def test_status_is_json_for_programs_and_lines_for_people(folder: Path) -> None:
    found = json.loads(run(folder, "status", "--json"))
    assert found["articles"] == {"fed": 4, "listed": 4, "notes": 4}
    assert "next edition" in run(folder, "status")


def test_a_slot_without_readers_is_not_used_up(folder: Path) -> None:
    assert "it has no readers" in run(folder, "send", "weekly", "--slot", "2026-03-02T08:00")
    run(folder, "subscribers", "add", "ada@a.example", "--sections", "fed")
    assert "1 accepted" in run(folder, "send", "weekly", "--slot", "2026-03-02T08:00")
    assert "it was sent before (1 accepted)" in run(folder, "send", "weekly", "--slot", "2026-03-02T08:00")


def test_adding_somebody_again_leaves_their_choice_and_their_leaving_as_it_is(folder: Path) -> None:
    run(folder, "subscribers", "add", "bo@b.example", "--sections", "fed")
    assert "1 were there already" in run(folder, "subscribers", "add", "bo@b.example")
    assert "bo@b.example,fed,active" in run(folder, "subscribers", "list")
    store = SqlStore(f"sqlite:///{folder}/var/digest.db")
    (bo,) = [person for person in store.subscribers.listed() if person.address == "bo@b.example"]
    store.subscribers.unsubscribe(bo.id, "one-click", bo.since)
    store.close()
    assert "has unsubscribed, and stays so" in run(folder, "subscribers", "add", "bo@b.example")


def test_asked_to_stop_a_sending_ends_after_the_mail_in_hand_and_goes_on_later(tmp_path: Path) -> None:
    with serving() as site, mail_server() as sink:
        fill(site, tmp_path / "notes")
        config(tmp_path, site, mail=f"smtp://127.0.0.1:{sink.port}")
        run(tmp_path, "collect")
        people = "address\n" + "".join(f"r{n}@a.example\n" for n in range(300))
        (tmp_path / "people.csv").write_text(people, encoding="utf-8")
        run(tmp_path, "subscribers", "import", "people.csv")
        words = ["send", "weekly", "--slot", "2026-03-02T08:00"]
        sending = subprocess.Popen(
            [sys.executable, "-m", "digest", *words], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        deadline = time.monotonic() + 60
        while len(sink.accepted) < 5 and time.monotonic() < deadline:
            time.sleep(0.005)
        sending.send_signal(signal.SIGINT)
        told, _ = sending.communicate(timeout=60)
        assert sending.returncode == 0, told
        assert b"ending after the mail in hand" in told
        assert len(sink.accepted) < 300
        assert b"with this command again" in told
        assert "300 accepted" in run(tmp_path, *words)
        assert len(set(sink.recipients)) == len(sink.recipients) == 300


def test_a_mail_server_that_is_away_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    with serving() as site:
        fill(site, tmp_path / "notes")
        config(tmp_path, site, mail="smtp://127.0.0.1:1")
        run(tmp_path, "collect")
    run(tmp_path, "subscribers", "add", "ada@a.example")
    told = run(tmp_path, "send", "weekly", "--slot", "2026-03-02T08:00", code=1)
    assert "nothing answers at this address and port; nothing was handed over" in told
    assert "nothing answers" in run(tmp_path, "check", code=1)
    status = json.loads(run(tmp_path, "status", "--json"))
    assert status["editions"][0]["books"]["planned"] == 1
    assert any(row["kind"] == "deliver" and "failed" in row["outcome"] for row in status["runs"])


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with serving() as site:
        fill(site, tmp_path / "notes")
        config(tmp_path, site)
        run(tmp_path, "collect")
    (tmp_path / "public").write_text("in the way", encoding="utf-8")
    assert "public" in run(tmp_path, "publish", code=1)
    assert os.path.isfile(tmp_path / "public")  # noqa: PTH113


def test_an_address_is_judged_in_any_folder(tmp_path: Path) -> None:
    assert "127.0.0.1" in run(tmp_path, "validate", "http://127.0.0.1:9/feed.xml", code=1)
    assert "config.toml: there is no such file" in run(tmp_path, "validate", code=2)
