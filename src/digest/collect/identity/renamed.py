"""A source whose every id and address changed at once, as when a site moves to another program. Pure.

None of its entries is known by a name then, and those whose text changed a little are not known by their likeness
either. What they are is told by their titles, with what else there is: the date, the path, the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from digest.collect.identity.called import Called
from digest.collect.identity.likeness import letters, shared
from digest.model import Article, Sketch

#: So many entries must be unknown, and so many articles of the source known, before it is thought of.
FEWEST = 5
#: At most one entry in so many may still be known by a name.
_KNOWN_OF = 10
#: Two dates of one story may lie so far apart, as zones and repaired clocks make them.
_NEAR = timedelta(days=1)
#: Two versions of a text share this of the shorter one's word pairs; two parts of a column under one title do not.
_SAME_TEXT = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that an entry may be, by their titles."""

    article: str  #: id
    is_near: bool  #: whether their dates or their paths say so, too


def is_suspected(unknown: int, entries: int) -> bool:
    """Whether so few entries are known by a name that all may have been renamed."""
    return unknown >= FEWEST and (entries - unknown) * _KNOWN_OF <= entries


def candidates(unknown: Sequence[Called], known: Sequence[Sketch]) -> dict[str, Candidate]:
    """By key, the one article that each entry may be.

    Of the articles of the same title it is the one of the nearest date or the same path, or else the only one if
    the title stands at no other entry either.

    Args:
        unknown: entries of one document.
        known: articles of its source.
    """
    titles: dict[bytes, list[Sketch]] = {}
    for sketch in known:
        titles.setdefault(letters(sketch.title), []).append(sketch)
    times = Counter(letters(one.found.title) for one in unknown)
    found: dict[str, Candidate] = {}
    for one in unknown:
        title = letters(one.found.title)
        of_title = titles.get(title, [])
        near = [sketch for sketch in of_title if _is_near(one, sketch)]
        if len(near) == 1:
            found[one.key] = Candidate(near[0].id, is_near=True)
        elif len(of_title) == 1 and times[title] == 1:
            found[one.key] = Candidate(of_title[0].id, is_near=False)
    return _one_to_one(found)


def confirmed(
    unknown: Sequence[Called],
    candidates: Mapping[str, Candidate],
    articles: Mapping[str, Article],
    *,
    recognised: int,
) -> dict[str, Article]:
    """The articles that the entries are, by the entries' keys.

    A title alone is enough when at least half of the entries are recognised so; a column keeps its title for years.

    Args:
        unknown: entries of one document that are not known by a name or their likeness.
        candidates: see there.
        articles: the candidates' articles by id.
        recognised: how many more entries of it are known by their likeness.
    """
    like = {
        one.key: candidate
        for one in unknown
        if (candidate := candidates.get(one.key)) and _may_be(one, articles[candidate.article])
    }
    if not is_renaming(len(like) + recognised, len(unknown) + recognised):
        like = {key: candidate for key, candidate in like.items() if candidate.is_near}
    return {key: articles[candidate.article] for key, candidate in like.items()}


def is_renaming(recognised: int, unknown: int) -> bool:
    """Whether so many of the entries without a known name are known after all that their names have changed."""
    return recognised > 0 and 2 * recognised >= unknown


def _is_near(one: Called, sketch: Sketch) -> bool:
    date = one.found.published
    path, known = (key.partition("/")[2] for key in (one.key, sketch.key))
    return (date is not None and abs(date - sketch.date) <= _NEAR) or bool(path and path == known)


def _may_be(one: Called, article: Article) -> bool:
    """Whether the texts allow that it is this article; a summary is compared with the summary."""
    found = one.found
    is_whole = found.complete and article.complete
    share = shared(
        (is_whole and found.content) or found.summary or found.content,
        (is_whole and article.content) or article.summary or article.content,
    )
    return share is None or share >= _SAME_TEXT


def _one_to_one(found: dict[str, Candidate]) -> dict[str, Candidate]:
    """Without the articles that several entries would have to be."""
    claims = Counter(candidate.article for candidate in found.values())
    return {key: candidate for key, candidate in found.items() if claims[candidate.article] == 1}
