"""How like the right answers are what was found on pages: bodies by shingles, facts by equality, picks by address.

Source of the measure for bodies: article-extraction-benchmark (precision and recall of a page over the bag of its
4-grams of words, averaged over pages; F1 of the two averages; exact when the bags are equal).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from math import sqrt
from random import Random
from typing import Any
from urllib.parse import urljoin

from digest.collect.identity.urls import article_key
from digest.collect.text.dates import moment

_GRAM = 4
_DRAWS = 1_000
_Z = 1.96
_AND = re.compile(r"\s*(?:,|;|\||&|\band\b)\s*")
_NEWS = "n4k"
UNKNOWN = "https://page.invalid/"  #: the address of a page that nobody gave one

Pair = tuple[dict[str, Any], dict[str, Any]]  #: (what was found, what is right)


def report(answers: Mapping[str, dict[str, Any]], gold: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Each measure as [value, low, high]; pages without a right answer to it are left out."""
    pairs = [(answers[name], right) for name, right in gold.items() if name in answers]
    bodies = [body_likeness(found["text"], right["text"]) for found, right in pairs if right.get("text")]
    news = [one for one in pairs if one[1]["file"].startswith(_NEWS)]
    return {
        "body F1": body_interval(bodies),
        "body precision": round(_mean(one[0] for one in bodies), 4),
        "body recall": round(_mean(one[1] for one in bodies), 4),
        "body exact": share([one == (1.0, 1.0) for one in bodies]),
        "title": share([title_holds(*one) for one in pairs if one[1].get("title")]),
        "title of news": share([title_holds(*one) for one in news if one[1].get("title")]),
        "author": share([author_holds(*one) for one in pairs if one[1].get("author")]),
        "date": share([date_holds(*one) for one in pairs if one[1].get("date")]),
        **_picks(pairs),
    }


def body_likeness(found: str, right: str) -> tuple[float, float]:
    """Precision and recall of a text's shingles."""
    ours, theirs = _shingles(found), _shingles(right)
    common = (ours & theirs).total()
    return common / max(1, ours.total()), common / max(1, theirs.total())


def title_holds(found: dict[str, Any], right: dict[str, Any]) -> bool:
    return _plain(found["title"]) == _plain(right["title"])


def author_holds(found: dict[str, Any], right: dict[str, Any]) -> bool:
    """Whether the same people are named, in whatever order."""
    return _people(found["author"]) == _people(right["author"])


def date_holds(found: dict[str, Any], right: dict[str, Any]) -> bool:
    day = moment(right["date"])
    return bool(found["date"]) and day is not None and found["date"][:10] == day.date().isoformat()


def pick_keys(picks: Iterable[Mapping[str, Any]], address: str, url: str) -> set[str]:
    """What names the targets of picks, whose addresses stand under `address`."""
    keys = set()
    for pick in picks:
        try:
            keys.add(article_key(urljoin(url, pick[address])))
        except ValueError:
            continue
    return keys


def is_left(pick: Mapping[str, Any], text: str) -> bool:
    """Whether the line of a pick still stands in a body."""
    return _letters(pick["text"]) in _letters(text)


def _picks(pairs: list[Pair]) -> dict[str, Any]:
    named, wanted, left = [], [], []
    for found, right in pairs:
        if "picks" not in right:  # nothing is known of them
            continue
        url = right.get("url") or UNKNOWN + right["file"]
        asked = [pick for pick in right["picks"] or () if pick_keys([pick], "href", url)]
        ours, theirs = pick_keys(found["picks"], "url", url), pick_keys(asked, "href", url)
        named += [key in theirs for key in sorted(ours)]
        wanted += [key in ours for key in sorted(theirs)]
        left += [is_left(pick, found["text"]) for pick in asked]
    return {"picks precision": share(named), "picks recall": share(wanted), "picks left in body": share(left)}


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + _GRAM]) for at in range(max(1, len(words) - _GRAM + 1)))


def _plain(text: str | None) -> str:
    """A text with one kind of quotation mark, of dash and of blank."""
    whole = unicodedata.normalize("NFKC", text or "")
    return " ".join(re.sub("[–—]", "-", re.sub("[“”]", '"', re.sub("[‘’]", "'", whole))).casefold().split())


def _people(names: str | None) -> set[str]:
    return {letters for one in _AND.split(names or "") if (letters := _letters(one))}


def _letters(text: str) -> str:
    return "".join(re.findall(r"\w+", text.casefold()))


def _mean(values: Iterable[float]) -> float:
    every = list(values)
    return sum(every) / max(1, len(every))


def _f1(bodies: list[tuple[float, float]]) -> float:
    precision, recall = _mean(one[0] for one in bodies), _mean(one[1] for one in bodies)
    return 2 * precision * recall / max(1e-9, precision + recall)


def body_interval(bodies: list[tuple[float, float]]) -> list[float]:
    """F1 of the two averages, with the 95 % interval that drawing the pages anew gives."""
    chance = Random(1)  # the same draws in each run
    draws = sorted(_f1(chance.choices(bodies, k=len(bodies))) for _ in range(_DRAWS)) if bodies else [0.0]
    return [round(one, 4) for one in (_f1(bodies), draws[len(draws) // 40], draws[-1 - len(draws) // 40])]


def share(holds: list[bool]) -> list[float]:
    """A share with its interval by Wilson."""
    n = len(holds)
    if not n:
        return [0.0, 0.0, 1.0]
    p = sum(holds) / n
    middle, half = p + _Z * _Z / (2 * n), _Z * sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n))
    return [round(one, 4) for one in (p, (middle - half) / (1 + _Z * _Z / n), (middle + half) / (1 + _Z * _Z / n))]
