"""What stands in a rendered mail where a reader's own token goes: of its length, from its letters."""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable

from markupsafe import escape

#: Characters, as a token of one number has them: letters, digits, "-" and "_", which no encoding of a mail changes.
LENGTH = 32


def placeholders(names: Iterable[str], *content: object) -> dict[str, str]:
    """Name → placeholder, for a mail made of `content`.

    Each is a hash of all that the mail is made of: no text in it can hold one, since whoever wrote the text would have
    had to know the hash before.
    """
    written = repr(content)
    return {name: _placeholder(f"{name}\n{written}") for name in names}


def whole(html: str, addresses: Iterable[str]) -> str:
    """These addresses without the places where they might break, which words as long as they are given."""
    for address in map(str, map(escape, addresses)):
        html = re.sub("\u200b?".join(map(re.escape, address)), address.replace("\\", r"\\"), html)
    return html


def _placeholder(text: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(text.encode("utf-8", "replace")).digest()).decode()[:LENGTH]
