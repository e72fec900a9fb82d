"""An editor's words as they may stand in a mail, between headings that are not theirs."""

from __future__ import annotations

import re

from markupsafe import Markup

_HEADING = re.compile(r"<(/?)h[1-6]\b[^>]*>", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b(?![^>]*\balt=)", re.IGNORECASE)
_OPEN, _CLOSE = "<p><strong>", "</strong></p>"


def prose(html: str) -> Markup:
    """Sanitised HTML as a mail takes it.

    A heading becomes a strong line, since those of the mail have their order; an image without an alternative text gets
    an empty one.
    """
    levelled = _HEADING.sub(lambda tag: _CLOSE if tag[1] else _OPEN, html)
    return Markup(_IMAGE.sub('<img alt=""', levelled))  # noqa: S704 - it was sanitised before it was stored
