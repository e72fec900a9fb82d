"""What runs, or brings another page into the mail: no mail program lets it, and filters take it for an attack."""

from __future__ import annotations

from collections.abc import Iterator

from digest.newsletter.preflight.document import elements
from digest.newsletter.preflight.finding import Finding, warning
from digest.newsletter.preflight.proof import Proof

ACTIVE = warning(
    "active",
    "the mail has <{tag}>: mail programs take it out, and filters take the mail for an attack",
    "take it out of the template",
)

_TAGS = ("script", "iframe", "frame", "object", "embed", "applet")


def active(proof: Proof) -> Iterator[Finding]:
    found = dict.fromkeys(str(element.tag) for element in elements(proof.root, *_TAGS))
    yield from (ACTIVE.of(tag=tag) for tag in found)
    if any((meta.get("http-equiv") or "").strip().lower() == "refresh" for meta in elements(proof.root, "meta")):
        yield ACTIVE.of(tag="meta http-equiv=refresh")
