"""`digest picks`, as people type it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from digest.app import open_app
from digest.indexing import archive
from digest.picks import next_pick, related
from small_site import config, fill, page, serving

FEEDS = ("sections/listed/rss.xml", "sections/listed/atom.xml")
PARTS = ("The ground", "The walls", "The roof")
TEXT = "A shed wants a dry floor, straight walls and a roof of good felt, and somebody who has the time to build it. "


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication of which something is collected, and a series of three notes."""
    path = tmp_path_factory.mktemp("picks")
    with serving() as site:
        fill(site, path / "notes")
        for number, name in enumerate(PARTS, 1):
            head = f"---\ntitle: 'Building a shed, Part {number}: {name}'\ndate: 2026-02-1{number}\nauthor: Ada\n---\n"
            text = f"{head}{TEXT}{name} is what this part is about: {name.lower()}, and nothing but {name.lower()}.\n"
            (path / "notes" / f"shed-{number}.md").write_text(text, encoding="utf-8")
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


def told(folder: Path, *words: str) -> dict:
    return json.loads(run(folder, "picks", *words, "--json"))


@pytest.mark.parametrize(
    "wanted", ["https://small.example/notes/shed-2/", "http://www.small.example/notes/shed-2?utm_source=x", "the walls"]
)
def test_an_article_is_found_by_its_address_or_words_of_its_title(folder: Path, wanted: str) -> None:
    found = told(folder, wanted)["article"]
    assert found["title"] == "Building a shed, Part 2: The walls"
    assert told(folder, found["id"])["article"] == found


def test_what_is_told_is_what_the_rules_give(folder: Path) -> None:
    found = told(folder, "the walls", "--until", "2026-02-28", "--all")
    with open_app(folder / "config.toml") as app:
        index = archive(app.store)
        id = found["article"]["id"]
        article = app.store.articles.get([id])[id]
        until = app.next_slot(app.newsletter("weekly"), article.date).due.replace(month=2, day=28, hour=23, minute=59)
        picks = related(article, index, until=until)
        following = next_pick(article, index, until=until, without={pick.article for pick in picks})
    shown = [(one["id"], one["why"]) for one in found["related"] if one["shown"]]
    assert shown == [(pick.article, pick.reason) for pick in picks]
    assert [(one["id"], one["why"]) for one in found["next"] if one["shown"]] == [(following.article, following.reason)]
    assert "Part 1 of Building a shed" in {why for _, why in shown}
    assert following.reason == "Part 3 of Building a shed"


def test_people_read_why_each_is_shown_or_fell(folder: Path) -> None:
    text = run(folder, "picks", "the walls", "--limit", "2")
    assert "Building a shed, Part 2: The walls" in text
    assert "fell: it is Next: Part 3 of Building a shed" in text
    assert "shown: Part 1 of Building a shed" in text
    assert "more; --all shows them" not in run(folder, "picks", "the walls", "--all")
    assert "\x1b" not in text, "colours are for terminals"


def test_until_a_day_is_until_its_end(folder: Path) -> None:
    before, after = (told(folder, "the walls", "--until", day) for day in ("2026-02-12", "2026-02-13"))
    assert {one["why"] for one in before["next"] if one["shown"]} != {"Part 3 of Building a shed"}
    assert "later than 2026-02-12 23:59 UTC" in {one["why"] for one in before["related"]}
    assert {one["why"] for one in after["next"] if one["shown"]} == {"Part 3 of Building a shed"}


def test_what_is_frozen_in_the_feeds_is_told(folder: Path) -> None:
    assert told(folder, "the roof")["in_feeds"] is None
    run(folder, "publish")
    found = told(folder, "the roof")
    assert "Part 2 of Building a shed" in {one["why"] for one in found["in_feeds"]}
    assert "in its feeds, for ever: Related: Building a shed, Part 2: The walls" in run(folder, "picks", "the roof")


def test_what_a_newsletter_has_carried_is_no_next_in_it(folder: Path) -> None:
    run(folder, "subscribers", "add", "ada@a.example")
    run(folder, "send", "weekly", "--slot", "2026-02-16T08:00")
    found = told(folder, "the walls", "--newsletter", "weekly")
    assert found["newsletter"] == "weekly"
    assert {one["why"] for one in found["next"] if one["step"] == "series"} == {"carried before"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["building a shed"], "is in more than one article\nSay more, or give the address:\n  Building a shed, Part 3"),
        (["the shed of nowhere"], "no article has 'the shed of nowhere' in its title or address\nThese come near:"),
        (["zzz"], "no article has 'zzz' in its title or address"),
        (["https://small.example/notes/shed-9"], "is not in the archive: no source has named it"),
        (["https://"], "https://"),
        (["the walls", "--until", "tomorrow"], "'tomorrow' is no date; write it like 2026-03-02"),
        (["the walls", "--newsletter", "monthly"], "there is no newsletter 'monthly'; found weekly"),
        (["the walls", "--limit", "0"], "--limit"),
        ([], "Missing argument"),
    ],
)
def test_a_mistake_is_told_in_words(folder: Path, words: list[str], said: str) -> None:
    assert said in run(folder, "picks", *words, code=2)


def test_a_page_that_was_named_and_not_read_is_told_with_its_reason(tmp_path: Path) -> None:
    with serving() as site:
        fill(site, tmp_path / "notes")
        del site.files["/listed/1-a-longer-headline-for-a-story"]
        config(tmp_path, site)
        run(tmp_path, "collect")
        url = f"{site.base}/listed/1-a-longer-headline-for-a-story"
        assert "its page could not be read (" in run(tmp_path, "picks", url, code=2)


@pytest.mark.parametrize("outside", [True, False])
def test_an_editors_link_to_another_site_is_shown_everywhere_or_nowhere(tmp_path: Path, outside: bool) -> None:
    away, path = "https://elsewhere.example/a-shed-like-ours", "/listed/1-a-longer-headline-for-a-story"
    with serving() as site:
        fill(site, tmp_path / "notes")
        page(site, path, 21, f'<p><strong>RELATED: <a href="{away}">A shed like ours</a></strong></p>')
        settings = config(tmp_path, site)
        with settings.open("a", encoding="utf-8") as file:
            file.write(f"[picks]\noutside = {str(outside).lower()}\n")
        run(tmp_path, "collect")
    run(tmp_path, "publish")
    run(tmp_path, "preview", "weekly", "--slot", "2026-03-02T08:00", "--no-picture")
    feeds = [(tmp_path / "public" / file).read_text(encoding="utf-8") for file in FEEDS]
    mails = [file.read_text(encoding="utf-8") for file in (tmp_path / "preview").glob("weekly*.[ht][tx][mt]*")]
    assert len(mails) == 2, "HTML and text"
    assert [away in text for text in (*feeds, *mails)] == [outside] * 4
    (link,) = [one for one in told(tmp_path, site.base + path)["related"] if one["url"] == away]
    assert (link["shown"], link["title"]) == (outside, "A shed like ours")
    assert link["why"] == (
        "Chosen by the editor" if outside else "it is no article of ours, and `[picks] outside` is false"
    )


def test_an_editor_settles_a_pick_for_good_and_takes_it_back(folder: Path) -> None:
    before = told(folder, "the ground", "--until", "2026-02-28")
    said = run(folder, "picks", "the ground", "--add", "the roof", "--place", "1")
    assert "has “Building a shed, Part 3: The roof” as Related: in editions to come" in said
    assert "never has" in run(folder, "picks", "the ground", "--never", "the walls")
    found = told(folder, "the ground", "--until", "2026-02-28")
    first = next(one for one in found["related"] if one["shown"])
    assert (first["title"], first["step"]) == ("Building a shed, Part 3: The roof", "editor")
    assert [(one["kind"], one["never"]) for one in found["by_hand"]] == [
        ("next", True),
        ("related", False),
        ("related", True),
    ]
    assert "Part 2: The walls" not in {one["title"][-17:] for one in found["next"] if one["shown"]}
    text = run(folder, "picks", "the ground", "--until", "2026-02-28")
    assert "by hand, for good: Related, number 1: Building a shed, Part 3: The roof" in text
    assert "by hand, for good: never Next: Building a shed, Part 2: The walls" in text
    assert "fell: struck by the editor" in text
    run(folder, "picks", "the ground", "--forget", "the roof")
    run(folder, "picks", "the ground", "--forget", "the walls")
    assert told(folder, "the ground", "--until", "2026-02-28") == before


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--add", "the ground"), "is the article itself"),
        (("--forget", "the roof"), "nothing was settled of 'the roof'"),
        (("--add", "the roof", "--never", "the walls"), "name one of --add, --never and --forget"),
        (("--next",), "name one of --add, --never and --forget"),
        (("--never", "the roof", "--place", "2"), "name one of --add, --never and --forget"),
        (("--add", "the roof", "--next", "--related"), "one article is not shown twice"),
        (("--add", "a story that nobody wrote"), "no article has"),
    ],
)
def test_a_mistake_in_settling_settles_nothing(folder: Path, words: tuple[str, ...], why: str) -> None:
    assert why in run(folder, "picks", "the ground", *words, code=2)
    with open_app(folder / "config.toml") as app:
        assert app.store.overrides.of([told(folder, "the ground")["article"]["id"]]) == {}
