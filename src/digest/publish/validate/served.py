"""How an address answers: what a feed reader needs besides the document (RFC 9110, 9111, 8288; WebSub §4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digest.publish.validate.finding import Finding, advice, error, warning
from digest.publish.validate.report import Report

NO_TYPE = error(
    "http-type-missing",
    "the answer has no Content-Type",
    "have the server send the type of the feed",
    "browsers and readers guess, some wrongly",
)
WRONG_TYPE = warning(
    "http-type",
    "the answer has the Content-Type {value}, not {right}",
    "have the server send the type of the feed",
    "some readers do not take it for a feed, and browsers show or save it wrongly",
)
WRONG_CHARSET = error(
    "http-charset",
    "the server says charset={value}, but the document is UTF-8",
    "have the server send charset=utf-8, or none",
    "what the server says wins: letters like é and ü are shown wrongly",
)
TEXT_WITHOUT_CHARSET = warning(
    "http-charset-missing",
    "the answer is {value} without a charset",
    "use application/rss+xml or application/atom+xml, or add charset=utf-8",
    "old readers take every letter beyond ASCII for another",
)
NO_VALIDATORS = warning(
    "http-validators",
    "the answer has neither ETag nor Last-Modified",
    "have the server send one of them, better both",
    "each poll loads the whole feed anew, and readers that are polite come less often",
)
NOT_CONDITIONAL = warning(
    "http-304",
    "asked again with {value}, it sent the whole document once more",
    "have the server answer 304 when nothing has changed",
    "each poll loads the whole feed anew, and readers that are polite come less often",
)
NOT_PACKED = advice(
    "http-gzip",
    "the answer is not compressed",
    "switch on gzip for XML and JSON; a feed becomes five times smaller",
    "each poll takes longer and costs more, above all on the move",
)
NO_CACHING = advice(
    "http-cache",
    "the answer has no Cache-Control",
    "say how long readers and caches may keep it, like max-age=300",
    "some ask far too often, others too seldom",
)
NO_VARY = advice(
    "http-vary",
    "the answer is compressed, but Vary does not name Accept-Encoding",
    "have the server send Vary: Accept-Encoding",
    "a cache on the way may give the compressed form to readers that cannot take it",
)
NO_LINK_HEADER = advice(
    "http-link",
    "the feed names a hub, but the answer's Link header does not name {value}",
    'send Link with rel="hub" and rel="self" (WebSub §4)',
    "readers that look at headers alone do not subscribe at the hub",
)
MOVED = advice(
    "http-moved",
    "the address leads on to {value}",
    "give readers the final address; answer 301 or 308 if the move is for good",
    "each poll asks twice",
)
NOT_SECURE = advice(
    "http-plain",
    "the address is not https",
    "serve the feed by https, and redirect",
    "anybody on the way can read and change it",
)

_TYPES = {
    "RSS": ("application/rss+xml", "application/xml", "text/xml", "application/rdf+xml"),
    "Atom": ("application/atom+xml", "application/xml", "text/xml"),
    "JSON": ("application/feed+json", "application/json"),
}
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """An address's answer, without the document."""

    asked: str
    url: str  #: after redirects
    content_type: str = ""  #: headers as sent; "" when they were not
    content_encoding: str = ""
    cache_control: str = ""
    vary: str = ""
    links: str = ""  #: all Link headers
    validators: str = ""  #: the names of those that were sent: "ETag", "ETag and Last-Modified"; ""
    again: int | None = None  #: status when asked once more with them; None when it was not


def served(answer: Served, report: Report) -> Iterator[Finding]:
    """What is wrong with the way the document is served."""
    if answer.url != answer.asked:
        yield MOVED.at(value=answer.url)
    if answer.url.startswith("http:"):
        yield NOT_SECURE.at()
    yield from _type(answer, report)
    if not answer.validators:
        yield NO_VALIDATORS.at()
    elif answer.again not in (None, 304):
        yield NOT_CONDITIONAL.at(value=answer.validators)
    if not answer.content_encoding:
        yield NOT_PACKED.at()
    elif "accept-encoding" not in answer.vary.lower() and answer.vary.strip() != "*":
        yield NO_VARY.at()
    if not answer.cache_control:
        yield NO_CACHING.at()
    yield from _hub(answer, report)


def _type(answer: Served, report: Report) -> Iterator[Finding]:
    kind = answer.content_type.partition(";")[0].strip().lower()
    right = next((types for name, types in _TYPES.items() if report.kind.startswith(name)), ())
    charset = _CHARSET.search(answer.content_type)
    if not kind:
        yield NO_TYPE.at()
    elif right and kind not in right:
        yield WRONG_TYPE.at(value=kind, right=right[0])
    elif kind.startswith("text/") and not charset:
        yield TEXT_WITHOUT_CHARSET.at(value=kind)
    if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii") and not _is_other(report):
        yield WRONG_CHARSET.at(value=charset[1])


def _is_other(report: Report) -> bool:
    return any(found.code.startswith("encoding-") for found in report.findings)


def _hub(answer: Served, report: Report) -> Iterator[Finding]:
    if "hub" in report.facts.links:
        for relation in ("hub", "self"):
            if not re.search(rf"rel\s*=\s*\"?[^\";,]*\b{relation}\b", answer.links, re.IGNORECASE):
                yield NO_LINK_HEADER.at(value=relation)
