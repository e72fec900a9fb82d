"""Headings in order: by them people who listen find their way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from digest.newsletter.preflight.document import elements, words
from digest.newsletter.preflight.finding import Finding, warning
from digest.newsletter.preflight.proof import Proof

_TODO = "put the headings of the template in order: one h1, under it h2, under these h3"
FIRST = warning("heading-first", "the first heading, “{text}”, is an {tag}", _TODO)
NONE = warning("heading-none", "the mail has no heading", _TODO)
ONE = warning("heading-one", "there are {count} headings of the first level, one would be the mail's title", _TODO)
SKIPPED = warning("heading-skipped", "the heading “{text}” is an {tag}, and the one before it an {before}", _TODO)
EMPTY = warning("heading-empty", "an {tag} says nothing", "take it out of the template, or fill it")

TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def headings(proof: Proof) -> Iterator[Finding]:
    found = [(str(element.tag), words(element)) for element in elements(proof.root, *TAGS)]
    if not found:
        yield NONE.of()
        return
    yield from (EMPTY.of(tag=tag) for tag, text in found if not text)
    if found[0][0] != "h1":
        yield FIRST.of(text=found[0][1], tag=found[0][0])
    if (count := sum(tag == "h1" for tag, _ in found)) > 1:
        yield ONE.of(count=count)
    for (before, _), (tag, text) in pairwise(found):
        if TAGS.index(tag) > TAGS.index(before) + 1:
            yield SKIPPED.of(text=text, tag=tag, before=before)
