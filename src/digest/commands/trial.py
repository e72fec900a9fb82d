"""`digest send --test`: one copy of an edition for whoever wants to see it in an inbox; nothing is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from digest import joints, pipeline
from digest.app import App
from digest.config import Newsletter
from digest.errors import WrongUse
from digest.model import Delivery, DeliveryState, Edition, Message
from digest.readers.transfer import is_address

_WORDS = {
    DeliveryState.ACCEPTED: "accepted",
    DeliveryState.DEFERRED: "not now",
    DeliveryState.FAILED: "refused",
    DeliveryState.UNKNOWN: "perhaps",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one copy."""

    line: str  #: for people, with the server's words or the file's name
    well: bool


def copies(
    app: App,
    newsletter: Newsletter,
    edition: Edition,
    sections: tuple[str, ...],
    addresses: Sequence[str],
    now: datetime,
) -> Iterator[Tried]:
    """Hand one marked copy for each address to the configured transport; the ledger and all states stay as they are.

    Args:
        app: the house.
        newsletter: whose edition it is.
        edition: with at least one section.
        sections: slugs that the reader chose; () for all.
        addresses: as they were typed.
        now: makes each copy another message: mail programs show the same one only once.

    Raises:
        WrongUse: an address is none (nothing is sent then), or nothing in the edition is from these sections.
        RenderError: a template has a mistake.
        TransportUnavailable: the mail server takes nothing now.
    """
    wanted = _checked(addresses)
    message_for = pipeline.messages(app.config, newsletter, edition, app.templates, app.secret(), trial=now)
    messages = _made(message_for, edition, sections, wanted)
    with app.transport() as transport:
        transport.ready()
        for message in messages:
            outcome = transport.send(message)
            words = _WORDS.get(outcome.state, outcome.state.value)
            yield Tried(f"{message.recipient}: {words} ({outcome.detail})", outcome.state is DeliveryState.ACCEPTED)


def _checked(addresses: Sequence[str]) -> list[str]:
    clean = list(dict.fromkeys(address.strip() for address in addresses))
    wrong = [address for address in clean if not is_address(address)]
    if wrong:
        names = ", ".join(map(repr, wrong))
        raise WrongUse(f'no mail address: {names}; write it like "name@example.org"; nothing was sent')
    return clean


def _made(
    message_for: Callable[[Delivery], Message], edition: Edition, sections: tuple[str, ...], addresses: Sequence[str]
) -> list[Message]:
    try:
        return [message_for(joints.stranger(edition, sections, address=address)) for address in addresses]
    except ValueError as error:
        raise WrongUse(str(error)) from error
