"""A page → the article on it: metadata read, clutter taken out, the editor's picks as data, the body clean.

The order matters: metadata is read from the page as it is, the picks are taken before the body is looked for (what
finds it knows nothing of picks). What repeats on the host's pages goes later, when several were read (`habits`).
"""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime

from lxml import etree, html

from digest.collect.article import clean, edges, editor_picks, html_tree, meta
from digest.collect.article.body import body as body_of
from digest.collect.harvest import bounded
from digest.collect.text import sanitise, words
from digest.collect.text.dates import moment
from digest.errors import PageUnreadable
from digest.model import Found, Source, SourceKind

_FEWEST_WORDS = 25  #: a page with less text than this has no article on it, or hides it behind a program
_LAST_DAY = "2100-01-01"  #: fixed, that the same page says the same on any day
_NEW_YEAR = "-01-01"
_ROOM = ("article", "main")


def article(body: bytes, source: Source, *, url: str, known: Found | None) -> Found:
    """The article on a page.

    Args:
        body: the page's bytes.
        source: which source named it.
        url: where the page came from, after redirects.
        known: what the source said of it. A feed's title, summary, date and authors win; a listing's title is but a
            link's text, and does not.

    Raises:
        PageUnreadable: there is no article on it.
    """
    try:
        return _article(body, source, url, known)
    except PageUnreadable:
        raise
    except Exception as error:  # whatever a page does to its reader costs that page only (promise 1)
        raise PageUnreadable(url, f"it stops the reader ({type(error).__name__}: {error})") from error


def _article(body: bytes, source: Source, url: str, known: Found | None) -> Found:
    tree = html_tree.page(body, url)
    base = html_tree.base(tree, url)
    about = meta.about(tree, url, base)
    feed = known if known is not None and source.kind is SourceKind.FEED else None
    published = (feed.published if feed else None) or about.published
    whole = None if published else deepcopy(tree)  # read only when there is an article: it takes long
    clean.strip(tree)
    picks = editor_picks.take(_room(tree), base)
    clean.strip_calls(tree)
    written = _body(tree, base, about)
    if len(written) > sanitise.LONGEST:
        raise PageUnreadable(url, f"its text has more than {sanitise.LONGEST} characters")
    content = sanitise.clean(written, base)
    plain = sanitise.text(content)
    if words.count(plain) < _FEWEST_WORDS:
        raise PageUnreadable(url, "no article was found on it (it may need a browser, or be for subscribers only)")
    title = (feed.title if feed else "") or about.title or (known.title if known else "")
    found = Found(
        source=source.url,
        url=about.url,
        section=source.section,
        title=title or sanitise.summary(plain, 80),
        summary=(feed.summary if feed else "") or sanitise.summary(about.summary or plain),
        content=content,
        guid=known.guid if known else None,
        authors=(feed.authors if feed else ()) or about.authors,
        image=about.image or (known.image if known else None) or sanitise.first_image(content),
        language=about.language or (known.language if known else None),
        published=published or _written_date(whole, url) or (known.published if known else None),
        page_section=about.section,
        tags=(feed.tags if feed else ()) or about.tags,
        series=about.series,
        picks=picks,
        enclosures=known.enclosures if known else (),
    )
    return bounded(found)


def _written_date(tree: html.HtmlElement | None, url: str) -> datetime | None:
    """The day that the visible page names; a year alone is no day. None without a tree to look at."""
    if tree is None:
        return None
    from trafilatura import metadata

    found: str | None = metadata.find_date(  # type: ignore[attr-defined]  # imported there, in every version
        tree, extensive_search=True, original_date=True, url=url, max_date=_LAST_DAY
    )
    return None if found is None or found.endswith(_NEW_YEAR) else moment(found)


def _room(tree: html.HtmlElement) -> html.HtmlElement:
    """Where the editor writes: the one <article>, else <main>, else the whole page."""
    for name in _ROOM:
        found = list(tree.iter(name))
        if len(found) == 1:
            return found[0]
    return tree


def _body(tree: html.HtmlElement, base: str, about: meta.About) -> str:
    """The body as HTML; "" when there is none."""
    tree.make_links_absolute(base, resolve_base_href=False, handle_failures="ignore")
    answer = body_of(tree, about.title, about.summary)
    return "" if answer is None else _checked(answer, about)


def _checked(answer: html.HtmlElement, about: meta.About) -> str:
    """Its answer without what stands elsewhere, and without calls that hid from `clean.strip_calls`."""
    clean.strip_calls(answer)
    edges.trim(answer, about.title, about.authors)
    inner = [answer.text or "", *(etree.tostring(child, encoding="unicode", method="html") for child in answer)]
    return "".join(inner)
