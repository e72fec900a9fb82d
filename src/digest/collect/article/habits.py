"""What a host says in many of its articles, learnt from the lines of each before any is taken out. Pure.

What was taken out of a stored text cannot be seen there any more; so the lines are remembered beside the texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

from digest.collect.article.repeated import without
from digest.collect.harvest import bounded
from digest.collect.text import sanitise
from digest.model import Found, Habits

FEWEST = 4  #: articles that have a line before it is the host's: one, and three others
_LATEST = 20  #: articles of a host that are compared
_SHARE = 0.5  #: of them; what fewer say amid their text may be a phrase of the trade ("Preheat the oven.")
_KEPT = 300  #: lines that a host is remembered by
_BYTES = 4


def learnt(habits: Habits, article: str, marks: Sequence[str]) -> Habits:
    """The habits of a host after one more of its articles was read, or the same one once more.

    A line that three other articles of the latest 20 have is the host's at the beginning and the end of a text; one
    that half of them have is, too, amid it. What is once known stays known, so that no text changes to and fro.

    Args:
        habits: of the host.
        article: what the article is known by (see Article.key).
        marks: see `repeated.marks`.
    """
    name = blake2b(article.encode("utf-8", "replace"), digest_size=_BYTES).hexdigest()
    others = [(one, lines) for one, lines in habits.latest.items() if one != name]
    latest = dict([*others, (name, tuple(marks))][-_LATEST:])
    count = Counter(mark for lines in latest.values() for mark in lines)
    often = max(FEWEST, _SHARE * len(latest))
    return Habits(
        latest=latest,
        at_edges=_with(habits.at_edges, [mark for mark in marks if count[mark] >= FEWEST]),
        anywhere=_with(habits.anywhere, [mark for mark in marks if count[mark] >= often]),
    )


def is_known(habits: Habits) -> bool:
    """Whether enough of a host's articles were read to tell what is the host's in the next one."""
    return len(habits.latest) >= FEWEST - 1


def own(found: Found, habits: Habits) -> Found:
    """A story without what its host says in every one."""
    content = without(found.content, habits.at_edges, habits.anywhere)
    if content == found.content:
        return found
    content = sanitise.clean(content, found.url)  # the last step, always
    summary = found.summary
    if summary == sanitise.summary(sanitise.text(found.content)):
        summary = sanitise.summary(sanitise.text(content))
    return bounded(replace(found, content=content, summary=summary))


def _with(known: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    """The lines known, those met last at the end; the oldest make room."""
    now = set(more)
    return (*(mark for mark in known if mark not in now), *more)[-_KEPT:]
