"""The files that stories come with: out of every kind of source, kept with the article, whole in its feeds' entries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from conftest import NOW
from digest.collect.article import extract
from digest.collect.feeds import feed
from digest.collect.identity import Terms, decide
from digest.collect.listings import folder
from digest.collect.net.robots import Robots
from digest.collect.round import Round
from digest.collect.sift import Rules
from digest.collect.text.files import File, enclosures
from digest.model import Article, Enclosure, Found, Source, SourceKind
from digest.publish.entry import of_article
from digest.store.sql import SqlStore
from loopback import Host, answering, fetcher
from make import article

HOUR = timedelta(hours=1)
BASE = "https://shed.example/feeds/all"
SOURCE = Source(url=BASE, kind=SourceKind.FEED, section="garden", name="Shed", full=True, every=HOUR, from_page=False)
SPACES = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
MP3 = Enclosure(url="https://shed.example/1.mp3", type="audio/mpeg", length=123)
FOUND = Found(source=BASE, url="https://shed.example/1", section="garden", title="One", guid="1", summary="Short.")
TEXT = " ".join(["The goose went over the river, and the ferry captain looked the other way."] * 12)


def rss(more: str, text: str = "Short.") -> str:
    about = f"<guid>1</guid><title>One</title><link>/1</link><description>{text}</description>"
    return f'<rss version="2.0" {SPACES}><channel><item>{about}{more}</item></channel></rss>'


def atom(more: str) -> str:
    about = "<id>urn:1</id><title>One</title><link href='/1'/>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{about}{more}</entry></feed>'


def json_feed(*attachments: object, **more: str) -> str:
    one = {"id": "1", "url": "/1", "title": "One", "attachments": attachments, **more}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Shed", "items": [one]})


def read(document: str) -> Found:
    [found] = feed.articles(document.encode(), SOURCE, url=BASE, content_type="").found
    return found


def media(inside: str) -> str:
    return f"<media:group>{inside}</media:group>"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (rss('<enclosure url="https://shed.example/1.mp3" type="audio/mpeg" length="123"/>'), [MP3]),
        (rss('<enclosure url=" ../1.mp3 " type="Audio/MPEG; rate=44" length=" 123 "/>'), [MP3]),
        (rss('<enclosure url="/1.mp3?x=1&amp;y=2" length="0"/>'), [("/1.mp3?x=1&y=2", "audio/mpeg", None)]),
        (rss('<enclosure url="/1" type="mp3" length="1.5 MB"/>'), [("/1", None, None)]),
        (rss('<enclosure url="/a.pdf" length="-3"/><enclosure url="/b.zip" length="²"/>'),
         [("/a.pdf", "application/pdf", None), ("/b.zip", "application/zip", None)]),
        (rss('<enclosure url="javascript:run()"/><enclosure url="ftp://shed.example/1.mp3"/><enclosure/>'), []),
        (rss('<enclosure url="/1.mp3" length="123"/><media:content url="/1.mp3" fileSize="9"/>'), [MP3]),
        (rss('<atom:link rel="enclosure" href="/1.mp3" length="123"/><atom:link rel="self" href="/x.mp3"/>'), [MP3]),
        (rss('<media:content url="/1.mp3" type="audio/mpeg" fileSize="123"/>'), [MP3]),
        (rss('<media:content url="/play" medium="video"/>'), [("/play", None, None)]),
        (rss('<media:content url="/what"/><media:content url="/i" medium="image" type="audio/mpeg"/>'), []),
        (rss('<media:content url="/v" type="text/html" medium="video"/>'), []),
        (rss('<media:content url="/v" type="application/x-shockwave-flash"/>'), []),
        (rss(media('<media:content url="/small.mp4"/><media:content url="/i.jpg"/>'
                   '<media:content url="/large.mp4" isDefault="true"/>')), [("/large.mp4", "video/mp4", None)]),
        (rss(media('<media:content url="/i.jpg"/><media:content url="/a.mp4"/><media:content url="/b.mp4"/>')),
         [("/a.mp4", "video/mp4", None)]),
        (rss("".join(f'<enclosure url="/{n}.mp3"/>' for n in range(12))),
         [(f"/{n}.mp3", "audio/mpeg", None) for n in range(10)]),
        (rss(f'<enclosure url="/{"x" * 2000}.mp3"/><enclosure url="/1.mp3" length="123"/>'), [MP3]),
        (rss('<enclosure url="/1.mp3" length="123"/>').replace("</rss>", ""), [MP3]),
        (rss('<media:content url="/1.mp3" type="audio/mpeg" fileSize="123"/>').replace("</rss>", ""), [MP3]),
        (atom('<link rel="enclosure" type="audio/mpeg" length="123" href="/1.mp3"/>'), [MP3]),
        (atom('<link rel="enclosure" href="https://cdn.example/talk"/>'), [("https://cdn.example/talk", None, None)]),
        (json_feed({"url": "/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 123}), [MP3]),
        (json_feed({"url": "/1.mp3", "size_in_bytes": 12.5}, {"url": []}, "x", {}, {"mime_type": "audio/mpeg"}),
         [("/1.mp3", "audio/mpeg", None)]),
    ],
)  # fmt: skip
def test_a_feed_says_which_files_belong_to_an_entry(
    document: str, expected: list[Enclosure | tuple[str, str | None, int | None]]
) -> None:
    found = read(document)
    assert list(found.enclosures) == [one if isinstance(one, Enclosure) else _enclosure(*one) for one in expected]


def _enclosure(path: str, kind: str | None, length: int | None) -> Enclosure:
    return Enclosure(url=path if "://" in path else f"https://shed.example{path}", type=kind, length=length)


@pytest.mark.parametrize(
    "document",
    [
        rss('<enclosure url="/a.png"/>'),
        rss('<enclosure url="/a.png" type="IMAGE/PNG"/>'),
        rss('<enclosure url="/a.png"/>').replace("</rss>", ""),
        atom('<link rel="enclosure" type="image/png" href="/a.png"/>'),
        json_feed({"url": "/a.png", "mime_type": "image/png"}),
    ],
)
def test_an_enclosure_that_is_an_image_becomes_the_image_where_there_is_none(document: str) -> None:
    found = read(document)
    assert (found.image, found.enclosures) == ("https://shed.example/a.png", ())


def test_an_image_that_is_named_as_one_stays_the_image() -> None:
    found = read(json_feed({"url": "/a.png", "mime_type": "image/png"}, image="/own.png"))
    assert found.image == "https://shed.example/own.png"


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("---\nenclosure: ../1.mp3\n---", [_enclosure("/1.mp3", "audio/mpeg", None)]),
        ("---\naudio: https://shed.example/1.mp3\n---", [_enclosure("/1.mp3", "audio/mpeg", None)]),
        ("---\nenclosure:\n  url: /1.mp3\n  type: audio/mpeg\n  length: 123\n---", [MP3]),
        ("---\nenclosure: |\n  /1.mp3\n  123\n  audio/mpeg\n---", [MP3]),
        ("---\nenclosures:\n  - {url: /1.mp3, length: 123}\n  - /b.pdf\naudio: /1.mp3\n---",
         [MP3, _enclosure("/b.pdf", "application/pdf", None)]),
        ('+++\naudio = ["/1.mp3", "/2.ogg"]\n+++',
         [_enclosure("/1.mp3", "audio/mpeg", None), _enclosure("/2.ogg", "audio/ogg", None)]),
        ('{"enclosure": {"URL": "/1.mp3", "mime_type": "audio/mpeg", "size": "123"}}', [MP3]),
        ("---\nenclosure: [7, {}, [x], {url: }, null]\naudio: yes\n---", []),
    ],
)  # fmt: skip
def test_front_matter_says_which_files_belong_to_a_story(tmp_path: Path, front: str, expected: list[Enclosure]) -> None:
    (tmp_path / "one.md").write_text(f"{front}\nText.", encoding="utf-8")
    source = replace(SOURCE, kind=SourceKind.FOLDER, url=str(tmp_path), base_url="https://shed.example/")
    [found] = folder.files(source).found
    assert list(found.enclosures) == expected


def test_an_enclosure_of_front_matter_that_is_an_image_becomes_the_image_where_there_is_none(tmp_path: Path) -> None:
    source = replace(SOURCE, kind=SourceKind.FOLDER, url=str(tmp_path), base_url="https://shed.example/")
    (tmp_path / "one.md").write_text("---\nenclosure: /a.png\n---\n![](/b.png)", encoding="utf-8")
    (tmp_path / "two.md").write_text("---\nenclosure: /a.png\nimage: /own.png\n---\nText.", encoding="utf-8")
    found = folder.files(source).found
    assert [(one.image, one.enclosures) for one in found] == [
        ("https://shed.example/a.png", ()),
        ("https://shed.example/own.png", ()),
    ]


def test_what_the_feed_said_of_files_stays_when_the_page_is_read() -> None:
    page = f"<html><body><article><h1>One</h1><p>{TEXT}</p></article></body></html>"
    known = replace(FOUND, enclosures=(MP3,), complete=False)
    assert extract.article(page.encode(), SOURCE, url=known.url, known=known).enclosures == (MP3,)


def stored(found: Found, known: Article | None = None) -> Article | None:
    return decide(found, known, Terms(tag="e.org,2026", section="garden", full=True, now=NOW))


def test_an_article_without_enclosures_has_the_fingerprint_it_had_before_there_were_any() -> None:
    one = stored(FOUND)
    assert one is not None
    assert one.digest == "bdf0dbf211bd9dfa115e8ebbef5d01a6dc85d619fb0810fd7bb46ef269b54d15"


@pytest.mark.parametrize("complete", [True, False])
def test_another_enclosure_is_a_revision_without_a_new_date(complete: bool) -> None:
    first = stored(replace(FOUND, content=f"<p>{TEXT}</p>", enclosures=(MP3,)))
    assert first is not None
    longer = replace(MP3, length=456)
    second = stored(replace(FOUND, content=f"<p>{TEXT}</p>", enclosures=(longer,), complete=complete), first)
    assert second is not None
    assert (second.enclosures, second.revision, second.updated) == ((longer,), 2, first.updated)


@pytest.mark.parametrize("complete", [True, False])
def test_what_says_nothing_of_enclosures_takes_none_away(complete: bool) -> None:
    first = stored(replace(FOUND, enclosures=(MP3,)))
    assert first is not None
    assert stored(replace(FOUND, complete=complete), first) is None


def test_each_address_counts_once_as_it_is_named_first() -> None:
    files = [File(url="/1.mp3", length="123"), File(url="https://shed.example/1.mp3", type="audio/x"), File(url="")]
    assert enclosures(files, BASE) == (MP3,)


def test_entries_have_the_enclosures_that_can_be_linked_to_clean_and_once() -> None:
    odd = (
        Enclosure(url="https://münchen.example/ä b.mp3", type="audio/\x00mpeg"),
        replace(MP3, url="https://shed.example/%zz.mp3"),
        replace(MP3, url="javascript:run()"),
        MP3,
        MP3,
    )
    assert of_article(replace(article("one"), enclosures=odd)).enclosures == (
        Enclosure(url="https://xn--mnchen-3ya.example/%C3%A4%20b.mp3", type="audio/mpeg"),
        replace(MP3, url="https://shed.example/%25zz.mp3"),
        MP3,
    )


@pytest.fixture
def host() -> Iterator[Host]:
    with answering() as running:
        yield running


def test_enclosures_go_from_the_feed_through_the_store_into_the_entry(store: SqlStore, host: Host) -> None:
    def entry(more: str) -> tuple[Enclosure, ...]:
        source = replace(SOURCE, url=host.put("/feed", rss(more, f"&lt;p&gt;{TEXT * 2}&lt;/p&gt;")))
        asking = fetcher()
        rules = Rules(tag="t.example,2026", sections={"garden": ("Garden",)})
        [report] = Round(store, asking, rules, lambda: NOW, Robots(asking)).run(
            [source], lambda *_: None, lambda: False
        )
        assert report.failure is None
        [one] = store.articles.latest(None, 10)
        assert [one] == list(store.articles.texts([one.id]).values())
        return of_article(one).enclosures

    assert entry("") == ()
    assert entry('<enclosure url="/1.mp3" length="123"/>') == (replace(MP3, url=f"{host.base}/1.mp3"),)
    assert entry('<enclosure url="/2.mp3"/>') == (Enclosure(url=f"{host.base}/2.mp3", type="audio/mpeg"),)
