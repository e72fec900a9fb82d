"""Which story is which: addresses, names, likeness, what a source renamed, and what has changed. All of it is pure.

`decide` is the door; `collect/known.py` asks the store what it wants to know.
"""

from digest.collect.identity.decision import Terms, article_id, decide, section_for, settled
from digest.collect.identity.urls import article_key, canonical

__all__ = ["Terms", "article_id", "article_key", "canonical", "decide", "section_for", "settled"]
