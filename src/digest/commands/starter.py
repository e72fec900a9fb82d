"""`digest init`: a config.toml to edit and a first story, so that every command has something to work on."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from digest.errors import WrongUse
from digest.templates import Templates

#: What is written, and the template it comes from.
_FILES = {"config.toml": "starter/config.toml", "articles/welcome.md": "starter/welcome.md"}


def begin(folder: Path, now: datetime) -> list[Path]:
    """Write the first files of a publication; the paths.

    Raises:
        WrongUse: one of them is there already, or cannot be written; nothing is written then.
    """
    for name in _FILES:
        if (folder / name).exists():
            raise WrongUse(f"{folder / name} is there already; remove it first, or begin in an empty folder")
    # A week old, so that the newest weekly slot that is due has something to send.
    values = {"year": f"{now:%Y}", "date": f"{now - timedelta(days=7):%Y-%m-%dT%H:%M:%SZ}"}
    templates = Templates()
    for name, template in _FILES.items():
        try:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(templates.render(template, **values), encoding="utf-8")
        except OSError as error:
            raise WrongUse(f"{folder / name} cannot be written: {error.strerror}") from error
    return [folder / name for name in _FILES]
