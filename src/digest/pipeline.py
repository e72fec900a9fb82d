"""The story, stage by stage. Read this first.

    source ─▶ collect ─▶ store ─▶ publish ─▶ feeds and pages
                           └────▶ compose ─▶ edition (frozen) ─▶ deliver ─▶ messages ─▶ outcomes in the ledger

Every stage is safe to repeat and to interrupt; each is handed its neighbours, and `now`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from digest import indexing, joints, picking
from digest.collect.report import Report
from digest.collect.round import Round
from digest.config import Config, Newsletter
from digest.deliver import ledger
from digest.deliver.message import Letter, message
from digest.deliver.transport import Transport
from digest.errors import StoryCarried
from digest.model import Article, Delivery, DeliveryState, Edition, EditionState, Message, Outcome, Slot, Source
from digest.newsletter import select
from digest.newsletter.render import UNSUBSCRIBE, render
from digest.publish import addresses, site
from digest.publish.addresses import Kind
from digest.publish.entry import Entry
from digest.publish.feeds import Document, atom, rss
from digest.publish.files import Publisher
from digest.publish.publication import Channel, Publication, channel, everything, of_section
from digest.readers.tokens import unsubscribe_url
from digest.store.seam import Store
from digest.templates import Templates

Stop = Callable[[], bool]  #: whether to end after what is in hand; what is left goes on next time
Told = Callable[[str, int, int], None]  #: called with (what, done, total) as long work goes on


_FORMATS: tuple[tuple[Kind, Callable[[Channel, Iterable[Entry]], Document]], ...] = (("rss", rss), ("atom", atom))


def collect(round_: Round, sources: Sequence[Source], told: Told, stop: Stop) -> list[Report]:
    """Ask each source what is new; one report each. A source that fails costs itself only."""
    return round_.run(sources, told, stop)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a publish wrote."""

    feeds: int  #: feed files that changed
    pages: int  #: other files that changed
    rejected: int  #: items that no feed could take


def publish(config: Config, store: Store, out: Publisher, templates: Templates, now: datetime, told: Told) -> Published:
    """Write every feed and page whose bytes changed; the others are not touched."""
    newest = joints.newest(config, store)
    _freeze_picks(config, store, joints.each_once(newest), now, told)
    publication, unfit = joints.publication(config, store, newest)
    feeds, rejected = _publish_feeds(publication, unfit, store, out, config, now, told)
    return Published(feeds=feeds, pages=_publish_pages(publication, out, templates), rejected=rejected)


def _publish_pages(publication: Publication, out: Publisher, templates: Templates) -> int:
    """Write the pages that changed; how many."""
    return sum(out.replace(path, content) for path, content in site.pages(publication, templates))


def _freeze_picks(config: Config, store: Store, articles: Sequence[Article], now: datetime, told: Told) -> None:
    """What enters a feed now gets its picks, for ever: the editor's, and Related from older articles."""
    frozen = store.entries.frozen({article.id for article in articles})
    entering = [article for article in articles if article.id not in frozen]
    if not entering:
        return
    indexing.index(store, told)
    archive = indexing.archive(store)
    store.entries.freeze(picking.for_feeds(entering, archive, outside=config.picks.outside), now)


def _publish_feeds(
    publication: Publication,
    unfit: Mapping[str, str],
    store: Store,
    out: Publisher,
    config: Config,
    now: datetime,
    told: Told,
) -> tuple[int, int]:
    """(files changed, items rejected)."""
    written = 0
    rejected = dict(unfit)
    feeds = [(everything(publication.site), joints.all_entries(publication, config.publish.limit))]
    feeds += [(of_section(publication.site, section), section.entries) for section in publication.sections]
    for done, (feed, entries) in enumerate(feeds, 1):
        for kind, document_of in _FORMATS:
            about = channel(publication.site, feed, kind, joints.floor(config.site.tag))
            document = document_of(about, entries)
            written += out.replace(addresses.feed_path(feed.folder, kind), document.content)
            rejected |= dict(document.rejected)
        told("feeds", done, len(feeds))
    store.runs.reject("feeds", rejected, now)
    return written, len(rejected)


def compose(
    config: Config, newsletter: Newsletter, slot: Slot, store: Store, now: datetime, *, again: bool, late: str | None
) -> Edition | None:
    """Freeze the slot's edition, or its skipping, with a planned delivery for each reader; None if it was settled.

    The slot is won, and all is written, in one transaction: two processes, or a kill at any instant, make one edition.

    Args:
        config: the publication.
        newsletter: whose slot it is.
        slot: which.
        store: where.
        now: the present.
        again: whether a slot that was missed, or skipped, may be taken after all.
        late: why an edition that is to be sent comes late; None when it does not.
    """
    before = store.editions.taken([slot.name]).get(slot.name)
    if before is not None and not (again and may_be_taken(before)):
        return None
    audience = store.subscribers.active(newsletter.slug)
    while True:
        edition = joints.worth_sending(draft(config, newsletter, slot, store, now), audience, late)
        readers = audience if edition.sections else []
        try:
            won = store.editions.compose(edition, select.suppressed(edition, readers), readers, again=again)
        except StoryCarried:
            continue  # another edition took a story between our look and our writing: look again
        return replace(edition, audience=len(readers)) if won else None


def may_be_taken(outcome: str) -> bool:
    """Whether a slot of this outcome has sent nothing, and may on demand."""
    return outcome == EditionState.SKIPPED.value or outcome.startswith("missed")


def draft(config: Config, newsletter: Newsletter, slot: Slot, store: Store, now: datetime) -> Edition:
    """The edition as it would be composed now; it is not written."""
    sections = config.newsletter_sections(newsletter)
    indexing.index(store, told=lambda *_: None)
    archive = indexing.archive(store)
    carried = store.editions.carried(newsletter.slug)
    candidates = store.articles.between(*select.window(slot, newsletter.reach), sections)
    stories = {card.id: card.story for card in archive.cards([article.id for article in candidates]).values()}
    chosen = select.select(
        candidates,
        carried,
        sections,
        limit=newsletter.max_articles,
        stories=stories,
        told=archive.told(stories.values(), carried),
    )
    state, release, reason = select.first_state(newsletter.review, now)
    if len(chosen) < newsletter.min_articles:
        state, release = EditionState.SKIPPED, None
        reason = joints.too_few(len(chosen), newsletter, slot)
        chosen = []
    items = picking.for_edition(config, newsletter, slot, chosen, carried, archive)
    return Edition(
        id=slot.name,
        newsletter=newsletter.slug,
        slot=slot,
        state=state,
        composed=now,
        sections=select.arranged(items, config.section_titles()),
        reason=reason,
        release=release,
    )


def deliver(
    config: Config,
    newsletter: Newsletter,
    edition: Edition,
    store: Store,
    transport: Transport,
    out: Publisher,
    templates: Templates,
    secret: bytes,
    *,
    clock: Callable[[], datetime],
    stop: Stop,
    told: Callable[[Outcome], None],
) -> dict[DeliveryState, int]:
    """Hand over what is planned or due of an edition; the books as they then stand.

    Raises:
        TransportUnavailable: the mail server takes nothing now; it can be tried again at any time.
        RenderError: a template has a mistake; nothing was handed over.
        PublishError: the edition's page cannot be written; nothing was handed over.
    """
    message_for = messages(config, newsletter, edition, templates, secret)
    store.editions.move(edition.id, [EditionState.COMPOSED], EditionState.SENDING, clock())
    now_in = store.editions.get(edition.id)
    if now_in is None or now_in.state is not EditionState.SENDING:
        return store.ledger.books(edition.id)  # held, cancelled, or sent meanwhile
    if store.ledger.books(edition.id)[DeliveryState.PLANNED]:
        # Before the first mail: each one links to the edition's page.
        _publish_pages(joints.publication(config, store, joints.newest(config, store))[0], out, templates)
    books = ledger.deliver(
        edition, store.ledger, transport, message_for, joints.terms(config), clock=clock, stop=stop, told=told
    )
    if ledger.is_done(books):
        store.editions.move(edition.id, [EditionState.SENDING], EditionState.SENT, clock())
    return books


def messages(
    config: Config, newsletter: Newsletter, edition: Edition, templates: Templates, secret: bytes
) -> Callable[[Delivery], Message]:
    """What makes one reader's message: the variant of their sections with their own address for unsubscribing.

    Raises:
        RenderError: a template has a mistake.
    """
    parts = render(edition, joints.masthead(config, newsletter, edition), templates)
    mailing = joints.mailing(config, newsletter, edition)
    variants = joints.Variants(parts)

    def message_for(delivery: Delivery) -> Message:
        variant = variants.of(delivery.sections)
        url = unsubscribe_url(config.site.url, secret, delivery.subscriber)
        letter = Letter(
            recipient=delivery.address,
            subscriber=delivery.subscriber,
            unsubscribe_url=url,
            subject=variant.subject,
            text=variant.text.replace(UNSUBSCRIBE, url),
            html=variant.html.replace(UNSUBSCRIBE, url),
        )
        return message(mailing, letter)

    return message_for


def utc_now() -> datetime:
    """The clock that commands and the service hand to the stages."""
    return datetime.now(UTC)
