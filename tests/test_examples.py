"""The example magazine is whole: its config loads, its links lead somewhere, its week has news in each section."""

from __future__ import annotations

import csv
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
import pytest
import yaml
from lxml import html

from digest.config import Config, load
from digest.model import SourceKind
from digest.schedule import labelled

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
SITE = EXAMPLES / "site"
BASE = "http://127.0.0.1:8611/"
sys.path.insert(0, str(EXAMPLES))  # they are scripts, not a package

import demo  # noqa: E402
import serve  # noqa: E402

PAGES = sorted(SITE.rglob("*.html"))
ARTICLES = [page for page in PAGES if page.name != "index.html"]
PLOTS = sorted((EXAMPLES / "plots").glob("*.md"))


@pytest.fixture(scope="module")
def config() -> Config:
    return load(ROOT / "config.toml")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serve.serving(0) as base:
        yield urlsplit(base).port or 0


def tree(page: Path) -> Any:
    return html.fromstring(page.read_bytes().decode())


def front(plot: Path) -> dict[str, Any]:
    matter: dict[str, Any] = yaml.safe_load(plot.read_text(encoding="utf-8").split("---\n")[1])
    return matter


def dates() -> dict[str, list[datetime]]:
    """When the articles of each section appeared, by slug of the section."""
    found: dict[str, list[datetime]] = {"town": [], "kitchen": [], "plots": [front(plot)["date"] for plot in PLOTS]}
    for page in ARTICLES:
        stamp = tree(page).xpath("//meta[@property='article:published_time']/@content")[0]
        found[page.parent.name].append(datetime.fromisoformat(stamp))
    return found


def test_the_config_has_three_sections_and_every_kind_of_source_but_a_sitemap(config: Config) -> None:
    assert [section.slug for section in config.section] == ["town", "kitchen", "plots"]
    assert {source.kind for source in config.sources()} == set(SourceKind) - {SourceKind.SITEMAP}
    assert all(source.full for source in config.sources())


def test_the_config_shows_every_key_that_there_is(tmp_path: Path, config: Config) -> None:
    shown = uncommented(tmp_path)
    assert missing(Config, shown) == []


def test_what_the_config_shows_in_comments_is_the_default_where_there_is_one(tmp_path: Path, config: Config) -> None:
    uncommented(tmp_path)
    everything = load(tmp_path / "config.toml").model_dump()
    assert list(differences(config.model_dump(), everything)) == []


def uncommented(folder: Path) -> dict[str, Any]:
    text = re.sub(r"(?m)^#(?=\w+ = |\[\[)", "", (ROOT / "config.toml").read_text(encoding="utf-8"))
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return tomllib.loads(text)


def missing(model: Any, shown: Any) -> list[str]:
    """Names of fields that appear nowhere; tables are walked into."""
    tables = shown if isinstance(shown, list) else [shown]
    absent = []
    for name, field in model.model_fields.items():
        key = field.alias or name
        values = [table[key] for table in tables if key in table]
        inner = next((t for t in (field.annotation, *getattr(field.annotation, "__args__", ())) if is_model(t)), None)
        if not values and key != "root":
            absent.append(f"{model.__name__}.{key}")
        elif inner:
            flat = [table for value in values for table in (value if isinstance(value, list) else [value])]
            absent += missing(inner, flat)
    return absent


def is_model(kind: object) -> bool:
    return isinstance(kind, type) and hasattr(kind, "model_fields")


def differences(live: Any, all_shown: Any, path: str = "") -> Iterator[str]:
    """Where uncommenting changed something that has a default."""
    if isinstance(live, dict):
        for key in live:
            if key != "root":
                yield from differences(live[key], all_shown[key], f"{path}.{key}")
    elif isinstance(live, tuple) and live and isinstance(live[0], dict):
        for i, (one, other) in enumerate(zip(live, all_shown, strict=False)):
            yield from differences(one, other, f"{path}[{i}]")
    elif live != all_shown and live not in (None, ""):
        yield f"{path}: {live!r} became {all_shown!r}"


def test_the_magazine_has_about_three_dozen_articles_in_three_sections() -> None:
    assert all(10 <= len(found) <= 14 for found in dates().values())
    assert 30 <= sum(map(len, dates().values())) <= 40


def test_every_title_is_told_once() -> None:
    titles = [tree(page).findtext(".//h1") for page in ARTICLES] + [front(plot)["title"] for plot in PLOTS]
    assert len(titles) == len(set(titles))
    assert all(titles)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(SITE)))
def test_every_local_link_and_picture_of_a_page_is_there(page: Path) -> None:
    here = urljoin(BASE, str(page.relative_to(SITE)))
    links = {urljoin(here, link) for link in tree(page).xpath("//@href | //@src")}
    local = [urlsplit(link).path for link in links if link.startswith(BASE)]
    assert local
    assert [path for path in local if serve.file_for(path) is None] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(SITE)))
def test_every_picture_says_what_it_shows(page: Path) -> None:
    assert [image.get("src") for image in tree(page).iter("img") if not image.get("alt", "").strip()] == []


@pytest.mark.parametrize("page", ARTICLES, ids=lambda page: page.stem)
def test_a_page_says_where_it_lies(page: Path) -> None:
    canonical = tree(page).xpath("//link[@rel='canonical']/@href")
    assert canonical == [urljoin(BASE, str(page.relative_to(SITE)))]


@pytest.mark.parametrize("plot", PLOTS, ids=lambda plot: plot.stem)
def test_front_matter_is_complete_and_what_it_names_is_there(plot: Path) -> None:
    matter = front(plot)
    assert {"title", "date", "author", "summary", "tags"} <= set(matter)
    assert matter["date"].tzinfo is not None
    for name in [*matter.get("related", []), *([matter["next"]] if "next" in matter else [])]:
        assert (plot.parent / f"{name}.md").is_file()
    if "image" in matter:
        assert serve.file_for(matter["image"]) is not None
        assert matter["image_alt"].strip()


def test_the_listing_leads_to_every_article_of_its_section(config: Config) -> None:
    selector = next(source.selector for source in config.sources() if source.kind is SourceKind.LISTING)
    assert selector == "main .card h2 a"
    listed = tree(SITE / "town" / "index.html").xpath("//main//*[@class='card']/h2/a/@href")
    assert sorted(listed) == [f"/town/{page.name}" for page in ARTICLES if page.parent.name == "town"]


def test_pages_carry_picks_and_clutter_as_real_ones_do() -> None:
    town = "\n".join(page.read_text(encoding="utf-8") for page in ARTICLES if page.parent.name == "town")
    for clutter in ("RELATED:", "NEXT:", "Part 3", "More in Around Town", "Continue scrolling", "View this post on"):
        assert clutter in town


def test_the_feed_has_dates_summaries_and_a_page_for_each_item() -> None:
    feed = feedparser.parse((SITE / "kitchen" / "feed.xml").read_bytes())
    assert not feed.bozo
    assert {urlsplit(entry.link).path for entry in feed.entries} == {
        f"/kitchen/{page.name}" for page in ARTICLES if page.parent.name == "kitchen"
    }
    assert all(entry.published_parsed and entry.summary and "content" not in entry for entry in feed.entries)


def test_the_week_has_news_in_each_section_and_leaves_an_archive(config: Config) -> None:
    newsletter = config.newsletter[0]
    due = labelled(demo.SLOT, newsletter.timezone)
    assert newsletter.plan.latest(newsletter.timezone, due) == (demo.SLOT, due)
    for found in dates().values():
        week = [date for date in found if due - newsletter.reach < date <= due]
        assert 3 <= len(week) <= 5
        assert max(found).astimezone(UTC) <= due


def test_five_readers_choose_among_sections_that_exist(config: Config) -> None:
    with (EXAMPLES / "subscribers.csv").open(encoding="utf-8", newline="") as file:
        readers = list(csv.DictReader(file))
    chosen = {slug for reader in readers for slug in reader["sections"].split(";") if slug}
    assert len({reader["address"] for reader in readers}) == 5
    assert chosen <= set(config.section_titles())
    assert all(reader["address"].endswith(".example") and reader["consent"] for reader in readers)


def ask(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    status, names, body = answer.status, dict(answer.headers), answer.read()
    connection.close()
    return status, names, body


@pytest.mark.parametrize("path", ["/", "/kitchen/feed.xml", "/images/ferry.png", "/plots/shed-on-plot-14-part-3"])
def test_the_server_gives_a_page_once_and_then_says_that_nothing_changed(port: int, path: str) -> None:
    status, headers, body = ask(port, path)
    assert (status, len(body)) == (200, int(headers["Content-Length"]))
    assert ask(port, path, If_None_Match=headers["ETag"])[0] == 304
    assert ask(port, path, If_Modified_Since=headers["Last-Modified"])[0] == 304
    assert ask(port, path, If_None_Match='"another"', If_Modified_Since=headers["Last-Modified"])[0] == 200


def test_the_server_calls_a_feed_a_feed(port: int) -> None:
    assert ask(port, "/kitchen/feed.xml")[1]["Content-Type"] == "application/rss+xml; charset=utf-8"


@pytest.mark.parametrize(
    "path", ["/nothing", "/../serve.py", "/%2e%2e/serve.py", "/plots/../../config", "/%00", "/plots/"]
)
def test_the_server_gives_only_what_belongs_to_the_magazine(port: int, path: str) -> None:
    assert ask(port, path)[0] == (200 if path == "/plots/" else 404)


def test_a_taken_port_is_told_with_what_to_do(port: int) -> None:
    with pytest.raises(serve.PortBusy, match="stop it and try again"), serve.serving(port):
        pass


def test_the_server_ends_well_when_told_to() -> None:
    words = [sys.executable, "-c", "import sys, serve; sys.exit(serve.main(0))"]
    with subprocess.Popen(words, cwd=EXAMPLES, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert "The Far Bank is at http://127.0.0.1:" in running.stdout.readline()
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=10) == 0


def test_the_demo_stops_at_the_first_command_that_fails(capfd: pytest.CaptureFixture[str]) -> None:
    assert demo.show([("Something else", "no-such-command"), ("Never", "status")]) == 1
    told = capfd.readouterr()
    assert "$ digest no-such-command" in told.out
    assert "nothing after it was run" in told.err
    assert "Never" not in told.out


SERVICE = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
print("ready", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_the_demo_hands_signals_on_and_ends_with_the_code_of_the_service(number: signal.Signals) -> None:
    code = f"import sys, demo; sys.exit(demo.supervised([sys.executable, '-c', {SERVICE!r}]))"
    with subprocess.Popen([sys.executable, "-c", code], cwd=EXAMPLES, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        running.send_signal(number)
        assert running.wait(timeout=10) == 7
