"""What an editor has changed, in words for those who ask later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digest.model import Edition, Item
from digest.newsletter.hand.recompose import stories


def told(before: Edition, after: Edition) -> str:
    """How the one differs from the other: "introduction written; dropped “The ferry”"; "" if it does not."""
    return "; ".join(_told(before, after))


def _told(before: Edition, after: Edition) -> Iterator[str]:
    titles = {item.article: f"“{item.title}”" for item in stories(before)}
    yield from _one("introduction", before.introduction, after.introduction)
    if before.lead != after.lead:
        yield f"lead {titles[after.lead]}" if after.lead else "lead left to the order"
    had, has = _shown(before), _shown(after)
    dropped, back = ([titles[id] for id in some] for some in (_missing(had, has), _missing(has, had)))
    if dropped:
        yield f"dropped {', '.join(dropped)}"
    if back:
        yield f"brought back {', '.join(back)}"
    if [id for id in had if id in has] != [id for id in has if id in had]:
        yield _order(after)
    yield from _one("sponsor", before.sponsor, after.sponsor, after.sponsor.name if after.sponsor else "")


def _order(after: Edition) -> str:
    """By the numbers that stories have in the file: their titles would fill a page."""
    numbers = {item.article: number for number, item in enumerate(stories(after), 1)}
    stands = [numbers[id] for id in _shown(after)]
    return f"order {', '.join(map(str, stands))}" if stands != sorted(stands) else "order as composed"


def _one(what: str, before: object, after: object, name: str = "") -> Iterator[str]:
    if before != after:
        verb = "taken out" if after is None else "changed" if before else "written"
        yield f"{what} {verb}" + (f" ({name})" if name else "")


def _shown(edition: Edition) -> list[str]:
    items: Sequence[Item] = [item for section in edition.sections for item in section.items]
    return [item.article for item in items]


def _missing(some: Sequence[str], others: Sequence[str]) -> list[str]:
    return [id for id in some if id not in others]
