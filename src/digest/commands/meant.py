"""Which article somebody means who types an address, an id, or some words of a title."""

from __future__ import annotations

from collections.abc import Sequence

from digest.app import App
from digest.collect.identity.urls import article_key
from digest.commands.times import when
from digest.errors import WrongUse
from digest.model import Article, Sketch
from digest.picks import Archive
from digest.picks.text import squeezed

_SHOWN = 6  #: articles that might be meant


def meant(app: App, archive: Archive, wanted: str) -> Article:
    """The one article that has this id or address, or all these words in its title or address.

    Raises:
        WrongUse: there is none, or more than one; those that come near are told.
    """
    card = archive.card(wanted) or archive.at(wanted)
    if card is None:
        found = app.store.articles.mentioning(_words(wanted), _SHOWN + 1)
        whole = [one for one in found if _has_all(one, wanted)]
        if "://" in wanted or len(whole) != 1:
            raise WrongUse(_unclear(app, wanted, whole, found))
        card = archive.card(whole[0].id)
    article = app.store.articles.get([card.id]).get(card.id) if card else None
    if article is None:
        raise WrongUse(f"{wanted} was changed while we looked; try again")
    return article


def _unclear(app: App, wanted: str, whole: Sequence[Sketch], found: Sequence[Sketch]) -> str:
    if "://" in wanted:
        return "\n".join([_absent(app, wanted), *_listed("Perhaps you mean:", found)])
    if whole:
        return "\n".join([f"{wanted!r} is in more than one article", *_listed("Say more, or give the address:", whole)])
    return "\n".join([f"no article has {wanted!r} in its title or address", *_listed("These come near:", found)])


def _listed(heading: str, found: Sequence[Sketch]) -> list[str]:
    if not found:
        return []
    more = ["  and more"] if len(found) > _SHOWN else []
    return [heading, *(f"  {one.title}  ({one.key}, {one.date:%Y-%m-%d})" for one in found[:_SHOWN]), *more]


def _absent(app: App, url: str) -> str:
    """What is known of an address that is no article's, and how it may become one."""
    try:
        key = article_key(url)
    except ValueError as error:
        raise WrongUse(f"{url}: {error}") from error
    for page in app.store.articles.waiting():
        if page.key == key:
            return f"{url} is not in the archive: its page could not be read ({page.error}); next try {when(page.due)}"
    if source := app.store.articles.awaited([key]).get(key):
        return f"{url} is not in the archive yet: {source} has named it, and `digest collect` reads it"
    return (
        f"{url} is not in the archive: no source has named it. `digest collect` asks the sources again; "
        "if none of them has it, add one that does to a [[section]] in config.toml"
    )


def _words(wanted: str) -> list[str]:
    """What is looked for; of an address, what its last part says. Single letters only if there is nothing else."""
    last = wanted.rstrip("/").rpartition("/")[2] if "://" in wanted else wanted
    words = list(dict.fromkeys(squeezed(last.replace("_", " ")).split()))
    return [word for word in words if len(word) > 1] or words


def _has_all(one: Sketch, wanted: str) -> bool:
    text = f"{one.title}\n{one.key}".casefold()
    return wanted.casefold() in text or all(word in text for word in _words(wanted))
