"""Which stories of an edition a variant has, and in which order its mail shows them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from digest.model import Edition, EditionSection, Item


@dataclass(frozen=True, slots=True)
class Shown:
    """A section as a mail shows it."""

    section: EditionSection
    items: tuple[Item, ...]  #: without the lead
    is_whole: bool  #: whether none of its stories is left out


@dataclass(frozen=True, slots=True)
class Choice:
    """The stories of some sections."""

    sections: tuple[EditionSection, ...]  #: in the edition's order
    items: tuple[Item, ...]  #: in the mail's order: the lead first

    def first(self, count: int) -> Choice:
        """The first stories only; sections stay."""
        return Choice(self.sections, self.items[:count])

    def shown(self) -> list[Shown]:
        """The sections that have a story here."""
        there = {item.article for item in self.items}
        found = []
        for section in self.sections:
            items = [item for item in section.items if item.article in there]
            if items:
                rest = tuple(item for item in items if item is not self.items[0])
                found.append(Shown(section, rest, len(items) == len(section.items)))
        return found


def choice(edition: Edition, sections: Collection[str]) -> Choice:
    """What these sections (slugs; none means all) have. The editor's lead leads if it is in one, else the first story.

    Raises:
        ValueError: the edition has nothing from these sections; nobody gets an empty mail.
    """
    chosen = tuple(section for section in edition.sections if not sections or section.slug in sections)
    items = [item for section in chosen for item in section.items]
    if not items:
        raise ValueError(f"{edition.id}: nothing in it is from {', '.join(sections) or 'any section'}")
    items.sort(key=lambda item: item.article != edition.lead)  # the others keep their order
    return Choice(chosen, tuple(items))
