"""`digest edition list` and `show` for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from digest import editing
from digest.app import App, balance
from digest.commands.times import when
from digest.model import Edition, EditionState, Item
from digest.newsletter.hand.recompose import stories
from digest.newsletter.preflight.judge import HELD
from digest.words import counted

_HOLDS = ("for review", HELD, editing.WAITS_FOR_FILE)  #: how the reason of an edition that is held begins
_HEAD = ("edition", "state", "stories", "readers", "mails", "why")


def table(app: App, editions: Sequence[Edition]) -> Iterator[str]:
    """A line for each edition, under a head; or that there is none."""
    if not editions:
        yield "no edition was composed yet; `digest status` says when the next ones are due"
        return
    rows = [_HEAD, *(_row(app, edition) for edition in editions)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD) - 1)]
    for row in rows:
        *cells, why = row
        # Numbers end where their heads end.
        fitted = [
            cell.rjust(width) if column in (2, 3) else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        yield "  ".join([*fitted, why]).rstrip()


def lines(app: App, edition: Edition) -> Iterator[str]:
    """What is in an edition, what becomes of it, and what was done to it by hand."""
    yield f"EDITION  {edition.id}"
    yield f"  {_state(edition)}"
    yield f"  {_times(edition)}"
    yield f"  {counted(edition.audience, 'reader')}: {balance(app.store.ledger.books(edition.id))}"
    yield from _hand(app, edition)
    numbers = {item.article: number for number, item in enumerate(stories(edition), 1)}
    for section in edition.sections:
        yield ""
        yield f"{section.title.upper()}  {section.slug}"
        for item in section.items:
            yield from _story(item, numbers[item.article], is_lead=item.article == edition.lead)
    yield from _dropped(edition, numbers)
    yield from _changes(app.store.editions.changes(edition.id))


def _row(app: App, edition: Edition) -> tuple[str, ...]:
    books = balance(app.store.ledger.books(edition.id)) if edition.audience else "–"
    count = str(len(edition.stories))
    return edition.id, edition.state.value, count, str(edition.audience), books, why_so(edition)


def why_so(edition: Edition) -> str:
    """Why it is as it is, or ""; a hold that is over is told as one."""
    reason = edition.reason or ""
    is_over = edition.state is not EditionState.HELD and reason.startswith(_HOLDS)
    return f"was held {reason.partition(': ')[0]}" if is_over else reason


def _state(edition: Edition) -> str:
    reason = f", {why}" if (why := why_so(edition)) else ""
    despite = "; it goes despite errors" if edition.despite_errors else ""
    return f"{edition.state}{reason}{despite}"


def _times(edition: Edition) -> str:
    times = [f"due {when(edition.slot.due)}", f"composed {when(edition.composed)}"]
    if edition.changed and edition.changed != edition.composed:
        times.append(f"{edition.state} since {when(edition.changed)}")
    if edition.release and edition.state is EditionState.HELD:
        times.append(f"goes at {when(edition.release)}")
    return ", ".join(times)


def _hand(app: App, edition: Edition) -> Iterator[str]:
    if editing.is_there(app.config, edition.slot):
        yield f"  file: {editing.name_of(edition.slot)}"
    if edition.introduction:
        first, *more = edition.introduction.text.splitlines()
        yield f"  introduction: {first}{' …' if more else ''}"
    if edition.sponsor:
        yield f"  sponsor: {edition.sponsor.name} ({edition.sponsor.url})"


def _story(item: Item, number: int, *, is_lead: bool) -> Iterator[str]:
    yield f"  {number:>3}.  {item.title}{'  (the lead)' if is_lead else ''}"
    yield f"        {item.url}"
    yield f"        {item.article}"
    for pick in item.related:
        yield f"        Related: {pick.title} ({pick.reason})"
    if item.next:
        yield f"        Next: {item.next.title} ({item.next.reason})"


def _dropped(edition: Edition, numbers: dict[str, int]) -> Iterator[str]:
    dropped = [item for item in stories(edition) if item.article not in edition.stories]
    if dropped:
        yield ""
        yield "DROPPED  a later edition may bring them"
    for item in dropped:
        yield f"  {numbers[item.article]:>3}.  {item.title}"
        yield f"        {item.url}"


def _changes(changes: Sequence[tuple[datetime, str]]) -> Iterator[str]:
    if changes:
        yield ""
        yield "BY HAND"
    for at, what in changes:
        yield f"  {when(at)}  {what}"
