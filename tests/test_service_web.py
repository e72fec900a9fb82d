from __future__ import annotations

import gzip
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest

from digest.errors import StoreUnavailable
from digest.model import SubscriberState
from digest.publish.site import CONTENT_SECURITY_POLICY
from digest.readers.tokens import UNSUBSCRIBE, token
from digest.service.pages import form_value, is_wish, masked
from digest.service.run import _listening
from fake_app import FakeApp
from http_asking import Ask, serving
from programs import BROWSERS, READERS

ONE_CLICK = b"List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FakeApp]:
    made = FakeApp(tmp_path)
    (made.public / "sections" / "tea").mkdir(parents=True)
    (made.public / "index.html").write_text("<!doctype html><title>Home</title>")
    (made.public / "sections" / "tea" / "index.html").write_text("<!doctype html><title>Tea</title>")
    (made.public / "sections" / "tea" / "rss.xml").write_text("<rss/>")
    (made.public / "sections" / "tea" / "rss.xml.gz").write_bytes(gzip.compress(b"<rss/>"))
    (made.public / "sections" / "tea" / "atom.xml").write_text("<feed/>")
    (made.public / "sections" / "tea" / "feed.json").write_text("{}")
    for number in (1, 2):
        archive = made.public / "sections" / "tea" / "archive" / str(number)
        archive.mkdir(parents=True)
        (archive / "index.html").write_text("<!doctype html><title>Older tea</title>")
        (archive / "rss.xml").write_text("<rss/>")
    (made.public / "latest").mkdir()
    (made.public / "latest" / "index.html").write_text("<!doctype html><title>Latest</title>")
    (made.public / "atom.xml").write_text("<feed/>")
    (made.public / "assets").mkdir()
    (made.public / "assets" / "site.css").write_text("p {}")
    yield made
    made.close()


@pytest.fixture
def ask(app: FakeApp) -> Iterator[Ask]:
    with serving(app) as asking:
        yield asking


@pytest.fixture
def link(app: FakeApp) -> str:
    reader = app.store.subscribers.active("weekly")[0]
    return f"/unsubscribe/{token(app.secret(), UNSUBSCRIBE, reader.id)}"


def readers(app: FakeApp) -> list[str]:
    return [s.address for s in app.store.subscribers.listed() if s.state is SubscriberState.ACTIVE]


def test_home_sections_and_feeds_are_the_files(ask: Ask) -> None:
    assert "Home" in ask("/").text
    assert "Tea" in ask("/sections/tea/").text
    assert ask("/?utm_source=x").status == 200
    rss = ask("/sections/tea/rss.xml")
    assert (rss.status, rss.body) == (200, b"<rss/>")
    assert rss.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert ask("/sections/tea/atom.xml").headers["content-type"] == "application/atom+xml; charset=utf-8"


@pytest.mark.parametrize("encoding", ["identity", "gzip", "gzip;q=0", "br"])
def test_an_unchanged_feed_is_304_by_either_validator(ask: Ask, encoding: str) -> None:
    first = ask("/sections/tea/rss.xml", Accept_Encoding=encoding)
    tag, date = first.headers["etag"], first.headers["last-modified"]
    for known in (
        {"If_None_Match": tag},
        {"If_None_Match": f"W/{tag}"},
        {"If_Modified_Since": date},
        {"If_None_Match": tag, "If_Modified_Since": date},
    ):
        answer = ask("/sections/tea/rss.xml", Accept_Encoding=encoding, **known)
        assert (answer.status, answer.body) == (304, b"")
        for name in ("etag", "last-modified", "cache-control", "vary"):
            assert answer.headers[name] == first.headers[name]
        assert "content-type" not in answer.headers
    assert tag.startswith('"')


def test_a_compressed_feed_is_the_same_feed_under_a_tag_of_its_own(ask: Ask) -> None:
    plain = ask("/sections/tea/rss.xml")
    packed = ask("/sections/tea/rss.xml", Accept_Encoding="gzip")
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body == b"<rss/>"
    assert packed.headers["etag"] != plain.headers["etag"]
    assert packed.headers["content-type"] == plain.headers["content-type"]
    assert packed.headers["content-length"] == str(len(packed.body))
    assert ask("/sections/tea/rss.xml", If_None_Match=packed.headers["etag"]).status == 200
    assert "content-encoding" not in ask("/sections/tea/atom.xml", Accept_Encoding="gzip").headers


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/sections/tea/rss.xml", "max-age=300"),
        ("/sections/tea/", "max-age=300"),
        ("/sections/tea/archive/1/rss.xml", "max-age=86400"),
        ("/sections/tea/archive/1/", "max-age=86400"),
        ("/sections/tea/archive/2/rss.xml", "max-age=300"),  # the newest is filled yet
        ("/assets/site.css", "max-age=3600"),
    ],
)
def test_what_changes_less_is_kept_longer(ask: Ask, path: str, expected: str) -> None:
    assert ask(path).headers["cache-control"] == expected


def test_what_an_answer_depends_on_is_named(ask: Ask) -> None:
    assert ask("/sections/tea/rss.xml").headers["vary"] == "Accept, Accept-Encoding"
    for path in ("/sections/tea/", "/assets/site.css"):
        assert ask(path).headers["vary"] == "Accept-Encoding"


def test_a_feed_says_where_it_lies_and_who_tells_of_changes(tmp_path: Path) -> None:
    app = FakeApp(tmp_path, '[publish]\nhub = "https://hub.example/"\n')
    for folder in (app.public, app.public / "archive" / "1"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "atom.xml").write_text("<feed/>")
    with serving(app) as ask:
        current, archived = ask("/atom.xml?utm_source=x"), ask("/archive/1/atom.xml")
    app.close()
    assert current.headers["link"] == '<https://example.org/atom.xml>; rel="self", <https://hub.example/>; rel="hub"'
    assert archived.headers["link"] == '<https://example.org/archive/1/atom.xml>; rel="self"'


def test_without_a_hub_none_is_named_and_pages_name_nothing(ask: Ask) -> None:
    link = ask("/sections/tea/feed.json").headers["link"]
    assert link == '<https://example.org/sections/tea/feed.json>; rel="self"'
    assert "link" not in ask("/sections/tea/").headers


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/sections/tea/rss.xml", "./"),
        ("/sections/tea/feed.json", "./"),
        ("/sections/tea/archive/1/rss.xml", "./"),
        ("/atom.xml", "latest/"),
    ],
)
def test_a_browser_is_shown_the_page_of_a_feed(ask: Ask, path: str, page: str) -> None:
    for browser in BROWSERS:
        for method in ("GET", "HEAD"):
            answer = ask(path, method, **browser.headers)
            assert (answer.status, answer.headers.get("location")) == (303, page), browser.name
            # A shared cache that does not heed Vary must not lead readers there.
            assert (answer.headers["vary"], answer.headers["cache-control"]) == ("Accept", "no-store")
            assert "etag" not in answer.headers
        assert "<title>" in ask(urljoin(path, page), **browser.headers).text


@pytest.mark.parametrize(("path", "kind"), [("/sections/tea/rss.xml", "rss"), ("/atom.xml", "atom")])
def test_a_feed_reader_is_sent_the_feed(ask: Ask, path: str, kind: str) -> None:
    for reader in READERS:
        answer = ask(path, **reader.headers)
        assert answer.status == 200, reader.name
        assert answer.headers["content-type"] == f"application/{kind}+xml; charset=utf-8"
        again = ask(path, If_None_Match=answer.headers["etag"], **reader.headers)
        assert again.status == 304, reader.name


def test_a_browser_reaches_the_document_by_a_query(ask: Ask) -> None:
    for browser in BROWSERS:
        answer = ask("/sections/tea/rss.xml?raw", **browser.headers)
        assert (answer.status, answer.body) == (200, b"<rss/>"), browser.name


def test_a_feed_without_a_page_is_the_feed_for_all(ask: Ask, app: FakeApp) -> None:
    (app.public / "latest" / "index.html").unlink()
    assert ask("/atom.xml", **BROWSERS[0].headers).body == b"<feed/>"


def test_a_new_feed_file_is_seen_at_once(ask: Ask, app: FakeApp) -> None:
    first = ask("/sections/tea/rss.xml")
    (app.public / "sections" / "tea" / "rss.xml").write_text("<rss>new</rss>")
    second = ask("/sections/tea/rss.xml", If_None_Match=first.headers["etag"])
    assert (second.status, second.text) == (200, "<rss>new</rss>")


def test_head_tells_what_get_would(ask: Ask, link: str) -> None:
    for path in ("/", "/sections/tea/rss.xml", link, "/health", "/nothing"):
        get, head = ask(path), ask(path, "HEAD")
        assert head.body == b""
        assert (head.status, head.headers | {"date": ""}) == (get.status, get.headers | {"date": ""})


def test_a_folder_is_redirected_to_its_slash_and_nowhere_else(ask: Ask) -> None:
    answer = ask("/sections/tea")
    assert (answer.status, answer.headers["location"]) == (301, "./tea/")
    assert ask("//example.com/%2e%2e").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/sections/tea/rss.xml/",
        "/../config.toml",
        "/%2e%2e/config.toml",
        "/..%2fconfig.toml",
        "/%00",
        "/sections/tea/rss.xml.gz",
        "/manifest.json",
    ],
)
def test_what_is_not_there_is_a_page_of_ours(ask: Ask, path: str) -> None:
    answer = ask(path)
    assert answer.status == 404
    assert "The Teapot" in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_every_answer_is_guarded(ask: Ask, link: str) -> None:
    for path in ("/", "/sections/tea/rss.xml", "/nothing", link, "/health"):
        headers = ask(path).headers
        assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert "referrer-policy" in headers
    for part in ("default-src 'none'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'"):
        assert part in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_what_only_reads_is_answered_and_the_rest_told_so(ask: Ask, method: str) -> None:
    answer = ask("/sections/tea/rss.xml", method, b"x=1")
    assert answer.status == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert "The Teapot" in answer.text
    options = ask("/sections/tea/rss.xml", "OPTIONS")
    assert (options.status, options.headers["allow"], options.body) == (204, "GET, HEAD, OPTIONS", b"")


def test_an_answer_does_not_wait_for_the_receipt_of_its_header() -> None:
    with _listening("127.0.0.1:0") as door, socket.create_connection(door.getsockname()):
        accepted, _ = door.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_get_of_the_link_shows_a_button_and_changes_nothing(ask: Ask, app: FakeApp, link: str) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"):
        ask(link, method)
    page = ask(link)
    assert (page.status, len(readers(app))) == (200, 3)
    assert "The Weekly Cup" in page.text
    assert "r…@example.org" in page.text
    assert "reader0" not in page.text
    assert 'method="post"' in page.text


def test_a_page_with_a_link_is_kept_and_told_to_nobody(ask: Ask, link: str) -> None:
    for answer in (ask(link), ask(link, "POST", ONE_CLICK, Content_Type=FORM), ask(link + "x")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-robots-tag"] == "noindex"


MULTIPART = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (ONE_CLICK, FORM),
        (MULTIPART, "multipart/form-data; boundary=x"),
        (b"", FORM),  # the button of the page
        (b"list=x&List-Unsubscribe=one-click", FORM + "; charset=utf-8"),
    ],
)
def test_a_post_ends_the_subscription(ask: Ask, app: FakeApp, link: str, body: bytes, content_type: str) -> None:
    for _ in range(2):
        answer = ask(link, "POST", body, Content_Type=content_type)
        assert answer.status == 200
        assert "unsubscribed" in answer.text.lower()
    assert readers(app) == ["reader1@example.org", "reader2@example.org"]
    assert 'method="post"' not in ask(link).text  # it is over, so there is no button any more


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"", "text/plain"), (b"{}", "application/json"), (b"List-Unsubscribe=Two", FORM), (b"x", FORM)],
)
def test_a_machine_that_posts_everywhere_ends_nothing(
    ask: Ask, app: FakeApp, link: str, body: bytes, content_type: str
) -> None:
    answer = ask(link, "POST", body, Content_Type=content_type)
    assert answer.status == 400
    assert 'method="post"' in answer.text
    assert len(readers(app)) == 3


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_bad_link_says_what_to_do_and_ends_nothing(ask: Ask, app: FakeApp, link: str, method: str) -> None:
    other = token(app.secret(), "preferences", 1)
    stranger = token(app.secret(), UNSUBSCRIBE, 999_999)
    for bad in (
        link[:-1],
        link + "A",
        f"/unsubscribe/{other}",
        f"/unsubscribe/{stranger}",
        "/unsubscribe/%F0%9F%8D%B5",
    ):
        answer = ask(bad, method, ONE_CLICK if method == "POST" else None, Content_Type=FORM)
        assert answer.status == 404
        assert "Copy it whole" in answer.text
    assert len(readers(app)) == 3


def test_a_body_that_never_ends_is_refused(ask: Ask, app: FakeApp, link: str) -> None:
    answer = ask(link, "POST", ONE_CLICK + b"&x=" + b"x" * 20_000, Content_Type=FORM)
    assert answer.status == 413
    assert len(readers(app)) == 3


def test_health_says_ok_and_why_not(ask: Ask, app: FakeApp) -> None:
    answer = ask("/health")
    assert answer.status == 200
    assert '"status":"ok"' in answer.text
    assert "reader" not in answer.text


def test_health_of_a_house_without_a_store_is_503(app: FakeApp) -> None:
    def fail() -> None:
        raise StoreUnavailable("sqlite:///secret-place.db", "disk I/O error")

    app.store.writable = fail
    with serving(app) as ask:
        answer = ask("/health")
    assert answer.status == 503
    assert "the store cannot be written" in answer.text
    assert "secret-place" not in answer.text


def test_a_store_that_is_down_asks_to_come_again(app: FakeApp, link: str) -> None:
    app.store.close()
    app.store.subscribers.get = _broken(StoreUnavailable("sqlite:///x", "gone"))
    with serving(app) as ask:
        answer = ask(link, "POST", ONE_CLICK, Content_Type=FORM)
    assert (answer.status, answer.headers["retry-after"]) == (503, "300")
    assert "try again" in answer.text


def test_a_mistake_of_ours_shows_no_traceback(app: FakeApp, link: str) -> None:
    app.store.subscribers.get = _broken(RuntimeError("a mistake of ours"))
    with serving(app) as ask:
        answer = ask(link)
    assert answer.status == 500
    assert "mistake" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


def _broken(error: Exception) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("proxies", "seen"),
    [("", "127.0.0.1"), ('proxies = ["127.0.0.0/8"]', "203.0.113.7"), ('proxies = ["10.0.0.0/8"]', "127.0.0.1")],
)
def test_forwarded_addresses_are_believed_only_of_proxies(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, proxies: str, seen: str
) -> None:
    app = FakeApp(tmp_path, proxies)
    with serving(app) as ask, caplog.at_level("WARNING", "digest"):
        ask("/unsubscribe/x", X_Forwarded_For="203.0.113.7", X_Forwarded_Proto="https")
    assert f"link refused client={seen}" in caplog.text
    app.close()


@pytest.mark.parametrize(
    ("body", "content_type", "wish"),
    [
        (b"List-Unsubscribe=One-Click", FORM, True),
        (b"\xff\xfe", FORM, False),
        (b"--", "multipart/form-data", False),
        (MULTIPART, "multipart/form-data; boundary=y", False),
        (b"&" * 9000, FORM, False),
        (b"a=1&" * 100, FORM, False),
    ],
)
def test_a_form_is_read_or_refused(body: bytes, content_type: str, *, wish: bool) -> None:
    assert is_wish(body, content_type) is wish


def test_a_field_that_is_not_there_is_none() -> None:
    assert form_value(b"a=1", FORM, "b") is None
    assert form_value(MULTIPART, "multipart/form-data; boundary=x", "b") is None


def test_a_masked_address_shows_its_owner_only() -> None:
    assert masked("jane.doe@example.org") == "j…@example.org"
