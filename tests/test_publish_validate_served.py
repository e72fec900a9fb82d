"""How an address answers is judged, by asking a real server; and what the command shows and how it ends."""

from __future__ import annotations

import gzip
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.app import open_app
from digest.commands.validate import lines, of_address, of_folder
from digest.pipeline import utc_now
from digest.publish.validate.finding import Finding, Level
from digest.publish.validate.folder import Published
from loopback import Host, answering, fetcher
from small_site import config, fill, serving

DATA = Path(__file__).parent / "data" / "validate"
NOW = datetime(2026, 4, 1, tzinfo=UTC)
RIGHT = {
    "Content_Type": "application/rss+xml; charset=utf-8",
    "Content_Encoding": "gzip",
    "Vary": "Accept-Encoding",
    "Cache_Control": "max-age=300",
    "ETag": '"one"',
    "Link": '<https://kettle.example/rss.xml>; rel="self", <https://hub.example/>; rel="hub"',
}


def put(host: Host, **headers: str) -> str:
    """A feed that says where it lies, answered so."""
    address = f"{host.base}/rss.xml"
    body = (DATA / "rss.xml").read_text(encoding="utf-8").replace("https://kettle.example/rss.xml", address)
    whole = body.encode()
    return host.put("/rss.xml", gzip.compress(whole) if "Content_Encoding" in headers else whole, **headers)


def found(**headers: str) -> list[str]:
    """What is wrong beyond a plain http address, which is all that loopback has."""
    with answering() as host:
        judged = of_address(put(host, **headers), fetcher(), NOW)
    return [one.code for one in judged.report.findings if one.code != "http-plain"]


def without(name: str) -> dict[str, str]:
    return {header: value for header, value in RIGHT.items() if header != name}


def test_a_feed_that_is_served_right_is_told_nothing() -> None:
    assert found(**RIGHT) == []


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        (without("Content_Type"), "http-type-missing"),
        ({**RIGHT, "Content_Type": "text/html"}, "http-type"),
        ({**RIGHT, "Content_Type": "text/xml"}, "http-charset-missing"),
        ({**RIGHT, "Content_Type": "application/rss+xml; charset=ISO-8859-1"}, "http-charset"),
        (without("Content_Encoding"), "http-gzip"),
        (without("Vary"), "http-vary"),
        (without("Cache_Control"), "http-cache"),
        (without("ETag"), "http-validators"),
        ({**without("ETag"), "Last_Modified": "Mon, 02 Mar 2026 09:30:15 GMT"}, "http-304"),
        ({**RIGHT, "Link": '<https://kettle.example/rss.xml>; rel="self"'}, "http-link"),
    ],
)
def test_what_is_served_wrong_is_told(headers: dict[str, str], code: str) -> None:
    assert found(**headers) == [code]


def test_a_redirect_is_told_and_the_feed_behind_it_judged() -> None:
    with answering() as host:
        target = put(host, **RIGHT)
        judged = of_address(host.put("/old", status=301, Location=target), fetcher(), NOW)
    assert sorted(one.code for one in judged.report.findings) == ["http-moved", "http-plain"]


def test_the_second_question_is_conditional() -> None:
    with answering() as host:
        of_address(put(host, **RIGHT), fetcher(), NOW)
        assert host.asked == ["/rss.xml", "/rss.xml"]


def test_each_fault_is_shown_with_its_places_its_cure_and_what_it_means() -> None:
    with answering() as host:
        shown = "\n".join(lines(of_address(host.put("/a", "<rss version='2.0'/>"), fetcher(), NOW)))
    assert "  error   line 1: there is no <channel> in it\n          do: put the feed's title" in shown
    assert "          until then: readers find no items" in shown


def run(folder: Path, *words: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "digest", "validate", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_a_file_without_errors_ends_well_and_needs_no_config(tmp_path: Path) -> None:
    assert run(tmp_path, str(DATA / "rss.xml")) == (0, f"{DATA / 'rss.xml'}: RSS 2.0, nothing to mend\n")


def test_errors_end_with_one_and_wrong_use_with_two(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<rss", encoding="utf-8")
    code, told = run(tmp_path, "a.xml")
    assert (code, "error   line 1: it is not well-formed XML" in told) == (1, True)
    code, told = run(tmp_path, "nosuch.xml")
    assert (code, told) == (
        2,
        "digest: nosuch.xml: No such file or directory; give a file, or an address with https://\n",
    )


def test_what_is_published_is_validated_as_a_whole(tmp_path: Path) -> None:
    with serving() as site:
        config(tmp_path, site)
    assert run(tmp_path)[0] == 2
    published = tmp_path / "public"
    published.mkdir()
    feed = (DATA / "rss.xml").read_text(encoding="utf-8").replace("https://kettle.example", "https://small.example")
    (published / "rss.xml").write_text(feed, encoding="utf-8")
    (published / "index.html").write_text('<link rel="alternate" href="rss.xml">', encoding="utf-8")
    assert run(tmp_path) == (0, "1 document: nothing to mend\n")
    (published / "index.html").unlink()
    code, told = run(tmp_path)
    assert (code, "rss.xml: RSS 2.0, 1 error\n" in told, "1 document: 1 error\n" in told) == (1, True, True)


def test_what_the_house_publishes_has_no_error_with_all_its_history(tmp_path: Path) -> None:
    with serving() as site:
        fill(site, tmp_path / "notes")
        path = config(tmp_path, site)
        path.write_text(path.read_text(encoding="utf-8") + "\n[publish]\nlimit = 3\n", encoding="utf-8")
        with open_app(path) as app:
            app.collect(utc_now())
            app.publish(utc_now())
            published = Published(app.public, app.config.site.url)
            told: list[tuple[str, int, int]] = []
            judged = list(of_folder(published, utc_now(), lambda *progress: told.append(progress)))
    assert [(one.name, error.words) for one in judged for error in one.report.findings if is_error(error)] == []
    assert {one.report.kind for one in judged} == {
        "RSS 2.0",
        "Atom 1.0",
        "JSON Feed 1.1",
        "OPML",
        "sitemap",
        "manifest",
    }
    assert any(one.name.startswith("archive/2/") for one in judged)
    assert told == [("validate", done, len(judged)) for done in range(1, len(judged) + 1)]


def is_error(found: Finding) -> bool:
    return found.level is Level.ERROR
