"""Whether addresses answer: asked for their heads only, one at a time of each host, and not for long."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from time import monotonic
from urllib.parse import urlsplit

from digest.collect.net.connections import Broken, Unconnected, Unreadable, Unresolved
from digest.collect.net.fetch import ACCEPT, Answer, Fetcher, Request
from digest.collect.net.inflate import TooLarge
from digest.collect.net.manners import Manners
from digest.errors import FetchFailed, SourceError

#: Addresses that are asked at most, and seconds for all of them; for one answer.
MOST = 60
WITHIN = 60.0
_PATIENCE = timedelta(seconds=10)
_ENOUGH = 200_000  #: bytes of a body that nobody reads
_ACCEPT = f"text/html, {ACCEPT}"
#: It is there, and larger or other than we care to read.
_THERE = (TooLarge, zlib.error)
_BUSY = 429


def asked(like: Fetcher, urls: Sequence[str], within: float = WITHIN) -> dict[str, SourceError | None]:
    """Address → why it does not answer as it should, None when it does; those that there was no time for are left out.

    What a server says to HEAD is believed when it is good; else it is asked again by GET, since many do not know HEAD,
    or answer it with what comes to mind.

    Args:
        like: whose name, manners and networks to go by.
        urls: the most important first.
        within: seconds.
    """
    end = monotonic() + within
    fetcher = _modest(like)
    first = {_host(url): url for url in reversed(urls[:MOST])}
    answers = _asked(fetcher, [_head(url) for url in first.values()], end)
    # Of a host that gives no answer at all, one address is enough: the others would only take their time.
    silent = {host: why for host, url in first.items() if (why := answers.get(url)) and _is_silent(why)}
    others = [url for url in urls[:MOST] if url not in answers]
    answers |= {url: silent[_host(url)] for url in others if _host(url) in silent}
    answers |= _asked(fetcher, [_head(url) for url in others if url not in answers], end)
    again = [url for url, why in answers.items() if why is not None and _is_worth_asking(why)]
    return answers | _asked(fetcher, [Request(url=url, accept=_ACCEPT) for url in again], end)


def _head(url: str) -> Request:
    return Request(url=url, method="HEAD", accept=_ACCEPT)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return url


def _is_silent(why: SourceError) -> bool:
    return isinstance(why.__cause__, (Unresolved, Unconnected))


def _asked(fetcher: Fetcher, requests: Iterable[Request], end: float) -> dict[str, SourceError | None]:
    found: dict[str, SourceError | None] = {}
    if monotonic() >= end:
        return found
    with closing(fetcher.each(requests)) as answers:
        for request, answer in answers:
            found[request.url] = _failure(answer)
            if monotonic() >= end:
                break
    return found


def _failure(answer: Answer) -> SourceError | None:
    if not isinstance(answer, SourceError) or isinstance(answer.__cause__, _THERE):
        return None
    return answer


def _is_worth_asking(why: SourceError) -> bool:
    if isinstance(why, FetchFailed) and why.status is not None:
        return why.status != _BUSY
    return isinstance(why.__cause__, (Broken, Unreadable))


def _modest(like: Fetcher) -> Fetcher:
    """One that asks each host one thing at a time, also at home."""
    made = Fetcher(
        agent=like.agent,
        allow=like.allow,
        timeout=_PATIENCE,
        max_bytes=_ENOUGH,
        pause=timedelta(seconds=like.manners.pause),
        at_home=Manners(connections=1, pause=0.0),
        resolve=like.resolve,
    )
    made.manners = replace(made.manners, connections=1)
    made.begun = like.begun
    return made
