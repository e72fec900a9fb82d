"""`digest preview --check` says what is wrong and what to do; `digest send` sends nothing that is held."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.commands.preflight import _lines
from digest.newsletter.preflight.finding import Finding, warning
from small_site import config, fill, serving

SLOT = "2026-03-02T08:00"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with serving() as site:
        fill(site, tmp_path / "notes", stories=2)
        config(tmp_path, site)
        (tmp_path / "people.csv").write_text("address,sections\nada@a.example,\nbo@b.example,fed\n", encoding="utf-8")
        run(tmp_path, "collect")
        run(tmp_path, "subscribers", "import", "people.csv")
        yield tmp_path


def run(folder: Path, *words: str, code: int = 0) -> str:
    command = [sys.executable, "-m", "digest", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def spoil(folder: Path) -> None:
    (folder / "own/email").mkdir(parents=True)
    (folder / "own/email/subject.txt").write_text("Hello {{ '{{ name }}' }}", encoding="utf-8")
    text = (folder / "config.toml").read_text(encoding="utf-8")
    (folder / "config.toml").write_text(f'templates = "own"\n{text}', encoding="utf-8")


def test_what_only_warns_is_listed_and_sends(folder: Path) -> None:
    said = run(folder, "preview", "weekly", "--slot", SLOT, "--check")
    assert f"weekly:{SLOT}: " in said
    assert "  warning the mail does not say where its sender can be found by post" in said
    assert "          do: set `postal_address` of the newsletter in config.toml" in said
    assert "error" not in said
    assert not (folder / "preview").exists()
    assert "2 accepted" in run(folder, "send", "weekly", "--slot", SLOT)


def test_an_error_ends_the_check_with_1_and_holds_what_is_sent(folder: Path) -> None:
    spoil(folder)
    said = run(folder, "preview", "weekly", "--slot", SLOT, "--check", code=1)
    assert "  error   the subject says “{{ name }}”" in said
    assert "          do: mend the template: something was to be filled in there" in said
    sent = run(folder, "send", "weekly", "--slot", SLOT, code=1)
    assert f"weekly:{SLOT}: nothing sent, it is held by preflight: the subject says “{{{{ name }}}}”" in sent
    assert f"digest edition release weekly:{SLOT}" in sent
    assert not (folder / "outbox").exists()
    assert "held by preflight" in run(folder, "status")


def test_many_of_one_kind_are_told_shortly() -> None:
    rule = warning("many", "number {number}", "count them")
    found = [Finding(rule, f"number {number}", "readers of Tea" if number else "") for number in range(9)]
    assert list(_lines(found)) == [
        "  warning number 0",
        *(f"  warning number {number} (readers of Tea)" for number in range(1, 5)),
        "          and 4 more like these",
        "          do: count them",
    ]
