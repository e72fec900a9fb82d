"""`digest preview`: an edition as a reader would get it, before anybody does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digest import joints, pipeline
from digest.app import App
from digest.config import Newsletter
from digest.errors import WrongUse
from digest.model import Delivery, Edition, Message, Slot
from digest.newsletter.render import render


@dataclass(frozen=True, slots=True)
class Preview:
    """The files that were written, and the subject they go under."""

    subject: str
    paths: tuple[Path, ...]


def edition_of(app: App, newsletter: Newsletter, slot: Slot, now: datetime) -> Edition:
    """The slot's edition if it is composed, else as it would be composed now."""
    composed = app.store.editions.get(slot.name)
    return composed or pipeline.draft(app.config, newsletter, slot, app.store, now)


def preview(app: App, newsletter: Newsletter, edition: Edition, sections: tuple[str, ...], folder: Path) -> Preview:
    """Write the HTML, the text and the whole message of one variant into `folder`; sends nothing.

    Args:
        app: the house.
        newsletter: whose edition it is.
        edition: with at least one section.
        sections: slugs that the reader chose; () for all.
        folder: made if it is not there.

    Raises:
        RenderError: a template has a mistake.
        WrongUse: the folder cannot be written.
    """
    variant = render(edition, joints.masthead(app.config, newsletter, edition), app.templates).variant(sections)
    message = _message(app, newsletter, edition, sections)
    stem = edition.id.replace(":", "-")
    files = {
        "html": variant.html.encode(),
        "txt": variant.text.encode(),
        "eml": message.content,
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for ending, content in files.items():
            (folder / f"{stem}.{ending}").write_bytes(content)
    except OSError as error:
        raise WrongUse(f"{folder}: {error.strerror}; name a folder that can be written with --out") from error
    return Preview(variant.subject, tuple(folder / f"{stem}.{ending}" for ending in files))


def _message(app: App, newsletter: Newsletter, edition: Edition, sections: tuple[str, ...]) -> Message:
    """As it would go to a reader who does not exist: number 0, whose unsubscribing ends nothing."""
    message_for = pipeline.messages(app.config, newsletter, edition, app.templates, app.secret())
    return message_for(
        Delivery(
            id=0,
            edition=edition.id,
            subscriber=0,
            address="reader@example.org",
            sections=sections,
            fence=0,
            attempts=0,
        )
    )
