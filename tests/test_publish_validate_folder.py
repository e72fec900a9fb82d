"""All that is published is judged as a whole: documents link both ways, each item has one place, nothing is missing."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from digest.publish.validate.folder import Published, document, paths, together
from digest.publish.validate.report import Facts

NOW = datetime(2026, 4, 1, tzinfo=UTC)
SITE = "https://kettle.example/"
Spoil = Callable[[Path], None]


def atom(path: str, links: dict[str, str], *items: str) -> str:
    """A feed of items; an item is "name" or "name=day of March on which it changed"."""
    said = "".join(f'<link rel="{rel}" href="{SITE}{to}"/>' for rel, to in {"self": path, **links}.items())
    entries = "".join(
        f"<entry><title>{name}</title><id>tag:kettle.example,2026:{name}</id>"
        f"<updated>2026-03-{int(day or number):02}T00:00:0{number}Z</updated>"
        f'<link href="{SITE}{name}"/><content>{name}</content></entry>'
        for number, (name, _, day) in enumerate((item.partition("=") for item in items), 1)
    )
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Kettle</title><id>tag:kettle.example,2026:all</id>'
        f"<updated>2026-03-01T00:00:00Z</updated><author><name>Ann</name></author>{said}{entries}</feed>"
    )


def feed_json(path: str, before: str, *items: str) -> str:
    history = {"prev_archive": SITE + before} if before else {"current": f"{SITE}feed.json"}
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Kettle",
            "feed_url": SITE + path,
            **({"next_url": SITE + before} if before else {}),
            "_digest": history,
            "authors": [{"name": "Ann"}],
            "items": [
                {"id": name, "url": SITE + name, "content_text": name, "date_published": "2026-03-01T00:00:00Z"}
                for name in items
            ],
        }
    )


def put(folder: Path, path: str, content: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(content, encoding="utf-8")


def link(prev: int = 0, after: int = 0, *, closed: bool = True) -> dict[str, str]:
    """The links of an archive document, or of the current one."""
    current = {"alternate": "latest/"} if not closed else {"current": "atom.xml"}
    before = {"prev-archive": f"archive/{prev}/atom.xml"} if prev else {}
    return {**current, **before, **({"next-archive": f"archive/{after}/atom.xml"} if after else {})}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A feed with two closed archive documents and one that is open and still empty."""
    put(tmp_path, "atom.xml", atom("atom.xml", link(2, closed=False), "lid"))
    put(tmp_path, "archive/1/atom.xml", atom("archive/1/atom.xml", link(after=2), "steam", "kettle"))
    put(tmp_path, "archive/2/atom.xml", atom("archive/2/atom.xml", link(1, 3), "cup"))
    put(tmp_path, "archive/3/atom.xml", atom("archive/3/atom.xml", link(2)))
    put(tmp_path, "feed.json", feed_json("feed.json", "archive/1/feed.json", "lid"))
    put(tmp_path, "archive/1/feed.json", feed_json("archive/1/feed.json", "", "steam"))
    put(tmp_path, "latest/index.html", '<link rel="alternate" href="../atom.xml">')
    put(
        tmp_path,
        "feeds.opml",
        '<opml version="2.0"><head><title>Kettle</title></head><body>'
        f'<outline text="Kettle" type="rss" xmlUrl="{SITE}atom.xml"/></body></opml>',
    )
    put(
        tmp_path,
        "sitemap.xml",
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<url><loc>{SITE}latest/</loc><lastmod>2026-03-01</lastmod></url></urlset>",
    )
    body = (tmp_path / "atom.xml").read_bytes()
    (tmp_path / "atom.xml.gz").write_bytes(gzip.compress(body))
    entry = {"from": "it", "bytes": len(body), "sha256": sha256(body).hexdigest()}
    put(tmp_path, "manifest.json", json.dumps({"version": 1, "files": {"atom.xml": entry}}))
    return tmp_path


def found(folder: Path) -> list[tuple[str, str]]:
    """(path, code) of all findings, in order."""
    published, said, codes = Published(folder, SITE), dict[str, Facts](), []
    for path in paths(published):
        report = document(published, path, NOW)
        codes += [(path, one.code) for one in report.findings]
        if path.endswith(("atom.xml", "feed.json")):
            said[path] = report.facts
    codes += [(path, one.code) for path, findings in together(published, said).items() for one in findings]
    return sorted(codes)


def put_atom(path: str, links: dict[str, str], *items: str) -> Spoil:
    return lambda folder: put(folder, path, atom(path, links, *items))


def replace(path: str, old: str, new: str) -> Spoil:
    def spoil(folder: Path) -> None:
        whole = (folder / path).read_text(encoding="utf-8")
        assert old in whole
        put(folder, path, whole.replace(old, new))

    return spoil


def remove(path: str) -> Spoil:
    return lambda folder: (folder / path).unlink()


def test_a_whole_site_is_told_nothing(site: Path) -> None:
    assert found(site) == []
    assert len(paths(Published(site, SITE))) == 9


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (put_atom("archive/2/atom.xml", link(1), "cup"), [("archive/3/atom.xml", "chain-back")]),
        (
            put_atom("archive/1/atom.xml", link(), "steam"),
            [("archive/2/atom.xml", "chain-back")],
        ),
        (put_atom("archive/1/atom.xml", link(after=2), "cup"), [("archive/1/atom.xml", "chain-id-twice")]),
        (
            put_atom("archive/4/atom.xml", link(1), "pot"),
            [("archive/4/atom.xml", "chain-back"), ("archive/4/atom.xml", "chain-orphan")],
        ),
        (
            put_atom("archive/1/atom.xml", {**link(after=2), "current": "latest/"}, "steam"),
            [("archive/1/atom.xml", "chain-current")],
        ),
        (
            put_atom("archive/1/atom.xml", link(2, 2), "steam"),
            [("archive/1/atom.xml", "chain-back"), ("archive/1/atom.xml", "chain-loop")],
        ),
        (
            replace("archive/2/atom.xml", 'rel="current"', 'rel="related"'),
            [("archive/1/atom.xml", "chain-current"), ("atom.xml", "chain-closed")],
        ),
        (remove("latest/index.html"), [("atom.xml", "folder-twin"), ("sitemap.xml", "folder-missing")]),
        (replace("latest/index.html", "atom.xml", "rss.xml"), [("atom.xml", "folder-autodiscovery")]),
        (remove("archive/1/feed.json"), [("feed.json", "folder-missing")]),
        (
            replace("archive/1/feed.json", f"{SITE}feed.json", f"{SITE}latest/"),
            [("archive/1/feed.json", "chain-current")],
        ),
        (lambda folder: (folder / "atom.xml.gz").write_bytes(b"x"), [("atom.xml", "folder-gzip")]),
        (replace("sitemap.xml", "2026-03-01", "soon"), [("sitemap.xml", "sitemap")]),
        (replace("sitemap.xml", SITE, "https://other.example/"), [("sitemap.xml", "sitemap")]),
        (replace("sitemap.xml", "urlset", "links"), [("sitemap.xml", "sitemap")]),
        (replace("feeds.opml", "atom.xml", "nosuch.xml"), [("feeds.opml", "folder-missing")]),
        (replace("feeds.opml", 'text="Kettle" ', ""), [("feeds.opml", "opml")]),
        (replace("feeds.opml", "xmlUrl", "url"), [("feeds.opml", "opml")]),
        (replace("manifest.json", '"sha256": "', '"sha256": "0'), [("manifest.json", "manifest-other")]),
        (replace("manifest.json", '"atom.xml"', '"gone.xml"'), [("manifest.json", "folder-missing")]),
        (replace("manifest.json", "{", "["), [("manifest.json", "manifest-broken")]),
    ],
)
def test_what_does_not_hang_together_is_told(site: Path, spoil: Spoil, expected: list[tuple[str, str]]) -> None:
    spoil(site)
    assert found(site) == expected


def test_the_current_document_may_repeat_items_but_not_in_an_older_form(site: Path) -> None:
    remove("atom.xml.gz")(site)
    remove("manifest.json")(site)
    put_atom("atom.xml", link(2, closed=False), "lid", "cup=28")(site)
    assert found(site) == []
    put_atom("atom.xml", link(2, closed=False), "cup")(site)
    assert found(site) == []
    put_atom("archive/2/atom.xml", link(1, 3), "cup=28")(site)
    assert found(site) == [("archive/2/atom.xml", "chain-older")]
