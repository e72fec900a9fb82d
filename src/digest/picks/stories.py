"""Which articles tell one story: an article and all that are directly like it.

Likeness is no chain: a report of Monday may be like Tuesday's, and that like Wednesday's, though Monday's and
Wednesday's share nothing. If all that hang together were one story, a column whose issues are now and then alike would
be one as well, and whoever had read its first issue would never see another. So a story has a middle: of all that hang
together, the article that most others are like (of two the older) and those are the first story; what is left is asked
again. A wire report is found with all its copies that way, however little these share with one another.

The answer depends on the articles alone, not on the order in which they came.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

#: When an article was collected, and its id: the older one is the smaller one, and no two are equal.
Age = tuple[datetime, str]


def together(some: Iterable[str], alike: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """These articles and all that hang together with them: whose stories may change when one of them does.

    After a change of an article ask for it, for those that it was like and for those that it is like now.

    Args:
        alike: the articles that tell the same story as this one, by `same_story`; itself may be among them.
    """
    found: set[str] = set()
    waiting = list(some)
    while waiting:
        id = waiting.pop()
        if id not in found:
            found.add(id)
            waiting.extend(alike(id))
    return frozenset(found)


def stories(ages: Mapping[str, Age], alike: Callable[[str], Iterable[str]]) -> dict[str, str]:
    """Article → its story, which is called like its oldest article; one that is like no other is its own story.

    Args:
        ages: articles that hang together (`together`); of several such sets each is answered as by itself.
        alike: as for `together`; others than in `ages` do not count. Of two one may know, for it is not told of all.
    """
    near = {id: {id} for id in ages}
    for id in ages:
        for other in near.keys() & alike(id):
            near[id].add(other)
            near[other].add(id)
    found: dict[str, str] = {}
    while near:
        middle = min(near, key=lambda one: (-len(near[one]), ages[one]))
        story = frozenset(near[middle])
        found |= dict.fromkeys(story, min(story, key=lambda one: ages[one]))
        near = _without(near, story)
    return found


def _without(near: Mapping[str, set[str]], gone: Collection[str]) -> dict[str, set[str]]:
    return {id: others.difference(gone) for id, others in near.items() if id not in gone}
