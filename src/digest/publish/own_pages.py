"""Where an article has a page of ours: at its own address, if that lies under the publication's."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from digest.publish import addresses

#: What lies under these names is made or answered by us, and is no article's.
_OURS = frozenset(
    (
        *("sections", "newsletters", "assets", "archive", "unsubscribe", "health", "index.html"),
        *(addresses.LATEST.rstrip("/"), addresses.OPML, addresses.SITEMAP, *addresses.FEED_FILES.values()),
    )
)
_LONGEST = 200  #: bytes of a name, so that ".gz" and what is written beside it fit, too


def own_file(site_url: str, url: str) -> str | None:
    """The file that holds the page at `url` ("notes/a/index.html"); None where no page of ours can lie there.

    That is: elsewhere than under `site_url`, with a query, among our own pages and feeds, or where a name would be
    hidden, unsafe or too long for a file. A name with a suffix is a file of its own; one without is a folder.

    Args:
        site_url: ends with "/".
        url: an http(s) address in ASCII.
    """
    here, there = urlsplit(site_url), urlsplit(url)
    if (here.scheme, here.netloc) != (there.scheme, there.netloc) or there.query:
        return None
    if not there.path.startswith(here.path):
        return None
    names = [_decoded(name) for name in there.path[len(here.path) :].removesuffix("/").split("/")]
    if names[0] in _OURS or not all(_is_safe(name) for name in names):
        return None
    path = "/".join(names)
    is_file = not there.path.endswith("/") and path.endswith((".html", ".htm"))
    return path if is_file else addresses.page_file(f"{path}/")


def _decoded(name: str) -> str:
    """As servers look for it; "" if it is no text."""
    try:
        return unquote(name, errors="strict")
    except UnicodeDecodeError:
        return ""


def _is_safe(name: str) -> bool:
    """Whether it can be a file's name anywhere, and is shown: nothing hidden, no way up, nothing unprintable."""
    fits = 0 < len(name.encode()) <= _LONGEST
    return fits and not name.startswith(".") and name.isprintable() and not set(name) & set('/\\:*?"<>|')
