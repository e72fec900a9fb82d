"""`digest send`: one slot's edition, composed if it is not yet, delivered as far as it goes now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from digest.app import App
from digest.commands.status import balance
from digest.config import Newsletter
from digest.errors import WrongUse
from digest.model import DeliveryState, Edition, EditionState, Slot
from digest.schedule import labelled


def slot_of(app: App, newsletter: Newsletter, label: str | None, now: datetime, *, future: bool = False) -> Slot:
    """The slot of this label ("2026-03-02T08:00", also with "weekly:" before it), or the latest due one.

    Raises:
        WrongUse: it is no label, or lies in the future and `future` is not wanted.
    """
    if label is None:
        return app.next_slot(newsletter, now) if future else app.latest_slot(newsletter, now)
    plain = label.removeprefix(f"{newsletter.slug}:")
    try:
        slot = Slot(schedule=newsletter.slug, label=plain, due=labelled(plain, newsletter.timezone))
    except ValueError as error:
        raise WrongUse(str(error)) from error
    if slot.due > now and not future:
        raise WrongUse(f"{slot.name} is not due before {slot.due:%Y-%m-%d %H:%M} UTC; `digest preview` shows it")
    return slot


def send(
    app: App, newsletter: Newsletter, slot: Slot, now: datetime, told: Callable[[str, int, int], None]
) -> Iterator[str]:
    """Compose the slot's edition, once, and deliver what is open of it; lines that say what became of it.

    Raises:
        TransportUnavailable: the mail server takes nothing now; run it again later.
    """
    edition = app.compose(newsletter, slot, now) or app.store.editions.get(slot.name)
    if edition is None:
        yield f"{slot.name}: nothing sent, the slot was {app.store.editions.taken([slot.name])[slot.name]}"
    elif why := _nothing_to_do(app, edition):
        yield f"{edition.id}: nothing sent, {why}"
    else:
        yield from _deliver(app, edition, told)


def _nothing_to_do(app: App, edition: Edition) -> str | None:
    match edition.state:
        case EditionState.SENT:
            return f"it was sent before ({balance(app.store.ledger.books(edition.id))})"
        case EditionState.SKIPPED:
            return f"it is skipped: {edition.reason}"
        case EditionState.HELD:
            return f"it is held {edition.reason}; `digest edition release {edition.id}` lets it go"
        case EditionState.CANCELLED:
            return "it is cancelled"
    return None


def _deliver(app: App, edition: Edition, told: Callable[[str, int, int], None]) -> Iterator[str]:
    done = 0

    def one(_outcome: object) -> None:
        nonlocal done
        done += 1
        told("mails", done, edition.audience)

    books = app.deliver(edition.id, told=one)
    stories = sum(len(section.items) for section in edition.sections)
    yield f"{edition.id}: {stories} stories to {edition.audience} readers: {balance(books)}"
    if books[DeliveryState.DEFERRED]:
        due = app.store.ledger.due(edition.id)
        yield f"  the deferred ones are tried again by `digest run`, or by this command from {due:%H:%M} UTC on"
    for address, state, detail in app.store.ledger.history(edition.id, [DeliveryState.FAILED, DeliveryState.UNKNOWN]):
        yield f"  {state}: {address}: {detail}"
