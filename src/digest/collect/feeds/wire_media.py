"""What Media RSS, podcasts and enclosures add to an item of RSS or Atom: pictures, other files, a text, tags."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from digest.collect.feeds.wire import Text
from digest.collect.feeds.xml_tree import Children, text
from digest.collect.text.files import File, is_image, media_type

#: Where pictures stand; most items have none of these, and are not searched for each.
_PICTURES = frozenset({"media:group", "media:content", "media:thumbnail", "enclosure", "atom:link", "itunes:image"})
_FILES = frozenset({"media:group", "media:content", "enclosure", "atom:link"})
#: What Media RSS also calls content: a page with a player, and players that no browser runs any more.
_PLAYERS = frozenset({"text/html", "application/x-shockwave-flash"})


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
    urls = [_url(one) for one in media + enclosures + links + has["itunes:image"]]
    return tuple(dict.fromkeys(url for url in urls if url))


def files(has: Children) -> tuple[File, ...]:
    """All that is no image: enclosures first, then what Media RSS calls content.

    What stands in a group of Media RSS is one thing in several forms: the one that it calls default counts, else the
    first. Source: Media RSS 1.5.1, "Primary elements".
    """
    if _FILES.isdisjoint(has):
        return ()
    links = [one for one in has["atom:link"] if one.get("rel") == "enclosure"]
    found = [one for one in has["enclosure"] + links if not _is_image(one)]
    found += filter(_is_file, has["media:content"])
    for group in has["media:group"]:
        forms = list(filter(_is_file, Children(group)["media:content"]))
        found += [one for one in forms if one.get("isDefault") == "true"][:1] or forms[:1]
    return tuple(_files(found))


def _files(elements: list[etree._Element]) -> Iterator[File]:
    for one in elements:
        if url := _url(one):
            yield File(url=url, type=one.get("type"), length=one.get("length") or one.get("fileSize"))


def _is_file(content: etree._Element) -> bool:
    """Whether this content of Media RSS is said to be a file that is no image; much that says nothing is an image."""
    kind = media_type(content.get("type"), _url(content)) or content.get("medium")
    return not (kind is None or kind in _PLAYERS or _is_image(content))


def _is_image(one: etree._Element) -> bool:
    return is_image(one.get("medium") or one.get("type"), _url(one))


def _url(one: etree._Element) -> str:
    return one.get("url") or one.get("href") or ""


def _width(one: etree._Element) -> int:
    digits = one.get("width", "")[:6]
    return int(digits) if digits.isascii() and digits.isdigit() else 0
