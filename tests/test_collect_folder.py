"""A folder of files becomes articles; what is wrong with a file is told, and costs that file only."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.listings import folder
from digest.collect.listings.front_matter import split
from digest.collect.reach import Reach
from digest.collect.round import Round
from digest.collect.sift import Rules
from digest.errors import FetchFailed
from digest.model import Found, Series, Source, SourceKind
from digest.store.sql import SqlStore
from loopback import fetcher

DATA = Path(__file__).parent / "data" / "collect" / "folder"
SOURCE = Source(
    url=str(DATA),
    kind=SourceKind.FOLDER,
    section="garden",
    name="Shed",
    full=True,
    every=timedelta(hours=1),
    from_page=False,
    base_url="https://shed.example/blog",
)
HARVEST = folder.files(SOURCE)
BY_NAME = {str(found.guid): found for found in HARVEST.found}


def in_folder(path: Path, **files: str) -> folder.Harvest:
    for name, text in files.items():
        (path / name.replace("__", "/")).parent.mkdir(parents=True, exist_ok=True)
        (path / f"{name.replace('__', '/')}.md").write_text(text, encoding="utf-8")
    return folder.files(replace(SOURCE, url=str(path)))


def test_files_become_articles_by_path() -> None:
    assert list(BY_NAME) == ["door.md", "notes/first-post.md", "notes/second-post.md", "page.html", "renamed.md"]
    assert [found.url.removeprefix("https://shed.example/blog/") for found in HARVEST.found] == [
        "door/", "notes/first-post/", "notes/second-post/", "page/", "better-name/",
    ]  # fmt: skip


def test_front_matter_says_what_the_text_does_not() -> None:
    first = BY_NAME["notes/first-post.md"]
    assert first.title == "The first post: a beginning"
    assert (first.authors, first.tags) == (("Ada Gardener", "Ben Spade"), ("sheds", "beginnings"))
    assert (first.summary, first.page_section, first.language) == ("How it all began.", "Garden", "en")
    assert first.published == datetime(2026, 11, 20, tzinfo=UTC)
    assert first.series == Series(key="building the shed", title="Building the shed", part=1)
    assert first.complete


@pytest.mark.parametrize(
    ("lines", "part"),
    [
        ("series: Building the shed, mostly\npart: 2", 2),
        ('series: ["Building the shed, mostly"]\nseries_order: 2', 2),
        ("series: Building the shed, mostly", 0),
        ("series: Building the shed, mostly\npart: the second", None),
    ],
)
def test_a_series_may_be_stated_with_its_part_or_go_by_date(tmp_path: Path, lines: str, part: int | None) -> None:
    found = in_folder(tmp_path, one=f"---\ntitle: Walls\n{lines}\n---\n\nOf walls.").found[0]
    name = "Building the shed, mostly"
    assert found.series == (None if part is None else Series(key=name.casefold(), title=name, part=part))


def test_markdown_becomes_clean_html_with_absolute_addresses() -> None:
    content = BY_NAME["notes/first-post.md"].content
    assert content.startswith("<p>We had wood")
    assert '<a href="https://shed.example/blog/notes/plan" title="The plan">a plan</a>' in content
    assert "<blockquote>" in content
    assert "<li>two thumbs</li>" in content
    assert '<img src="https://shed.example/blog/notes/first-post/shed.jpg" alt="The shed">' in content
    assert "script" not in content
    assert "RELATED" not in content
    assert BY_NAME["notes/first-post.md"].image == "https://shed.example/blog/notes/first-post/shed.jpg"


def test_picks_come_from_front_matter_and_from_the_text_and_have_titles() -> None:
    def shown(found: Found) -> list[tuple[str, str, str]]:
        return [(pick.kind.value, pick.title, pick.url) for pick in found.picks]

    assert shown(BY_NAME["notes/first-post.md"]) == [
        ("next", "The roof", "https://shed.example/blog/notes/second-post/"),
        ("related", "Elsewhere", "https://shed.example/elsewhere/"),
        ("related", "Door", "https://shed.example/blog/door/"),
        ("related", "Why nails bend", "https://other.example/nails"),
    ]
    assert shown(BY_NAME["notes/second-post.md"]) == [
        ("next", "The third post", "https://shed.example/blog/notes/second-post/third-post")
    ]
    assert shown(BY_NAME["page.html"]) == [("next", "The first post", "https://shed.example/blog/notes/first-post/")]


def test_a_title_is_the_first_heading_or_else_the_files_name() -> None:
    assert (BY_NAME["notes/second-post.md"].title, BY_NAME["door.md"].title) == ("The roof", "Door")


def test_what_is_wrong_with_a_file_is_told() -> None:
    reasons = dict(HARVEST.rejected)
    assert list(reasons) == ["bad.md", "list.md", "twin.md", "undated.md"]
    assert "not YAML: line 4" in reasons["bad.md"]
    assert "not keys and values" in reasons["list.md"]
    assert "is that of door.md already" in reasons["twin.md"]
    assert "'last summer' is not a date" in reasons["undated.md"]


def test_the_same_folder_gives_the_same_articles() -> None:
    assert folder.files(SOURCE) == HARVEST


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match="no such folder"):
        folder.files(replace(SOURCE, url=str(tmp_path / "gone")))


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("Secret.", encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.md").symlink_to(tmp_path / "secret.md")
    (tmp_path / "in" / "up").symlink_to(tmp_path)
    harvest = in_folder(tmp_path / "in", own="Own.")
    assert [found.guid for found in harvest.found] == ["own.md"]


def test_a_file_that_cannot_be_read_costs_that_file(tmp_path: Path) -> None:
    (tmp_path / "gone.md").mkdir()
    (tmp_path / "latin.md").write_bytes("---\ntitle: Tür\n---\nText".encode("latin-1"))
    harvest = in_folder(tmp_path, good="Good.", evil="---\nx: !!python/object/apply:os.system [ls]\n---\nText")
    assert [found.title for found in harvest.found] == ["Good", "Tür"]
    assert [name for name, _ in harvest.rejected] == ["evil.md"]


def test_an_index_is_its_folder(tmp_path: Path) -> None:
    harvest = in_folder(tmp_path, index="Start.", notes__index="Notes.")
    assert [found.url for found in harvest.found] == ["https://shed.example/blog/", "https://shed.example/blog/notes/"]


@given(st.text(max_size=200))
def test_any_text_is_front_matter_or_text_or_a_value_error(text: str) -> None:
    try:
        _, rest = split(f"---\n{text}\n---\nrest")
    except ValueError as error:
        assert "front matter" in str(error)
    else:
        assert rest.endswith("rest")


@pytest.mark.shared_data
def test_two_thousand_files_are_read_without_losing_one(shared: Path, tmp_path: Path) -> None:
    lines = (shared / "related" / "articles.jsonl").read_text(encoding="utf-8").splitlines()[::20]
    for row in map(json.loads, lines):
        path = tmp_path / f"{row['id']}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = {name: row[name] for name in ("title", "summary", "date", "section", "tags", "authors")}
        path.write_text(f"---\n{json.dumps(head)}\n---\n{row['text']}\n", encoding="utf-8")
    harvest = folder.files(replace(SOURCE, url=str(tmp_path)))
    assert harvest.rejected == ()
    assert len(harvest.found) == len(lines)


NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
REACH = Reach(fetch=lambda _: [], now=NOW)


@pytest.mark.parametrize(
    "head",
    [
        '---\ntitle: "The shed"\ndate: 2026-02-20\ntags: [wood, tools]\nauthor: {name: Ada}\n---\n',
        "\ufeff---\r\ntitle: The shed\r\nDate: 2026-02-20\r\ntags: wood, tools\r\nauthors:\r\n- name: Ada\r\n---\r\n",
        '+++\ntitle = "The shed"\ndate = 2026-02-20\ntags = ["wood", "tools"]\nauthor = "Ada"\n+++\n',
        '+++\ntitle = "The shed"\ndate = 2026-02-20T00:00:00Z\nauthors = ["Ada"]\n[extra]\ntags = "wood,tools"\n+++\n',
        '{"title": "The shed", "date": "2026-02-20", "tags": ["wood", "tools"], "author": "Ada"}\n',
        '{\n"title": "The shed",\n"date": "2026-02-20",\n"params": {"tags": ["wood", "tools"], "author": "Ada"}}\n\n',
    ],
)
def test_front_matter_is_read_in_all_three_forms(tmp_path: Path, head: str) -> None:
    for name, text in (("a.md", "Wood is *dear*."), ("b.html", "<p>Wood is <em>dear</em>.</p>")):
        (tmp_path / name).write_bytes((head + text).encode())
    harvest = folder.files(replace(SOURCE, url=str(tmp_path)))
    assert harvest.rejected == ()
    for one in harvest.found:
        assert (one.title, one.tags, one.authors) == ("The shed", ("wood", "tools"), ("Ada",))
        assert one.published == datetime(2026, 2, 20, tzinfo=UTC)
        assert one.content.strip() == "<p>Wood is <em>dear</em>.</p>"
    assert len(harvest.found) == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("+++\ntitle = The shed\n+++\nText.", "its front matter is not TOML: Invalid value (at line 2, column 9)"),
        ('{"title": "The shed",}\nText.', "its front matter is not JSON: "),
        ("---\ntitle: The shed: a story\n---\nText.", "line 2: mapping values are not allowed here; put a value"),
        ('{"a": ' * 60_000, "its front matter is not JSON: "),
        ("+++\na = " + "[" * 5_000 + "\n+++\n", "its front matter is not TOML: "),
    ],
)
def test_front_matter_that_cannot_be_read_costs_its_file(tmp_path: Path, text: str, why: str) -> None:
    harvest = in_folder(tmp_path, bad=text, good="Text of a good file.")
    assert [one.guid for one in harvest.found] == ["good.md"]
    [(item, told)] = harvest.rejected
    assert item == "bad.md"
    assert why in told


@pytest.mark.parametrize(
    "text", ["{{ a template }}\n", "{% block %}\n", "+++ not fenced\n", "--- \nnot closed\n", "{}ish"]
)
def test_what_only_looks_like_front_matter_is_text_or_told(text: str) -> None:
    try:
        front, rest = split(text)
    except ValueError:
        return
    assert front.values == {}
    assert rest in (text, text[2:])


@pytest.mark.parametrize(
    "line", ["draft: true", "draft: 'yes'", "published: false", "status: draft", "Draft: True", "status: Private"]
)
def test_drafts_are_left_out_however_they_are_marked(tmp_path: Path, line: str) -> None:
    harvest = in_folder(tmp_path, a=f"---\ntitle: A\n{line}\n---\nText.", b="---\npublished: true\n---\nText.")
    assert ([one.guid for one in harvest.found], harvest.rejected) == (["b.md"], ())


def test_what_site_generators_keep_beside_articles_is_none(tmp_path: Path) -> None:
    names = ("_drafts__a", "_includes__b", "_index", "notes___index", "_site__c", "_posts__d", "notes__e", ".git__f")
    harvest = in_folder(tmp_path, **dict.fromkeys(names, "Text."))
    assert [one.guid for one in harvest.found] == ["_posts/d.md", "notes/e.md"]


def test_what_is_dated_later_than_now_waits_for_its_day(tmp_path: Path) -> None:
    in_folder(tmp_path, later="---\ndate: 2026-03-03\n---\nText.", now="---\ndate: 2026-03-02\n---\nText.")
    source = replace(SOURCE, url=str(tmp_path))
    assert [one.guid for one in folder.files(source, REACH).found] == ["now.md"]
    later = replace(REACH, now=NOW + timedelta(days=1))
    assert [one.guid for one in folder.files(source, later).found] == ["later.md", "now.md"]


def test_a_date_in_the_name_counts_where_none_is_written(tmp_path: Path) -> None:
    files = {
        "2026-02-03-a": "Text.",
        "2026-02-03-b": "---\ndate: 2026-02-01\n---\nText.",
        "2026-02-04-c__index": "Text.",
        "2026-99-99-d": "Text.",
    }
    harvest = in_folder(tmp_path, **files)
    assert [one.published.day if one.published else None for one in harvest.found] == [3, 1, 4, None]


def test_a_file_with_an_id_may_move_and_is_the_same_story(store: SqlStore, tmp_path: Path) -> None:
    source = replace(SOURCE, url=str(tmp_path / "folder"))
    head = "---\nid: shed-7\ntitle: The shed\n---\n"

    def collect(**files: str) -> None:
        shutil.rmtree(source.url, ignore_errors=True)
        in_folder(Path(source.url), **files)
        asking = fetcher()
        rules = Rules(tag="t.example,2026", sections={"garden": ("Garden",)})
        [report] = Round(store, asking, rules, lambda: NOW).run([source], lambda *_: None, lambda: False)
        assert report.failure is None

    collect(shed=f"{head}Text.", other="Another text.")
    collect(archive__old__shed=f"{head}Text.")
    kept = {one.title: one.url for one in store.articles.latest(None, 10)}
    assert kept == {
        "The shed": "https://shed.example/blog/archive/old/shed/",
        "Other": "https://shed.example/blog/other/",  # deleted: it stays what it became
    }


def test_two_files_cannot_have_one_id(tmp_path: Path) -> None:
    harvest = in_folder(tmp_path, a="---\nid: 7\n---\nText.", b="---\nid: 7\n---\nText.")
    assert harvest.rejected == (("b.md", "its `id` 7 is that of a.md already; give it one of its own"),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_are_read_in_the_letters_they_are_written_in(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.md").write_bytes("---\ntitle: Die Küche\n---\nGrüße aus der Küche.\n".encode(encoding))
    [one] = folder.files(replace(SOURCE, url=str(tmp_path))).found
    assert (one.title, one.content.strip()) == ("Die Küche", "<p>Grüße aus der Küche.</p>")


def test_of_many_files_the_progress_is_told(tmp_path: Path) -> None:
    for n in range(250):
        (tmp_path / f"{n}.md").write_text(f"Text {n}.")
    told: list[tuple[str, int, int]] = []
    folder.files(replace(SOURCE, url=str(tmp_path)), replace(REACH, told=lambda *words: told.append(words)))
    assert told == [("files", 0, 250), ("files", 100, 250), ("files", 200, 250)]


def test_a_folder_in_which_nothing_has_changed_is_not_read_again(store: SqlStore, tmp_path: Path) -> None:
    source = replace(SOURCE, url=str(tmp_path))
    rules = Rules(tag="t.example,2026", sections={"garden": ("Garden",)})

    def items(now: datetime = NOW) -> int | None:
        [report] = Round(store, fetcher(), rules, lambda: now).run([source], lambda *_: None, lambda: False)
        return report.items

    in_folder(tmp_path, a="Text.", notes__b="Text of another.")
    assert [items(), items()] == [2, None]
    in_folder(tmp_path, notes__b="Text of another one.")
    assert [items(), items()] == [2, None]
    (tmp_path / "a.md").unlink()
    assert [items(), items()] == [1, None]
    in_folder(tmp_path, later="---\ndate: 2026-03-04\n---\nText.")
    assert [items(), items(NOW + timedelta(days=3)), items(NOW + timedelta(days=3))] == [1, 2, None]
