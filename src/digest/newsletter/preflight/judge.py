"""All rules over one mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from digest.newsletter.preflight.active import active
from digest.newsletter.preflight.contrast import readable
from digest.newsletter.preflight.dead import Answers, dead
from digest.newsletter.preflight.finding import LEVELS, Finding, Level
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
from digest.words import counted

#: So the reason begins why an edition is held; what is held for review begins otherwise.
HELD = "by preflight"

RULES: tuple[Callable[[Proof], Iterator[Finding]], ...] = (
    subject,
    leaving,
    leftovers,
    size,
    readable,
    links,
    images,
    parity,
    active,
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


def of_variants(proofs: Iterable[tuple[str, Proof]], answers: Answers) -> list[Finding]:
    """What is wrong with an edition, each thing once, with whose mail it is where the first one's is not like that.

    Args:
        proofs: (whose it is, like "readers of Kitchen", and the mail), the most read one first.
        answers: see `findings`.
    """
    found: dict[tuple[str, str], Finding] = {}
    for number, (readers, proof) in enumerate(proofs):
        for one in findings(proof, answers):
            found.setdefault((one.code, one.words), replace(one, readers=readers if number else ""))
    return in_order(found.values())


def why_held(found: Sequence[Finding], look: str) -> str | None:
    """The reason to hold an edition: its first error, and how many more there are; None when it has none.

    Args:
        found: in order.
        look: the command that shows all of it.
    """
    errors = [one for one in found if one.level is Level.ERROR]
    if not errors:
        return None
    more = f" (and {counted(len(errors) - 1, 'more error')})" if errors[1:] else ""
    return f"{HELD}: {errors[0].words}{more}; `{look}` tells what to do"


def summary(found: Sequence[Finding]) -> str:
    """ "1 error, 2 warnings"."""
    counts = [(level, sum(one.level is level for one in found)) for level in LEVELS]
    return ", ".join(counted(count, level.value) for level, count in counts if count) or "nothing is wrong"


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """Each once, errors first."""
    return sorted(dict.fromkeys(found), key=lambda one: LEVELS.index(one.level))
