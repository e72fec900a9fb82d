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
    "the item {value} stands in {name} too",
    "run `digest publish`: each item has one place among the closed documents",
    "readers that load all of it show the item twice, or its older form last",
)


def chains(documents: Mapping[str, Facts]) -> Iterator[tuple[str, Finding]]:
    """What is wrong, each with the address of the document that it is about.

    Args:
        documents: what each says, by its address. A JSON Feed has one link, to what came before, and needs no way back.
    """
    reached: set[str] = set()
    for address, facts in documents.items():
        if not _is_closed(address, facts):
            yield from _chain(address, documents, reached)
    for address, facts in documents.items():
        if _is_closed(address, facts) and address not in reached:
            yield address, ORPHAN.at()
        yield from _way_on(address, facts, documents)


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
        reached.update(_newer(before, documents))
        yield from _joint(here, current, before, documents)
        for id, changed in facts.items:
            if id in places and not _came_again(places[id], changed, current):
                yield before, TWICE_IN_CHAIN.at(value=id, name=places[id][0])
            places.setdefault(id, (before, changed))
        here = before


def _joint(here: str, current: str, before: str, documents: Mapping[str, Facts]) -> Iterator[tuple[str, Finding]]:
    """Whether two neighbours say the same of each other."""
    facts = documents[before]
    if "next" in documents[here].links:
        return
    if "current" not in facts.links:
        yield here, NOT_CLOSED.at(value=before)
    elif facts.links["current"] != current:
        yield before, OTHER_CURRENT.at(value=facts.links["current"], name=current)
    if here != current and facts.links.get("next-archive") != here:
        yield here, NO_WAY_BACK.at(name="what came before", value=before)


def _way_on(address: str, facts: Facts, documents: Mapping[str, Facts]) -> Iterator[tuple[str, Finding]]:
    after = facts.links.get("next-archive", "")
    if after in documents and documents[after].links.get("prev-archive") != address:
        yield address, NO_WAY_BACK.at(name="what came next", value=after)


def _newer(address: str, documents: Mapping[str, Facts]) -> set[str]:
    """A closed document and the open one that it leads to, which nothing else may lead to yet."""
    return {address, documents[address].links.get("next-archive", address)}


def _before(facts: Facts) -> str:
    return facts.links.get("prev-archive") or facts.links.get("next", "")


def _is_closed(address: str, facts: Facts) -> bool:
    """Whether it is an archive document; a JSON Feed can say so by its address alone."""
    return facts.is_archive or ("/archive/" in address and "current" not in facts.links)


def _came_again(place: tuple[str, str], changed: str, current: str) -> bool:
    """Whether an item was corrected since, and so stands in the current document once more."""
    if place[0] != current:
        return False
    newer, older = moment_of(place[1]), moment_of(changed)
    return newer is None or older is None or newer > older
