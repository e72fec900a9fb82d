"""When two addresses are the same story's: how an editor's link finds an article of ours.

A lenient reading of `collect/identity/decision.py`'s rules, for links that were written by hand.
"""

import re

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_PORT = re.compile(r":(80|443)?$")


def address_key(url: str) -> str:
    """The address without what does not tell stories apart.

    Left out: scheme, user, `www.`, standard port, fragment, `utm_…` parameters, slashes at the end;
    the host in small letters. Takes an `Article.key` (which has no scheme) as well.
    """
    rest = _SCHEME.sub("", url.strip()).split("#", 1)[0]
    rest, _, query = rest.partition("?")
    host, slash, path = rest.lstrip("/").partition("/")
    kept = [part for part in query.split("&") if part and not part.lower().startswith("utm_")]
    return _host(host) + (slash + path).rstrip("/") + ("?" + "&".join(kept) if kept else "")


def _host(host: str) -> str:
    return _PORT.sub("", host.rpartition("@")[2].lower()).removeprefix("www.")
