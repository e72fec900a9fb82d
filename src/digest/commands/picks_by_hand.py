"""`digest picks --add`, `--never`, `--forget`: what an editor settles for good about an article's picks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from digest.app import App
from digest.commands.meant import meant
from digest.errors import WrongUse
from digest.model import Article, Override, PickKind
from digest.picks import Archive

#: What feeds hold, and editions that are composed, was frozen with what it has.
_FROM_NOW_ON = "in editions to come, and in feeds if it has not entered them yet"


def add(
    app: App, archive: Archive, article: Article, wanted: str, kind: PickKind, place: int | None, now: datetime
) -> str:
    """Have an article picked; what was settled, in words.

    Args:
        app: the house.
        archive: all that was published.
        article: that it is a pick of.
        wanted: the other's address, id, or words of its title.
        kind: of pick.
        place: among the editor's picks of this kind, from 1; None: a Next first, a Related after those made by hand.
        now: the present.

    Raises:
        WrongUse: there is no such article, or it is this one.
    """
    other = _other(app, archive, article, wanted)
    made = [
        one for one in _settled(app, article) if one.kind is kind and one.place is not None and one.other != other.id
    ]
    free = 0 if kind is PickKind.NEXT else max((one.place + 1 for one in made if one.place is not None), default=0)
    app.store.overrides.put(
        article.id, Override(kind=kind, other=other.id, place=free if place is None else place - 1), now
    )
    return f"“{article.title}” has “{other.title}” as {kind.title()}: {_FROM_NOW_ON}"


def never(app: App, archive: Archive, article: Article, wanted: str, kinds: Sequence[PickKind], now: datetime) -> str:
    """Have an article never picked, by rules or by the page; what was settled, in words.

    Raises:
        WrongUse: there is no such article, or it is this one.
    """
    other = _other(app, archive, article, wanted)
    for kind in kinds:
        app.store.overrides.put(article.id, Override(kind=kind, other=other.id, place=None), now)
    named = " or ".join(kind.title() for kind in kinds)
    return f"“{article.title}” never has “{other.title}” as {named}: {_FROM_NOW_ON}"


def forget(app: App, archive: Archive, article: Article, wanted: str, kinds: Sequence[PickKind]) -> str:
    """Leave a pick to the rules again; what was done, in words.

    Raises:
        WrongUse: nothing was settled of it.
    """
    # By its id also what is not in the archive any more.
    known = {one.other for one in _settled(app, article)}
    id = wanted if wanted in known else _other(app, archive, article, wanted).id
    if not app.store.overrides.forget(article.id, id, kinds):
        raise WrongUse(
            f"nothing was settled of {wanted!r} as a pick of “{article.title}”; `digest picks` shows what was"
        )
    return f"“{article.title}”: {wanted} is left to the rules again"


def _other(app: App, archive: Archive, article: Article, wanted: str) -> Article:
    other = meant(app, archive, wanted)
    if other.id == article.id:
        raise WrongUse(f"{wanted} is the article itself; name another one")
    return other


def _settled(app: App, article: Article) -> tuple[Override, ...]:
    return app.store.overrides.of([article.id]).get(article.id, ())
