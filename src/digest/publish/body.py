"""The HTML that stands in a feed's entry: the text, or a summary and a link, and the picks under it."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urlsplit

from digest.model import Article, Pick, PickKind
from digest.publish.clean import line, text, web_address
from digest.publish.publication import Entry

_TAG = re.compile(r"<[^>]*>")
_SUMMARY_LENGTH = 280  #: characters


def summary(article: Article) -> str:
    """The article in a few words of plain text: its summary, else its beginning, else its title."""
    if said := line(article.summary):
        return said
    beginning = line(unescape(_TAG.sub(" ", _beginning(article.content)))) if article.full else ""
    return _shortened(beginning) or line(article.title)


def content(entry: Entry, url: str) -> str:
    """Everything a feed reader shows under the title, as HTML; never empty."""
    article = entry.article
    above = text(article.content).strip() if article.full and article.complete else ""
    if not above:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        above = f'<p>{_escaped(summary(article))}</p>\n<p><a href="{escape(url)}">Read on at {_escaped(host)}</a></p>'
    return above + _picks_html(entry.related)


def picks(found: tuple[Pick, ...]) -> tuple[tuple[Pick, str, str], ...]:
    """(pick, address, title) of those that can be linked to."""
    cleaned = ((pick, web_address(pick.url), line(pick.title)) for pick in found)
    return tuple((pick, url, title) for pick, url, title in cleaned if url and title)


def _picks_html(found: tuple[Pick, ...]) -> str:
    linked = picks(found)
    lists = (
        _list("Read next", [row for row in linked if row[0].kind is PickKind.NEXT]),
        _list("Related", [row for row in linked if row[0].kind is PickKind.RELATED]),
    )
    return "".join(lists)


def _list(heading: str, rows: list[tuple[Pick, str, str]]) -> str:
    if not rows:
        return ""
    items = "".join(f"<li>{_link(url, title)}{_reason(pick)}</li>\n" for pick, url, title in rows)
    return f"\n<p><strong>{heading}:</strong></p>\n<ul>\n{items}</ul>"


def _link(url: str, title: str) -> str:
    return f'<a href="{escape(url)}">{_escaped(title)}</a>'


def _reason(pick: Pick) -> str:
    reason = line(pick.reason)
    return f" – {_escaped(reason)}" if reason else ""


def _escaped(plain: str) -> str:
    return escape(plain, quote=False)


def _shortened(plain: str) -> str:
    if len(plain) <= _SUMMARY_LENGTH:
        return plain
    return plain[:_SUMMARY_LENGTH].rpartition(" ")[0].rstrip(" ,;:.–-") + " …"


def _beginning(html: str) -> str:
    """As much as a summary may need: articles may be long, and this is done for every item of every feed."""
    enough = html[: 10 * _SUMMARY_LENGTH]
    return enough if len(enough) == len(html) else enough.rpartition("<")[0]
