"""What stands just above and just below the lines that a text finder took, and is of the same text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import takewhile

from lxml.html import HtmlElement

from digest.collect.article.beside import hyphened
from digest.collect.article.lines import HEADINGS, Line
from digest.collect.text import words

_STANDFIRST = re.compile(
    r"-(?:dek|deck|sub-?head(?:ing|line)?|sub-?title|stand-?first|strap-?line|lede|tag-?line|untertitel|vorspann|chapo"
    r"|entradilla|bajada|occhiello|sommario|excerpt|intro|introduction|article-(?:summary|description|lead))-"
)
_ABOVE = 8  #: lines between a title and its text
_SHORTEST, _LONGEST = 4, 60  #: words
_ALIKE = 30  #: letters that two sayings of the same have in common at least
_COMPARED = 200
_BELOW = 4  #: lines between a text and the heading of its questions
_FEWEST = 3  #: lines that questions and answers have
_LINKED = 4  #: a list with one line in so many that is but a link leads to other texts
_QUESTIONS = re.compile(
    r"""[\W_]*(?:(?:.{0,60}\b)?(?:faqs?|frequently\ asked\ questions|common\ questions)\b.{0,60}
    |häufige?\ (?:gestellte\ )?fragen.*|(?:questions\ fréquentes|foire\ aux\ questions).*|preguntas\ frecuentes.*
    |perguntas\ frequentes.*|domande\ frequenti.*|veelgestelde\ vragen.*|よくある(?:ご)?質問.*|الأسئلة\ الشائعة.*
    )[\W_]*""",
    re.IGNORECASE | re.VERBOSE,
)


def standfirst(every: Sequence[Line], kept: AbstractSet[int], title: str, summary: str) -> set[int]:
    """The numbers of the lines between the title and the text that say in a sentence what the story is."""
    first = min(kept)
    above = range(max(0, first - _ABOVE), first + 1)
    at = next((number for number in reversed(above) if words.folded(every[number].text) == words.folded(title)), None)
    if at is None:
        return set()
    between = takewhile(lambda number: number not in kept, range(at + 1, len(every)))
    return {number for number in between if _is_standfirst(every[number], summary)}


def _is_standfirst(one: Line, summary: str) -> bool:
    length = words.count(one.text)
    if length > _LONGEST or not one.outside:
        return False
    text, whole = words.folded(one.text)[:_COMPARED], words.folded(summary)[:_COMPARED]
    if min(len(text), len(whole)) >= _ALIKE and (whole.startswith(text) or text.startswith(whole)):
        return True
    return length >= _SHORTEST and bool(_STANDFIRST.search(f"{_names(one.block)}{_names(one.block.getparent())}"))


def _names(element: HtmlElement | None) -> str:
    return "" if element is None else hyphened(element.get("class", ""))


def questions(every: Sequence[Line], last: int, aside: AbstractSet[int]) -> set[int]:
    """The numbers of the lines of the questions and answers that a text ends with, after line `last`."""
    near = range(last + 1, min(last + _BELOW, len(every)))
    at = next((number for number in near if _is_questions(every[number])), None)
    if at is None:
        return set()
    for box in every[at].block.iterancestors():
        if box.tag in ("body", "html"):
            break
        inside = _within(box, every, at)
        if len(inside) >= _FEWEST:
            linked = sum(not every[number].outside for number in inside)
            return set(inside) - aside if linked * _LINKED < len(inside) else set()
    return set()


def _within(box: HtmlElement, every: Sequence[Line], at: int) -> list[int]:
    """The numbers of the lines from `at` on that lie in a box."""
    return list(takewhile(lambda number: box in every[number].block.iterancestors(), range(at, len(every))))


def _is_questions(one: Line) -> bool:
    return one.block.tag in HEADINGS and bool(_QUESTIONS.fullmatch(one.text))
