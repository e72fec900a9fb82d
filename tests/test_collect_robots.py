"""robots.txt is asked once a day for each host, and what it says is kept to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from digest.collect.net.fetch import Fetcher, Request, Response
from digest.collect.net.robots import Robots
from loopback import Host, answering, fetcher

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def host() -> Iterator[Host]:
    with answering() as running:
        yield running


def told(host: Host, path: str, robots: Robots | None = None, now: datetime = NOW) -> str:
    """Why a page must not be read; "" when it may."""
    asked = robots or Robots(fetcher())
    asked.learn([host.base + path], now)
    return str(asked.refusal(host.base + path) or "").removeprefix(f"{host.base}{path}: ")


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /private/", "/private/a", False),
        ("User-agent: *\nDisallow: /private/", "/open", True),
        ("User-agent: *\nDisallow: /\nAllow: /news/", "/news/1", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: digest\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow:\n\nUser-agent: Digest\nDisallow: /", "/a", False),
        ("User-agent: otherbot\nDisallow: /", "/a", True),
        ("\ufeffUser-agent: *\r\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /a%3Cb", "/a%3cb", False),
        ("<html>not what it should be</html>", "/a", True),
        ("", "/a", True),
    ],
)
def test_rules_are_those_of_our_group(host: Host, rules: str, path: str, allowed: bool) -> None:
    host.put("/robots.txt", rules)
    assert told(host, path) == ("" if allowed else "robots.txt does not allow it")


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_host_without_one_allows_everything(host: Host, status: int) -> None:
    host.put("/robots.txt", status=status)
    assert told(host, "/a") == ""


@pytest.mark.parametrize("status", [500, 503])
def test_while_it_cannot_be_read_nothing_is_allowed_for_an_hour(host: Host, status: int) -> None:
    host.put("/robots.txt", "User-agent: *\nDisallow: /private", status=status)
    robots = Robots(fetcher())
    assert f"answered {status}" in told(host, "/a", robots)
    host.put("/robots.txt", "User-agent: *\nDisallow: /private")
    assert told(host, "/a", robots, NOW + HOUR / 2) != ""
    assert told(host, "/a", robots, NOW + HOUR) == ""
    assert told(host, "/private", robots, NOW + HOUR) == "robots.txt does not allow it"


def test_a_host_that_is_not_there_allows_nothing_now() -> None:
    with answering() as gone:
        base = gone.base
    robots = Robots(fetcher())
    robots.learn([f"{base}/a"], NOW)
    assert "cannot be connected to" in str(robots.refusal(f"{base}/a"))


def test_it_is_asked_once_a_day(host: Host) -> None:
    robots = Robots(fetcher())
    for hours in (0, 1, 23.9):
        robots.learn([f"{host.base}/a", f"{host.base}/b"], NOW + hours * HOUR)
    assert host.asked == ["/robots.txt"]
    robots.learn([f"{host.base}/a"], NOW + 24 * HOUR)
    assert host.asked == ["/robots.txt"] * 2


def test_an_old_copy_holds_while_there_is_no_newer_one(host: Host) -> None:
    robots = Robots(fetcher())
    host.put("/robots.txt", "User-agent: *\nDisallow: /private")
    assert told(host, "/a", robots) == ""
    host.put("/robots.txt", status=500)
    assert told(host, "/a", robots, NOW + 30 * HOUR) == ""
    assert told(host, "/private", robots, NOW + 30 * HOUR) == "robots.txt does not allow it"


def test_redirects_are_followed(host: Host) -> None:
    host.put("/robots.txt", status=301, Location="/elsewhere.txt")
    host.put("/elsewhere.txt", "User-agent: *\nDisallow: /")
    assert told(host, "/a") == "robots.txt does not allow it"


def test_a_page_that_is_not_public_is_refused_for_that_and_not_for_its_robots_txt(host: Host) -> None:
    strict = Fetcher(agent="digest", allow=[], timeout=timedelta(seconds=5), max_bytes=1000, pause=timedelta())
    assert told(host, "/a", Robots(strict)) == ""
    assert host.asked == []


@pytest.mark.parametrize(("written", "delay"), [("2", 2.0), ("0.5", 0.5), ("9999", 60.0), ("-3", 0.0), ("soon", 0.0)])
def test_a_crawl_delay_is_kept_to_up_to_a_minute(host: Host, written: str, delay: float) -> None:
    host.put("/robots.txt", f"User-agent: *\nCrawl-delay: {written}\n")
    asking = fetcher()
    robots = Robots(asking)
    robots.learn([f"{host.base}/a"], NOW)
    assert robots.delay(f"{host.base}/a") == delay
    assert asking.delays["127.0.0.1"] == delay


def test_what_is_no_address_has_no_robots_txt() -> None:
    robots = Robots(fetcher())
    robots.learn(["http://[::1", "nonsense"], NOW)
    assert robots.refusal("http://[::1") is None


def test_the_answer_of_a_page_that_redirects_to_where_robots_txt_forbids_is_not_used(host: Host) -> None:
    host.put("/robots.txt", "User-agent: *\nDisallow: /private")
    host.put("/a", status=302, Location="/private/a")
    host.put("/b", status=302, Location="/c")
    for path in ("/private/a", "/c"):
        host.put(path, "<html>")
    asking = fetcher()
    robots = Robots(asking)
    refused, used, unasked = (
        robots.judged(asking.get(Request(url=host.base + one)), NOW) for one in ("/a", "/b", "/c")
    )
    assert str(refused) == f"{host.base}/private/a: robots.txt does not allow it"
    assert [one.url for one in (used, unasked) if isinstance(one, Response)] == [f"{host.base}/c"] * 2


def test_the_robots_txt_of_another_host_is_asked_when_a_page_redirects_there(host: Host) -> None:
    with answering() as other:
        other.put("/robots.txt", "User-agent: *\nDisallow: /")
        host.put("/a", status=301, Location=other.put("/a", "<html>"))
        asking = fetcher()
        refused = Robots(asking).judged(asking.get(Request(url=f"{host.base}/a")), NOW)
        assert str(refused) == f"{other.base}/a: robots.txt does not allow it"
