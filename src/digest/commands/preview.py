"""`digest preview`: an edition as a reader would get it, before anybody does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path

from digest import joints, pipeline
from digest.app import App
from digest.commands import browser, preview_picture
from digest.commands.preview_page import Shown, page
from digest.commands.trial import reader
from digest.config import Newsletter
from digest.errors import BrowserFailed, WrongUse
from digest.language import language
from digest.model import Edition, Message, Slot
from digest.newsletter.render import render
from digest.words import counted


@dataclass(frozen=True, slots=True)
class Preview:
    """The files that were written, and the subject they go under."""

    subject: str
    paths: tuple[Path, ...]
    page: Path  #: the one to open
    missing: tuple[str, ...]  #: what there is not, and why


def edition_of(app: App, newsletter: Newsletter, slot: Slot, now: datetime) -> Edition:
    """The slot's edition if it is composed, else as it would be composed now."""
    composed = app.store.editions.get(slot.name)
    return composed or pipeline.draft(app.config, newsletter, slot, app.store, now)


def preview(
    app: App,
    newsletter: Newsletter,
    edition: Edition,
    sections: tuple[str, ...],
    folder: Path,
    *,
    picture: bool = True,
) -> Preview:
    """Write one variant as HTML, text and whole message, and the page and picture that show it; sends nothing.

    Args:
        app: the house.
        newsletter: whose edition it is.
        edition: with at least one section.
        sections: slugs that the reader chose; () for all.
        folder: made if it is not there.
        picture: whether to look for a browser that takes one.

    Raises:
        RenderError: a template has a mistake.
        WrongUse: the folder cannot be written, or nothing in the edition is from these sections.
    """
    shown, message = _shown(app, newsletter, edition, sections)
    stem = edition.id.replace(":", "-")
    files = {
        f"{stem}.html": shown.html.encode(),
        f"{stem}.txt": shown.text.encode(),
        f"{stem}.eml": message.content,
        "preview.html": page(shown, app.templates).encode(),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise WrongUse(f"{folder}: {error.strerror}; name a folder that can be written with --out") from error
    paths = [folder / name for name in files]
    missing = []
    if picture:
        png = folder / f"{stem}.png"
        if why := _picture(app, shown, png):
            missing.append(why)
        if png.is_file():
            paths.append(png)
    return Preview(shown.subject, tuple(paths), folder / "preview.html", tuple(missing))


def _picture(app: App, shown: Shown, out: Path) -> str | None:
    """Why there is none, or what it lacks; None: nothing."""
    out.unlink(missing_ok=True)  # an old one would pass for this mail's
    found = browser.browser()
    if found is None:
        return browser.absent()
    try:
        lost = preview_picture.write(out, shown, app.templates, found, app.config.collect)
    except BrowserFailed as error:
        return f"no picture: {error}"
    return f"{counted(lost, 'image')} of the mail could not be fetched, and is missing in the picture" if lost else None


def _shown(app: App, newsletter: Newsletter, edition: Edition, sections: tuple[str, ...]) -> tuple[Shown, Message]:
    masthead = joints.masthead(app.config, newsletter, edition)
    try:
        variant = render(edition, masthead, app.templates).variant(sections)
    except ValueError as error:
        raise WrongUse(str(error)) from error
    message = _message(app, newsletter, edition, sections)
    titles = app.config.section_titles()
    shown = Shown(
        edition=edition.id,
        state=_state(edition),
        readers=", ".join(titles[slug] for slug in sections) or "all sections",
        sender=parseaddr(newsletter.sender)[0] or newsletter.sender,
        subject=variant.subject,
        html=variant.html,
        text=variant.text,
        message=len(message.content),
        language=masthead.language,
        dir=language(masthead.language).dir,
    )
    return shown, message


def _state(edition: Edition) -> str:
    """ "a draft", "held"."""
    return "a draft" if edition.changed is None else edition.state.value


def _message(app: App, newsletter: Newsletter, edition: Edition, sections: tuple[str, ...]) -> Message:
    message_for = pipeline.messages(app.config, newsletter, edition, app.templates, app.secret())
    return message_for(reader(edition, "reader@example.org", sections))
