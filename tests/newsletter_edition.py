"""Invented editions for looking at and for testing: a realistic one, a right-to-left one, a hostile one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from digest.model import Edition, EditionSection, EditionState, Item, Pick, PickKind, PickOrigin, Slot
from digest.newsletter.masthead import Masthead

DATA = Path(__file__).parent / "data" / "newsletter"
DUE = datetime(2026, 11, 23, 8, tzinfo=UTC)
HOSTILE_TITLES = (
    '</td></table><script>alert("1")</script><!--slot:chosen-->',
    "@@UNSUBSCRIBE@@ & @@@UNSUBSCRIBE@@@ {{ unsubscribe }} {% raw %}",
    "\u202eright over left\u2066 \x00\x1b[31m \ud800 \ufdd0 -->",
    "Donaudampfschifffahrtsgesellschaftskapitän" * 8,
    "مرحبا بالعالم: a mixed עברית title",
    "👩\u200d👩\u200d👧\u200d👦 family 👍🏽 flags 🇩🇪🇸🇦 and 𝓯𝓪𝓷𝓬𝔂 letters",
    "国際的な見出しはとても長いので、折り返しが必要です。" * 4,
    "' onmouseover='x' \"><img src=x onerror=y> <![endif]--> ]]>",
)


def pick(title: str, reason: str = "", kind: PickKind = PickKind.RELATED) -> Pick:
    slug = "".join(c if c.isascii() and c.isalnum() else "-" for c in title.lower())[:40]
    return Pick(
        kind=kind, origin=PickOrigin.COMPUTED, url=f"https://teapot.example/{slug}/", title=title, reason=reason
    )


def item(number: int, title: str, section: str = "all", **values: Any) -> Item:
    return Item(
        **{
            "article": f"tag:teapot.example,2026:{number}",
            "url": f"https://teapot.example/{section}/story-{number}/",
            "title": title,
            "summary": "",
            "section": section,
            "source": "The Teapot Gazette",
            "authors": (),
            "image": None,
            "date": DUE,
            "minutes": 4,
            **values,
        }
    )


def edition(*sections: EditionSection) -> Edition:
    slot = Slot(schedule="weekly", label="2026-11-23T08:00", due=DUE)
    return Edition(
        id=slot.name, newsletter="weekly", slot=slot, state=EditionState.COMPOSED, composed=DUE, sections=sections
    )


def section(slug: str, title: str, *items: Item) -> EditionSection:
    return EditionSection(slug=slug, title=title, items=items)


def _read(name: str) -> tuple[Edition, Masthead]:
    data = json.loads((DATA / name).read_text(encoding="utf-8"))
    numbers = iter(range(1, 1000))
    sections = [
        section(
            s["slug"],
            s["title"],
            *(_story(next(numbers), data["masthead"]["site_title"], s["slug"], dict(story)) for story in s["items"]),
        )
        for s in data["sections"]
    ]
    titles = tuple((slug, title) for slug, title in data["masthead"].pop("section_titles"))
    pages = (("unsubscribe", data["masthead"]["site_url"] + "unsubscribe/"),)
    return edition(*sections), Masthead(**data["masthead"], section_titles=titles, reader_pages=pages)


def _story(number: int, site: str, slug: str, story: dict[str, Any]) -> Item:
    image = story.pop("image", None)
    story.setdefault("source", site)
    story["authors"] = tuple(story.get("authors", ()))
    story["related"] = tuple(pick(**one) for one in story.get("related", ()))
    story["next"] = pick(**story["next"], kind=PickKind.NEXT) if "next" in story else None
    return item(number, section=slug, image=image and f"https://teapot.example/img/{image}.jpg", **story)


EDITION, MASTHEAD = _read("gazette.json")
ARABIC, ARABIC_MASTHEAD = _read("arabic.json")
GERMAN, GERMAN_MASTHEAD = _read("german.json")
HOSTILE = edition(
    *(
        section(
            f"s{i}",
            title,
            *(
                item(
                    10 * i + j,
                    other,
                    f"s{i}",
                    summary=title,
                    authors=(other, title),
                    source=other,
                    image="https://teapot.example/img/hostile.jpg?a=1&b=<2>" if j % 2 else None,
                    related=(pick(title, other),),
                    next=pick(other, title, PickKind.NEXT),
                )
                for j, other in enumerate(HOSTILE_TITLES)
            ),
        )
        for i, title in enumerate(HOSTILE_TITLES[:2])
    )
)
