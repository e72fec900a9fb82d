"""The reference edition that mails are judged by: invented texts (mail_texts.toml), as many stories as wanted.

What stands around it is a real configuration, and its mails come by the pipeline's own way.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Literal
from zlib import crc32

from digest.config import Config
from digest.model import Edition, EditionSection, EditionState, Item, Pick, PickKind, PickOrigin, Slot

SITE = "https://quay.example.org/"  #: of a real top-level domain: filters take names in `.example` for no addresses
DUE = datetime(2026, 11, 22, 7, tzinfo=UTC)
LOOKS = ("plain", "magazine", "compact")
Texts = Literal["english", "arabic", "hostile"]

_WORD = "Harbourmasterassistantsubstitutelampkeeper" * 8
#: Whatever a stranger's feed may call a story.
HOSTILE = (
    f"The Donaudampfschifffahrtskapitäne and their {_WORD[:300]} resign",
    '</td></table></div><script>alert("1")</script><style>td{display:none}</style>',
    "@@UNSUBSCRIBE@@ and {{ unsubscribe }} and {% raw %} and %(count)s and \\1",
    "\u202eread from the other end\u2066 \x00\x07\x1b[31m \ud800 \ufffe -->",
    "مرحبا from two sides: שלום 3 of 4 ferries",
    "👩\u200d👩\u200d👧\u200d👦 all of us 👍🏽 under 🇩🇪🇸🇦 and 𝓯𝓪𝓷𝓬𝔂 letters" + " 🐟" * 60,
    "港の時計は火曜日から逆に回っていて、魚たちもそれに賛成している。" * 6,
    "' onmouseover='x' \"><img src=x onerror=y> <![endif]--> ]]> <!--[if mso]>",
    "https://quay.example.org/" + "a-title-that-is-an-address-" * 11,
    "=?utf-8?q?Not_a_header?=\r\nBcc: everyone@example.org\r\n\r\n.",
    "FREE!!! $$$ " + "word " * 90,
    "z" * 300,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the edition is to be like."""

    articles: int = 12
    sections: int = 3  #: of the three that the texts have
    images: bool = True
    picks: bool = True
    texts: Texts = "english"


@cache
def texts(name: Texts) -> dict[str, Any]:
    """The paper's words; the hostile one's names and titles stand in the place of the English ones."""
    whole = tomllib.loads(Path(__file__).with_name("mail_texts.toml").read_text(encoding="utf-8"))
    return whole["english" if name == "hostile" else name]


def config(wish: Wish, look: str) -> Config:
    """The configuration of the paper that sends it."""
    paper = texts(wish.texts)
    newsletter = {
        "slug": "sunday",
        "title": paper["newsletter"],
        "schedule": "sunday 07:00",
        "from": f"{paper['site']} <ebb@quay.example.org>",
        "postal_address": paper["postal_address"],
        "introduction": paper["introduction"],
        "look": {"style": look},
    }
    return Config.model_validate(
        {
            "site": {
                "title": paper["site"],
                "url": SITE,
                "tag": "quay.example.org,2026",
                "language": paper["language"],
            },
            "section": [{"slug": one["slug"], "title": one["title"]} for one in paper["sections"][: wish.sections]],
            "newsletter": [newsletter],
        }
    )


def edition(wish: Wish) -> Edition:
    """The edition: its sections take turns until there are enough stories."""
    slot = Slot(schedule="sunday", label="2026-11-22T07:00", due=DUE)
    tables = texts(wish.texts)["sections"][: wish.sections]
    each = [len(range(place, wish.articles, len(tables))) for place in range(len(tables))]
    sections = tuple(
        EditionSection(slug=table["slug"], title=_title(wish, table["title"], place), items=items)
        for place, (table, count) in enumerate(zip(tables, each, strict=True))
        if (items := tuple(islice(_items(wish, table, place), count)))
    )
    return Edition(
        id=slot.name, newsletter="sunday", slot=slot, state=EditionState.COMPOSED, composed=DUE, sections=sections
    )


def _items(wish: Wish, table: dict[str, Any], place: int) -> Iterator[Item]:
    """The section's stories, over and over; from the second time on each says which time it is."""
    for number, story in enumerate(cycle(table["stories"])):
        time = number // len(table["stories"]) + 1
        slug = f"{table['slug']}/{number + 1}-" + _slug(story["summary"])
        title = _title(wish, story["title"] + (f" ({time})" if time > 1 else ""), number * 3 + place)
        yield Item(
            article=f"tag:quay.example.org,2026:{table['slug']}-{number}",
            url=f"{SITE}{slug}/",
            title=title,
            summary=f"{title} {story['summary']}" if wish.texts == "hostile" else story["summary"],
            section=table["slug"],
            source=_title(wish, texts(wish.texts)["site"], number),
            authors=tuple(_title(wish, name, number + 1) for name in story["authors"]),
            image=f"{SITE}pictures/{slug}.jpg" if wish.images else None,
            date=DUE,
            minutes=story["minutes"],
            related=tuple(_pick(wish, pick, number, time) for pick in story.get("related", ()) if wish.picks),
            next=_pick(wish, story["next"], number, time, PickKind.NEXT) if wish.picks and "next" in story else None,
        )


def _pick(wish: Wish, pick: dict[str, str], number: int, time: int, kind: PickKind = PickKind.RELATED) -> Pick:
    return Pick(
        kind=kind,
        origin=PickOrigin.COMPUTED,
        url=f"{SITE}archive/{time}-{_slug(pick['reason'] + pick['title'])}/",
        title=_title(wish, pick["title"], number + 2),
        reason=_title(wish, pick["reason"], number + 3),
    )


def _title(wish: Wish, own: str, number: int) -> str:
    return HOSTILE[number % len(HOSTILE)] if wish.texts == "hostile" else own


def _slug(text: str) -> str:
    """As an address has it; of a text in other letters, a number."""
    words = "".join(char if char.isascii() and char.isalnum() else " " for char in text.lower()).split()
    return "-".join(words)[:48].strip("-") or str(crc32(text.encode()))
