"""The folder served by the real nginx, as `docs/operating.md` says."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.nginx import blocks, nginx, program

from digest.publish.site import CONTENT_SECURITY_POLICY
from digest.readers.tokens import UNSUBSCRIBE, token
from fake_app import FakeApp
from http_asking import Ask, client, listening
from programs import BROWSERS, READERS

pytestmark = pytest.mark.skipif(program() is None, reason="nginx is not installed")

PUBLISHED = 1_772_438_400  #: seconds since 1970
LONG = b"<rss>" + b"tea " * 1000 + b"</rss>"
DOCUMENTS = {
    "index.html": b"<!doctype html><title>Home</title>",
    "latest/index.html": b"<!doctype html><title>Latest</title>",
    "sections/tea/index.html": b"<!doctype html><title>Tea</title>",
    "sections/tea/archive/1/index.html": b"<!doctype html><title>Older tea</title>",
    "sections/tea/archive/1/rss.xml": LONG,
    "sections/tea/rss.xml": LONG,
    "sections/tea/atom.xml": b"<feed/>",
    "sections/tea/feed.json": b"{}",
    "rss.xml": LONG,
    "feeds.opml": b"<opml/>",
    "sitemap.xml": b"<urlset/>",
    "assets/site.css": b"p {}",
    "manifest.json": b"{}",
    "articles-manifest.json": b"{}",
    "sections/tea/archive/1/manifest.json": b"{}",
    ".digest-1.tmp": b"half",
    ".hidden/file": b"x",
}
FEED = "/sections/tea/rss.xml"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeApp]:
    made = FakeApp(tmp_path_factory.mktemp("site"))
    for path, content in DOCUMENTS.items():
        _put(made.public / path, content)
        _put(made.public / f"{path}.gz", gzip.compress(content, mtime=0))
    yield made
    made.close()


@pytest.fixture(scope="module")
def ask(app: FakeApp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """nginx that serves the folder, with the service behind it."""
    _, itself = blocks()
    with (
        listening(app) as service,
        nginx(itself, tmp_path_factory.mktemp("nginx"), service, app.public) as port,
    ):
        yield client(port)


def _put(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    os.utime(file, (PUBLISHED, PUBLISHED))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "text/html; charset=utf-8"),
        (FEED, "application/rss+xml; charset=utf-8"),
        ("/rss.xml", "application/rss+xml; charset=utf-8"),
        ("/sections/tea/atom.xml", "application/atom+xml; charset=utf-8"),
        ("/sections/tea/feed.json", "application/feed+json"),
        ("/feeds.opml", "text/x-opml; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/assets/site.css", "text/css; charset=utf-8"),
    ],
)
def test_every_file_has_its_type_plain_and_compressed(ask: Ask, path: str, expected: str) -> None:
    for encoding in ("identity", "gzip"):
        assert ask(path, Accept_Encoding=encoding).headers["content-type"] == expected


@pytest.mark.parametrize("path", [FEED, "/sections/tea/feed.json", "/sections/tea/"])
@pytest.mark.parametrize("encoding", ["identity", "gzip", "gzip;q=0"])
def test_an_unchanged_poll_is_304_by_either_validator_and_both(ask: Ask, path: str, encoding: str) -> None:
    first = ask(path, Accept_Encoding=encoding)
    tag, date = first.headers["etag"], first.headers["last-modified"]
    assert date == "Mon, 02 Mar 2026 08:00:00 GMT"
    assert tag.startswith('"')
    for known in (
        {"If_None_Match": tag},
        {"If_Modified_Since": date},
        {"If_Modified_Since": "Tue, 03 Mar 2026 08:00:00 GMT"},
        {"If_None_Match": tag, "If_Modified_Since": date},
    ):
        answer = ask(path, Accept_Encoding=encoding, **known)
        assert (answer.status, answer.body) == (304, b"")
        for name in ("etag", "last-modified", "cache-control", "vary"):
            assert answer.headers[name] == first.headers[name]


def test_a_new_version_is_sent_to_who_has_the_old_one(ask: Ask, app: FakeApp) -> None:
    file = app.public / "sections" / "tea" / "news" / "rss.xml"
    _put(file, b"<rss/>")
    first = ask("/sections/tea/news/rss.xml")
    file.unlink()
    file.write_bytes(b"<rss>new</rss>")
    for known in ({"If_None_Match": first.headers["etag"]}, {"If_Modified_Since": first.headers["last-modified"]}):
        assert ask("/sections/tea/news/rss.xml", **known).body == b"<rss>new</rss>"


def test_the_compressed_form_is_the_publishers_under_a_tag_of_its_own(ask: Ask) -> None:
    plain, packed = ask(FEED), ask(FEED, Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.body == gzip.compress(LONG, mtime=0)
    assert plain.body == LONG
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "content-encoding" not in ask(FEED, Accept_Encoding="gzip;q=0").headers


def test_a_browser_is_shown_the_page_and_reaches_the_document_by_a_query(ask: Ask) -> None:
    for browser in BROWSERS:
        for path, page in ((FEED, "./"), ("/sections/tea/feed.json", "./"), ("/rss.xml", "latest/")):
            answer = ask(path, **browser.headers)
            assert (answer.status, answer.headers.get("location")) == (303, page), browser.name
            assert answer.headers["cache-control"] == "no-store"
            assert ask(f"{path}?raw", **browser.headers).status == 200
        assert "Tea" in ask("/sections/tea/", **browser.headers).text


def test_a_feed_reader_is_sent_the_feed(ask: Ask) -> None:
    for reader in READERS:
        answer = ask(FEED, **reader.headers)
        assert (answer.status, answer.body) == (200, LONG), reader.name
        assert ask(FEED, If_None_Match=answer.headers["etag"], **reader.headers).status == 304


@pytest.mark.parametrize("accept", ["text/html, */*;q=0.1", "text/html,application/rss+xml;q=0.1", "", "*/*"])
def test_odd_readers_are_sent_the_feed_too(ask: Ask, accept: str) -> None:
    assert ask(FEED, Accept=accept).body == LONG


def test_one_sign_of_a_program_is_enough(ask: Ask) -> None:
    accept = BROWSERS[0].headers["accept"]
    assert ask(FEED, Accept=accept).status == 303
    assert ask(FEED, Accept=accept, Sec_Fetch_Dest="empty").status == 200
    assert ask(FEED, Accept=accept, User_Agent="Feeder (+https://feeder.example/)").status == 200
    assert ask(FEED, Accept=f"{accept},application/rss+xml;q=0.1").status == 200
    assert ask(FEED, Accept=accept, If_None_Match='"old"').status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/.digest-1.tmp",
        "/.hidden/file",
        "/manifest.json",
        "/articles-manifest.json",
        "/sections/tea/archive/1/manifest.json",
        f"{FEED}.gz",
        "/index.html.gz",
        "/../digest.db",
        "/%2e%2e/digest.db",
        "/nothing",
    ],
)
def test_what_is_not_for_readers_is_not_shown(ask: Ask, path: str) -> None:
    for encoding in ("identity", "gzip"):
        assert ask(path, Accept_Encoding=encoding).status in {400, 404}


def test_head_tells_what_get_would(ask: Ask) -> None:
    for path in ("/", FEED, "/sections/tea/feed.json", "/nothing"):
        get, head = ask(path), ask(path, "HEAD")
        assert head.body == b""
        assert (head.status, head.headers | {"date": ""}) == (get.status, get.headers | {"date": ""})


@pytest.mark.parametrize(
    ("path", "vary", "cache"),
    [
        (FEED, "Accept, Accept-Encoding", "max-age=300"),
        ("/", "Accept-Encoding", "max-age=300"),
        ("/sections/tea/archive/1/rss.xml", "Accept, Accept-Encoding", "max-age=3600"),
        ("/sections/tea/archive/1/", "Accept-Encoding", "max-age=3600"),
        ("/assets/site.css", "Accept-Encoding", "max-age=3600"),
    ],
)
def test_caches_are_told_what_they_may_keep(ask: Ask, path: str, vary: str, cache: str) -> None:
    headers = ask(path).headers
    assert (headers["vary"], headers["cache-control"]) == (vary, cache)


def test_feeds_name_themselves_and_the_hub(ask: Ask) -> None:
    me, hub = '<https://example.org/sections/tea/{}rss.xml>; rel="self"', ', <https://hub.example.org/>; rel="hub"'
    assert ask(FEED).headers["link"] == me.format("") + hub
    assert ask("/sections/tea/archive/1/rss.xml").headers["link"] == me.format("archive/1/")
    assert "link" not in ask("/").headers


def test_every_answer_is_guarded_as_by_the_service(ask: Ask) -> None:
    for path in ("/", FEED, "/nothing"):
        headers = ask(path).headers
        assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


def test_the_service_answers_behind_it(ask: Ask, app: FakeApp) -> None:
    assert ask("/health").status == 200
    reader = app.store.subscribers.active("weekly")[0]
    page = ask(f"/unsubscribe/{token(app.secret(), UNSUBSCRIBE, reader.id)}")
    assert (page.status, page.headers["cache-control"]) == (200, "no-store")
    assert 'method="post"' in page.text


def test_in_front_of_the_service_it_adds_and_loses_nothing(app: FakeApp, tmp_path: Path) -> None:
    front, _ = blocks()
    with listening(app) as service, nginx(front, tmp_path, service) as port:
        through, straight = client(port), client(service)
        for headers in ({"Accept_Encoding": "gzip"}, BROWSERS[0].headers, READERS[0].headers):
            ours, its = straight(FEED, **headers), through(FEED, **headers)
            assert (its.status, its.body) == (ours.status, ours.body)
            for name in ("etag", "vary", "cache-control", "link", "location", "content-type", "content-encoding"):
                assert its.headers.get(name) == ours.headers.get(name)
        tag = through(FEED).headers["etag"]
        assert through(FEED, If_None_Match=tag).status == 304
