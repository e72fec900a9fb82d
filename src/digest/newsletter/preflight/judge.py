"""All rules over one mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from digest.newsletter.preflight.contrast import readable
from digest.newsletter.preflight.dead import Answers, dead
from digest.newsletter.preflight.finding import LEVELS, Finding
from digest.newsletter.preflight.headers import headers, lines, shape
from digest.newsletter.preflight.headings import headings
from digest.newsletter.preflight.images import images
from digest.newsletter.preflight.language import language
from digest.newsletter.preflight.leaving import leaving
from digest.newsletter.preflight.leftovers import leftovers
from digest.newsletter.preflight.links import links
from digest.newsletter.preflight.parity import parity
from digest.newsletter.preflight.proof import Proof
from digest.newsletter.preflight.sender import alignment
from digest.newsletter.preflight.size import size
from digest.newsletter.preflight.subject import subject
from digest.newsletter.preflight.support import clients

RULES: tuple[Callable[[Proof], Iterator[Finding]], ...] = (
    subject,
    leaving,
    leftovers,
    size,
    readable,
    links,
    images,
    parity,
    language,
    headings,
    headers,
    lines,
    shape,
    alignment,
    clients,
)


def findings(proof: Proof, answers: Answers) -> list[Finding]:
    """What is wrong with a mail, each thing once, errors first.

    Args:
        proof: the mail.
        answers: what the links of `dead.askable` answered; those that were not asked are not judged.
    """
    found = chain(chain.from_iterable(rule(proof) for rule in RULES), dead(proof, answers))
    return in_order(found)


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """Each once, errors first."""
    return sorted(dict.fromkeys(found), key=lambda one: LEVELS.index(one.level))
