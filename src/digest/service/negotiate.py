"""What a request's headers ask for: which encoding, and whether a browser would rather have a page than a feed.

A feed reader must never get a page for a feed, and a browser that gets a feed has lost little. So `is_browser` takes
a request for a browser's only when nothing speaks against it; `docs/design.md` says why each of its signs is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

#: Also without the nought before the point, which the grammar wants and Java's own client leaves out.
_WEIGHT = re.compile(r"q\s*=\s*(0?\.\d{1,3}|0\.?|1(?:\.0{0,3})?)", re.IGNORECASE)
#: What a program that reads feeds may say it takes. Wildcards count: most readers send nothing but "*/*".
_FEED_TYPES = re.compile(
    r"application/(?:(?:rss|atom|rdf)\+xml|(?:feed\+)?json)|text/(?:rss|atom|rdf)(?:\+xml)?|text/xml"
)
_ANY_XML = ("application/xml", "application/*", "text/*", "*/*")
_PAGES = ("text/html", "application/xhtml+xml")
_CONDITIONS = ("if-none-match", "if-modified-since", "range")


def weights(header: str) -> dict[str, float]:
    """Each value that a header like Accept names, in small letters, with its weight: 0 (not that) to 1.

    Parameters but "q" are left out; of a value named twice the higher weight counts. A weight that is none is 0: who
    cannot write it is given what everybody gets.

    Source: RFC 9110 §12.4.2, §12.5.1, §12.5.3.
    """
    found: dict[str, float] = {}
    for element in header.split(","):
        value, *parameters = (part.strip() for part in element.split(";"))
        if value:
            name = value.lower()
            found[name] = max(found.get(name, 0.0), _weight(parameters))
    return found


def takes_gzip(headers: Mapping[str, str]) -> bool:
    """Whether to send what is compressed already (RFC 9110 §12.5.3)."""
    header = headers.get("accept-encoding")
    if not header:
        return False
    wanted = weights(header)
    gzip = wanted.get("gzip", wanted.get("x-gzip", wanted.get("*", 0.0)))
    return gzip > 0 and gzip >= wanted.get("identity", 0.0)


def is_browser(headers: Mapping[str, str]) -> bool:
    """Whether somebody opens this address in a browser, to look at it.

    Args:
        headers: of a GET or HEAD; names without regard to case.
    """
    return (
        # Who asks whether its copy of the feed still holds has got the feed before.
        not any(name in headers for name in _CONDITIONS)
        and _prefers_pages(weights(headers.get("accept", "")))
        # Browsers say what a document is fetched for, since 2023 all do over https; a script's own request is "empty".
        and headers.get("sec-fetch-dest", "document") == "document"
        # Crawlers and readers name their home page in here, and many copy the rest from a browser; no browser does.
        and "http" not in headers.get("user-agent", "").lower()
    )


def _prefers_pages(wanted: Mapping[str, float]) -> bool:
    if any(weight and _FEED_TYPES.fullmatch(name) for name, weight in wanted.items()):
        return False
    html = wanted.get("text/html", 0.0)
    others = max(wanted.get(name, 0.0) for name in _ANY_XML)
    # All browsers name XHTML; programs that take anything (Java's "text/html, …, */*; q=.2") do not.
    return html > others and (not others or all(wanted.get(name) for name in _PAGES))


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter[:1] in "qQ" and parameter[1:].lstrip().startswith("="):
            found = _WEIGHT.fullmatch(parameter)
            return float(found[1]) if found else 0.0
    return 1.0
