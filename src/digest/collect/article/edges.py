"""What stands above and below a body and is not of it: title and date once more, the author's life, more to read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from digest.collect.article.authors import is_byline
from digest.collect.article.lines import HEADINGS, Line, drop, lines
from digest.collect.text import words
from digest.collect.text.dates import moment

_ABOVE = 8  #: lines among which the title or a date may stand
_SHORT = 14  #: words
_LAST_PART = 0.7  #: of the text; what else to read begins after it
_LONGEST_TEASER = 60  #: words
_MOST_LEFT = 3  #: lines that a body has at least
_TOP = re.compile(
    r"""[\W_]*(?:
    (?:estimated\ )?(?:reading\ time\W*)?\d+\s*-?\s*min(?:ute)?s?\.?(?:\s*(?:read|de\ lecture|lesezeit|de\ lectura))?
    |estimated\ reading\ time|back\ to\ (?:blog|news|home|articles)|(?:table\ of\ )?contents?|table\ of\ content
    |on\ this\ page|in\ this\ (?:article|guide|post)|topics\ covered|inhalt(?:sverzeichnis)?|sommaire|índice|inhoud
    |(?:last\ )?(?:published|posted|updated)(?:\ on)?\W*.{0,30}|(?:photo|image|picture)?\ ?credits?\W.{1,60}|blog
    |fact-checked|peer-reviewed\ publication|trusted\ source|proofread|opens\ in\ a\ new\ window|join\ or\ sign\ in
    )[\W_]*""",
    re.IGNORECASE | re.VERBOSE,
)
_BOTTOM = re.compile(
    r"""[\W_]*(?:
    (?:copyright\b|©|\(c\)\ ).*|.*\ball\ rights\ reserved\b.*|about\ the\ authors?\b.*|über\ (?:den|die)\ autor.*
    |view\ author\ page|written\ by\b.{0,60}|(?:read|view|see)\ (?:more|all)\ (?:posts|articles|stories)\ by\b.*
    |contact\ (?:staff\ )?(?:writer|reporter|editor)\b.*|reporting\ by\b.*|our\ standards:.*
    |(?:discover\ more\ from|subscribe\ to\ get|get\ started\ with|book\ a\ free|fill\ out\ the\ form)\b.*
    |more\ information:.*|journal\ information:.*|comment\ via\b.*|thanks\ for\ (?:visiting|reading)
    |follow\ (?:me|us)\ on\b.*|this\ (?:story|article)\ is\ funded\ by\b.*|session\ expired|please\ log\ in\ again\b.*
    |(?:get\ started|register\ now|sign\ up|learn\ more|read\ more|subscribe|schedule\ online|request\ a\ quote)
    |visit\ our\ website\ terms\b.*|image\ used\ under\ licen[sc]e\b.*
    )[\W_]*""",
    re.IGNORECASE | re.VERBOSE,
)
_ELSE = re.compile(
    r"""[\W_]*(?:
    (?:related|recommended|further|more|suggested|similar|popular|featured|latest|recent)
      (?:\ (?:buying|blog|news|book|our))?
      \ (?:content|articles?|posts?|stories|reading|reads|guides?|resources?|recommendations?|news|links?|coverage)
      (?:\ and\ \w+)?
    |recommended|explore\ more|read\ (?:next|more|this\ next|also)|up\ next|what\ to\ read\ next|keep\ reading
    |you\ (?:may|might)\ also\ (?:like|enjoy).*|people\ are\ also\ reading|editor['’]?s['’]?\ picks?
    |more\ (?:from|in|on)\b.{0,40}
    |this\ might\ be\ interesting.*|trending(?:\ now)?|most\ (?:read|popular)|about\ the\ authors?|photo\ credits
    |das\ könnte\ .*interessieren|mehr\ zum\ thema|à\ lire\ aussi|lire\ aussi
    |(?:también\ )?te\ puede\ interesar|meer\ (?:nieuws|lezen)|lees\ ook
    )[\W_]*""",
    re.IGNORECASE | re.VERBOSE,
)
_LIFE = (
    r"\b[^.]*\b(?:is|was|has|are|studied|worked|works|writes|covers|covered|ist|war|schreibt|est|écrit|es|escribe)\b"
)
_PROFESSION = re.compile(
    r"""[\W_]*[A-Z][\w.'’-]+(?:\ [\w.'’-]+){1,3}\ (?:is|was|has\ been)\ (?:an?|the|our)\ [^.]*
    \b(?:writer|editor|journalist|reporter|author|columnist|contributor|correspondent|freelancer|blogger|photographer)\b.*
    """,
    re.DOTALL | re.VERBOSE,
)
_LIVES = 6  #: lines at the end among which the author's life begins
_LONGEST_LIFE = 90  #: words
_OF_A_DATE = re.compile(
    r"""\b(?:by|on|at|the|and|updated|published|posted|written|last|first|report|von|am|par|le|por|el|de|di|il|door|op
    |(?:jan|feb|fév|mar|mär|mrz|apr|avr|abr|may|mai|mei|mag|jun|jui|giu|jul|lug|aug|ago|aoû|sep|oct|okt|ott|nov|dec|dez|déc
    |dic)\w*|(?:mon|tues?|wednes|thurs?|fri|satur|sun)day|[ap]m|[a-z]{2,3}t|utc|gmt|hrs?|ist|min(?:ute)?s?|read|ago)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def trim(body: HtmlElement, title: str, authors: Sequence[str]) -> None:
    """Take the edges off a body.

    Args:
        body: the article's text, as found.
        title: the article's; lines above it that are no prose go with it.
        authors: theirs is the last line that begins with their name.
    """
    _below(body, authors)
    _above(body, title, authors)


def _above(body: HtmlElement, title: str, authors: Sequence[str]) -> None:
    every = lines(body)
    head = every[: min(_ABOVE, len(every) - _MOST_LEFT)] if len(every) > _MOST_LEFT else []
    same = [number for number, one in enumerate(head) if words.folded(one.text) == words.folded(title)]
    at = max(same, default=next((number for number, one in enumerate(head) if _is_title(one, title)), -1))
    if at >= 0 and all(words.count(one.text) <= _SHORT for one in head[:at]):
        _erase(head[: at + 1])
        head = head[at + 1 :]
    for one in head:
        if _is_above(one.text, authors):
            one.erase()


def _is_title(one: Line, title: str) -> bool:
    text, whole = words.folded(one.text), words.folded(title)
    return bool(text) and (text == whole or (one.block.tag == "h1" and (text in whole or whole in text)))


def _is_above(text: str, authors: Sequence[str]) -> bool:
    if words.count(text) > _SHORT:
        return False
    name = words.folded(text)
    is_name = any(name in (words.folded(one), "by" + words.folded(one)) for one in authors)
    return (
        bool(_TOP.fullmatch(text))
        or is_name
        or moment(text) is not None
        or is_byline(text)
        or _is_signed(text, authors)
    )


def _is_signed(text: str, authors: Sequence[str]) -> bool:
    """Whether it says who and when, and nothing else."""
    for name in authors:
        text = text.replace(name, " ")
    rest = re.sub(r"[\W\d_]+", " ", _OF_A_DATE.sub(" ", text))
    return not rest.strip() and (bool(re.search(r"\d", text)) or not re.search(r"\w", text))


def is_else(text: str) -> bool:
    """Whether a line announces other things to read."""
    return bool(_ELSE.fullmatch(text))


def _below(body: HtmlElement, authors: Sequence[str]) -> None:
    every = lines(body)
    lengths = [words.count(one.text) for one in every]
    whole, passed = sum(lengths), 0
    for number, one in enumerate(every):
        late = passed >= _LAST_PART * whole and number >= _MOST_LEFT
        if late and is_else(one.text) and max(lengths[number:]) <= _LONGEST_TEASER:
            _erase(every[number:])
            every = every[:number]
            break
        passed += lengths[number]
    while len(every) > _MOST_LEFT and _is_below(every[-1], authors):
        every.pop().erase()
    at = next(
        (number for number in range(-min(_LIVES, len(every) - _MOST_LEFT), 0) if _is_life(every[number], authors)), 0
    )
    if at and all(words.count(one.text) <= _LONGEST_LIFE for one in every[at:]):
        _erase(every[at:])


def _is_below(one: Line, authors: Sequence[str]) -> bool:
    return bool(_BOTTOM.fullmatch(one.text)) or one.block.tag in HEADINGS or _is_life(one, authors)


def _is_life(one: Line, authors: Sequence[str]) -> bool:
    """Whether it tells who the author is."""
    return (
        words.folded(one.text) in map(words.folded, authors)
        or any(re.match(rf"[\W_]*{re.escape(name)}{_LIFE}", one.text) for name in authors)
        or bool(_PROFESSION.fullmatch(one.text))
    )


def _erase(some: Sequence[Line]) -> None:
    for one in some:
        block = one.block
        one.erase()
        if block.getparent() is not None and block.tag in HEADINGS and not "".join(map(str, block.itertext())).strip():
            drop(block)
