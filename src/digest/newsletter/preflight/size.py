"""A mail that no program cuts short."""

from __future__ import annotations

from collections.abc import Iterator

from digest.newsletter.preflight.finding import Finding, error, warning
from digest.newsletter.preflight.proof import Proof

#: Bytes of HTML. Gmail shows the first 102 KB or so, and hides the rest behind a link, the way out among it.
MOST = 95_000
NEAR = 90_000

_TODO = "carry fewer stories (`max_articles`), or make the templates lighter"
TOO_LARGE = error("size", "the HTML has {size} bytes: mail programs cut it off, and its end is not seen", _TODO)
LARGE = warning("size-near", "the HTML has {size} bytes: from {most} on, stories are left to the web page", _TODO)


def size(proof: Proof) -> Iterator[Finding]:
    found = len(proof.html.encode("utf-8", "replace"))
    if found > MOST:
        yield TOO_LARGE.of(size=f"{found:,}")
    elif found > NEAR:
        yield LARGE.of(size=f"{found:,}", most=f"{MOST:,}")
