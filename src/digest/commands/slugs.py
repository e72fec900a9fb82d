"""Titles → what may stand in addresses, and values → what may stand in config.toml."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection

_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "&": " "})
_LONGEST = 40


def slug(title: str, taken: Collection[str]) -> str:
    """Small letters, digits and hyphens; "section" for a title in other letters; numbered when it is taken."""
    plain = unicodedata.normalize("NFKD", title.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    whole = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:_LONGEST].strip("-") or "section"
    found, number = whole, 1
    while found in taken:
        number += 1
        found = f"{whole}-{number}"
    return found


def toml(text: str) -> str:
    """A TOML basic string on one line. Source: TOML 1.0, "String"."""
    plain = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007F")
