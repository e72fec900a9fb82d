"""What to read beside a story (`related`) and after it (`next_pick`): pure decisions over an archive.

`reading.py` reads an article once, into numbers; `index.py` finds by them what is near; `archive.py` is what the rules
ask, `related.py` and `next.py` are the rules of docs/design.md; `series.py` reads parts out of titles, `duplicates.py`
knows the same story in other words, `reasons.py` says why. Nothing here reads a clock, a file or a die: the same
archive gives the same picks in any process.
"""

from digest.picks.archive import Archive
from digest.picks.index import Index
from digest.picks.next import followers, next_pick
from digest.picks.postings import Postings, Row
from digest.picks.reading import READING, read, settled, touched
from digest.picks.related import ranked, related
from digest.picks.series import series
from digest.picks.vector import Vector

__all__ = [
    "READING",
    "Archive",
    "Index",
    "Postings",
    "Row",
    "Vector",
    "followers",
    "next_pick",
    "ranked",
    "read",
    "related",
    "series",
    "settled",
    "touched",
]
