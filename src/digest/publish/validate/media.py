"""Media RSS 1.5.1: pictures, sound and film of an item."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from digest.publish.validate import values
from digest.publish.validate.finding import Finding, error
from digest.publish.validate.html import html, plain
from digest.publish.validate.names import name

BAD_MEDIUM = error(
    "media-medium",
    "media:content has the medium {value}",
    "choose image, audio, video, document or executable",
    "readers do not know how to show it",
)
LONE_GROUP = error(
    "media-group",
    "a media:group has fewer than two media:content",
    "use the group for forms of the same thing, and put a single one straight into the item",
    "some readers show no picture",
)
BAD_CHOICE = error(
    "media-choice",
    "{name} has the value {value}, which is none of: {right}",
    "choose one of these",
    "readers ignore it",
)
NO_MEDIA_ADDRESS = error(
    "media-address",
    "{name} has no url",
    "give the address of the file",
    "there is nothing to show",
)

_MEDIA = ("image", "audio", "video", "document", "executable")
_SIZES = {"media:content": ("width", "height", "fileSize"), "media:thumbnail": ("width", "height")}
_CHOICES = {"expression": ("sample", "full", "nonstop"), "isDefault": ("true", "false")}
_MUST_HAVE_ADDRESS = ("media:thumbnail", "media:player")


def media(item: _Element) -> Iterator[Finding]:
    """What is wrong with all that an item, or a feed, shows by Media RSS."""
    for element in item.iter(etree.Element):
        called = name(element)
        if called.startswith("media:"):
            yield from _element(called, element)


def _element(called: str, element: _Element) -> Iterator[Finding]:
    if called == "media:group":
        if sum(name(child) == "media:content" for child in element.iterchildren(etree.Element)) < 2:  # noqa: PLR2004
            yield LONE_GROUP.at(element)
    elif called in ("media:title", "media:description"):
        yield from _text(called, element)
    elif called in ("media:content", *_MUST_HAVE_ADDRESS):
        yield from _file(called, element)


def _text(called: str, element: _Element) -> Iterator[Finding]:
    kind = element.get("type", "plain")
    if kind not in ("plain", "html"):
        yield BAD_CHOICE.at(element, name=f"{called} type", value=kind, right="plain, html")
    yield from (html if kind == "html" else plain)(called, element.text or "", element)


def _file(called: str, element: _Element) -> Iterator[Finding]:
    if (url := element.get("url")) is not None:
        yield from values.address(f"{called} url", url, element)
    elif called in _MUST_HAVE_ADDRESS:
        yield NO_MEDIA_ADDRESS.at(element, name=called)
    for size in _SIZES.get(called, ()):
        if (said := element.get(size)) is not None:
            yield from values.number(f"{called} {size}", said, element, least=1)
    if (kind := element.get("type")) is not None:
        yield from values.media_type(f"{called} type", kind, element)
    if (medium := element.get("medium")) is not None and medium not in _MEDIA:
        yield BAD_MEDIUM.at(element, value=medium)
    for choice, right in _CHOICES.items():
        if (said := element.get(choice)) is not None and said not in right:
            yield BAD_CHOICE.at(element, name=f"{called} {choice}", value=said, right=", ".join(right))
