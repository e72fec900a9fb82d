"""`digest edition`, as an editor types it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from digest import pipeline
from digest.app import App, open_app
from digest.model import DeliveryState, Edition, EditionState
from digest.pipeline import utc_now
from digest.publish.files import Publisher
from small_site import config, fill, serving

SLOT = "2026-03-02T08:00"
ID = f"weekly:{SLOT}"
FILE = "editions/weekly-2026-03-02T0800.toml"
WORDS = '''introduction = """
Hello **all of you**, and read [the almanac](/almanac/).
"""
lead = 4
order = [6, 2]
drop = [1]
[sponsor]
name = "Jam & Co"
url = "https://jam.example/?a=1&b=2"
text = "Jam *for all*."
'''


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication with six stories, and three readers, one of whom chose the first section only."""
    path = tmp_path_factory.mktemp("edition")
    with serving() as site:
        fill(site, path / "notes", stories=2)
        config(path, site)
        run(path, "collect")
    run(path, "subscribers", "add", "ada@a.example")
    run(path, "subscribers", "add", "bo@b.example", "--sections", "fed")
    run(path, "subscribers", "add", "cy@c.example", "--sections", "notes")
    return path


@pytest.fixture
def folder(collected: Path, tmp_path: Path) -> Path:
    shutil.copytree(collected, tmp_path, dirs_exist_ok=True)
    return tmp_path


def run(folder: Path, *words: str, code: int = 0) -> str:
    """What a command says; its exit code is as expected."""
    command = [sys.executable, "-m", "digest", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def review(folder: Path, how: str) -> None:
    path = folder / "config.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("[mail]", f'review = "{how}"\n[mail]'), encoding="utf-8")


def send(folder: Path) -> str:
    return run(folder, "send", "weekly", "--slot", SLOT)


def write(folder: Path, text: str) -> None:
    (folder / "editions").mkdir(exist_ok=True)
    (folder / FILE).write_text(text, encoding="utf-8")


def edition(folder: Path) -> Edition:
    with open_app(folder / "config.toml") as app:
        found = app.store.editions.get(ID)
    assert found is not None
    return found


def books(folder: Path) -> dict[DeliveryState, int]:
    with open_app(folder / "config.toml") as app:
        return app.store.ledger.books(ID)


def numbers(folder: Path) -> list[int]:
    """The stories as `show` lists them, by number."""
    shown = run(folder, "edition", "show", ID).partition("DROPPED")[0]
    return [int(number) for number in re.findall(r"^ +(\d+)\.  ", shown, re.MULTILINE)]


def test_an_editor_holds_fills_in_applies_releases_and_sends(folder: Path) -> None:
    review(folder, "required")
    assert f"it is held for review: it waits until it is released; `digest edition release {ID}`" in send(folder)
    assert numbers(folder) == [1, 2, 3, 4, 5, 6]
    assert f"wrote {FILE}" in run(folder, "edition", "edit", "weekly")
    template = (folder / FILE).read_text(encoding="utf-8")
    assert all(item.url in template and item.title in template for s in edition(folder).sections for item in s.items)
    assert "nothing to do" in run(folder, "edition", "edit", "weekly")
    before = edition(folder)
    write(folder, WORDS)
    assert "asks for what is not done yet" in run(folder, "edition", "release", "weekly", code=2)
    assert edition(folder) == before
    assert "introduction written; lead “" in run(folder, "edition", "edit", "weekly")
    applied = edition(folder)
    assert numbers(folder) == [6, 5, 2, 3, 4]
    assert "nothing to do" in run(folder, "edition", "edit", "weekly")
    assert edition(folder) == applied
    shown = run(folder, "edition", "show", "weekly")
    assert shown.count("introduction written") == 1
    assert "(the lead)" in shown
    assert f"digest send weekly --slot {SLOT}" in run(folder, "edition", "release", "weekly")
    assert re.search(
        r"weekly:\S+  composed +5 +3  3 planned  was held for review$", run(folder, "edition", "list"), re.MULTILINE
    )
    assert "  composed (was held for review)  3 planned" in run(folder, "status")
    assert "5 stories to 3 readers: 3 accepted" in send(folder)
    assert "sent: nothing of it can be changed any more" in run(folder, "edition", "edit", ID, code=2)
    assert re.search(r"weekly:\S+  sent +5 +3  3 accepted  was held for review", run(folder, "edition", "list"))
    said = [what for _, what in changes(folder)]
    assert [what.partition(" ")[0] for what in said] == ["introduction", "released"]


def changes(folder: Path) -> list:
    with open_app(folder / "config.toml") as app:
        return app.store.editions.changes(ID)


def test_the_page_and_the_feed_of_an_edition_have_its_introduction_and_its_sponsor_marked(folder: Path) -> None:
    write(folder, WORDS.replace("lead = 4\norder = [6, 2]\ndrop = [1]\n", ""))
    assert "6 stories to 3 readers: 3 accepted" in send(folder)
    run(folder, "publish")
    page = (folder / "public/newsletters/weekly/2026-03-02T0800/index.html").read_text(encoding="utf-8")
    assert '<p>Hello <strong>all of you</strong>, and read <a href="https://small.example/almanac/">' in page
    assert "Sponsored by Jam &amp; Co</p>" in page
    assert '<a href="https://jam.example/?a=1&amp;b=2" rel="sponsored' in page
    feed = (folder / "public/newsletters/weekly/rss.xml").read_text(encoding="utf-8")
    assert "Hello &lt;strong&gt;all of you" in feed or "Hello <strong>all of you" in feed
    assert "Sponsored by Jam" in feed
    assert "no mistakes" not in run(folder, "validate")


def test_every_mistake_is_told_at_once_and_nothing_is_done(folder: Path) -> None:
    review(folder, "4h")
    send(folder)
    before = edition(folder)
    write(
        folder,
        'introduction = "![x](https://e.example/x.png)"\nlead = 99\norder = [2, 2]\nleed = 1\n[sponsor]\nname = ""',
    )
    told = run(folder, "edition", "edit", ID, code=2)
    assert f"{FILE}: 6 mistakes" in told
    for place in ("introduction: ", "lead: ", "order[1]: ", "leed: ", "sponsor.name: ", "sponsor.url: "):
        assert f"\n  {place}" in told
    assert edition(folder) == before
    assert changes(folder) == []


def test_a_drop_leaves_readers_without_a_story_without_a_mail_and_frees_the_story(folder: Path) -> None:
    review(folder, "required")
    send(folder)
    write(folder, "drop = [1, 2]")
    run(folder, "edition", "edit", ID)
    assert books(folder)[DeliveryState.PLANNED] == 2
    assert books(folder)[DeliveryState.SUPPRESSED] == 1
    with open_app(folder / "config.toml") as app:
        freed = [
            item.article for item in edition(folder).drafted if item.article not in app.store.editions.carried("weekly")
        ]
    assert len(freed) == 2
    write(folder, "")
    assert "brought back" in run(folder, "edition", "edit", ID)
    assert books(folder)[DeliveryState.PLANNED] == 3


def test_a_file_that_was_removed_is_written_again_as_the_edition_is(folder: Path) -> None:
    review(folder, "required")
    send(folder)
    write(folder, WORDS)
    run(folder, "edition", "edit", ID)
    applied = edition(folder)
    (folder / FILE).unlink()
    assert f"wrote {FILE}" in run(folder, "edition", "edit", ID)
    assert "nothing to do" in run(folder, "edition", "edit", ID)
    assert edition(folder) == applied


def test_what_was_written_ahead_is_applied_when_the_edition_is_composed(folder: Path) -> None:
    assert f"wrote {FILE}" in run(folder, "edition", "edit", ID)
    template = (folder / FILE).read_text(encoding="utf-8")
    urls = re.findall(r"^#\s+(http\S+)$", template, re.MULTILINE)
    assert len(urls) == 6
    write(folder, f'introduction = "Ahead"\nlead = "{urls[3]}"\ndrop = ["{urls[0]}"]')
    assert f"it is applied when {ID} is composed" in run(folder, "edition", "edit", ID)
    assert "5 stories to 3 readers" in send(folder)
    found = edition(folder)
    assert found.introduction is not None
    assert found.introduction.text == "Ahead"
    assert [what.partition(";")[0] for _, what in changes(folder)] == ["introduction written"]


def test_a_mistake_in_what_was_written_ahead_holds_the_edition_until_it_is_mended(folder: Path) -> None:
    write(folder, "lead = 1\nleed = 2")
    assert "2 mistakes" in run(folder, "edition", "edit", ID, code=2)
    said = send(folder)
    assert "it is held for its file to be mended" in said
    assert "leed: unknown key" in said
    assert "numbers are not settled" in said
    assert "1 mistake" not in run(folder, "edition", "release", ID, code=2)
    write(folder, "lead = 2")
    assert f"`digest edition release {ID}` lets it go" in run(folder, "edition", "edit", ID)
    found = edition(folder)
    assert (found.state, found.reason) == (
        EditionState.HELD,
        "for review: its file is applied, and it waits until it is released",
    )
    run(folder, "edition", "release", ID)
    assert "3 accepted" in send(folder)


def test_a_file_that_only_leads_back_to_itself_is_a_mistake_and_holds_the_edition(folder: Path) -> None:
    (folder / "editions").mkdir()
    (folder / FILE).symlink_to((folder / FILE).name)
    assert "it is held for its file to be mended" in send(folder)
    assert f"{FILE} cannot be written: File exists" in run(folder, "edition", "edit", ID, code=2)


def test_an_edition_goes_without_its_broken_file_if_somebody_says_so(folder: Path) -> None:
    write(folder, "leed = 2")
    send(folder)
    run(folder, "edition", "release", ID, "--despite-errors")
    assert "6 stories to 3 readers: 3 accepted" in send(folder)
    assert edition(folder).despite_errors
    assert [what for _, what in changes(folder)] == ["released despite errors"]


def test_what_was_written_ahead_for_nobody_waits_for_readers(folder: Path) -> None:
    write(folder, 'introduction = "Hello"\nlead = "https://small.example/notes/note-0/"')
    with open_app(folder / "config.toml") as app:
        for reader in app.store.subscribers.listed():
            app.store.subscribers.unsubscribe(reader.id, "by a test", utc_now())
    assert "it is skipped: it has no readers" in send(folder)
    assert (edition(folder).introduction, changes(folder)) == (None, [])
    run(folder, "subscribers", "add", "di@d.example")
    assert "6 stories to 1 reader: 1 accepted" in send(folder)
    assert edition(folder).introduction is not None


def test_a_delivery_that_had_read_the_edition_before_a_change_leaves_it_to_the_next_one(folder: Path) -> None:
    with open_app(folder / "config.toml") as app:
        newsletter = app.newsletter("weekly")
        slot = app.latest_slot(newsletter, datetime(2026, 3, 3, tzinfo=UTC))
        assert app.compose(newsletter, slot, utc_now()) is not None
        as_read = app.store.editions.get(ID)
        assert as_read is not None
        write(folder, "drop = [6]")
        assert "dropped" in pipeline.edit(app.config, as_read, app.store, utc_now())
        with app.transport() as transport:
            pipeline.deliver(
                app.config,
                newsletter,
                as_read,
                app.store,
                transport,
                Publisher(app.public),
                app.templates,
                app.secret(),
                clock=utc_now,
                stop=lambda: False,
                told=lambda _: None,
            )
    assert not [*(folder / "outbox").rglob("*.eml")]
    assert "to 3 readers: 3 accepted" in send(folder)
    mails = [path.read_bytes() for path in (folder / "outbox").rglob("*.eml")]
    texts = [message_from_bytes(mail, policy=policy.default).get_body(("plain",)).get_content() for mail in mails]
    assert sum("/notes/1" in text for text in texts) == 2
    assert not any("/notes/0" in text for text in texts)


def test_a_review_ends_by_itself_also_where_no_service_runs(folder: Path) -> None:
    review(folder, "4h")
    send(folder)
    assert "it is held for review until" in send(folder)
    with open_app(folder / "config.toml") as app:
        assert app.release_due(utc_now() + timedelta(hours=3, minutes=59)) == []
        assert app.release_due(utc_now() + timedelta(hours=4)) == [ID]
        assert app.store.editions.changes(ID) == [], "nobody did it by hand"
    assert "3 accepted" in send(folder)


def test_what_preflight_holds_goes_only_when_it_is_mended_or_somebody_says_so(folder: Path) -> None:
    (folder / "own/email").mkdir(parents=True)
    (folder / "own/email/subject.txt").write_text("Hello {{ '{{ name }}' }}", encoding="utf-8")
    text = (folder / "config.toml").read_text(encoding="utf-8")
    (folder / "config.toml").write_text(f'templates = "own"\n{text}', encoding="utf-8")
    assert "it is held by preflight" in run(folder, "send", "weekly", "--slot", SLOT, code=1)
    said = run(folder, "edition", "release", ID, code=2)
    assert re.search(r"has 2 errors:\n  the subject says .*\n.*\nmend that, or .* --despite-errors", said)
    with open_app(folder / "config.toml") as app:
        assert app.release_due(utc_now() + timedelta(days=9)) == []
        assert state(app) is EditionState.HELD
    run(folder, "edition", "release", ID, "--despite-errors")
    assert "3 accepted" in send(folder)
    assert [what for _, what in changes(folder)] == ["released despite errors"]


def state(app: App) -> EditionState:
    found = app.store.editions.get(ID)
    assert found is not None
    return found.state


def test_a_cancelled_edition_tells_who_ended_it_and_sets_its_stories_free(folder: Path) -> None:
    review(folder, "required")
    send(folder)
    assert f"{ID} is cancelled" in run(folder, "edition", "cancel", "weekly")
    assert "it is cancelled" in send(folder)
    assert [what for _, what in changes(folder)] == ["cancelled"]
    assert "weekly has no open edition; its newest is" in run(folder, "edition", "cancel", "weekly", code=2)
    assert "has nothing left to cancel" in run(folder, "edition", "cancel", ID, code=2)


def test_whoever_names_an_edition_that_is_not_there_is_told_what_there_is(folder: Path) -> None:
    assert "no edition was composed yet" in run(folder, "edition", "list")
    assert "weekly has no open edition; none was composed yet" in run(folder, "edition", "show", "weekly", code=2)
    send(folder)
    for words in (["show", "weekly:2026"], ["release", "monthly"], ["edit", "monthly"], ["cancel", "x"]):
        assert f"found {ID}; of the newsletters weekly" in run(folder, "edition", *words, code=2)
    assert "is not a held edition, it is sent" in run(folder, "edition", "release", ID, code=2)
    assert "has no slot '2026'" in run(folder, "edition", "edit", "weekly:2026-03-03T08:00", code=2).replace(
        "-03-03T08:00", ""
    )
