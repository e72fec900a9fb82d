"""`digest preview --check`: what is wrong with an edition, each thing with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.app import App
from digest.config import Newsletter
from digest.model import Edition
from digest.newsletter.preflight.finding import Finding, Level, Rule
from digest.newsletter.preflight.judge import summary

_PLACES = 5  #: of the same fault, that are named each


@dataclass(frozen=True, slots=True)
class Checked:
    """What to show, and whether the edition would be held."""

    lines: tuple[str, ...]
    errors: int


def check(app: App, newsletter: Newsletter, edition: Edition, sections: tuple[str, ...]) -> Checked:
    """Have an edition go through preflight; changes nothing.

    Args:
        app: the house.
        newsletter: whose edition it is.
        edition: with at least one section.
        sections: slugs, to look at the mail of one choice; () for those of all readers.

    Raises:
        RenderError: a template has a mistake.
    """
    found = app.preflight(newsletter, edition, [sections] if sections else None)
    lines = (f"{edition.id}: {summary(found)}", *_lines(found))
    return Checked(lines, sum(one.level is Level.ERROR for one in found))


def _lines(found: Sequence[Finding]) -> Iterator[str]:
    groups: dict[Rule, list[Finding]] = {}
    for one in found:
        groups.setdefault(one.rule, []).append(one)
    for rule, some in groups.items():
        for one in some[:_PLACES]:
            yield f"  {rule.level:<7} {one.words}" + (f" ({one.readers})" if one.readers else "")
        if len(some) > _PLACES:
            yield f"          and {len(some) - _PLACES} more like these"
        yield f"          do: {rule.todo}"
