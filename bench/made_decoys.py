"""Titles that are no parts of anything, though many look like it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from bench.made_words import PLACES, THINGS, WORDS


def decoys(chance: Random) -> Iterator[str]:
    """Titles with numbers that number nothing."""
    for number in (7, 8, 10, 11):
        yield f"Living with Windows {number}"
        yield f"Windows {number}: {about(chance)}"
    for number in (11, 12, 13, 17):
        yield f"Apollo {number}"
    for number in (5, 7, 10, 12):
        yield f"Top {number} tips for {chance.choice(THINGS)}"
        yield f"{number} ways to mend {chance.choice(THINGS)}"
        yield f"Our top {number}: {about(chance)}"
        yield f"What I bought for ${number}"
        yield f"Open day on March {number}"
    for number in (15, 18, 90, 97):
        yield f"FCC Part {number} rules, explained"
    for number in (3.11, 3.12, 3.13):
        yield f"Python {number}"
        yield f"Python {number}: {about(chance)}"
    for year in (2021, 2022, 2023, 2024):
        yield f"The best of {year}"
        yield f"March {year}: {about(chance)}"
        yield f"{year} in pictures"
    yield from (
        "Catch-22",
        "COVID-19 and us",
        "Open 24/7",
        "Remembering 9/11",
        "How we became #1",
        "Chapter 11, explained",
    )
    yield from ("World War I", "World War II", "The part I like: nails", "Henry VIII", "Louis XIV: a life", "Route 66")
    yield from ("2. Bundesliga: the weekend", "3D printing a hinge", "The second part of life", "Part-time work")
    yield from ("A tale of two cities", "One to watch", "iPhone 15: the review", "iPhone 16: the review", "Day one")


def others(chance: Random) -> Iterator[str]:
    """Articles about all and sundry; many begin with the same words."""
    for _ in range(700):
        thing, place, matter = chance.choice(THINGS), chance.choice(PLACES), about(chance)
        yield chance.choice(
            (
                f"How to choose {thing}",
                f"Why we need {thing} {place}",
                matter,
                f"{matter} {place}",
                f"Interview: {matter}",
                f"Review: {matter}",
                f"Opinion: {matter}",
                f"{matter}: {chance.choice(WORDS)} and {chance.choice(WORDS)}",
                f"The trouble with {thing}",
            )
        )


def about(chance: Random) -> str:
    first, second = chance.sample(WORDS, 2)
    return chance.choice((f"{first.capitalize()} and {second}", f"The {first} {second}", f"{first.capitalize()}"))
