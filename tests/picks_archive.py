"""A small invented archive for the tests of picks: subjects with words of their own, told in many ways."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bench.library import Library
from hypothesis import strategies as st

import make
from digest.model import Article, Card, Pick, PickKind, PickOrigin
from digest.picks import Archive

START = datetime(2026, 1, 1, tzinfo=UTC)
END = START + timedelta(days=400)

SUBJECTS = {
    "sheds": "shed roof timber nail plank hinge gutter felt foundation carpenter window saw varnish ladder joist",
    "bread": "bread dough yeast oven flour crust starter rye knead loaf baker proof butter salt crumb",
    "ducks": "duck pond feather bill nest migration reed egg wing flock heron marsh swan drake hatch",
    "trains": "train rail station signal driver timetable carriage platform tunnel bridge engine ticket track guard",
}
FILLER = [
    "morning",
    "neighbour",
    "answer",
    "corner",
    "small",
    "matter",
    "evening",
    "habit",
    "letter",
    "question",
    "street",
]


def story(name: str, subject: str, *, day: int = 0, seed: int | None = None, **changes: object) -> Article:
    """An article about one subject, its words chosen by `seed` (by its name if there is none)."""
    chance = random.Random(name if seed is None else seed)
    words = SUBJECTS[subject].split()
    text = ", ".join(chance.choice(words if chance.random() < 0.6 else FILLER) for _ in range(120))
    bare = make.article(name, section=subject, date=START + timedelta(days=day), content=f"<p>{text}</p>")
    title = f"{name.title()}: {' and '.join(chance.sample(words, 2))}"
    return replace(bare, **{"title": title, "summary": "", "authors": (f"author of {name}",), **changes})


def copy(article: Article, name: str, *, changed: float, **changes: object) -> Article:
    """The same story under another name, with this share of its words exchanged."""
    chance = random.Random(name)
    words = article.content.removeprefix("<p>").removesuffix("</p>").split()
    text = " ".join(chance.choice(FILLER) + "ly" if chance.random() < changed else word for word in words)
    other = make.article(name, section=article.section, date=article.date, content=f"<p>{text}</p>")
    return replace(other, **{"title": article.title, "summary": "", **changes})


def archive_of(articles: Iterable[Article], followed: Mapping[str, Mapping[str, int]] | None = None) -> Archive:
    """These articles, read and indexed in memory; and where readers went from them."""
    return Library(articles, followed=followed).archive()


def card_of(article: Article) -> Card:
    """The card of an archive that has nothing else."""
    return archive_of([article]).cards([article.id])[article.id]


def tell_one_story(archive: Archive, *ids: str) -> bool:
    """Whether two of these are one story."""
    stories = [card.story for card in archive.cards({*ids}).values()]
    return len({*ids}) > len({*stories})


def chosen(kind: PickKind, url: str, title: str = "As the link says") -> Pick:
    """What an editor put on the page."""
    return Pick(kind=kind, origin=PickOrigin.EDITOR, url=url, title=title)


@st.composite
def archives(draw: st.DrawFn) -> list[Article]:
    """Four to sixteen articles of any subjects, days, few authors; some copies of others; some with editor's picks."""
    count = draw(st.integers(4, 16))
    found: list[Article] = []
    for number in range(count):
        authors = tuple(draw(st.lists(st.sampled_from(["Ada", "ada", "Ben", "Cleo"]), max_size=2)))
        day = draw(st.integers(0, 400))
        if found and draw(st.booleans()) and draw(st.booleans()):
            original = draw(st.sampled_from(found))
            when = START + timedelta(days=day)
            found.append(copy(original, f"copy{number}", changed=0.1, date=when, authors=authors))
        else:
            found.append(story(f"n{number}", draw(st.sampled_from(sorted(SUBJECTS))), day=day, authors=authors))
    return found
