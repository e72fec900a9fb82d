"""What a template should have filled in, or taken away. What a story itself says is no leftover."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from digest.newsletter.preflight.document import UNSEEN, elements
from digest.newsletter.preflight.finding import Finding, error
from digest.newsletter.preflight.proof import Proof

LEFT = error(
    "leftover",
    "{place} says “{found}”",
    "mend the template: something was to be filled in there",
)

_SIGNS = re.compile(
    r"\{\{.{0,80}?\}\}|\{%.{0,80}?%\}|\{#.{0,80}?#\}|@@[A-Z_]{2,}|\*\|[A-Z_:]+\|\*|%%[A-Za-z_]+%%|\[object Object\]"
    r"|lorem ipsum|<bound method|<built-in|<function |\bUndefined\b \w+ at 0x"
    # Values as Python writes them: a story in the place of its title, names that nobody has joined, a bare moment.
    r"|\b(?:Edition|EditionSection|Item|Look|Masthead|Passage|Pick|Slot|Sponsor)\([a-z]+=|\('[^'\n]{0,80}',"
    r"|\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+.]\d\d",
    re.IGNORECASE | re.DOTALL,
)
#: Where these stand alone, a value was none.
_NOTHING = ("None", "undefined", "null", "nan", "NaN", "Undefined")
_SEPARATED = re.compile(r"\s*[·|–—:,\n]\s*")


def leftovers(proof: Proof) -> Iterator[Finding]:
    said = "\n".join((*proof.facts.said, *proof.facts.linked))
    for place, text in _places(proof):
        found = [sign[0] for sign in _SIGNS.finditer(text)]
        found += [part for part in _SEPARATED.split(text.strip()) if part in _NOTHING]
        for one in dict.fromkeys(found):
            # A story about templates has such signs; it may also be wrapped or cut, so that only their beginning tells.
            if (one if one[0].isalnum() else one[:2]).lower() not in said.lower():
                yield LEFT.of(place=place, found=one)


def _places(proof: Proof) -> Iterator[tuple[str, str]]:
    yield "the subject", proof.subject
    yield "the line beside the subject", proof.preheader
    yield "the text part", proof.text
    shown = (part for element in elements(proof.root) if element.tag not in UNSEEN for part in _texts(element))
    yield "the HTML", "\n".join(shown)


def _texts(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    yield from (child.tail or "" for child in element)
    yield from (element.get(name) or "" for name in ("alt", "title", "href", "src", "aria-label"))
