"""What to read beside a story (`related`) and after it (`next_pick`): pure decisions over an archive.

`reading.py` reads an article once, into numbers; `index.py` finds by them what is near; `archive.py` is what the rules
ask, `related.py` and `next.py` are the rules of docs/design.md, whose verdicts tell what became of each candidate;
`series.py` reads parts out of titles, `duplicates.py` knows the same story in other words, `reasons.py` says why.
Nothing here reads a clock, a file or a die: the same archive gives the same picks in any process.
"""

from digest.picks.archive import Archive
from digest.picks.index import Index
from digest.picks.next import followers, next_pick, next_verdicts
from digest.picks.postings import Postings, Row
from digest.picks.reading import READING, read, settled, touched
from digest.picks.related import ranked, related, related_verdicts
from digest.picks.rules import by_editor
from digest.picks.series import series
from digest.picks.vector import Vector
from digest.picks.verdict import Step, Verdict

__all__ = [
    "READING",
    "Archive",
    "Index",
    "Postings",
    "Row",
    "Step",
    "Vector",
    "Verdict",
    "by_editor",
    "followers",
    "next_pick",
    "next_verdicts",
    "ranked",
    "read",
    "related",
    "related_verdicts",
    "series",
    "settled",
    "touched",
]
