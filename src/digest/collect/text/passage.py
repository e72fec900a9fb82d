"""A few words of Markdown by an editor → HTML that every mail program shows as it is meant."""

from __future__ import annotations

import re

from digest.collect.listings.markdown import rendered
from digest.collect.text.sanitise import clean, only

#: What may stand in a mail's introduction. A heading would come before the mail's own, and is a bold line instead.
SHOWN = frozenset({"p", "a", "em", "strong", "ul", "ol", "li", "blockquote", "br"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: What people call that which is not shown.
_NAMES = {"img": "a picture", "code": "code", "pre": "code", "table": "a table", "hr": "a line across", "s": "a strike"}
_BEGIN = re.compile(r"<([a-z][a-z0-9]*)\b")
_HEADING = re.compile(r"<(/?)h[1-6]\b[^>]*>")
_LEADS_NOWHERE = re.compile(r"<a(?![^>]*\bhref=)[^>]*>(.*?)</a>", re.DOTALL)


def passage(text: str, base_url: str) -> tuple[str, list[str]]:
    """(HTML, what is wrong with the text) of Markdown; what mails cannot show is a mistake, and not left out silently.

    Args:
        text: CommonMark.
        base_url: what relative links are meant from.

    Returns:
        Paragraphs, links (http, https, mailto), emphasis, lists and quotes only; "" for a text of blanks. Whatever the
        mistakes, the HTML is safe.
    """
    whole = clean(rendered(text), base_url)
    # Two passes: a heading in raw HTML may hold what no paragraph may.
    levelled = only(whole, SHOWN | _HEADINGS)
    html = only(_HEADING.sub(lambda tag: "</strong></p>" if tag[1] else "<p><strong>", levelled), SHOWN)
    beyond = sorted({found[1] for found in _BEGIN.finditer(rendered(text))} - SHOWN - _HEADINGS)
    mistakes = [f"{_NAMES.get(name, f'<{name}>')} is not shown in mails; take it out" for name in beyond]
    mistakes += [
        f"the link “{only(found[1], ())}” leads nowhere; write https://… or mailto:…"
        for found in _LEADS_NOWHERE.finditer(html)
    ]
    return html, list(dict.fromkeys(mistakes))
