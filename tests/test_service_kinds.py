from __future__ import annotations

import pytest

from digest.service import kinds


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rss.xml", "application/rss+xml; charset=utf-8"),
        ("atom.xml", "application/atom+xml; charset=utf-8"),
        ("feed.json", "application/feed+json"),
        ("feeds.opml", "text/x-opml; charset=utf-8"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("index.html", "text/html; charset=utf-8"),
        ("site.css", "text/css; charset=utf-8"),
        ("site.js", "text/javascript; charset=utf-8"),
        ("other.json", "application/json"),
        ("cover.png", "image/png"),
        ("unknown", "application/octet-stream"),
    ],
)
def test_a_file_says_what_it_is(name: str, expected: str) -> None:
    assert kinds.media_type(name) == expected


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("rss.xml", "latest/"),
        ("feed.json", "latest/"),
        ("sections/tea/atom.xml", "sections/tea/"),
        ("newsletters/weekly/rss.xml", "newsletters/weekly/"),
        ("archive/3/rss.xml", "archive/3/"),
        ("sections/tea/archive/12/feed.json", "sections/tea/archive/12/"),
    ],
)
def test_every_feed_has_its_page(path: str, page: str) -> None:
    assert kinds.is_feed(path)
    assert kinds.twin(path) == page


@pytest.mark.parametrize(
    ("path", "after"),
    [
        ("archive/9/rss.xml", "archive/10/"),
        ("sections/tea/archive/1/index.html", "sections/tea/archive/2/"),
        ("sections/tea/rss.xml", None),
        ("sections/archive/rss.xml", None),
        ("sections/archive/01/rss.xml", None),
        ("sections/tea/archive/1/more/rss.xml", None),
        ("myarchive/1/rss.xml", None),
        ("notes/archive/1/index.html", None),
        ("newsletters/weekly/archive/1/rss.xml", "newsletters/weekly/archive/2/"),
    ],
)
def test_archive_documents_are_known_by_their_place(path: str, after: str | None) -> None:
    assert kinds.following(path) == after
    assert kinds.is_archived(path) is (after is not None)
