"""What judges of mail say of each look, by the figures that we promise. The run ends with them.

@emailens/engine counts what mail programs do not know, and faults of accessibility; SpamAssassin what looks like spam,
by its own rules alone. A browser's word is in test_mail_quality_chromium.py.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from statistics import mean

import pytest
from bench.mail import weights
from bench.mail_edition import LOOKS

from mails import EVERY, LIMIT, WISHES, file_name, mail

Figure = Callable[[str], None]
JUDGES = Path(__file__).parent / "mail"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, object]]:
    """What @emailens/engine says, by look and kind of edition."""
    folder = tmp_path_factory.mktemp("mails")
    files = {one: str(folder / file_name(*one)) for one in EVERY}
    for one, path in files.items():
        Path(path).write_text(mail(*one).html, encoding="utf-8")
    command = ["node", str(JUDGES / "emailens.mjs"), *files.values()]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    judged = json.loads(ran.stdout)
    return {one: judged[path] for one, path in files.items()}


@pytest.mark.emailens
@pytest.mark.parametrize("look", LOOKS)
def test_mail_programs_know_what_a_mail_uses_and_nothing_keeps_people_out(
    told: dict[tuple[str, str], dict[str, dict[str, int]]], look: str, figure: Figure
) -> None:
    for name in WISHES:
        one = told[look, name]
        scores = one["clients"].values()
        figure(f"{look}, {name}: {mean(scores):.1f} / {min(scores)}; accessibility {one['accessibility']}")
        # A <style> and an @media in it cost 36 of 1,500 points, whatever they say; without them is no dark mode. So
        # 97.6 and 94 are the most that such a mail can have, and all else that it uses costs nothing.
        assert one["unsupported"] == ["<style>", "@media"]
        assert round(mean(scores)) >= 98
        assert min(scores) >= 94
        assert one["faults"] == []
        assert one["accessibility"] == 100


def spam_rules(content: bytes, home: Path) -> dict[str, float]:
    """The local rules of SpamAssassin that fire, with their scores."""
    (home / "user_prefs").write_text("", encoding="utf-8")
    ran = subprocess.run(
        ["spamassassin", "--local", "--test-mode", "--prefspath", str(home / "user_prefs")],
        input=content, capture_output=True, check=True, timeout=60, env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    report = ran.stdout.decode("utf-8", "replace").rpartition("Content analysis details")[2]
    return {
        name: float(score) for score, name in re.findall(r"^\s*(-?\d+\.\d+)\s+([A-Z0-9_]+)\s", report, re.MULTILINE)
    }


@pytest.mark.spamassassin
@pytest.mark.parametrize("look", LOOKS)
def test_no_rule_of_spamassassin_speaks_against_a_mail(look: str, tmp_path: Path, figure: Figure) -> None:
    rules = spam_rules(mail(look).content, tmp_path)
    figure(f"{look}: {sum(score for score in rules.values() if score > 0):.1f}; {rules}")
    assert "HTML_MESSAGE" in rules  # it has been read
    assert {name: score for name, score in rules.items() if score > 0} == {}


@pytest.mark.spamassassin
def test_spamassassin_would_speak_against_spam(tmp_path: Path) -> None:
    content = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: VIAGRA!!! 100% FREE\r\n\r\nDear friend, $$$\r\n"
    assert sum(spam_rules(content, tmp_path).values()) > 2


@pytest.mark.parametrize(("look", "name"), EVERY)
def test_no_mail_is_so_long_that_a_mail_program_cuts_it(look: str, name: str, figure: Figure) -> None:
    size = len(mail(look, name).html.encode())
    figure(f"{look}, {name}: {size:,} bytes")
    assert size <= LIMIT


@pytest.mark.parametrize("look", LOOKS)
def test_a_further_story_and_a_further_pick_weigh_little(look: str, figure: Figure) -> None:
    weight = weights(look)
    figure(f"{look}: {weight}")
    assert weight["story_bytes"] <= 1200
    assert weight["pick_bytes"] <= 400


def lines(content: bytes) -> list[bytes]:
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    return content.split(b"\r\n")


@pytest.mark.parametrize(("look", "name"), EVERY)
def test_every_line_of_a_message_fits_and_is_ascii_and_its_parts_say_the_same(look: str, name: str) -> None:
    one = mail(look, name)
    assert one.content.isascii()
    body = lines(one.content.partition(b"\r\n\r\n")[2])
    assert max(map(len, body)) <= 76
    assert all(len(line) <= 998 for line in lines(one.content))
    assert "\ufffd" not in one.text + one.html
    assert one.text.strip()
