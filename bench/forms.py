"""Texts that nobody wrote, of words that nobody uses: prose, and forms that are filled in again and again."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_SYLLABLES = "ba do ki lu me nar pos rit sol tav ven wim zor chel fran grum hest jol plin quar stam trob ulf yest"
_LITTLE = "the a of and in to with for on under over before after when while because not all some most"
_DAYS = "Monday Tuesday Wednesday Thursday Friday"
_MONTHS = "January February March April June July August September October November December"
_SKIES = "sunny cloudy rainy foggy clear hazy stormy"
_WINDS = "north south east west"

Form = Callable[[Random], tuple[str, str]]  #: title and text, one paragraph a line


def word(chance: Random) -> str:
    """One of some ten thousand."""
    return "".join(chance.choice(_SYLLABLES.split()) for _ in range(chance.randint(2, 3)))


def words(chance: Random, count: int) -> str:
    return " ".join(word(chance) for _ in range(count))


def name(chance: Random) -> str:
    return f"{word(chance).title()} {word(chance).title()}"


def paragraphs(chance: Random, count: int) -> list[str]:
    """Prose: half of it little words, and now and then a name, a number, a matter that comes back."""
    matters = [word(chance) for _ in range(6)]
    return [" ".join(_sentence(chance, matters) for _ in range(4)) for _ in range(count)]


def _sentence(chance: Random, matters: list[str]) -> str:
    kinds = [lambda: _one_of(_LITTLE, chance)] * 9 + [lambda: word(chance)] * 7 + [lambda: chance.choice(matters)] * 2
    kinds += [lambda: name(chance), lambda: str(chance.randint(2, 2000))]
    told = " ".join(chance.choice(kinds)() for _ in range(chance.randint(8, 16)))
    return f"{told[0].upper()}{told[1:]}."


def _one_of(words: str, chance: Random) -> str:
    return chance.choice(words.split())


def invitation(chance: Random) -> tuple[str, str]:
    """An event's title and text: a form with a few open places."""
    subject, who = words(chance, 2), name(chance)
    when = f"{_one_of(_DAYS, chance)}, {_one_of(_MONTHS, chance)} {chance.randint(1, 28)}"
    title = f"Webinar: {subject.title()}"
    text = (
        f"Join us on {when} at {chance.randint(9, 16)}:00 for a free webinar on {subject}. In this session, {who} of "
        f"{name(chance)} will show how {subject} can help your team, share practical tips and answer your questions.\n"
        f"You will learn what {words(chance, 3)} means, how to {words(chance, 4)}, and where {words(chance, 3)} fits.\n"
        "The webinar is free and open to everyone. Registration is required; a recording and the slides will be sent "
        "to all who register. Captions are provided. If you need another accommodation, please write a week before."
    )
    return title, text


def notice(chance: Random) -> tuple[str, str]:
    """A vacancy."""
    subject = words(chance, 2)
    title = f"We are hiring: {subject.title()} Manager"
    text = (
        f"{name(chance)} is looking for a {subject} manager to join our growing team in {name(chance)}. You will lead "
        f"{words(chance, 4)} and report to the head of {word(chance)}.\n"
        f"What you will do: {words(chance, 12)}.\n"
        f"What you bring: at least {chance.randint(2, 9)} years of experience with {words(chance, 5)}, excellent "
        "communication skills, a degree in a related field or equivalent experience.\n"
        "We offer competitive pay, generous leave, a pension plan, flexible hours and remote work. We are an equal "
        "opportunity employer and welcome people of every background. Send your letter by the end of the month."
    )
    return title, text


def forecast(chance: Random) -> tuple[str, str]:
    """The weather, under the same title each day."""
    low, high, wind = chance.randint(0, 12), chance.randint(13, 30), chance.randint(3, 40)
    rise, sink = (f"{chance.randint(*hours)}:{chance.randint(10, 59)}" for hours in ((5, 7), (17, 21)))
    first, second = (_one_of(_DAYS, chance) for _ in range(2))
    sky = [_one_of(_SKIES, chance) for _ in range(4)]
    text = (
        f"{first} will be {sky[0]} with highs of {high} and lows of {low} degrees. Winds will blow from the "
        f"{_one_of(_WINDS, chance)} at up to {wind} kilometres per hour. At night it will be {sky[1]}.\n"
        f"{second} brings {sky[2]} skies and temperatures around {chance.randint(5, 25)} degrees, with a "
        f"{chance.randint(1, 9)}0 percent chance of rain.\n"
        f"The weekend looks {sky[3]}. Water temperature at the beach: {chance.randint(8, 22)} degrees. Sunrise at "
        f"{rise}, sunset at {sink}. Pollen: {_one_of('low medium high', chance)}."
    )
    return "Weather forecast", text
