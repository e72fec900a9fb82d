"""What Media RSS, podcasts and enclosures add to an item of RSS or Atom: pictures, a text, tags."""

from __future__ import annotations

import re

from lxml import etree

from digest.collect.feeds.wire import Text
from digest.collect.feeds.xml_tree import Children, text

_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)", re.IGNORECASE)
#: Where pictures stand; most items have none of these, and are not searched for each.
_PICTURES = frozenset({"media:group", "media:content", "media:thumbnail", "enclosure", "atom:link", "itunes:image"})


def tags(has: Children) -> tuple[str, ...]:
    """What podcasts and Media RSS file it under."""
    categories, kinds = has.get("media:category", ()), has.get("itunes:category", ())
    if not categories and not kinds:
        return ()
    itunes = [inner for one in kinds for inner in one.iter(one.tag)]
    labels = [one.get("label") or text(one) for one in categories]
    return tuple(filter(None, [one.get("text") for one in itunes] + labels))


def description(has: Children, base: str) -> Text | None:
    """The only text of a video. Source: Media RSS 1.5.1, "Optional elements"."""
    groups = has.get("media:group", ())
    for holder in (has, *map(Children, groups)) if groups else (has,):
        for one in holder.get("media:description", ()):
            if value := text(one):
                return Text(value=value, is_html=one.get("type") == "html", base=base)
    return None


def images(has: Children) -> tuple[str, ...]:
    """Addresses of pictures: the widest of Media RSS first, then thumbnails, enclosures, and what podcasts have."""
    if _PICTURES.isdisjoint(has):
        return ()
    groups = [has, *map(Children, has["media:group"])]
    media = [one for group in groups for one in group["media:content"] if _is_image(one)]
    media.sort(key=lambda one: -_width(one))  # sorting is stable: among equals the first stays first
    media += [one for content in has["media:content"] for one in Children(content)["media:thumbnail"]]
    media += [one for group in groups for one in group["media:thumbnail"]]
    enclosures = [one for one in has["enclosure"] if _is_image(one)]
    links = [one for one in has["atom:link"] if one.get("rel") == "enclosure" and _is_image(one)]
    urls = [one.get("url") or one.get("href") for one in media + enclosures + links + has["itunes:image"]]
    return tuple(dict.fromkeys(url for url in urls if url))


def _is_image(one: etree._Element) -> bool:
    kind = one.get("medium") or one.get("type") or ""
    return kind.startswith("image") or (not kind and bool(_IMAGE.search(one.get("url") or one.get("href") or "")))


def _width(one: etree._Element) -> int:
    digits = one.get("width", "")[:6]
    return int(digits) if digits.isascii() and digits.isdigit() else 0
