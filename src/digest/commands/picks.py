"""`digest picks`: which Related and Next an article has, and what became of all that could have been."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digest.app import App
from digest.config import Newsletter
from digest.model import Article, Card, Override, Pick
from digest.picks import Archive, Step, Verdict, next_verdicts, related_verdicts
from digest.picks.neighbours import PARTS

_RELATED = 3  #: are shown where no newsletter says how many


@dataclass(frozen=True, slots=True)
class Ranked:
    """A verdict, and its place among those of its step."""

    rank: int  #: from 1
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Everything that `digest picks` tells."""

    article: Article
    until: datetime  #: nothing that is picked is later
    newsletter: str | None  #: whose earlier editions count
    section_title: str
    frozen: tuple[Pick, ...] | None  #: the picks in its feeds; None before it has entered one
    settled: tuple[tuple[Override, str], ...]  #: what the editor has settled for good, each with the other's title
    related: tuple[Ranked, ...]
    next: tuple[Ranked, ...]


def explained(
    app: App, archive: Archive, article: Article, newsletter: Newsletter | None, until: datetime, limit: int | None
) -> Explained:
    """Decide anew, as for an edition at `until` that has no other story, and keep why.

    Args:
        app: the house.
        archive: all that was published.
        article: of the archive.
        newsletter: what it has carried is no computed Next, and it says how many Related there are; None: nothing, 3.
        until: nothing that is picked is later.
        limit: of each step so many candidates, and those that won; None: all of them.
    """
    outside, titles = app.config.picks.outside, app.config.section_titles()
    most = newsletter.related if newsletter else _RELATED
    settled = app.store.overrides.of([article.id]).get(article.id, ())
    related = [
        *related_verdicts(article, archive, until=until, limit=most, outside=outside, overrides=settled, every=True)
    ]
    following = next_verdicts(
        article,
        archive,
        until=until,
        without={verdict.pick.article or verdict.pick.url for verdict in related if verdict.pick},
        carried=app.store.editions.carried(newsletter.slug) if newsletter else (),
        section_titles=titles,
        outside=outside,
        overrides=settled,
        every=True,
    )
    titles_of = {id: card.title for id, card in archive.cards({one.other for one in settled}).items()}
    return Explained(
        article=article,
        until=until,
        newsletter=newsletter.slug if newsletter else None,
        section_title=titles.get(article.section, article.section),
        frozen=app.store.entries.frozen([article.id]).get(article.id),
        settled=tuple((one, titles_of.get(one.other, one.other)) for one in settled),
        related=tuple(_few(related, limit)),
        next=tuple(_few(following, limit)),
    )


def document(found: Explained) -> dict[str, Any]:
    """For programs: JSON types only."""
    article = found.article
    return {
        "article": {"id": article.id, "url": article.url, "title": article.title, "date": article.date.isoformat()},
        "until": found.until.isoformat(),
        "newsletter": found.newsletter,
        "in_feeds": None if found.frozen is None else [_pick(pick) for pick in found.frozen],
        "by_hand": [
            {"kind": one.kind.value, "id": one.other, "place": one.place, "never": one.place is None, "title": title}
            for one, title in found.settled
        ],
        "related": [_candidate(one) for one in found.related],
        "next": [_candidate(one) for one in found.next],
    }


def _few(verdicts: Iterable[Verdict], limit: int | None) -> Iterator[Ranked]:
    """Of each step the first `limit`, and all that won; a section's newest end where nothing more can win."""
    ranks: Counter[Step] = Counter()
    is_decided = False
    for verdict in verdicts:
        ranks[verdict.step] += 1
        rank = ranks[verdict.step]
        is_decided |= verdict.pick is not None
        if limit is None or rank <= limit or verdict.pick:
            yield Ranked(rank, verdict)
        elif verdict.step is Step.NEWEST and is_decided:
            return


def _candidate(one: Ranked) -> dict[str, Any]:
    verdict, found = one.verdict, one.verdict.found
    ours = {"id": found.id, "date": found.date.isoformat(), "section": found.section} if isinstance(found, Card) else {}
    near = verdict.near
    score = {"score": near.score, "parts": dict(zip(PARTS, near.parts, strict=True))} if near else {}
    told = {"step": verdict.step.value, "rank": one.rank, "shown": verdict.pick is not None, "why": verdict.why}
    return told | {"url": found.url, "title": found.title} | ours | score


def _pick(pick: Pick) -> dict[str, Any]:
    return {"kind": pick.kind.value, "id": pick.article, "url": pick.url, "title": pick.title, "why": pick.reason}
