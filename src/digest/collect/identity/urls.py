"""One story, one address: tracking parameters, AMP, mobile hosts and spelling taken away. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import unquote, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

_LONGEST_WRITTEN = 4_000  #: characters
_LONGEST = 2_000  #: bytes; PostgreSQL's indexes take no value of more than 2,704
_PORTS = {"http": 80, "https": 443}
#: Parameters that only count visitors, or name their session; what a server might choose a story by is not among them.
_TRACKING = re.compile(
    # campaigns: Google, Matomo, HubSpot, AT Internet, Mailchimp, Marketo, Vero, Salesforce, Adobe, Yahoo
    r"(utm|pk|piwik|mtm|matomo|hsa|guce|ns|at|sfmc|oly|vero|mc)_\w+|_hsenc|_hsmi|hsctatracking|mkt_tok|_openstat|s_cid"
    r"|cmpid|ncid|xtor|wt\.\w+|smid|ftag|spm|srsltid|_bta_tid|_kx|__s|trk_\w+"
    # clicks
    r"|(fb|g|d|y|tw|tt|ir|vm|sc)clid|msclkid|irclickid|li_fat_id|gbraid|wbraid|gclsrc|gad_\w+|_gl|_ga|igshid|igsh|epik|rdt_cid"
    r"|wickedid|_branch_match_id|ref_(src|url)|__twitter_impression"
    # where a link stood: only when its value says so
    r"|(ref|src|source|from|via|partner|emc|cmp|cid)=(rss|feed|atom|feedburner|newsletter|e?mail|twitter|facebook|share)"
    r"|ref=[\w-]+(\.[\w-]+)*\.[a-z]{2,}"
    # AMP
    r"|amp|_amp|__amp|amp_\w+|noamp|(output|outputtype|view|type)=amp(-type)?|usqp=mq331\w*"
    # sessions; "sid" is a story's number elsewhere
    r"|(php|j|asp|aspx)?sess(ion)?_?id|aspsessionid\w+|cfid|cftoken|sid=[0-9a-f]{16,}",
    re.IGNORECASE,
)
_SESSION_PATH = re.compile(r";(jsessionid|phpsessid|sid)=[^;/]*", re.IGNORECASE)
_AMP_CACHE = re.compile(
    r"(?:(?:\w[\w-]*\.)?cdn\.ampproject\.org/[cv]/|(?:\w[\w-]*\.|www\.)bing-amp\.com/[cv]/|(?:www\.)?google\.[a-z.]+/amp/)(s/)?(.+)",
    re.IGNORECASE,
)
_CACHES = ("ampproject.org", "bing-amp.com", "google.")
_AMP_PATH = re.compile(r"(?:/amp)+/?$|\.amp(?=\.html?$)|\.amp$", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_INDEX = re.compile(r"/(index|default)\.(html?|php|aspx?|jsp)$", re.IGNORECASE)
#: Some sites choose the story by what stands behind the "#"; it then begins like this.
_ROUTE = re.compile(r"!?/.|!.")
_OTHER_HOSTS = frozenset({"m", "mobile", "amp"})  #: labels of hosts that serve the same story to other devices
_DOMAIN = 2  #: labels that are left alone
#: An address that is plain already but for AMP and mobile forms, as nearly all are: host and path.
_PLAIN = re.compile(r"https?://((?:[a-z0-9][a-z0-9-]{0,30}\.){1,4}[a-z]{2,24})(/[A-Za-z0-9/_~-]*)")
_CACHED = 4_096  #: addresses; each story's is asked for several times


@lru_cache(_CACHED)
def canonical(url: str) -> str:
    """The address to know a story by and to send readers to; `canonical(canonical(url))` is the same.

    Scheme and host in small letters, no default port, no credentials, no tracking parameters or session ids; AMP and
    mobile forms become the plain ones. Parameters keep their order, for servers that mind. Of fragments only routes
    ("#!/story") stay.

    Raises:
        ValueError: it is not an absolute http or https address, or has more than 2,000 bytes.
    """
    if _is_canonical(url):
        return url
    for _ in range(5):  # an AMP cache may hold an address that needs all this again
        plainer = _plainer(url)
        if plainer == url:
            break
        url = plainer
    return _short(url)


@lru_cache(_CACHED)
def article_key(url: str) -> str:
    """What makes two findings the same story: the canonical address without scheme, `www.`, index file, trailing slash.

    Parameters are sorted and all escapes normalised, which is right for comparing, and wrong for visiting.

    Raises:
        ValueError: it is not an absolute http or https address, or has more than 2,000 bytes.
    """
    if _is_canonical(url):
        return url.partition("://")[2].removeprefix("www.").rstrip("/")
    parts = urlsplit(canonicalize_url(canonical(url), keep_fragments=True))
    path = _INDEX.sub("/", parts.path).rstrip("/")
    query, route = (f"?{parts.query}" if parts.query else ""), (f"#{parts.fragment}" if parts.fragment else "")
    return _short(parts.netloc.removeprefix("www.") + path + query + route)


def _is_canonical(url: str) -> bool:
    """Whether that is seen at a glance; False may also mean that one has to look closer."""
    plain = _PLAIN.fullmatch(url) if len(url) <= _LONGEST else None
    if plain is None:
        return False
    host, path = plain.groups()
    is_for_all = _OTHER_HOSTS.isdisjoint(host.split(".")) and not any(cache in host for cache in _CACHES)
    return is_for_all and "/amp" not in path


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
    path = _AMP_PATH.sub("", _SESSION_PATH.sub("", parts.path)) or "/"
    route = parts.fragment if _ROUTE.match(parts.fragment) else ""
    plain = urlunsplit((scheme, _plain_host(host) + port, path, _wanted(parts.query), route))
    return _ESCAPE.sub(lambda escape: escape[0].upper(), plain) if "%" in plain else plain


def _plain_host(host: str) -> str:
    if ":" in host:
        return f"[{host}]"
    labels = host.split(".")
    own = _owned(labels)
    return ".".join([label for label in labels[:-own] if label not in _OTHER_HOSTS] + labels[-own:])


def _wanted(query: str) -> str:
    """The query without what only counts visitors; the rest as it was written."""
    return "&".join(part for part in query.split("&") if part and not _is_tracking(part))


def _is_tracking(part: str) -> bool:
    return bool(_TRACKING.fullmatch(part.partition("=")[0]) or _TRACKING.fullmatch(part))


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
    return tuple(labels if labels[-1].isdigit() else labels[-_owned(labels) :])


def _owned(labels: Sequence[str]) -> int:
    """How many of a host's last labels are a registered domain, as far as their form tells."""
    is_deep = len(labels) > _DOMAIN and len(labels[-1]) == _COUNTRY and labels[-2] in _SECOND
    return _DOMAIN + is_deep
