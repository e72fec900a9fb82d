"""`digest picks` for people: a line for each candidate, and one that says what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digest.commands.picks import Explained, Ranked
from digest.commands.times import when
from digest.model import Card, PickKind
from digest.picks import Step

_HEAD = ("score", "words", "title", "labels", "time")
_NOTHING = {
    Step.EDITOR: "names none",
    Step.SERIES: "no following part",
    Step.READERS: "nothing counted",
    Step.SUBJECT: "nothing in the archive shares words with it",
    Step.NEWEST: "nothing there",
}


def lines(found: Explained) -> Iterator[str]:
    """What there is to tell."""
    article = found.article
    yield f"ARTICLE  {article.title}"
    by = f", by {', '.join(article.authors)}" if article.authors else ""
    yield f"  {article.url}"
    yield f"  {found.section_title}, {when(article.date)}{by}"
    yield from _in_feeds(found)
    for one, title in found.settled:
        what = f"never {one.kind.title()}" if one.place is None else f"{one.kind.title()}, number {one.place + 1}"
        yield f"  by hand, for good: {what}: {title}"
    after = f", and not carried by {found.newsletter}" if found.newsletter else ""
    yield ""
    yield f"RELATED  dated until {when(found.until)}; the score is the product of what stands beside it"
    yield from _candidates([one for one in found.related if one.verdict.step is Step.EDITOR], Step.EDITOR, "The editor")
    yield from _candidates([one for one in found.related if one.verdict.step is Step.SUBJECT], Step.SUBJECT, "Subject")
    yield ""
    yield f"NEXT  the first that can be, in this order{after}"
    for step, name in _steps(found).items():
        yield from _candidates([one for one in found.next if one.verdict.step is step], step, name)


def _steps(found: Explained) -> dict[Step, str]:
    return {
        Step.EDITOR: "The editor",
        Step.SERIES: "Series",
        Step.READERS: "Where readers went",
        Step.SUBJECT: "Subject, newer ones first",
        Step.NEWEST: f"Newest of {found.section_title}",
    }


def _in_feeds(found: Explained) -> Iterator[str]:
    if found.frozen is None:
        yield "  in no feed yet"
    elif not found.frozen:
        yield "  in its feeds, for ever: no picks"
    for pick in found.frozen or ():
        kind = "Next" if pick.kind is PickKind.NEXT else "Related"
        yield f"  in its feeds, for ever: {kind}: {pick.title} ({pick.reason})"


def _candidates(ranked: Sequence[Ranked], step: Step, name: str) -> Iterator[str]:
    if not ranked:
        yield f"  {name}: {_NOTHING[step]}"
        return
    yield f"  {name}:"
    scored = any(one.verdict.near for one in ranked)
    width = (
        max(len(one.verdict.found.section) for one in ranked if isinstance(one.verdict.found, Card)) if scored else 0
    )
    if scored:
        yield f"    {'':>4}  {''.join(f'{head:>8}' for head in _HEAD)}  {'date':<10}  {'section':<{width}}  title"
    for before, one in zip([None, *ranked], ranked, strict=False):
        skipped = one.rank - (before.rank if before else 0) - 1
        if skipped:
            yield f"          … and {skipped} more; --all shows them"
        yield from _candidate(one, width)


def _candidate(one: Ranked, width: int) -> Iterator[str]:
    verdict, found = one.verdict, one.verdict.found
    numbers = ""
    if verdict.near:
        words, *factors = verdict.near.parts
        cells = [f"{verdict.near.score:.3f}", f"{words:.3f}", *(f"× {factor:.2f}" for factor in factors)]
        numbers = "".join(f"{cell:>8}" for cell in cells) + "  "
    place = f"{found.date:%Y-%m-%d}  {found.section:<{width}}  " if isinstance(found, Card) else ""
    yield f"    {one.rank:>3}.  {numbers}{place}{found.title}"
    yield f"          {'shown' if verdict.pick else 'fell'}: {verdict.why}"
