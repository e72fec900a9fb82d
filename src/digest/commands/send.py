"""`digest send`: one slot's edition, composed if it is not yet, delivered as far as it goes now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from digest.app import App, balance
from digest.config import Newsletter
from digest.errors import WrongUse
from digest.model import OPEN_STATES, DeliveryState, Edition, EditionState, Outcome, Slot
from digest.schedule import labelled
from digest.words import counted

_SHOWN = 20  #: deliveries that are told one by one


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of it."""

    lines: tuple[str, ...]  #: for people
    well: bool = True  #: False when most of an edition was refused


def slot_of(app: App, newsletter: Newsletter, label: str | None, now: datetime, *, future: bool = False) -> Slot:
    """The slot of this label ("2026-03-02T08:00", also with "weekly:" before it), or the latest due one.

    With `future`, without a label: that of the edition that goes out next, which may be composed, or held, by now.

    Raises:
        WrongUse: the schedule has no such slot, or it lies in the future and `future` is not wanted.
    """
    if label is None:
        return _coming(app, newsletter, now) if future else app.latest_slot(newsletter, now)
    try:
        due = labelled(label.removeprefix(f"{newsletter.slug}:"), newsletter.timezone)
    except ValueError as error:
        raise WrongUse(str(error)) from error
    before, after = app.latest_slot(newsletter, due), app.next_slot(newsletter, due)
    if before.due != due:
        # A slip of the finger must not mail everybody.
        nearest = f"the nearest are {before.label} and {after.label}"
        raise WrongUse(f"{newsletter.slug} ({newsletter.schedule}) has no slot {label!r}; {nearest}")
    if due > now and not future:
        raise WrongUse(f"{before.name} is not due before {due:%Y-%m-%d %H:%M} UTC; `digest preview` shows it")
    return before


def _coming(app: App, newsletter: Newsletter, now: datetime) -> Slot:
    waiting = (EditionState.COMPOSED, EditionState.HELD)
    for edition in app.store.editions.open():
        if edition.newsletter == newsletter.slug and edition.state in waiting:
            return edition.slot
    return app.next_slot(newsletter, now)


def send(
    app: App,
    newsletter: Newsletter,
    slot: Slot,
    now: datetime,
    told: Callable[[str, int, int], None],
    stop: Callable[[], bool],
) -> Sent:
    """Compose the slot's edition, once, and deliver what is open of it.

    Raises:
        TransportUnavailable: the mail server takes nothing now; run it again later.
    """
    edition = app.compose(newsletter, slot, now, again=True) or app.store.editions.get(slot.name)
    if edition is None:  # another process was quicker, and has not written it yet
        return Sent((f"{slot.name}: nothing sent, another process is at it",))
    if edition.id in app.release_due(now):  # without a service, nobody else lets it go when its review is over
        edition = app.store.editions.get(edition.id) or edition
    if why := _nothing_to_do(app, edition):
        return Sent((f"{edition.id}: nothing sent, {why}",))
    return _deliver(app, edition, told, stop)


def _nothing_to_do(app: App, edition: Edition) -> str | None:
    match edition.state:
        case EditionState.SENT:
            return f"it was sent before ({balance(app.store.ledger.books(edition.id))})"
        case EditionState.SKIPPED:
            following = app.next_slot(app.newsletter(edition.newsletter), edition.slot.due)
            return f"it is skipped: {edition.reason}; the next one is {following.label}"
        case EditionState.HELD:
            return f"it is held {edition.reason}; `digest edition release {edition.id}` lets it go"
        case EditionState.CANCELLED:
            return "it is cancelled"
    return None


def _deliver(app: App, edition: Edition, told: Callable[[str, int, int], None], stop: Callable[[], bool]) -> Sent:
    done = 0

    def one(_outcome: Outcome) -> None:
        nonlocal done
        done += 1
        told("mails", done, edition.audience)

    books = app.deliver(edition.id, told=one, stop=stop)
    now_in = app.store.editions.get(edition.id)
    if now_in is not None and now_in.state is EditionState.HELD:
        return Sent((f"{edition.id}: nothing sent, {_nothing_to_do(app, now_in)}",), well=False)
    stories = sum(len(section.items) for section in edition.sections)
    to = f"{counted(stories, 'story', 'stories')} to {counted(edition.audience, 'reader')}"
    lines = [f"{edition.id}: {to}: {balance(books)}"]
    if any(books[state] for state in OPEN_STATES):
        due = app.store.ledger.due(edition.id)
        when = f" from {due:%H:%M} UTC on" if due else ""
        lines.append(f"  the rest goes on with `digest run`, or with this command again{when}")
    unhappy = [DeliveryState.DEFERRED, DeliveryState.FAILED, DeliveryState.UNKNOWN]
    history = app.store.ledger.history(edition.id, unhappy, limit=_SHOWN)
    lines += [f"  {state}: {address}: {detail}" for address, state, detail in history]
    more = sum(books[state] for state in unhappy) - len(history)
    lines += [f"  and {more} more; digest status --json has them"] if more else []
    return Sent(tuple(lines), well=books[DeliveryState.FAILED] <= max(2, books[DeliveryState.ACCEPTED]))
