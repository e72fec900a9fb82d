"""The lines that a publisher's program adds below each text of its feed: where it appeared first, where to comment."""

from __future__ import annotations

import re

from digest.collect.text.sanitise import plain

_MOST = 3  #: lines
_LONGEST = 2_000  #: characters of HTML; most is two addresses
# The first as Yoast's plug-in for WordPress writes it in the languages that its users write in (2026).
_SIGN_OFF = re.compile(
    r"""(?:
    the\ post\ .+\ (?:appeared\ first|first\ appeared)\ on\ .+|der\ beitrag\ .+\ erschien\ zuerst\ auf\ .+
    |l[’']article\ .+\ est\ apparu\ en\ premier\ sur\ .+|la\ entrada\ .+\ (?:se\ publicó|apareció)\ primero\ en\ .+
    |l[’']articolo\ .+\ proviene\ da\ .+|[oa]\ (?:post|publicação)\ .+\ apareceu\ primeiro\ em\ .+
    |het\ bericht\ .+\ verscheen\ eerst\ op\ .+|artykuł\ .+\ pochodzi\ z\ serwisu\ .+
    |inlägget\ .+\ dök\ först\ upp\ på\ .+|indlægget\ .+\ blev\ først\ udgivet\ på\ .+
    |innlegget\ .+\ dukket\ først\ opp\ på\ .+|сообщение\ .+\ появились\ сначала\ на\ .+
    |投稿\ ?.+は.+に最初に表示されました。?
    |(?:leave\ a\ comment|(?:\d+|no|view|add)?\s?comments?(?:\s?\(\d+\))?|kommentare?|commentaires?|comentarios?)
    )[.»→\s]*""",
    re.IGNORECASE | re.VERBOSE,
)


def without_sign_off(html: str) -> str:
    """Clean HTML without such paragraphs at its end; one that consists of nothing else stays."""
    for _ in range(_MOST):
        at = html.rfind("<p>")
        if at <= 0 or len(html) - at > _LONGEST or html.find("<a ", at) < 0 or not _is_sign_off(html[at:]):
            break
        html = html[:at].rstrip()
    return html


def _is_sign_off(end: str) -> bool:
    return end.find("</p>") == len(end) - len("</p>") and bool(_SIGN_OFF.fullmatch(plain(end)))
