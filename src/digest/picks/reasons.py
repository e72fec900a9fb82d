"""Why a pick is shown, in words for a reader: what two articles are both about, as their titles put it.

The words around are those of the language that is handed in: a reason is kept as it was first given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.language import ENGLISH, Language
from digest.model import Card
from digest.picks.archive import Archive
from digest.picks.neighbours import Shared
from digest.picks.phrases import Phrase, phrases
from digest.picks.spelling import CAPITAL_NOUNS, Usage
from digest.picks.text import fold, squeezed

MOST = 2
#: Two subjects have no more letters than this together, or only the first is named ...
LONGEST = 50
#: ... and neither is two things itself ("plain language and writers and editors").
_AND = re.compile(r" (?:and|und|&) ", re.IGNORECASE)
#: A second subject is named only if it says at least this much beside the first.
WORTH_NAMING = 0.25


def subjects(article: Card, pick: Card, archive: Archive, words: Language = ENGLISH) -> str | None:
    """Up to two subjects of both ("IVF and fertility"); None if no title and no tag names one.

    The words stand in one of the two titles, or are a tag of both; several words go before single ones.
    """
    shared, usage = archive.closely(article, pick)
    named = [phrase.shown(usage.usual) for phrase in _named(article, pick, shared, archive, usage)]
    both = words.listed(named)
    if len(both) > LONGEST or _AND.search("; ".join(named)):
        both = named[0]
    return both or next((_as_usual(tag, article.language, usage) for tag in _shared_tags(article, pick)), None)


def have_a_subject(article: Card, pick: Card, archive: Archive) -> bool:
    """Whether the titles, or the tags, of both name something that both are about; their texts are not read for it."""
    named = _named(article, pick, archive.shared(article, pick), archive)
    return bool(named) or any(_shared_tags(article, pick))


def by_editor(words: Language) -> str:
    """The reason for the editor's own."""
    return words.gettext("Chosen by the editor")


def by_readers(words: Language) -> str:
    """The reason for where readers went."""
    return words.gettext("Many readers went on to this")


def newest(section_title: str, words: Language) -> str:
    """The reason for what is only new."""
    return words.gettext("More in %(section)s") % {"section": section_title}


def about(article: Card, pick: Card, archive: Archive, words: Language, *, newer: bool = False) -> str:
    """The reason for a pick on an article's subject: "Also about …", "Also in The Friday Column", or a plain one.

    `newer`: whether to say that it is news on it.
    """
    if found := subjects(article, pick, archive, words):
        lead = words.gettext("Newer on %(subjects)s") if newer else words.gettext("Also about %(subjects)s")
        return lead % {"subjects": found}
    column = archive.labelled(article.title).label
    is_shared = column and squeezed(column) == squeezed(archive.labelled(pick.title).label)
    if is_shared:
        return words.gettext("Also in %(column)s") % {"column": column}
    return words.gettext("On the same subject")


def part_of(card: Card, words: Language = ENGLISH) -> str | None:
    """ "Part 2 of Building the shed", "More of Building the shed", "Part 2"; None for what is no part of anything."""
    if card.series is None:
        return None
    values = {"part": words.number(card.series.part), "series": card.series.title}
    if not card.series.title:
        return words.gettext("Part %(part)s") % values if card.series.part else words.gettext("More")
    if card.series.part:
        return words.gettext("Part %(part)s of %(series)s") % values
    return words.gettext("More of %(series)s") % values


def _named(article: Card, pick: Card, shared: Shared, archive: Archive, usage: Usage | None = None) -> list[Phrase]:
    """The subjects that the titles name; by `usage`, if it is known, only those that are whole ones."""
    found = [
        phrase
        for card in (pick, article)
        for phrase in phrases(archive.labelled(card.title).rest, card.language, shared)
        if usage is None or usage.is_whole(phrase.words, phrase.language)
    ]
    chosen: list[Phrase] = []
    for phrase in sorted(found, key=lambda phrase: (-round(phrase.weight, 6), phrase.words, phrase.title)):
        if len(chosen) < MOST and _is_worth_naming(phrase, chosen):
            chosen.append(phrase)
    return chosen


def _is_worth_naming(phrase: Phrase, chosen: list[Phrase]) -> bool:
    if any(phrase.resembles(other) for other in chosen):
        return False
    return not chosen or phrase.weight >= WORTH_NAMING * chosen[0].weight


def _shared_tags(article: Card, pick: Card) -> Iterator[str]:
    theirs = {squeezed(tag) for tag in pick.tags}
    return (tag.replace("-", " ") for tag in article.tags if squeezed(tag) in theirs)


def _as_usual(tag: str, language: str, usage: Usage) -> str:
    """A tag as the texts write it, which mostly names a thing."""
    written = usage.usual.get(fold(tag, language) or "", tag)
    return written[:1].upper() + written[1:] if language in CAPITAL_NOUNS else written
