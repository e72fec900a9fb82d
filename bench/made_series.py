"""Whether Next follows series through an archive that is full of what only looks like one.

    python -m bench.made_series --seed N --out DIR [--seeds M]

Makes DIR/articles.jsonl and DIR/pairs.json: series marked in every way that titles mark them, parts missing, late or
never marked, series that resemble each other, and decoys; asks for the Next of every part but the last. Prints hit@1 by
kind of marker, and as one line of JSON. With --seeds it asks so many archives, from N on, and tells least and mean.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any

from bench.archive import articles, questions
from bench.made_decoys import about, decoys, others
from bench.made_titles import BY_DATE, KINDS, Place
from bench.made_words import OPENINGS, PLACES, SUBJECTS, THINGS, WORDS
from bench.next import scored

_FIRST_DAY = date(2021, 1, 4)
_DAYS = 1500
_SECTIONS = ("garden", "kitchen", "workshop", "travel", "")
_ENOUGH = 3  #: parts, of which none is missing and none comes before another
_OFTEN = 0.3
_AUTHORS = ("ada", "ben", "cleo", "dan", "eve", "finn", "gül", "hugo")


@dataclass(slots=True)
class Archive:
    """What is being made."""

    chance: Random
    rows: list[dict[str, Any]] = field(default_factory=list)
    pairs: dict[str, str | None] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)  #: id of the asked → kind of marker
    stems: set[str] = field(default_factory=set)

    def add(self, title: str, day: int, section: str, author: str, subject: list[str]) -> str:
        """One article about words of a subject; its id tells nothing."""
        id = f"{self.chance.getrandbits(40):010x}"
        written = _FIRST_DAY + timedelta(days=day)
        self.rows.append(
            {
                "id": id,
                "title": title,
                "text": _text(self.chance, subject),
                "date": written.isoformat(),
                "section": section,
                "authors": [author],
                "tags": [],
            }
        )
        return id

    def stem(self) -> str:
        """A name that no other series has."""
        while True:
            name = f"{self.chance.choice(OPENINGS)} {self.chance.choice(THINGS)}"
            if name not in self.stems:
                self.stems.add(name)
                return name


def made(seed: int) -> Archive:
    """An archive with every kind of series once, some of them twice, and decoys."""
    archive = Archive(Random(seed))
    for kind in KINDS:
        _series(archive, kind)
    for _ in range(6):
        _twins(archive)
    _resembling(archive)
    for row in (*decoys(archive.chance), *others(archive.chance)):
        day = archive.chance.randrange(_DAYS)
        archive.add(row, day, _section(archive), archive.chance.choice(_AUTHORS), _subject(archive.chance))
    _columns(archive)
    archive.chance.shuffle(archive.rows)
    return archive


def _series(archive: Archive, kind: str, **given: Any) -> None:
    """One series; sometimes a part is missing, or comes before the one that precedes it."""
    chance = archive.chance
    stem = given.get("stem") or archive.stem()
    of = chance.randint(3, 7)
    days = [given.get("day") or chance.randrange(_DAYS - 400)]
    rhythm = chance.choice((1, 3, 7, 14, 30))
    for _ in range(of - 1):
        days.append(days[-1] + max(1, rhythm + chance.randint(-rhythm // 3, rhythm // 3)))
    parts = list(range(1, of + 1))
    if kind not in BY_DATE and of > _ENOUGH:
        if chance.random() < _OFTEN:
            parts.remove(chance.randint(3, of - 1))
        if chance.random() < _OFTEN:
            days[2], days[3] = days[3], days[2]
    section = given.get("section", _section(archive))
    author = given.get("author", chance.choice(_AUTHORS))
    subject = given.get("subject") or _subject(chance)
    ids = [
        archive.add(KINDS[kind](Place(stem, part, of, about(chance))), days[part - 1], section, author, subject)
        for part in parts
    ]
    for one, following in zip(ids, [*ids[1:], None], strict=True):
        archive.pairs[one] = following
        archive.kinds[one] = given.get("label", kind)
    _recap(archive, stem, days[-1] + 20, section, author, subject)


def _recap(archive: Archive, stem: str, day: int, section: str, author: str, subject: list[str]) -> None:
    """Now and then somebody writes about a series: very like it, and no part."""
    title = archive.chance.choice((f"What we learnt while {stem.lower()}", f"Questions about {stem.lower()}, answered"))
    if archive.chance.random() < 0.5:
        archive.add(title, day + archive.chance.randint(0, 9), section, author, subject)


def _twins(archive: Archive) -> None:
    """Two series of one name: in two sections at once, or a year apart."""
    chance = archive.chance
    kind = chance.choice(("part n", "part n with subtitle", "fraction", "number sign", "teil", "stem", "bare number"))
    stem, day = archive.stem(), chance.randrange(_DAYS - 800)
    one, other = chance.sample(_SECTIONS[:4], 2)
    if chance.random() < 0.5:
        _series(archive, kind, stem=stem, day=day, section=one, author="ada", label="same name, two sections")
        _series(archive, kind, stem=stem, day=day + 3, section=other, author="ben", label="same name, two sections")
    else:
        _series(archive, kind, stem=stem, day=day, section=one, author="ada", label="same name, next year")
        _series(archive, kind, stem=stem, day=day + 365, section=one, author="ada", label="same name, next year")


def _resembling(archive: Archive) -> None:
    """Two series whose names begin alike, about the same, at the same time; and one that has its year in its name."""
    chance = archive.chance
    stem, subject, day = archive.stem(), _subject(chance), chance.randrange(_DAYS - 400)
    for longer in (stem, f"{stem} {chance.choice(PLACES)}", f"More on {stem.lower()}"):
        _series(archive, "part n", stem=longer, subject=subject, day=day, section="garden", label="names alike")
    for year in (2022, 2023, 2024):
        name = f"Budget {year}"
        _series(archive, "part n with subtitle", stem=name, subject=subject, day=(year - 2021) * 365, label="years")


def _columns(archive: Archive) -> None:
    """Standing columns, each week or month about something else."""
    for name in ("The Friday Column", "Letters to the editor", "Weekly roundup", "Ask the gardener"):
        section, author = _section(archive), archive.chance.choice(_AUTHORS)
        for day in range(archive.chance.randrange(60), _DAYS, archive.chance.choice((21, 35))):
            archive.add(f"{name}: {about(archive.chance)}", day, section, author, _subject(archive.chance))


def _section(archive: Archive) -> str:
    return archive.chance.choice(_SECTIONS)


def _subject(chance: Random) -> list[str]:
    """The words of a subject; few subjects, so that many articles share one."""
    return SUBJECTS[chance.randrange(len(SUBJECTS))]


def _text(chance: Random, subject: list[str]) -> str:
    words = [chance.choice(subject if chance.random() < 0.5 else WORDS) for _ in range(150)]
    return ". ".join(" ".join(words[at : at + 12]).capitalize() for at in range(0, len(words), 12)) + "."


def main() -> None:
    """Make, ask, score."""
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    every = [_asked(seed, options.out) for seed in range(options.seed, options.seed + options.seeds)]
    report = every[0] if len(every) == 1 else _together(every)
    for name, hits in report["kinds"].items():
        print(f"{hits:.3f} {name}")
    print(json.dumps(report, ensure_ascii=False))


def _asked(seed: int, folder: Path) -> dict[str, Any]:
    """The figures of one archive."""
    archive = made(seed)
    lines = (json.dumps(row, ensure_ascii=False) for row in archive.rows)
    (folder / "articles.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "pairs.json").write_text(json.dumps(archive.pairs, indent=0) + "\n", encoding="utf-8")
    read = articles(folder / "articles.jsonl")
    figures, answers = scored(read, questions(folder / "pairs.json", read))
    (folder / "next.json").write_text(json.dumps(answers, indent=0) + "\n", encoding="utf-8")
    hits: dict[str, list[bool]] = {}
    for id, right in archive.pairs.items():
        hits.setdefault(archive.kinds[id], []).append(answers[id] == right)
    kinds = {kind: round(mean(found), 4) for kind, found in sorted(hits.items())}
    return {"bench": "made_series", "seed": seed, "articles": len(read), **figures, "kinds": kinds}


def _together(every: list[dict[str, Any]]) -> dict[str, Any]:
    names = sorted({name for one in every for name in one["kinds"]})
    kinds = {name: round(mean(one["kinds"][name] for one in every if name in one["kinds"]), 4) for name in names}
    hits = [one["hit1"] for one in every]
    least = {"least hit1": min(hits), "seed of the least": min(every, key=lambda one: one["hit1"])["seed"]}
    return {"bench": "made_series", "seeds": len(every), "hit1": round(mean(hits), 4), **least, "kinds": kinds}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.made_series", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="how many archives, from --seed on")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    return parser.parse_args()


if __name__ == "__main__":
    main()
