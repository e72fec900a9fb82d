"""Where a pick may lead: to a story, not to a list of them, and not to a till."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_LIST = re.compile(r"/(?:tags?|category|categories|topics?|schlagworte?|authors?)/[^/?#]+/?$")
_TILL = re.compile(
    r"/(?:cart|checkout|pricing|demo|subscribe|subscriptions?|newsletters?|sign-?up|register|login|donate|trial)/?$",
    re.IGNORECASE,
)
#: Parameters by which a shop knows who sent a buyer.
_COMMISSION = re.compile(
    r"(?:^|&)(?:irad|irgwc|irclickid|clickid|aff(?:_?id|iliate)?|affiliate_?id|awc|subid\d?|tag=[\w-]+-2\d$)",
    re.IGNORECASE,
)
_SALE = re.compile(
    r"""\b(?:free\ (?:trial|demo|quote|consultation|estimate)|\d+\ ?%\ off|coupons?|(?:promo|discount)\ codes?
    |sign\ up\ (?:for|to|now|today)|subscribe|our\ (?:free\ )?newsletter|(?:buy|shop|order|book|enrol{1,2})\ now
    |(?:book|schedule|request|get)\ (?:a|your)\ (?:free\ )?(?:call|demo|quote|consultation|meeting|tour|appointment)
    |get\ (?:started|expert\b.*\badvice)|(?:can|will|let\ us)\ help\ you\b|(?:the|our)\ expertise\ of|contact\ us
    |jetzt\ (?:kaufen|bestellen|anmelden|abonnieren)|kostenlos\ testen|s['’]abonner|essai\ gratuit|suscr[ií]bete
    |prueba\ gratis)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_TITLE = 300


def is_story(url: str, title: str) -> bool:
    """Whether a link with this text leads to something to read.

    Args:
        url: absolute.
        title: the link's text without the label.
    """
    if not re.search(r"\w", title) or len(title) > _LONGEST_TITLE or _SALE.search(title):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not (_LIST.search(parts.path) or _TILL.search(parts.path) or _COMMISSION.search(parts.query))
