"""JSON Feed: what the format asks for, what it has no word for, and nothing that stands for nothing."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from digest.model import Enclosure
from digest.publish.entry import Entry, fit_enclosures, of_article
from digest.publish.jsonfeed import json_feed
from digest.publish.publication import Place
from test_publish_feeds import ANY_TEXT, CURRENT, NEXT, about, entry, full_entry, story, write

SCHEMA = Draft202012Validator(json.loads((Path(__file__).parent / "data/publish/jsonfeed-1.1.schema.json").read_text()))


def feed(*entries: Entry, place: Place = CURRENT, **changes: Any) -> dict[str, Any]:
    """What a reader gets, after making sure that it is a JSON Feed."""
    written = json.loads(json_feed(about("json", place, **changes), entries).content)
    SCHEMA.validate(written)
    assert isinstance(written, dict)
    return written


def test_the_schema_is_one_and_knows_a_feed_from_another_thing() -> None:
    Draft202012Validator.check_schema(SCHEMA.schema)
    good = feed(full_entry())
    for damage in ({"version": "1"}, {"title": ""}, {"items": [{"id": "x"}]}, {"hub": "x"}, {"feed_url": "/x"}):
        assert not SCHEMA.is_valid(good | damage)


def test_a_feed_says_who_it_is_and_where_its_page_lies() -> None:
    said = feed()
    assert said["home_page_url"] == "https://example.org/sections/tea/"
    assert said["feed_url"] == "https://example.org/sections/tea/feed.json"
    assert said["authors"] == [{"name": "Tea & Toast"}]
    assert said["language"] == "en"
    assert "hubs" not in said
    assert "next_url" not in said
    assert "description" not in feed(description="")


def test_a_reader_goes_on_to_older_items_and_hears_of_changes_from_the_hub() -> None:
    said = feed(place=Place(before=3), hub="https://hub.example/")
    assert said["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    assert said["next_url"] == "https://example.org/sections/tea/archive/3/feed.json"
    assert said["_digest"]["archive"] is False
    then = feed(place=Place(2, before=1, after=3))
    assert then["next_url"] == "https://example.org/sections/tea/archive/1/feed.json"
    assert {key: value for key, value in then["_digest"].items() if key != "about"} == {
        "archive": True,
        "prev_archive": "https://example.org/sections/tea/archive/1/feed.json",
        "next_archive": "https://example.org/sections/tea/archive/3/feed.json",
        "current": "https://example.org/sections/tea/feed.json",
    }


def test_an_item_carries_its_picks_with_who_chose_them_and_why() -> None:
    related, following = feed(full_entry())["items"][0]["_digest"]["picks"]
    assert (related["kind"], related["origin"], related["reason"]) == ("related", "computed", "also about tea & toast")
    assert (following["kind"], following["url"], following["title"]) == ("next", NEXT.url, NEXT.title)
    assert "_digest" not in feed(entry("a"))["items"][0]


def test_only_a_file_whose_type_is_known_is_an_attachment() -> None:
    files = (
        Enclosure(url="https://example.org/a.mp3", type="audio/mpeg"),
        Enclosure(url="https://example.org/b", length=7),
        Enclosure(url="https://example.org/c.pdf", type="application/pdf", length=7),
    )
    assert feed(replace(entry("a"), enclosures=files))["items"][0]["attachments"] == [
        {"url": "https://example.org/a.mp3", "mime_type": "audio/mpeg"},
        {"url": "https://example.org/c.pdf", "mime_type": "application/pdf", "size_in_bytes": 7},
    ]


def test_an_item_that_cannot_be_written_is_set_aside_and_named() -> None:
    broken = replace(entry("broken"), title="\ud800")
    written = write("json", entry("a"), broken, entry("b"))
    assert [id for id, _ in written.rejected] == [broken.id]
    assert [item["url"] for item in json.loads(written.content)["items"]] == [
        "https://example.org/a",
        "https://example.org/b",
    ]


@settings(max_examples=60, deadline=None)
@given(title=ANY_TEXT, words=st.lists(ANY_TEXT, max_size=3), url=ANY_TEXT, language=ANY_TEXT, length=st.integers())
def test_whatever_an_article_holds_it_is_a_json_feed(
    title: str, words: list[str], url: str, language: str, length: int
) -> None:
    odd = story("odd", title=f"T{title}", authors=tuple(words), tags=tuple(words), image=url, language=language)
    files = fit_enclosures((Enclosure(url=f"https://example.org/{url}", type=title, length=length),))
    assert len(feed(replace(of_article(odd), enclosures=files))["items"]) == 1


def test_each_item_stands_on_a_line_of_its_own() -> None:
    lines = write("json", entry("a"), entry("b")).content.splitlines()
    assert [line[:6] for line in lines] == [b'{"vers', b'{"id":', b'{"id":', b"]}"]
