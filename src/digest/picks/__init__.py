"""What to read beside a story (`related`) and after it (`next_pick`): pure decisions over an archive.

`Index.of(articles)` reads an archive once; `related.py` and `next.py` apply the rules of docs/design.md to it;
`series.py` reads parts out of titles, `duplicates.py` knows the same story in other words, `reasons.py` says why.
Nothing here reads a clock, a file or a die: the same archive gives the same picks in any process.
"""

from digest.picks.card import Card
from digest.picks.index import Index
from digest.picks.next import followers, next_pick
from digest.picks.related import ranked, related
from digest.picks.series import series

__all__ = ["Card", "Index", "followers", "next_pick", "ranked", "related", "series"]
