"""The mail's benchmark writes what it says, and tells its figures as one line of JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from email import message_from_bytes, policy
from pathlib import Path

from bench.mail import bodies, delivery, maker
from bench.mail_edition import HOSTILE, LOOKS, Wish, edition


def ran(folder: Path, *options: str) -> dict[str, object]:
    command = [sys.executable, "-m", "bench.mail", "--out", str(folder), "--subscribers", "20", *options]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1])
    return json.loads(done.stdout.splitlines()[-1])


def test_the_bench_writes_the_mail_and_tells_what_it_measured(tmp_path: Path) -> None:
    figures = ran(tmp_path)
    assert (figures["look"], figures["articles"], figures["variants"]) == ("magazine", 12, 7)
    assert all(figures[name] > 0 for name in ("render_and_inline_ms", "further_variant_ms", "further_subscriber_us"))
    content = (tmp_path / "message.eml").read_bytes()
    html, text = (tmp_path / name for name in ("digest.html", "digest.txt"))
    assert figures["html_bytes"] == html.stat().st_size
    assert figures["text_bytes"] == text.stat().st_size
    assert figures["message_bytes"] == len(content)
    assert message_from_bytes(content, policy=policy.default)["To"] == "reader@example.net"
    for item in (item for part in edition(Wish()).sections for item in part.items):
        assert item.title in html.read_text(encoding="utf-8")


def test_the_bench_measures_all_looks_side_by_side(tmp_path: Path) -> None:
    figures = ran(tmp_path, "--look", "all", "--articles", "3", "--texts", "arabic", "--no-images")
    assert list(figures["looks"]) == list(LOOKS)  # type: ignore[call-overload]
    for look in LOOKS:
        assert 'dir="rtl"' in (tmp_path / look / "digest.html").read_text(encoding="utf-8")


def test_the_reference_edition_is_what_was_promised() -> None:
    made = edition(Wish())
    items = [item for part in made.sections for item in part.items]
    assert (len(items), len(made.sections)) == (12, 3)
    assert all(item.image and item.summary and item.authors for item in items)
    assert all(part.next and part.next.reason for part in made.sections)
    assert sum(len(item.related) for item in items) >= 12
    assert len({item.url for item in items} | {item.image for item in items}) == 24


def test_an_edition_of_any_length_has_that_many_stories_and_no_address_twice() -> None:
    for articles in (1, 2, 13, 200):
        items = [item for part in edition(Wish(articles=articles)).sections for item in part.items]
        assert len(items) == len({item.url for item in items}) == len({item.article for item in items}) == articles


def test_every_hostile_title_is_in_the_hostile_edition() -> None:
    made = edition(Wish(texts="hostile", articles=len(HOSTILE) * 3))
    assert {item.title for part in made.sections for item in part.items} == set(HOSTILE)
    text, html = bodies(maker(Wish(texts="hostile"), "magazine")(delivery()))
    assert "<script" not in html
    assert "resign" in text
