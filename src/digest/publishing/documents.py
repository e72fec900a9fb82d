"""The documents of every feed, and the pages that are their twins.

A document is made anew when what it shows has changed: its items, or what all are made by (the config, the templates,
this code). An archive document is made once, and again only when something in it was withdrawn (RFC 5005 §4: it does
not change); its twin, which is for people, follows the templates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache, partial

from digest import joints
from digest.model import Edition
from digest.publish import addresses, site
from digest.publish.addresses import Kind
from digest.publish.entry import Entry
from digest.publish.feeds import Document, atom, rss
from digest.publish.jsonfeed import json_feed
from digest.publish.kept import Kept
from digest.publish.publication import Channel, Feed, Place, channel, newsletter_name, section_name
from digest.publish.size import fitting
from digest.publishing.work import Work, fingerprint

Held = Callable[[], tuple[Entry, ...]]

_WRITERS: dict[Kind, Callable[[Channel, Iterable[Entry], Kept], Document]] = {
    "rss": rss,
    "atom": atom,
    "json": json_feed,
}


def write(work: Work) -> None:
    """Make what has changed of each feed."""
    for done, feed in enumerate(work.feeds, 1):
        _write_current(work, feed)
        _write_archive(work, feed)
        work.told("feeds", done, len(work.feeds))


def _write_current(work: Work, feed: Feed) -> None:
    place = Place(before=work.closed(feed) or None)
    items = work.current[feed.name]
    made_from = fingerprint(work.recipe, repr(place), repr([(item.item, item.revision) for item in items]))
    held = cache(partial(work.held, feed, items))
    _put(work, feed, place, made_from, held)
    _put_twin(work, feed, place, made_from, held)


def _write_archive(work: Work, feed: Feed) -> None:
    """With an open one after the last: what follows a closed document has its address already."""
    closed, taken_out = work.sizes.get(feed.name, (0, 0))
    if not closed:
        return
    with work.press.shelf(
        addresses.archive_manifest(feed.folder), f"{closed} closed, {taken_out} taken out, {work.look}"
    ) as changed:
        if not changed:
            return
        versions = work.store.feeds.versions(feed.name)
        for number in range(1, closed + 2):
            place = Place(number, before=number - 1 or None, after=number + 1 if number <= closed else None)
            _write_archived(work, feed, place, versions.get(number))
            work.told(f"archive of {feed.title}", number, closed + 1)


def _write_archived(work: Work, feed: Feed, place: Place, version: int | None) -> None:
    """One archive document; `version`: None for the open one."""
    made_from = f"closed, version {version}" if version else "open"
    held: Held = cache(partial(work.archived, feed, place.number)) if version else tuple
    _put(work, feed, place, made_from, held)
    # People go on from the last closed one to what is new.
    onward = place if place.after and place.after <= work.closed(feed) else replace(place, after=None)
    _put_twin(work, feed, onward, fingerprint(made_from, work.look, repr(onward)), held)


def _put(work: Work, feed: Feed, place: Place, made_from: str, held: Held) -> None:
    folder = addresses.archive_path(feed.folder, place.number) if place.number else feed.folder
    for kind in _WRITERS:
        work.press.put(addresses.feed_path(folder, kind), made_from, partial(_document, work, feed, kind, place, held))


def _document(work: Work, feed: Feed, kind: Kind, place: Place, held: Held) -> bytes:
    about = channel(work.publication.site, feed, kind, joints.floor(work.config.site.tag), place)
    document = _WRITERS[kind](about, fitting(held(), words=work.words(feed)), work.kept)
    work.entries.reject(document.rejected)
    return document.content


def _put_twin(work: Work, feed: Feed, place: Place, made_from: str, held: Held) -> None:
    path = addresses.archive_path(feed.folder, place.number) if place.number else feed.page
    work.press.put(addresses.page_file(path), made_from, lambda: _twin(work, feed, place, held)[1])


def _twin(work: Work, feed: Feed, place: Place, held: Held) -> tuple[str, bytes]:
    around, read = work.publication, work.templates
    for section in around.sections:
        if feed.name == section_name(section.slug):
            return site.section_page(around, replace(section, entries=held()), read, place, work.kept)
    for letter in around.newsletters:
        if feed.name == newsletter_name(letter.slug):
            whole = replace(letter, editions=_editions(work, feed, place))
            return site.newsletter_page(around, whole, read, place)
    return site.latest_page(around, held(), read, place, work.kept)


def _editions(work: Work, feed: Feed, place: Place) -> tuple[Edition, ...]:
    """What a document of a newsletter's feed holds, with its stories."""
    items = work.store.feeds.document(feed.name, place.number) if place.number else work.current[feed.name]
    return tuple(edition for item in items if (edition := work.store.editions.get(item.item)))
