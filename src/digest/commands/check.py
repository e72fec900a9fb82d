"""`digest check`: what would go wrong, before it does. Folders, then sources, newsletters and the mail server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from digest import pipeline
from digest.app import App
from digest.collect.look import read
from digest.collect.net.fetch import Answer, Request
from digest.collect.reach import Reach
from digest.config import Newsletter
from digest.deliver.smtp import SmtpTransport
from digest.errors import DigestError, SourceError
from digest.language import language
from digest.model import Slot, Source, SourceKind
from digest.newsletter.specimen import specimen
from digest.store.look import Found, look
from digest.words import counted


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    verdict: Literal["ok", "warn", "fail"]
    thing: str
    words: str


def check(app: App, now: datetime) -> Iterator[Finding]:
    """Look at everything that the main job needs; collects, publishes and sends nothing."""
    store, found = _store(app)
    yield store
    yield from _folders(app)
    yield from _site(app)
    yield from _languages(app)
    yield from _own_pages(app)
    yield from _sources(app, now)
    yield from _newsletters(app, now, is_there=found is Found.CURRENT)
    yield from _mail(app)


def _store(app: App) -> tuple[Finding, Found | None]:
    """What lies there, which stays as it is: only the next command that needs it makes or migrates it."""
    where = app.config.store.url.rpartition("@")[2]
    try:
        found = look(app.config.store.url, app.config.root)
        if found is Found.CURRENT:
            app.store.writable()
    except DigestError as error:
        return Finding("fail", "store", str(error)), None
    if found is Found.ABSENT:
        return Finding("ok", "store", f"{where} is not there yet; the first command that needs it makes it"), found
    if found is Found.OLDER:
        why = "it is of an older version; the next command that needs it migrates it, so back it up first"
        return Finding("warn", "store", f"{where}: {why}"), found
    return Finding("ok", "store", where), found


def _folders(app: App) -> Iterator[Finding]:
    yield _folder("publish.folder", app.public)
    if app.config.templates and not app.config.path(app.config.templates).is_dir():
        yield Finding("fail", "templates", f"{app.config.path(app.config.templates)} is no folder")


def _folder(thing: str, path: Path) -> Finding:
    nearest = next((folder for folder in (path, *path.parents) if folder.exists()), Path("/"))
    if nearest.is_dir() and os.access(nearest, os.W_OK):
        return Finding("ok", thing, str(path))
    return Finding("fail", thing, f"{path} cannot be written; give it to the user that runs digest")


def _site(app: App) -> Iterator[Finding]:
    parts = urlsplit(app.config.site.url)
    if parts.hostname == "example.org":
        yield Finding("warn", "site.url", "it is still the example; set the address at which readers find you")
    elif parts.scheme == "https":
        yield Finding("ok", "site.url", app.config.site.url)
    else:
        asked = "mailbox providers ask for https in one-click unsubscribing (RFC 8058 §3.1)"
        yield Finding("warn", "site.url", f"{app.config.site.url} is not https; {asked}")


def _languages(app: App) -> Iterator[Finding]:
    named = {"site.language": app.config.site.language}
    named |= {f"language of {one.slug}": one.language for one in app.config.newsletter if one.language}
    for thing, tag in named.items():
        if not language(tag).is_translated:
            why = f"there are no words in {tag!r} yet, so that ours are English; docs/design.md says how to add them"
            yield Finding("warn", thing, why)


def _own_pages(app: App) -> Iterator[Finding]:
    for table in (table for section in app.config.section for table in section.source if table.own_pages):
        if table.url and not table.url.startswith(app.config.site.url):
            why = f"its url, {table.url}, does not lie under site.url, so that its articles get no page of ours"
            yield Finding("warn", f"own_pages of {table.folder}", why)


def _sources(app: App, now: datetime) -> Iterator[Finding]:
    sources = {source.url: source for source in app.config.sources()}
    if not sources:
        yield Finding("warn", "section.source", "no section has a source, so that nothing will be collected")
    for source in sources.values():
        if source.kind is SourceKind.FOLDER:
            yield _source(source, None, app, now)
    asked = [Request(url=url) for url, source in sources.items() if source.kind is not SourceKind.FOLDER]
    for request, answer in app.fetcher.each(asked):
        yield _source(sources[request.url], answer, app, now)


def _source(source: Source, answer: Answer | None, app: App, now: datetime) -> Finding:
    try:
        if isinstance(answer, SourceError):
            raise answer
        harvest = read(source, answer, Reach(fetch=app.fetcher.each, now=now))
    except SourceError as error:
        return Finding("fail", source.url, str(error).removeprefix(f"{source.url}: "))
    words = f"{source.kind}, {counted(len(harvest.found), 'item')}"
    if harvest.rejected:
        item, why = harvest.rejected[0]
        return Finding(
            "warn", source.url, f"{words}; {len(harvest.rejected)} cannot be taken, the first: {item}: {why}"
        )
    return Finding("ok" if harvest.found else "warn", source.url, words)


def _newsletters(app: App, now: datetime, *, is_there: bool) -> Iterator[Finding]:
    if not app.config.newsletter:
        yield Finding("warn", "newsletter", "there is none, so that nothing will be mailed")
    for newsletter in app.config.newsletter:
        slot = app.next_slot(newsletter, now)
        readers = app.store.subscribers.count(newsletter.slug) if is_there else 0
        words = f"next {slot.label} {newsletter.timezone}, {counted(readers, 'reader')}"
        yield Finding("ok" if readers else "warn", f"newsletter {newsletter.slug}", words)
        yield from _templates(app, newsletter, slot)


def _templates(app: App, newsletter: Newsletter, slot: Slot) -> Iterator[Finding]:
    """What would keep every mail of it from being made: mistakes in its subject, templates and addresses."""
    invented = specimen(slot, app.config.newsletter_sections(newsletter)[0])
    try:
        pipeline.messages(app.config, newsletter, invented, app.templates, b"nobody's")
    except DigestError as error:
        yield Finding("fail", f"mail of {newsletter.slug}", str(error))


def _mail(app: App) -> Iterator[Finding]:
    try:
        with app.transport() as transport:
            if isinstance(transport, SmtpTransport):
                yield Finding("ok", "mail.url", f"{app.config.mail.url} answers: {transport.check()}")
            else:
                yield _folder("mail.url", app.config.path(Path(app.config.mail.url.removeprefix("folder:"))))
    except DigestError as error:
        yield Finding("fail", "mail.url", str(error))
