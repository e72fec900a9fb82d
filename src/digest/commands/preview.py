"""`digest preview`: an edition as a reader would get it, before anybody does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

from digest import joints, pipeline
from digest.app import App
from digest.commands import browser, preview_picture
from digest.commands.preview_page import Note, Shown, page
from digest.config import Newsletter
from digest.errors import BrowserFailed, WrongUse
from digest.language import language
from digest.model import Edition, Message, Slot


@dataclass(frozen=True, slots=True)
class Preview:
    """The files that were written, and the subject they go under."""

    subject: str
    paths: tuple[Path, ...]
    page: Path  #: the one to open
    missing: str | None  #: what there is not, and why; None: there is all


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
    png = folder / f"{stem}.png"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        png.unlink(missing_ok=True)  # an old one would pass for this mail's
    except OSError as error:
        raise WrongUse(f"{folder}: {error.strerror}; name a folder that can be written with --out") from error
    missing = _picture(app, shown, png) if picture else None
    paths = (*(folder / name for name in files), *([png] if png.is_file() else []))
    return Preview(shown.subject, paths, folder / "preview.html", missing)


def _picture(app: App, shown: Shown, out: Path) -> str | None:
    """Why there is none, or what it lacks; None: nothing."""
    found = browser.browser()
    if found is None:
        return browser.absent()
    try:
        lacks = preview_picture.write(out, shown, app.templates, found, app.config.collect)
    except BrowserFailed as error:
        return f"no picture: {error}"
    return f"missing in the picture: {'; '.join(lacks)}" if lacks else None


def _shown(app: App, newsletter: Newsletter, edition: Edition, sections: tuple[str, ...]) -> tuple[Shown, Message]:
    message = _message(app, newsletter, edition, sections)
    # Read back from its very bytes: what is shown is what would be sent.
    mail = message_from_bytes(message.content, policy=policy.default)
    titles = app.config.section_titles()
    words = language(joints.masthead(app.config, newsletter, edition).language)
    shown = Shown(
        edition=edition.id,
        state=_state(edition),
        readers=", ".join(titles[slug] for slug in sections) or "all sections",
        sender=parseaddr(newsletter.sender)[0] or newsletter.sender,
        subject=str(mail["Subject"]),
        html=_part(mail, "html"),
        text=_part(mail, "plain"),
        message=len(message.content),
        language=words.tag,
        dir=words.dir,
        notes=_notes(app, newsletter, edition, sections),
    )
    return shown, message


def _notes(app: App, newsletter: Newsletter, edition: Edition, sections: tuple[str, ...]) -> tuple[Note, ...]:
    """What preflight finds, but for links: asking them takes a minute, and `--check` does."""
    found = app.preflight(newsletter, edition, [sections], ask_links=False)
    return tuple(Note(one.level.value, one.words, one.rule.todo) for one in found)


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""


def _state(edition: Edition) -> str:
    """ "a draft", "held"."""
    return "a draft" if edition.changed is None else edition.state.value


def _message(app: App, newsletter: Newsletter, edition: Edition, sections: tuple[str, ...]) -> Message:
    message_for = pipeline.messages(app.config, newsletter, edition, app.templates, app.secret())
    try:
        return message_for(joints.stranger(edition, sections))
    except ValueError as error:
        raise WrongUse(str(error)) from error
