"""The story, stage by stage. Read this first.

    source ─▶ collect ─▶ store ─▶ publish ─▶ feeds and pages
                           └────▶ compose ─▶ edition (frozen) ─▶ deliver ─▶ messages ─▶ outcomes in the ledger

Every stage is safe to repeat and to interrupt; each is handed its neighbours, and `now`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from digest import editing, indexing, joints, picking, publishing
from digest.collect.report import Report
from digest.collect.round import Round
from digest.config import Config, Newsletter
from digest.deliver import ledger
from digest.deliver.transport import Transport
from digest.errors import PublishError, RenderError, StoryCarried, WrongUse
from digest.model import Delivery, DeliveryState, Edition, EditionState, Message, Outcome, Slot, Source
from digest.newsletter import select
from digest.newsletter.hand.told import told as told_change
from digest.newsletter.preflight.dead import Answers, askable
from digest.newsletter.preflight.finding import Finding
from digest.newsletter.preflight.judge import of_variants
from digest.newsletter.preflight.proof import proof, web_links
from digest.newsletter.render import render
from digest.publish import addresses
from digest.publish.files import Publisher
from digest.publishing import Published
from digest.store.seam import Store
from digest.templates import Templates

#: Of these web addresses those that were asked, each with why it does not answer as it should; None: it does.
Ask = Callable[[Sequence[str]], Answers]
#: As many of an edition's variants go through preflight; all are made of the same parts.
VARIANTS = 30

Stop = Callable[[], bool]  #: whether to end after what is in hand; what is left goes on next time
Told = Callable[[str, int, int], None]  #: called with (what, done, total) as long work goes on


def collect(round_: Round, sources: Sequence[Source], told: Told, stop: Stop) -> list[Report]:
    """Ask each source what is new; one report each. A source that fails costs itself only."""
    return round_.run(sources, told, stop)


def publish(
    config: Config, store: Store, out: Publisher, templates: Templates, now: datetime, told: Told, *, anew: bool = False
) -> Published:
    """Write every feed and page whose bytes changed; the others are not touched. `anew`: make all of them."""
    return publishing.publish(config, store, out, templates, now, told, anew=anew)


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
            suppressed = select.suppressed(edition, readers)
            what = editing.by_hand(config, edition)
            won = store.editions.compose(edition, suppressed, readers, again=again, by_hand=what)
        except StoryCarried:
            continue  # another edition took a story between our look and our writing: look again
        return replace(edition, audience=len(readers)) if won else None


def may_be_taken(outcome: str) -> bool:
    """Whether a slot of this outcome has sent nothing, and may on demand."""
    return outcome == EditionState.SKIPPED.value or outcome.startswith("missed")


def draft(config: Config, newsletter: Newsletter, slot: Slot, store: Store, now: datetime) -> Edition:
    """The edition as it would be composed now, with what its editor wrote ahead; it is not written."""
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
    overrides = store.overrides.of([article.id for article in chosen])
    items = picking.for_edition(config, newsletter, slot, chosen, carried, archive, overrides)
    edition = Edition(
        id=slot.name,
        newsletter=newsletter.slug,
        slot=slot,
        state=state,
        composed=now,
        sections=select.arranged(items, config.section_titles()),
        reason=reason,
        release=release,
    )
    return editing.composed_by_hand(config, edition)


def edit(config: Config, edition: Edition, store: Store, now: datetime) -> str:
    """Do to an edition what its editor's file says; what has changed, in words: "" if it was done before.

    Raises:
        ConfigError: the file has mistakes; nothing is done.
        StoryCarried: another edition has a story that would come back; nothing is done.
        WrongUse: it went out, or was changed, while we looked; nothing is done.
    """
    after = editing.edited(config, edition)
    if after is None or editing.is_done(edition, after):
        return ""
    after = editing.waiting_for_a_person(after)
    if back := after.stories - edition.stories:
        _keep_new(edition, back, store)
    what = told_change(edition, after) or "its file applied again"
    nothing_for = partial(select.has_nothing_for, after)
    if not store.editions.recompose(edition, after, what, now, nothing_for=nothing_for, why=select.NOTHING_NEW):
        raise WrongUse(f"{edition.id} went out, or was changed, just now; `digest edition show {edition.id}` tells")
    return what


def _keep_new(edition: Edition, back: Collection[str], store: Store) -> None:
    """Promise 4, for stories that come back: another edition may carry them by now, in other words too."""
    indexing.index(store, told=lambda *_: None)
    archive = indexing.archive(store)
    carried = store.editions.carried(edition.newsletter)
    if carried.intersection(back) or archive.told((card.story for card in archive.cards(back).values()), carried):
        raise StoryCarried(edition.id)


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
    begins = store.editions.move(edition.id, [EditionState.COMPOSED], EditionState.SENDING, clock())
    now_in = store.editions.get(edition.id)
    if now_in is None or now_in.state is not EditionState.SENDING:
        return store.ledger.books(edition.id)  # held, cancelled, or sent meanwhile
    if replace(now_in, state=edition.state, changed=edition.changed) != edition:
        if begins:
            # Somebody changed it after preflight had looked at it: it looks again, at the next run.
            store.editions.move(edition.id, [EditionState.SENDING], EditionState.COMPOSED, clock())
            return store.ledger.books(edition.id)
        # Another process began with what it had become; now nobody can change it any more.
        message_for = messages(config, newsletter, now_in, templates, secret)
    if store.ledger.books(edition.id)[DeliveryState.PLANNED]:
        _publish_page(config, edition, store, out, templates, clock())
    books = ledger.deliver(
        edition, store.ledger, transport, message_for, joints.terms(config), clock=clock, stop=stop, told=told
    )
    if ledger.is_done(books):
        store.editions.move(edition.id, [EditionState.SENDING], EditionState.SENT, clock())
    return books


def _publish_page(
    config: Config, edition: Edition, store: Store, out: Publisher, templates: Templates, now: datetime
) -> None:
    """Have the edition's page there before the first mail: each one links to it."""
    try:
        publish(config, store, out, templates, now, told=lambda *_: None)
    except (PublishError, RenderError):
        # Another file than this one holds up no newsletter; whoever publishes next tells of it.
        if out.size(addresses.page_file(addresses.edition_path(edition))) is None:
            raise


def messages(
    config: Config,
    newsletter: Newsletter,
    edition: Edition,
    templates: Templates,
    secret: bytes,
    *,
    trial: datetime | None = None,
) -> Callable[[Delivery], Message]:
    """What makes one reader's message: the variant of their sections with their own tokens.

    Args:
        config: the publication.
        newsletter: whose edition it is.
        edition: to be mailed.
        templates: with the mail's.
        secret: what tokens are signed with.
        trial: when a test was asked for, which says what it is, and is another message than any other; None: no test.

    Raises:
        RenderError: a template has a mistake, or the mail is too large.
        NoMailbox: an address of the newsletter's cannot stand in a mail.
    """
    masthead = joints.masthead(config, newsletter, edition)
    mailing = joints.mailing(config, newsletter, edition)
    if trial:
        masthead, mailing = replace(masthead, trial=True), joints.trial(mailing, trial)
    letters = joints.FormLetters(render(edition, masthead, templates), mailing)
    letters.of(())  # a mistake in the sheet or the subject is told before anything is handed over

    def message_for(delivery: Delivery) -> Message:
        tokens = joints.reader_tokens(secret, delivery.subscriber)
        return letters.of(delivery.sections).to(delivery.address, delivery.subscriber, tokens)

    return message_for


def preflight(
    config: Config,
    newsletter: Newsletter,
    edition: Edition,
    choices: Sequence[tuple[str, ...]],
    templates: Templates,
    secret: bytes,
    ask: Ask,
) -> list[Finding]:
    """What is wrong with an edition, before anybody gets it; errors first.

    Args:
        config: the publication.
        newsletter: whose edition it is.
        edition: with at least one section.
        choices: the sections that readers chose, those of most readers first; the first `VARIANTS` are looked at.
        templates: of mails.
        secret: what tokens are signed with.
        ask: whether links answer. No link that is a reader's own is ever asked (promise 5).

    Raises:
        RenderError: a template has a mistake.
    """
    message_for = messages(config, newsletter, edition, templates, secret)
    facts = joints.facts(config, newsletter, edition)
    proofs = []
    for chosen in choices[:VARIANTS]:
        mail, other = (
            proof(message_for(joints.stranger(edition, chosen, number)).content, facts)
            for number in (joints.STRANGER, joints.OTHER)
        )
        own = frozenset(web_links(mail.root)).difference(web_links(other.root))
        proofs.append((joints.readers(config, chosen), replace(mail, facts=replace(facts, own=own))))
    links = dict.fromkeys(url for _, mail in proofs for url in askable(mail))
    return of_variants(proofs, ask(tuple(links)))


def utc_now() -> datetime:
    """The clock that commands and the service hand to the stages."""
    return datetime.now(UTC)
