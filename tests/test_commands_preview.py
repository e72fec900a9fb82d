"""`digest preview`: the files it writes, and a page that shows the mail as it is and lets it do nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from lxml import html

from digest.commands.opening import somebody_looks
from digest.commands.preview_page import VIEWS, Note, Shown, beginning, page
from digest.newsletter.render import render
from digest.templates import Templates
from newsletter_edition import ARABIC, ARABIC_MASTHEAD, EDITION, HOSTILE, MASTHEAD
from small_site import config, fill, serving

SLOT = ("--slot", "2026-03-02T08:00")
EMPTY = '[[section]]\nslug = "empty"\ntitle = "Empty"\n'
STEM = "weekly-2026-03-02T08-00"
TEMPLATES = Templates()


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A publication whose sources are collected, and still answer."""
    folder = tmp_path_factory.mktemp("preview")
    with serving() as site:
        fill(site, folder / "notes")
        path = config(folder, site)
        path.write_text(path.read_text(encoding="utf-8") + EMPTY, encoding="utf-8")
        run(folder, "collect")
        yield folder


def run(folder: Path, *words: str, code: int = 0, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "digest", *words],
        cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def shown(edition: object = EDITION, masthead: object = MASTHEAD, **more: object) -> Shown:
    variant = render(edition, masthead, TEMPLATES).variant()  # type: ignore[arg-type]
    values = {
        "edition": "weekly:2026-11-23T08:00", "state": "a draft", "readers": "all sections",
        "sender": "The Teapot Gazette", "subject": variant.subject, "html": variant.html, "text": variant.text,
        "message": 50_000, "language": masthead.language, "dir": masthead.dir, **more,  # type: ignore[attr-defined]
    }  # fmt: skip
    return Shown(**values)  # type: ignore[arg-type]


def frames(text: str) -> list[html.HtmlElement]:
    return list(html.document_fromstring(text).iter("iframe"))


def test_it_writes_what_a_reader_would_get_and_the_page_that_shows_it(publication: Path, tmp_path: Path) -> None:
    told = run(publication, "preview", "weekly", *SLOT, "--no-picture", "--out", str(tmp_path))
    names = [f"{STEM}.html", f"{STEM}.txt", f"{STEM}.eml", "preview.html"]
    assert [line for line in told.splitlines() if line.startswith("wrote ")] == [f"wrote {tmp_path / n}" for n in names]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    mail = (tmp_path / f"{STEM}.html").read_text(encoding="utf-8")
    assert all(view.get("srcdoc").replace(_around(view), "") == mail for view in frames(_page(tmp_path)))
    message = message_from_bytes((tmp_path / f"{STEM}.eml").read_bytes(), policy=policy.default)
    assert message["Subject"] in told


def _page(folder: Path) -> str:
    return (folder / "preview.html").read_text(encoding="utf-8")


def _around(frame: html.HtmlElement) -> str:
    found = re.search(r"<meta http-equiv=\"Content-Security-Policy\".*?</style>", frame.get("srcdoc"))
    assert found
    return found[0]


def test_without_a_browser_all_else_is_written_and_it_says_so(publication: Path, tmp_path: Path) -> None:
    (tmp_path / f"{STEM}.png").write_bytes(b"of another day")
    told = run(publication, "preview", "weekly", *SLOT, "--out", str(tmp_path), CHROME="", PATH="/nowhere")
    assert "no picture: there is no Chromium here; install it, or name yours in $CHROME" in told
    told = run(publication, "preview", "weekly", *SLOT, "--out", str(tmp_path), CHROME="/absent/chrome")
    assert "no picture: $CHROME is /absent/chrome, which is no program" in told
    assert not (tmp_path / f"{STEM}.png").exists()
    assert (tmp_path / "preview.html").exists()


def test_a_browser_that_fails_costs_the_picture_only(publication: Path, tmp_path: Path) -> None:
    broken = tmp_path / "chrome"
    broken.write_text("#!/bin/sh\necho 'it has no display' >&2\nexit 3\n", encoding="utf-8")
    broken.chmod(0o755)
    told = run(publication, "preview", "weekly", *SLOT, "--out", str(tmp_path / "out"), CHROME=str(broken))
    assert f"no picture: {broken}: it has no display; name another Chromium in $CHROME" in told
    assert (tmp_path / "out" / "preview.html").exists()


def test_sections_without_a_story_in_the_edition_are_told(publication: Path, tmp_path: Path) -> None:
    words = ("preview", "weekly", *SLOT, "--sections", "empty", "--out", str(tmp_path / "out"))
    assert "weekly:2026-03-02T08:00: nothing in it is from empty" in run(publication, *words, code=2)
    assert not (tmp_path / "out").exists()
    words = ("send", "weekly", *SLOT, "--sections", "empty", "--test", "me@a.example")
    assert "weekly:2026-03-02T08:00: nothing in it is from empty" in run(publication, *words, code=2)
    assert not (publication / "outbox").exists()


def test_an_edition_without_stories_is_told_and_not_shown_or_sent(publication: Path, tmp_path: Path) -> None:
    far = ("--slot", "2031-03-03T08:00")
    told = run(publication, "preview", "weekly", *far, "--out", str(tmp_path / "out"))
    assert "nothing to show, it would be skipped: 0 new articles" in told
    assert not (tmp_path / "out").exists()
    assert "nothing to send" in run(publication, "send", "weekly", *far, "--test", "me@a.example", code=1)


def test_a_page_opens_by_itself_only_where_somebody_sees_it() -> None:
    screen = {"DISPLAY": ":0"}
    assert somebody_looks(screen, is_terminal=True, platform="linux")
    assert somebody_looks({}, is_terminal=True, platform="darwin")
    assert not somebody_looks({}, is_terminal=True, platform="linux")
    assert not somebody_looks(screen, is_terminal=False, platform="linux")
    assert not somebody_looks({**screen, "CI": "true"}, is_terminal=True, platform="linux")


def test_a_page_that_is_to_open_opens_in_the_users_browser(publication: Path, tmp_path: Path) -> None:
    told, browser = tmp_path / "told", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {told}\n', encoding="utf-8")
    browser.chmod(0o755)
    words = ("preview", "weekly", *SLOT, "--no-picture", "--out", str(tmp_path / "a b"))
    run(publication, *words, BROWSER=str(browser))
    assert not told.exists()
    run(publication, *words, "--open", BROWSER=str(browser))
    assert told.read_text(encoding="utf-8").strip() == (tmp_path / "a b" / "preview.html").as_uri()


# --- the page


def test_each_frame_has_its_width_and_scheme_and_may_do_nothing() -> None:
    found = frames(page(shown(), TEMPLATES))
    assert [(int(f.get("width")), f.get("style")) for f in found] == [
        (view.width, f"color-scheme:{view.scheme}") for view in VIEWS
    ]
    for view, frame in zip(VIEWS, found, strict=True):
        assert frame.get("sandbox").split() == ["allow-popups", "allow-popups-to-escape-sandbox"]
        inside = html.document_fromstring(frame.get("srcdoc"))
        (policy_,) = inside.xpath('//head/*[1][@http-equiv="Content-Security-Policy"]/@content')
        assert policy_.startswith("default-src 'none'; img-src ")
        assert ("img-src 'none'" in policy_) is not view.pictures
        assert inside.xpath("//base/@target") == ["_blank"]


@pytest.mark.parametrize("edition", [EDITION, HOSTILE], ids=["gazette", "hostile"])
def test_no_title_gets_out_of_its_frame_and_the_page_has_no_script(edition: object) -> None:
    made = page(shown(edition, notes=[Note("error", "<script>x</script>", "<b>do</b>")]), TEMPLATES)
    root = html.document_fromstring(made)
    assert not {"script", "form", "object", "embed"} & {e.tag for e in root.iter() if isinstance(e.tag, str)}
    assert not [a for e in root.iter() if isinstance(e.tag, str) for a in e.attrib if a.startswith("on")]
    assert not root.xpath("//a | //img | //link | //base")
    assert len(frames(made)) == len(VIEWS)
    assert root.xpath("string(//h1)") == shown(edition).subject
    assert root.xpath("string(//pre)").strip() == shown(edition).text.strip()
    assert "<script>x</script>" in root.text_content()


def test_the_text_part_runs_as_its_language_does() -> None:
    (text,) = html.document_fromstring(page(shown(ARABIC, ARABIC_MASTHEAD), TEMPLATES)).iter("pre")
    assert (text.get("lang"), text.get("dir")) == ("ar", "rtl")


def test_an_inbox_shows_the_beginning_of_the_mail_without_what_is_no_text() -> None:
    assert beginning("<head><title>t</title></head><body><style>a{}</style><!-- c --><div>One\n  two</div> three") == (
        "One two three"
    )
    assert beginning(shown().html).startswith("Also: My sourdough has a better social life")


def test_a_mail_without_a_head_is_framed_too() -> None:
    (first, *_) = frames(page(shown(html="<p>only this"), TEMPLATES))
    assert first.get("srcdoc").endswith("<p>only this")
    assert "Content-Security-Policy" in first.get("srcdoc")


def test_what_preflight_found_stands_on_the_page() -> None:
    notes = [Note("error", "an image has no words", "add them"), Note("warning", "a link is dead")]
    (found,) = html.document_fromstring(page(shown(notes=notes), TEMPLATES)).find_class("notes")
    lines = [" ".join(line.text_content().split()) for line in found.iter("li")]
    assert lines == ["Error: an image has no words add them", "Warning: a link is dead"]
    assert not html.document_fromstring(page(shown(), TEMPLATES)).find_class("notes")
