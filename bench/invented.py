"""Feeds that were never written by anybody: the same bytes each time, with HTML like that of real ones.

Each item has two kilobytes of it: paragraphs with links, emphasis and references, a picture with a caption, a list, a
quotation. What publications add besides stands in it too: classes, tracking parameters, a script now and then.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from html import escape
from random import Random

_WRITTEN = (
    "shed garden bench nail plank hinge door roof window frame saw hammer glue paint brush ladder level square corner "
    "joint beam rafter gutter path gravel stone soil seed bulb root leaf stem flower branch hedge fence gate post rail "
    "the a of and in to with for on under over beside before after when while because although measure cut drill sand "
    "fasten lift carry mark check wait begin finish weekend morning evening autumn winter spring summer small long "
    "straight crooked heavy light dry wet old new simple careful café naïve Größe señor œuvre"
)
_WORDS = _WRITTEN.split()
_SITE = "https://shed.example"
_HTML_BYTES = 2_000
_WHEN = "Mon, 23 Nov 2026 08:{:02}:00 GMT"
_WHEN_ISO = "2026-11-23T08:{:02}:00Z"
_SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"'
)


def texts(items: int) -> list[str]:
    """The HTML of so many items, two kilobytes each."""
    chance = Random(20261123)
    return [_html(chance, number) for number in range(items)]


def escaped_rss(htmls: list[str]) -> bytes:
    """RSS 2.0 with its HTML escaped, in the description alone, as most small publications send it."""
    return _rss(f"<description>{escape(html)}</description>" for html in htmls)


def cdata_rss(htmls: list[str]) -> bytes:
    """RSS 2.0 with its HTML in CDATA and a teaser beside it, as WordPress sends it."""
    return _rss(
        f"<description><![CDATA[{_teaser(html)}]]></description><content:encoded><![CDATA[{html}]]></content:encoded>"
        for html in htmls
    )


def atom(htmls: list[str]) -> bytes:
    """Atom 1.0 with a summary and its HTML escaped."""
    entries = "".join(
        f"<entry><title>{_title(number)}</title><id>tag:shed.example,2026:{number}</id>"
        f'<link rel="alternate" type="text/html" href="{_SITE}/2026/11/{number}"/>'
        f"<published>{_WHEN_ISO.format(number % 60)}</published><updated>{_WHEN_ISO.format(number % 60)}</updated>"
        f'<author><name>Ada Reed</name></author><category term="garden"/>'
        f'<summary>{_teaser(html)}</summary><content type="html">{escape(html)}</content></entry>'
        for number, html in enumerate(htmls)
    )
    about = f'<title>The shed</title><id>{_SITE}/</id><link rel="self" href="{_SITE}/feed"/>'
    head = '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
    return f"{head}{about}{entries}</feed>".encode()


def json_feed(htmls: list[str]) -> bytes:
    """JSON Feed 1.1 with a summary."""
    items = [
        {
            "id": f"{number}",
            "url": f"{_SITE}/2026/11/{number}",
            "title": f"Part {number}: nails & planks",
            "summary": _teaser(html),
            "content_html": html,
            "date_published": _WHEN_ISO.format(number % 60),
            "authors": [{"name": "Ada Reed"}],
            "tags": ["garden", "wood"],
        }
        for number, html in enumerate(htmls)
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "The shed", "items": items}).encode()


FORMS: dict[str, Callable[[list[str]], bytes]] = {
    "rss": escaped_rss,
    "rss with CDATA": cdata_rss,
    "atom": atom,
    "json feed": json_feed,
}


def _rss(bodies: Iterable[str]) -> bytes:
    items = "".join(
        f"<item><title>{_title(number)}</title><link>{_SITE}/2026/11/{number}?utm_source=feed</link>"
        f'<guid isPermaLink="false">{_SITE}/?p={number}</guid><pubDate>{_WHEN.format(number % 60)}</pubDate>'
        f"<dc:creator>Ada Reed</dc:creator><category>garden</category><category>wood</category>{body}"
        f'<media:thumbnail url="{_SITE}/{number}.jpg" width="150"/></item>'
        for number, body in enumerate(bodies)
    )
    about = f"<title>The shed</title><link>{_SITE}/</link><description>Of wood and nails</description>"
    head = f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {_SPACES}>'
    return f"{head}<channel>{about}{items}</channel></rss>".encode()


def _title(number: int) -> str:
    return f"Part {number}: nails &amp; planks"


def _teaser(html: str) -> str:
    return " ".join(_WORDS[len(html) % 7 :: 5][:12]) + "."


def _html(chance: Random, number: int) -> str:
    parts = [_picture(number), _list(chance, number)]
    if number % 10 == 0:
        parts.append('<script async src="https://ads.example/a.js"></script>')
    while sum(map(len, parts)) < _HTML_BYTES - 250:
        parts.insert(1, _paragraph(chance, number))
    return "\n".join((*parts, f"<blockquote><p>{_sentence(chance)}</p></blockquote>"))


def _paragraph(chance: Random, number: int) -> str:
    address = f"{_SITE}/{chance.choice(_WORDS)}?utm_source=rss&amp;p={number}"
    link = f'<a href="{address}" target="_blank">{chance.choice(_WORDS)}</a>'
    near = f'<a class="near" href="/{number}#more">{chance.choice(_WORDS)}</a>'
    told = (
        _sentence(chance),
        f"{link} &#8220;{_sentence(chance)}&#8221;",
        f"<em>{near}</em> &amp; {_sentence(chance)}",
    )
    return f'<p class="wp-block-paragraph">{" ".join(told)}</p>'


def _picture(number: int) -> str:
    return (
        f'<figure class="wp-block-image size-large"><img loading="lazy" width="1024" height="683" '
        f'src="{_SITE}/images/{number}.jpg" alt="A shed &amp; its door" srcset="{_SITE}/images/{number}-2.jpg 2x" />'
        f"<figcaption>The shed&nbsp;in November</figcaption></figure>"
    )


def _list(chance: Random, number: int) -> str:
    lines = "".join(f"<li>{_sentence(chance)}</li>" for _ in range(3))
    return f'<h2 id="list-{number}">What you need</h2><ul>{lines}</ul>'


def _sentence(chance: Random) -> str:
    words = chance.choices(_WORDS, k=chance.randint(6, 14))
    return " ".join(words).capitalize() + "."
