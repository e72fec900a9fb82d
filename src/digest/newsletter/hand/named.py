"""Which stories of an edition an editor means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from digest.model import Item
from digest.newsletter.hand.wishes import Wishes

#: What does not tell two addresses apart: scheme, "www.", a place in the page, the last slash.
_AROUND = re.compile(r"^[a-z][a-z0-9+.-]*://(?:www\.)?|#.*$|/+(?=#|$)", re.IGNORECASE)

_NUMBER = re.compile(r"-?[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The stories that wishes name, as ids."""

    lead: str | None
    order: tuple[str, ...]
    drop: frozenset[str]


@dataclass(slots=True)
class _Search:
    """Looks stories up, and gathers what it does not find."""

    stories: Sequence[Item]
    numbered: bool
    mistakes: list[str] = field(default_factory=list)

    def of(self, name: str, place: str) -> str | None:
        """The id of the story of this number, address or id; None, and a mistake, if there is none."""
        if _NUMBER.fullmatch(name):
            return self._of_number(int(name), place)
        found = next(
            (one.article for one in self.stories if name == one.article or _bare(name) == _bare(one.url)), None
        )
        if found is None:
            self.mistakes.append(f"{place}: no story of this edition has the address {name!r}")
        return found

    def each(self, names: Iterable[str], key: str) -> tuple[str, ...]:
        """The ids of these; one that is named twice is a mistake."""
        found: dict[str, str] = {}
        for place, name in ((f"{key}[{number}]", name) for number, name in enumerate(names)):
            id = self.of(name, place)
            if id in found:
                self.mistakes.append(f"{place}: {name} is the story of {found[id]} again; name it once")
            elif id is not None:
                found[id] = place
        return tuple(found)

    def _of_number(self, number: int, place: str) -> str | None:
        if not self.numbered:
            self.mistakes.append(f"{place}: numbers are not settled before the edition is composed; write the address")
        elif not 1 <= number <= len(self.stories):
            self.mistakes.append(f"{place}: there is no story {number}; found 1 to {len(self.stories)}")
        else:
            return self.stories[number - 1].article
        return None


def chosen(wishes: Wishes, stories: Sequence[Item], *, numbered: bool) -> tuple[Chosen, list[str]]:
    """The stories that wishes name, and every mistake in naming them, with its place.

    Args:
        wishes: what the editor asks for.
        stories: the edition's as they were composed: their numbers count from 1.
        numbered: whether the editor can know the numbers.
    """
    search = _Search(stories, numbered)
    lead = search.of(wishes.lead, "lead") if wishes.lead is not None else None
    order, drop = search.each(wishes.order, "order"), search.each(wishes.drop, "drop")
    if lead in drop:
        search.mistakes.append(f"lead: {wishes.lead} is dropped; choose another one, or keep it")
    search.mistakes += [
        f"order: {_number(id, stories)} is dropped; keep it, or leave it out" for id in order if id in drop
    ]
    if len(drop) == len(stories):
        search.mistakes.append("drop: nothing would be left; keep one story, or `digest edition cancel` the edition")
    return Chosen(lead, order, frozenset(drop)), search.mistakes


def _number(id: str, stories: Sequence[Item]) -> str:
    return next(f"story {number} ({one.url})" for number, one in enumerate(stories, 1) if one.article == id)


def _bare(url: str) -> str:
    return _AROUND.sub("", url.strip())
