"""`digest edition`: which edition somebody means, and the editor's hand on it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from digest import editing, pipeline
from digest.app import App
from digest.commands.edition_sheet import sheet
from digest.commands.send import slot_of
from digest.commands.times import when
from digest.errors import WrongUse
from digest.model import Edition, EditionState

_SHOWN = 5  #: editions that are told to whoever names another one
_WAITING = (EditionState.COMPOSED, EditionState.HELD)


def edition_of(app: App, wanted: str, *, is_open: bool = True) -> Edition:
    """The edition of this id; of a newsletter's slug, its newest one that has something left to do.

    Args:
        app: the house.
        wanted: "weekly:2026-11-23T08:00" or "weekly".
        is_open: whether a slug means an open edition only; else its newest one, if none is open.

    Raises:
        WrongUse: there is none; those that there are are told.
    """
    if edition := app.store.editions.get(wanted):
        return edition
    if edition := _newest_open(app, wanted):
        return edition
    latest = app.store.editions.latest(wanted if _is_slug(app, wanted) else None, _SHOWN)
    if _is_slug(app, wanted) and latest and not is_open:
        return latest[0]
    raise WrongUse(_absent(app, wanted, latest))


def edit(app: App, wanted: str, now: datetime) -> list[str]:
    """Write the file of an edition, or do what it says; what was done, in lines.

    Raises:
        ConfigError: the file has mistakes; nothing was changed.
        WrongUse: the edition cannot be changed any more, or there is none.
    """
    edition = app.store.editions.get(wanted) or _newest_open(app, wanted)
    if edition is None:
        return _edit_ahead(app, wanted, now)
    if edition.state not in _WAITING:
        raise WrongUse(f"{edition.id} is {edition.state}: nothing of it can be changed any more")
    if not editing.is_there(app.config, edition.slot):
        return _written(app, edition, numbered=True)
    what = pipeline.edit(app.config, edition, app.store, now)
    name = editing.name_of(edition.slot)
    lines = [f"{edition.id}: {what}" if what else f"{edition.id} is as {name} says; nothing to do"]
    return [*lines, *_how_it_goes_on(app, edition.id)]


def release(app: App, wanted: str, now: datetime, *, despite_errors: bool) -> Edition:
    """Let a held edition go; as it was held.

    Raises:
        ConfigError: its file has mistakes, and `despite_errors` is not wanted.
        WrongUse: it is not held; or its file is not applied, or preflight finds errors, and `despite_errors` is not
            wanted.
    """
    edition = edition_of(app, wanted)
    if edition.state is not EditionState.HELD:
        raise WrongUse(f"{edition.id} is not a held edition, it is {edition.state}; `digest edition list` shows all")
    if not despite_errors:
        _is_as_its_file_says(app, edition)
    if not app.release(edition.id, now, despite_errors=despite_errors):
        raise WrongUse(f"{edition.id} is not held any more; `digest edition show {edition.id}` tells")
    return edition


def cancel(app: App, wanted: str, now: datetime) -> Edition:
    """End an edition; as it was before.

    Raises:
        WrongUse: it has nothing left to do.
    """
    edition = edition_of(app, wanted)
    if not app.cancel(edition.id, now):
        raise WrongUse(f"{edition.id} is {edition.state}, and has nothing left to cancel")
    return edition


def _edit_ahead(app: App, wanted: str, now: datetime) -> list[str]:
    """The file of an edition that is not composed yet: it is applied when it is."""
    slug, _, label = wanted.partition(":")
    if not _is_slug(app, slug):
        raise WrongUse(_absent(app, wanted, app.store.editions.latest(None, _SHOWN)))
    newsletter = app.newsletter(slug)
    slot = slot_of(app, newsletter, label or None, now, future=True)
    if edition := app.store.editions.get(slot.name):
        raise WrongUse(f"{edition.id} is {edition.state}: nothing of it can be changed any more")
    draft = pipeline.draft(app.config, newsletter, slot, app.store, now)
    if not editing.is_there(app.config, slot):
        return _written(app, draft, numbered=False)
    if draft.sections:
        editing.edited(app.config, draft, numbered=False)
    else:
        editing.check(app.config, slot)
    return [f"{editing.name_of(slot)} has no mistakes; it is applied when {slot.name} is composed, {when(slot.due)}"]


def _written(app: App, edition: Edition, *, numbered: bool) -> list[str]:
    name, path = editing.name_of(edition.slot), editing.file_of(app.config, edition.slot)
    _create(path, sheet(edition, name, numbered=numbered))
    return [f"wrote {name}: fill in what you want, then `digest edition edit {edition.id}` again"]


def _create(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise WrongUse(f"{path} cannot be written: {error.strerror}") from error


def _how_it_goes_on(app: App, id: str) -> list[str]:
    edition = app.store.editions.get(id)
    if edition is None or edition.state is not EditionState.HELD:
        return []
    if edition.release:
        return [f"it goes at {when(edition.release)}, or with `digest edition release {id}`"]
    return [f"`digest edition release {id}` lets it go"]


def _is_as_its_file_says(app: App, edition: Edition) -> None:
    after = editing.edited(app.config, edition)
    if after is not None and not editing.is_done(edition, after):
        name = editing.name_of(edition.slot)
        raise WrongUse(
            f"{name} asks for what is not done yet: `digest edition edit {edition.id}` does it; "
            "or let the edition go as it is with --despite-errors"
        )


def _newest_open(app: App, slug: str) -> Edition | None:
    return next((one for one in reversed(app.store.editions.open()) if one.newsletter == slug), None)


def _is_slug(app: App, name: str) -> bool:
    return any(newsletter.slug == name for newsletter in app.config.newsletter)


def _absent(app: App, wanted: str, latest: list[Edition]) -> str:
    if _is_slug(app, wanted):
        newest = f"its newest is {latest[0].id}, {latest[0].state}" if latest else "none was composed yet"
        return f"{wanted} has no open edition; {newest}"
    slugs = ", ".join(newsletter.slug for newsletter in app.config.newsletter) or "none"
    found = ", ".join(edition.id for edition in latest) or "none yet"
    return f"there is no edition {wanted!r}; found {found}; of the newsletters {slugs} the newest open one"
