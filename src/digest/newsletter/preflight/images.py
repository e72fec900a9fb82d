"""Pictures that are seen, and words where they are not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from digest.newsletter.preflight.document import elements
from digest.newsletter.preflight.finding import Finding, error, warning
from digest.newsletter.preflight.proof import Proof

#: CSS pixels; a mail is 600 wide.
WIDEST = 1200

NO_ALT = error(
    "alt",
    "the picture {picture} has no alternative text: without pictures, or read aloud, nobody knows what it is",
    'give it alt="…" in the template; alt="" if it is mere decoration',
)
FILE_ALT = warning(
    "alt-file-name",
    "the picture {picture} has “{alt}” for its alternative text, which is a file's name",
    "say what the picture shows, or nothing",
)
NO_SOURCE = warning("image-address", "a picture has no address", "take it out of the template, or give it one")
NOWHERE = warning(
    "image-nowhere",
    "the picture {picture} has no whole address: mail programs show none",
    "give it one that begins with https://, in the template",
)
PLAIN = warning(
    "image-http",
    "the picture {picture} comes over http: many mail programs do not show it",
    "use its https address",
)
NO_WIDTH = warning(
    "image-width",
    "the picture {picture} does not say how wide it is: Outlook shows it in its full size",
    'give it width="…" in the template',
)
TOO_WIDE = warning("image-wide", "the picture {picture} is {width} pixels wide", f"show it at {WIDEST} or less")

_ADDRESSES = ("https://", "http://", "data:", "cid:")
_FILE = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|svg|avif|bmp|heic|tiff?)|(?:img|dsc[nf]?|image)[_-]?\d+", re.IGNORECASE)


def images(proof: Proof) -> Iterator[Finding]:
    for image in elements(proof.root, "img"):
        source = (image.get("src") or "").strip()
        alt = image.get("alt")
        if not source:
            yield NO_SOURCE.of()
        elif not source.lower().startswith(_ADDRESSES):
            yield NOWHERE.of(picture=source)
        if alt is None:
            yield NO_ALT.of(picture=source)
        elif _FILE.fullmatch(alt.strip()):
            yield FILE_ALT.of(picture=source, alt=alt)
        if source.lower().startswith("http:") and not proof.facts.site_url.startswith("http:"):
            yield PLAIN.of(picture=source)
        yield from _width(image, source)


def _width(image: etree._Element, source: str) -> Iterator[Finding]:
    width = (image.get("width") or "").strip().removesuffix("px")
    if not width:
        yield NO_WIDTH.of(picture=source)
    elif width.isdecimal() and int(width[:9]) > WIDEST:
        yield TOO_WIDE.of(picture=source, width=width)
