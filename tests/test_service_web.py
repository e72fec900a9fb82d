from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn

from digest.errors import StoreUnavailable
from digest.model import SubscriberState
from digest.publish.site import CONTENT_SECURITY_POLICY
from digest.readers.tokens import UNSUBSCRIBE, token
from digest.service.health import Checkup
from digest.service.pages import form_value, is_wish, masked
from digest.service.web import web
from digest.service.work import Work
from fake_app import NOW, FakeApp

ONE_CLICK = b"List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


Ask = Callable[..., Answer]


@contextmanager
def serving(app: FakeApp) -> Iterator[Ask]:
    work = Work(app, lambda: NOW)
    config = uvicorn.Config(
        web(app, Checkup(app, work), lambda: NOW), lifespan="off", ws="none", log_config=None, proxy_headers=False
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        port = door.getsockname()[1]

        def ask(path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, names)
            answer = connection.getresponse()
            made = Answer(answer.status, {n.lower(): v for n, v in answer.getheaders()}, answer.read())
            connection.close()
            return made

        try:
            yield ask
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FakeApp]:
    made = FakeApp(tmp_path)
    (made.public / "sections" / "tea").mkdir(parents=True)
    (made.public / "index.html").write_text("<!doctype html><title>Home</title>")
    (made.public / "sections" / "tea" / "index.html").write_text("<!doctype html><title>Tea</title>")
    (made.public / "sections" / "tea" / "rss.xml").write_text("<rss/>")
    (made.public / "sections" / "tea" / "atom.xml").write_text("<feed/>")
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


def test_an_unchanged_feed_is_304_by_either_validator(ask: Ask) -> None:
    first = ask("/sections/tea/rss.xml")
    by_tag = ask("/sections/tea/rss.xml", If_None_Match=first.headers["etag"])
    by_date = ask("/sections/tea/rss.xml", If_Modified_Since=first.headers["last-modified"])
    for answer in (by_tag, by_date):
        assert (answer.status, answer.body) == (304, b"")
        for name in ("etag", "last-modified", "cache-control"):
            assert answer.headers[name] == first.headers[name]
    assert first.headers["etag"].startswith('"')
    assert first.headers["cache-control"] == "public, max-age=300"


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
    ["/nothing", "/sections/tea/rss.xml/", "/../config.toml", "/%2e%2e/config.toml", "/..%2fconfig.toml", "/%00"],
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


def test_only_get_and_head_are_answered(ask: Ask) -> None:
    answer = ask("/", "POST", b"x=1")
    assert answer.status == 405
    assert "GET" in answer.headers["allow"]
    assert "The Teapot" in answer.text


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
