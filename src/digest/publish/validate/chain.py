"""A feed's documents as a chain: linked both ways, each item in one place (RFC 5005 §4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from digest.publish.validate.dates import moment_of
from digest.publish.validate.finding import Finding, error, warning
from digest.publish.validate.report import Facts

NO_WAY_BACK = error(
    "chain-back",
    "it links {value} as {name}, which does not link back",
    "run `digest publish`",
    "readers that walk through older items lose their way",
)
LOOP = error(
    "chain-loop",
    "its older documents lead round in a circle, back to {value}",
    "run `digest publish`",
    "readers that ask for older items never come to an end",
)
ORPHAN = warning(
    "chain-orphan",
    "no chain of older documents leads to it",
    "run `digest publish`, or remove it if the feed is no more",
    "nobody ever finds these items",
)
OTHER_CURRENT = error(
    "chain-current",
    "it calls {value} the current document, but belongs to the chain of {name}",
    "run `digest publish`",
    "readers that come upon it subscribe to another feed",
)
NOT_CLOSED = error(
    "chain-closed",
    "it links to {value} as closed, which does not say that it is",
    'the older document needs a link with rel="current"',
    "readers take the older document for a feed of its own",
)
TWICE_IN_CHAIN = error(
    "chain-id-twice",
    "the item {value} stands in {name} too, no later",
    "run `digest publish`; an item comes again only when it was corrected, with a new date of change",
    "readers that load all of it show the item twice, or its older form last",
)
OLDER_IN_CURRENT = error(
    "chain-older",
    "it has a later form of the item {value} than {name}",
    "run `digest publish`: the current document has the newest of each item",
    "readers show the older form",
)


def chains(documents: Mapping[str, Facts]) -> Iterator[tuple[str, Finding]]:
    """What is wrong, each with the address of the document that it is about.

    Args:
        documents: what each says, by its address. A JSON Feed of others has one link, to what came before, and needs no
            way back.
    """
    reached: set[str] = set()
    for address, facts in documents.items():
        if not facts.is_archive:
            yield from _chain(address, documents, reached)
    for address, facts in documents.items():
        if facts.is_archive and facts.items and address not in reached:
            yield address, ORPHAN.at()
        yield from _neighbours(address, facts, documents)


def _chain(current: str, documents: Mapping[str, Facts], reached: set[str]) -> Iterator[tuple[str, Finding]]:
    """From the document that goes on changing back to the first."""
    places = {id: (current, changed) for id, changed in documents[current].items if id}
    walked, here = {current}, current
    while (before := _before(documents[here])) in documents:
        facts = documents[before]
        if before in walked:
            yield here, LOOP.at(value=before)
            return
        walked.add(before)
        reached.add(before)
        yield from _joint(here, current, before, documents)
        for id, changed in facts.items:
            if id in places:
                yield from _twice(id, places[id], before, changed, current)
            places[id] = (before, changed)
        here = before


def _twice(id: str, place: tuple[str, str], before: str, changed: str, current: str) -> Iterator[tuple[str, Finding]]:
    """An item that stands in two documents: the newer of these has to have the newer form.

    The current document may repeat what an archive document has, to be full. Where no change is dated, all is well.
    """
    newer, older = moment_of(place[1]), moment_of(changed)
    if newer is None or older is None:
        return
    if place[0] == current and newer < older:
        yield before, OLDER_IN_CURRENT.at(value=id, name=place[0])
    elif place[0] != current and newer <= older:
        yield before, TWICE_IN_CHAIN.at(value=id, name=place[0])


def _joint(here: str, current: str, before: str, documents: Mapping[str, Facts]) -> Iterator[tuple[str, Finding]]:
    """Whether two neighbours say the same of each other."""
    facts = documents[before]
    if "prev-archive" not in documents[here].links:
        return
    if "current" not in facts.links:
        yield here, NOT_CLOSED.at(value=before)
    elif facts.links["current"] != current:
        yield before, OTHER_CURRENT.at(value=facts.links["current"], name=current)


def _neighbours(address: str, facts: Facts, documents: Mapping[str, Facts]) -> Iterator[tuple[str, Finding]]:
    """Whether those that an archive document names as its neighbours name it as theirs."""
    if not facts.is_archive:
        return
    ways = (("what came before", "prev-archive", "next-archive"), ("what came next", "next-archive", "prev-archive"))
    for name, there, back in ways:
        neighbour = facts.links.get(there, "")
        if neighbour in documents and documents[neighbour].links.get(back) != address:
            yield address, NO_WAY_BACK.at(name=name, value=neighbour)


def _before(facts: Facts) -> str:
    return facts.links.get("prev-archive") or facts.links.get("next", "")
