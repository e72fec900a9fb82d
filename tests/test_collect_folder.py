"""A folder of files becomes articles; what is wrong with a file is told, and costs that file only."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect import folder
from digest.collect.front_matter import split
from digest.errors import FetchFailed
from digest.model import Found, Series, Source, SourceKind

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
