"""One publish: what has come enters the feeds, and every document and page whose bytes changed is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.config import Config
from digest.publish import addresses, hub
from digest.publish.addresses import FEED_FILES, KINDS
from digest.publish.files import Publisher
from digest.publish.press import Press
from digest.publishing import documents, pages
from digest.publishing.entering import enter
from digest.publishing.work import Told, Work
from digest.store.seam import Store
from digest.templates import Templates


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a publish wrote."""

    feeds: int  #: feed documents that changed
    pages: int  #: other files that changed: pages, and what lists them
    rejected: int  #: items that no feed can take


def publish(
    config: Config,
    store: Store,
    out: Publisher,
    templates: Templates,
    now: datetime,
    told: Told,
    *,
    anew: bool = False,
) -> Published:
    """Write every document and page whose bytes changed; the others are not touched.

    `anew`: make all of them, archive documents too, as after a move to another address.

    Raises:
        PublishError: some files could not be written; the last good ones stay, all others are up to date.
        RenderError: a template has a mistake; all that does not need it is up to date.
    """
    with out.alone(), Press(out, anew=anew) as press:
        enter(config, store, now, told)
        work = Work(config, store, templates, press, told)
        try:
            documents.write(work)
            pages.write(work)
            press.settle()
        finally:
            rejected = work.entries.record(now)
            # Before the manifest is written: after a crash here hubs are told once more, rather than not at all.
            hub.announce(store.pings, config.publish.hub, _topics(work), now)
        press.close()
    written = [path for path in press.written if path.rpartition("/")[2] in FEED_FILES.values()]
    return Published(feeds=len(written), pages=len(press.written) - len(written), rejected=rejected)


def _topics(work: Work) -> list[str]:
    """The addresses of the current documents that changed."""
    current = {addresses.feed_path(feed.folder, kind) for feed in work.feeds for kind in KINDS}
    return [addresses.absolute(work.config.site.url, path) for path in work.press.changed if path in current]
