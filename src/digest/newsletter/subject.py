"""The one line that decides whether a mail is opened."""

from __future__ import annotations

from collections.abc import Mapping

from digest.lines import header_line
from digest.newsletter.masthead import Masthead
from digest.newsletter.plain import shorten
from digest.templates import Templates

LENGTH = 78  #: characters at most; inboxes show fewer


def subject(templates: Templates, mast: Masthead, newsletter: str, values: Mapping[str, object], lead: str) -> str:
    """The newsletter's own template for it, else email/subject.txt; one line, never empty.

    Args:
        templates: where email/subject.txt is found.
        mast: with the newsletter's own template.
        newsletter: its slug.
        values: what a template may use: lead, others, mast, date …
        lead: the lead story's title, which stands in for an empty line.

    Raises:
        RenderError: the template has a mistake; the newsletter is named.
    """
    if mast.subject:
        line = templates.render_text(f"subject of newsletter {newsletter} in config.toml", mast.subject, **values)
    else:
        line = templates.render("email/subject.txt", **values)
    lines = (header_line(text) for text in (line, lead, mast.newsletter_title, newsletter))
    return shorten(next(filter(None, lines)), LENGTH)
