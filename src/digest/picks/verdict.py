"""What became of an article that could have been a pick, and why.

The rules give verdicts, and `related` and `next_pick` take those that won: what `digest picks` tells is what decided.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from digest.model import Card, Pick, PickKind, PickOrigin
from digest.picks.neighbours import Near


class Step(StrEnum):
    """Where candidates come from, in the order in which Next asks; Related knows the first and the fourth."""

    EDITOR = "editor"
    SERIES = "series"
    READERS = "readers"
    SUBJECT = "subject"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One candidate, and what became of it."""

    step: Step
    found: Card | Pick  #: an article of ours, or the editor's link to what is none
    near: Near | None  #: how near the two are; None if it was not found by its words
    pick: Pick | None  #: what is shown; None if it fell
    why: str  #: the reason that is shown with it, or why it fell

    def but(self, why: str) -> Verdict:
        """The same, fallen after all."""
        return replace(self, pick=None, why=why)


def won(step: Step, card: Card, kind: PickKind, reason: str, near: Near | None = None) -> Verdict:
    """A pick of an article of ours, under the name that it has with us."""
    origin = PickOrigin.EDITOR if step is Step.EDITOR else PickOrigin.COMPUTED
    pick = Pick(kind=kind, origin=origin, url=card.url, title=card.title, reason=reason, article=card.id)
    return Verdict(step, card, near, pick, reason)


def fell(step: Step, found: Card | Pick, why: str, near: Near | None = None) -> Verdict:
    """No pick."""
    return Verdict(step, found, near, None, why)
