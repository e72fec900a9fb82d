"""One story, one address: tracking parameters, AMP, mobile hosts and spelling taken away. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

_LONGEST_WRITTEN = 4_000  #: characters
_LONGEST = 2_000  #: bytes; PostgreSQL's indexes take no value of more than 2,704
_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"(utm|pk|piwik|mtm|matomo|hsa|guce|ns|at)_\w+|(fb|g|d|y|tw|ms|tt|li_?f)cl?k?id|gbraid|wbraid|gclsrc|igshid|igsh"
    r"|mc_[ce]id|_hsenc|_hsmi|_openstat|mkt_tok|oly_(anon|enc)_id|vero_(id|conv)|ref_(src|url)|s_cid|cmpid|ncid|xtor"
    r"|__twitter_impression|wt\.\w+|amp|outputtype=amp",
    re.IGNORECASE,
)
_AMP_CACHE = re.compile(
    r"(?:\w[\w-]*\.cdn\.ampproject\.org/[cv]/|(?:www\.)?google\.[a-z.]+/amp/)(s/)?(.+)", re.IGNORECASE
)
_AMP_PATH = re.compile(r"(?:/amp)+/?$|\.amp(?=\.html?$)|\.amp$", re.IGNORECASE)
_OTHER_HOSTS = frozenset({"m", "mobile", "amp"})  #: first labels of hosts that serve the same story to other devices
#: Addresses that are canonical already, told without taking them apart; most are.
_CANONICAL = re.compile(
    r"https?://(?!(?:m|mobile|amp)\.|[^/]*\.(?:m|mobile|amp)\.|[^/]*\.cdn\.ampproject|[^/]*google)"
    r"(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,}/(?!\.|.*(?:\bamp\b|/\.))[A-Za-z0-9/._~-]{0,1000}"
)
_DOMAIN = 2  #: labels that are left alone
_CACHED = 4_096  #: addresses; each story's is asked for several times


@lru_cache(_CACHED)
def canonical(url: str) -> str:
    """The address to know a story by and to send readers to; `canonical(canonical(url))` is the same.

    Scheme and host in small letters, no default port, no fragment, no credentials, no tracking parameters; AMP and
    mobile forms become the plain ones. Parameters keep their order, for servers that mind.

    Raises:
        ValueError: it is not an absolute http or https address, or has more than 2,000 bytes.
    """
    for _ in range(5):  # an AMP cache may hold an address that needs all this again
        if _CANONICAL.fullmatch(url):
            return url
        plainer = _plainer(url)
        if plainer == url:
            break
        url = plainer
    return _short(url)


@lru_cache(_CACHED)
def article_key(url: str) -> str:
    """What makes two findings the same story: the canonical address without scheme, `www.` and trailing slash.

    Parameters are sorted and their escapes normalised, which is right for comparing, and wrong for visiting.

    Raises:
        ValueError: it is not an absolute http or https address, or has more than 2,000 bytes.
    """
    if _CANONICAL.fullmatch(url):
        return url.partition("://")[2].removeprefix("www.").rstrip("/")
    parts = urlsplit(canonicalize_url(canonical(url)))
    path = parts.path.rstrip("/")
    return _short(parts.netloc.removeprefix("www.") + path + (f"?{parts.query}" if parts.query else ""))


def _short(address: str) -> str:
    if len(address.encode("utf-8", "replace")) > _LONGEST:
        raise ValueError(f"its address {address[:60]}… is longer than {_LONGEST} bytes")
    return address


def _plainer(url: str) -> str:
    if len(url) > _LONGEST_WRITTEN:
        raise ValueError(f"its address {url[:60]!r}… is longer than {_LONGEST_WRITTEN} characters")
    parts = urlsplit(safe_url_string(url.strip()))
    scheme, host = parts.scheme, (parts.hostname or "").rstrip(".")
    if scheme not in _PORTS or not host:
        raise ValueError(f"{url[:200]!r} is not a web address")
    if cached := _AMP_CACHE.fullmatch(f"{host}{parts.path}"):
        return f"http{'s' if cached[1] else ''}://{unquote(cached[2])}" + (f"?{parts.query}" if parts.query else "")
    port = "" if parts.port in (None, _PORTS[scheme]) else f":{parts.port}"
    path = _AMP_PATH.sub("", parts.path) or "/"
    return urlunsplit((scheme, _plain_host(host) + port, path, _wanted(parts.query), ""))


def _plain_host(host: str) -> str:
    if ":" in host:
        return f"[{host}]"
    labels = host.split(".")
    kept = [label for label in labels[:-_DOMAIN] if label not in _OTHER_HOSTS]
    return ".".join(kept + labels[-_DOMAIN:])


def _wanted(query: str) -> str:
    """The query without what only counts visitors; the rest as it was written."""
    return "&".join(part for part in query.split("&") if part and not _is_tracking(part))


def _is_tracking(part: str) -> bool:
    name = part.partition("=")[0]
    return bool(_TRACKING.fullmatch(name) or _TRACKING.fullmatch(part))


def is_same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one site: the same registered domain, as far as its form tells."""
    return _registered(one) == _registered(other)


#: Second labels under which names are registered ("example.co.uk").
_SECOND = frozenset({"ac", "co", "com", "edu", "gob", "gov", "ne", "net", "or", "org"})
_COUNTRY = 2  #: letters


def _registered(url: str) -> tuple[str, ...]:
    try:
        labels = (urlsplit(url).hostname or "").split(".")
    except ValueError:
        return ()
    is_deep = len(labels) > _DOMAIN and len(labels[-1]) == _COUNTRY and labels[-2] in _SECOND
    kept = _DOMAIN + is_deep
    return tuple(labels if labels[-1].isdigit() else labels[-kept:])
