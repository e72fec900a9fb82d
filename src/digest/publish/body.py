"""The HTML that stands in a feed's entry, and the few words about it."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urlsplit

from digest.language import Language
from digest.model import Article, Edition, EditionSection, Item, Pick, Sponsor
from digest.publish import picked
from digest.publish.clean import line, text, web_address
from digest.publish.markup import fit

_TAG = re.compile(r"<[^>]*>")
_SUMMARY_LENGTH = 280  #: characters


def summary(article: Article) -> str:
    """The article in a few words of plain text: its summary, else its beginning, else its title."""
    if said := line(article.summary):
        return said
    beginning = line(unescape(_TAG.sub(" ", _beginning(article.content)))) if article.full else ""
    return _shortened(beginning) or line(article.title)


def content(article: Article, picks: tuple[Pick, ...], url: str, words: Language) -> str:
    """Everything a feed reader shows under the title, as HTML; never empty.

    The text, where it may be republished, else the summary and a link; and the picks below.
    """
    above = text(fit(text(article.content), url)).strip() if article.full and article.complete else ""
    return above + picked.html(picks, words) if above else in_short(summary(article), picks, url, words)


def in_short(summary: str, picks: tuple[Pick, ...], url: str, words: Language) -> str:
    """The summary, a link to the rest, and the picks."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    onward = words.gettext("Read on at %(host)s") % {"host": host}
    above = f'<p>{_escaped(summary)}</p>\n<p><a href="{escape(url)}">{_escaped(onward)}</a></p>'
    return above + picked.html(picks, words)


def edition_summary(edition: Edition) -> str:
    """What it is about: as many of its titles as a summary may hold; "" when it has no story."""
    titles = (line(item.title) for section in edition.sections for item in section.items)
    return _shortened(" · ".join(filter(None, titles)))


def edition_content(edition: Edition, words: Language) -> str:
    """Its editor's words, sections and stories, and sponsor, as HTML; "" when no story can be linked to."""
    told = [*filter(None, (_section(section, words) for section in edition.sections))]
    if not told:
        return ""
    opening = [_passage(edition.introduction.html)] if edition.introduction else []
    return "\n".join([*opening, *told, *([_sponsor(edition.sponsor, words)] if edition.sponsor else [])])


def _sponsor(sponsor: Sponsor, words: Language) -> str:
    url = web_address(sponsor.url)
    label = _escaped(words.gettext("Sponsored by %(name)s") % {"name": line(sponsor.name)})
    link = f'<a href="{escape(url)}">{label}</a>' if url else label
    return f"<p><strong>{link}</strong></p>\n{_passage(sponsor.passage.html)}".rstrip()


def _passage(html: str) -> str:
    return fit(text(html), "")  # all its addresses are absolute


def _section(section: EditionSection, words: Language) -> str:
    stories = "\n".join(filter(None, (_story(item, words) for item in section.items)))
    last = picked.html(picked.fit_picks((section.next,) if section.next else ()), words)
    return f"<h2>{_escaped(line(section.title))}</h2>\n{stories}{last}" if stories else ""


def _story(item: Item, words: Language) -> str:
    url, title = web_address(item.url), line(item.title)
    if not url or not title:
        return ""
    told = line(item.summary)
    below = f"\n<p>{_escaped(told)}</p>" if told and told != title else ""
    related = picked.html(picked.fit_picks(item.related), words)
    return f'<h3><a href="{escape(url)}">{_escaped(title)}</a></h3>{below}{related}'


def _escaped(plain: str) -> str:
    return escape(plain, quote=False)


def _shortened(plain: str) -> str:
    if len(plain) <= _SUMMARY_LENGTH:
        return plain
    return plain[:_SUMMARY_LENGTH].rpartition(" ")[0].rstrip(" ,;:.–-·") + " …"


def _beginning(html: str) -> str:
    """As much as a summary may need: articles may be long, and this is done for every item of every feed."""
    enough = html[: 10 * _SUMMARY_LENGTH]
    return enough if len(enough) == len(html) else enough.rpartition("<")[0]
