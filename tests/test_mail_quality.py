"""What judges of mail say of each look, by the figures that we promise. The run ends with them.

@emailens/engine counts what mail programs do not know, and faults of accessibility; SpamAssassin what looks like spam,
by its own rules alone. A browser's word is in test_mail_quality_chromium.py.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Mapping
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
        figure(f"{look}, {name}: emailens {mean(scores):.1f} / {min(scores)}; accessibility {one['accessibility']}")
        # A <style> and an @media in it cost 36 of 1,500 points, whatever they say; without them is no dark mode. So
        # 97.6 and 94 are the most that such a mail can have, and all else that it uses costs nothing.
        assert one["unsupported"] == ["<style>", "@media"]
        assert round(mean(scores)) >= 98
        assert min(scores) >= 94
        assert one["faults"] == []
        assert one["accessibility"] == 100


#: As an MTA writes it above what it hands on; without it, rules on senders do not look.
RECEIVED = (
    b"Received: from mail.quay.example.org (mail.quay.example.org [93.184.216.34])\r\n"
    b"\tby mx.example.net with ESMTPS id 1; Sun, 22 Nov 2026 07:00:05 +0000\r\n"
)
SPAM = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: VIAGRA!!! 100% FREE\r\n\r\nDear friend, $$$\r\n"
LOOKED_INTO = [(look, name) for look in LOOKS for name in ("reference", "arabic", "one story")]


def spam_rules(contents: Mapping[str, bytes], home: Path) -> dict[str, dict[str, float]]:
    """For each message the local rules of SpamAssassin that fire, with their scores."""
    (home / "user_prefs").write_text("report_safe 0\n", encoding="utf-8")  # else it wraps what it takes for spam
    command = ["spamassassin", "--local", "--test-mode", "--mbox", "--prefspath", str(home / "user_prefs")]
    start = "From x Sun Nov 22 07:00:00 2026\n"
    box = "".join(f"{start}X-Name: {name}\n{one.decode()}\n" for name, one in contents.items()).replace("\r\n", "\n")
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    ran = subprocess.run(
        command, input=box, capture_output=True, check=True, timeout=60, env=environment, encoding="utf-8"
    )
    rule = re.compile(r"^\s*(-?\d+\.\d+)\s+([A-Z0-9_]+)\s", re.MULTILINE)
    told = {}
    for one in ran.stdout.split(start)[1:]:  # in an order of its own
        report = one.rpartition("Content analysis details")[2]
        told[re.findall("^X-Name: (.+)$", one, re.MULTILINE)[0]] = {
            name: float(score) for score, name in rule.findall(report)
        }
    return told


@pytest.fixture(scope="module")
def spam(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    """What SpamAssassin says, by look and kind of edition, and of something that is spam."""
    contents = {f"{look}, {name}": RECEIVED + mail(look, name).content for look, name in LOOKED_INTO}
    return spam_rules({**contents, "spam": SPAM}, tmp_path_factory.mktemp("home"))


@pytest.mark.spamassassin
@pytest.mark.parametrize(("look", "name"), LOOKED_INTO)
def test_no_rule_of_spamassassin_speaks_against_a_mail(
    spam: dict[str, dict[str, float]], look: str, name: str, figure: Figure
) -> None:
    rules = spam[f"{look}, {name}"]
    against = {rule: score for rule, score in rules.items() if score > 0}
    # MAILING_LIST_MULTI gives back a point for the headers of a list. No rule may hide behind it.
    figure(f"{look}, {name}: SpamAssassin {sum(against.values()):.1f}; {rules}")
    assert "HTML_MESSAGE" in rules  # it has been read
    assert against == {}


@pytest.mark.spamassassin
def test_spamassassin_speaks_against_spam(spam: dict[str, dict[str, float]]) -> None:
    assert sum(spam["spam"].values()) > 2


@pytest.mark.parametrize(("look", "name"), EVERY)
def test_no_mail_is_so_long_that_a_mail_program_cuts_it(look: str, name: str, figure: Figure) -> None:
    size = len(mail(look, name).html.encode())
    figure(f"{look}, {name}: {size:,} bytes")
    assert size <= LIMIT


@pytest.mark.parametrize("look", LOOKS)
def test_a_further_story_and_a_further_pick_weigh_little(look: str, figure: Figure) -> None:
    weight = weights(look)
    figure(f"{look}: {weight}, addresses not counted")
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
