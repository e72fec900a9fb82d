"""robots.txt: which pages of a host we may read, and how fast. Host of protego.

Asked once a day for each host, before its first page; feeds and sitemaps are made for programs and are not asked for.
Source: RFC 9309.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from protego import Protego

from digest.collect.net.fetch import Answer, Fetcher, Request
from digest.collect.net.headers import shown
from digest.collect.text.sanitise import absolute
from digest.errors import AddressRefused, FetchFailed, RobotsRefused, SourceError

#: Who we are there (RFC 9309 §2.2.1).
AGENT = "digest"

_KEPT = timedelta(days=1)  #: §2.4
_AGAIN = timedelta(hours=1)  #: after it could not be read
_READ = 512_000  #: bytes that are read of it (§2.5 asks for 500 KiB)
_LONGEST_DELAY = 60.0  #: seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class _Host:
    """What is known of one host's robots.txt."""

    until: datetime  #: when to ask again
    rules: Protego | None  #: None when it could not be read
    failure: str = ""  #: why not


class Robots:
    """What each host allows; remembered for a day, in memory."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._hosts: dict[str, _Host] = {}

    def learn(self, urls: Iterable[str], now: datetime) -> None:
        """Ask the hosts of these pages that were not asked lately, side by side."""
        wanted = {robots: None for url in urls if (robots := _robots(url)) and not self._is_fresh(robots, now)}
        requests = [Request(url=url, accept="text/plain, */*;q=0.5") for url in wanted]
        for request, answer in self._fetcher.each(requests):
            self._hosts[request.url] = _learnt(answer, self._hosts.get(request.url), now)
            self._fetcher.delays[urlsplit(request.url).hostname or ""] = self.delay(request.url)

    def refusal(self, url: str) -> SourceError | None:
        """Why a page must not be read now; None when it may. Its host was asked by `learn`."""
        host = self._hosts.get(_robots(url))
        if host is None:
            return None
        if host.rules is None:
            return RobotsRefused(shown(url), f"waits until it is known what robots.txt allows ({host.failure})")
        return None if host.rules.can_fetch(url, AGENT) else RobotsRefused(shown(url), "robots.txt does not allow it")

    def judged(self, answer: Answer, now: datetime) -> Answer:
        """The answer of a page, or why it is not used: where a redirect led, robots.txt may say something else."""
        if isinstance(answer, SourceError) or answer.url == answer.asked:
            return answer
        self.learn([answer.url], now)
        return self.refusal(answer.url) or answer

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the page's host names; it was asked by `learn`. Source: sitemaps.org, "Submitting"."""
        host = self._hosts.get(_robots(url))
        written = host.rules.sitemaps if host and host.rules else ()
        return tuple(dict.fromkeys(whole for one in written if (whole := absolute(str(one), _robots(url)))))

    def delay(self, url: str) -> float:
        """Seconds between two requests that the page's host asks for, at most 60; 0 when it asks for none."""
        host = self._hosts.get(_robots(url))
        asked = host.rules.crawl_delay(AGENT) if host and host.rules else None
        return min(max(float(asked or 0), 0.0), _LONGEST_DELAY)

    def _is_fresh(self, robots: str, now: datetime) -> bool:
        return robots in self._hosts and now < self._hosts[robots].until


def _robots(url: str) -> str:
    """The address of the robots.txt that speaks for a page; "" when that is no address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}/robots.txt" if parts.hostname else ""


def _learnt(answer: Answer, before: _Host | None, now: datetime) -> _Host:
    if isinstance(answer, AddressRefused):
        return _Host(until=now + _KEPT, rules=_parsed(b""))  # the page's own refusal says more
    if isinstance(answer, FetchFailed) and _is_absent(answer.status):
        return _Host(until=now + _KEPT, rules=_parsed(b""))  # §2.3.1.3
    if isinstance(answer, SourceError):
        if before is not None and before.rules is not None:
            return replace(before, until=now + _AGAIN)  # §2.4: an old copy holds while there is no newer one
        return _Host(until=now + _AGAIN, rules=None, failure=str(answer))  # §2.3.1.4
    return _Host(until=now + _KEPT, rules=_parsed(answer.body))


def _is_absent(status: int | None) -> bool:
    return status is not None and HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR


def _parsed(body: bytes) -> Protego:
    return Protego.parse(body[:_READ].decode("utf-8", "replace").removeprefix("\ufeff"))
