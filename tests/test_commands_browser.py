"""A browser that does not do what it should costs the picture, not the command, and nothing of it is left."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from digest.commands.browser import Browser
from digest.errors import BrowserFailed
from left_behind import alive

#: Reads one question and then says, in place of the answer, what is written here.
ODD = f"""#!{sys.executable}
import json, os, sys, time
print("so it is", file=sys.stderr, flush=True)
asked = json.loads(os.read(3, 100_000).rstrip(bytes(1)))
"""


def program(folder: Path, text: str) -> Browser:
    """One that is no Chromium, and is given up soon."""
    path = folder / "chrome"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return Browser(path, patience=1.0)


def why_not(browser: Browser) -> str:
    """Why there is no window."""
    with pytest.raises(BrowserFailed) as failed, browser.window():
        pass
    return str(failed.value)


def test_one_that_ends_is_told_with_its_last_words(tmp_path: Path) -> None:
    assert "no display" in why_not(program(tmp_path, "#!/bin/sh\necho first; echo no display >&2\nexit 3\n"))


def test_one_that_ends_without_a_word_is_told(tmp_path: Path) -> None:
    assert "it ended without a word" in why_not(program(tmp_path, "#!/bin/sh\nexit 0\n"))


def test_what_is_no_program_is_told(tmp_path: Path) -> None:
    path = tmp_path / "chrome"
    assert "No such file" in why_not(Browser(path))
    path.write_text("nothing", encoding="utf-8")
    assert "Permission denied" in why_not(Browser(path))


def test_one_that_hangs_is_given_up_and_its_children_are_gone(tmp_path: Path) -> None:
    told = why_not(program(tmp_path, f"#!/bin/sh\necho so it is >&2\nsh -c 'sleep 1000; : {tmp_path}' &\nwait\n"))
    assert "Target.createTarget: it took too long; its last words: so it is" in told
    assert alive(str(tmp_path)) == []


def test_one_that_speaks_without_end_but_does_not_answer_is_given_up(tmp_path: Path) -> None:
    talking = ODD + 'while True: os.write(4, b\'{"method": "Log.entryAdded", "params": {}}\\0\')\n'
    assert "it took too long" in why_not(program(tmp_path, talking))


def test_what_it_refuses_is_told(tmp_path: Path) -> None:
    refusing = ODD + (
        'os.write(4, json.dumps({"id": asked["id"], "error": {"message": "not today"}}).encode() + bytes(1))\n'
        "time.sleep(1000)\n"
    )
    assert "Target.createTarget: not today" in why_not(program(tmp_path, refusing))


def test_one_that_says_what_cannot_be_understood_is_told(tmp_path: Path) -> None:
    assert "what it said is no JSON" in why_not(program(tmp_path, ODD + 'os.write(4, b"hello\\0")\ntime.sleep(1000)\n'))
