"""`digest withdraw`: an article is taken back, and no edition that still waits goes out with it unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from digest.app import App
from digest.model import Article


def withdraw(app: App, article: Article, now: datetime, told: Callable[[str, int, int], None]) -> Iterator[str]:
    """Take it back for good; what was done, in lines.

    An edition that was composed with it is frozen, and its numbers stand in its editor's file: it is held for a person.
    """
    app.store.feeds.withdraw(article.id, now)
    carrying = [edition.id for edition in app.store.editions.open() if article.id in edition.stories]
    why = f"for a person: its story “{article.title}” was withdrawn"
    held = {id: app.store.editions.hold(id, why, now) for id in carrying}
    app.publish(now, told=told)
    yield f"withdrawn: “{article.title}”; feeds and pages are without it"
    for id in carrying:
        yield _waiting(id) if held[id] else f"{id} is being sent with it: `digest edition cancel {id}` ends that"


def _waiting(id: str) -> str:
    return (
        f"{id} was composed with it, and is held: `drop` it with `digest edition edit {id}`, "
        f"then `digest edition release {id}`"
    )
