"""The HTML that stands in a feed's entry: the text, or a summary and a link, and the picks under it."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urlsplit

from digest.model import Article, Pick, PickKind
from digest.publish.clean import line, text
from digest.publish.markup import fit

_TAG = re.compile(r"<[^>]*>")
_SUMMARY_LENGTH = 280  #: characters


def summary(article: Article) -> str:
    """The article in a few words of plain text: its summary, else its beginning, else its title."""
    if said := line(article.summary):
        return said
    beginning = line(unescape(_TAG.sub(" ", _beginning(article.content)))) if article.full else ""
    return _shortened(beginning) or line(article.title)


def content(article: Article, picks: tuple[Pick, ...], url: str) -> str:
    """Everything a feed reader shows under the title, as HTML; never empty."""
    above = fit(text(article.content), url).strip() if article.full and article.complete else ""
    if not above:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        above = f'<p>{_escaped(summary(article))}</p>\n<p><a href="{escape(url)}">Read on at {_escaped(host)}</a></p>'
    return above + _picks_html(picks)


def _picks_html(picks: tuple[Pick, ...]) -> str:
    return "".join(
        (
            _list("Read next", [pick for pick in picks if pick.kind is PickKind.NEXT]),
            _list("Related", [pick for pick in picks if pick.kind is PickKind.RELATED]),
        )
    )


def _list(heading: str, picks: list[Pick]) -> str:
    if not picks:
        return ""
    items = "".join(f"<li>{_link(pick)}{_reason(pick)}</li>\n" for pick in picks)
    return f"\n<p><strong>{heading}:</strong></p>\n<ul>\n{items}</ul>"


def _link(pick: Pick) -> str:
    return f'<a href="{escape(pick.url)}">{_escaped(pick.title)}</a>'


def _reason(pick: Pick) -> str:
    return f" – {_escaped(pick.reason)}" if pick.reason else ""


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
