"""Where the rooms meet: small translations of config and values, no decisions, no I/O of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from digest.config import Config, Newsletter
from digest.deliver.ledger import Terms
from digest.deliver.message import Mailing
from digest.model import Edition, EditionState, Slot, Subscriber
from digest.newsletter.look import Look
from digest.newsletter.masthead import Masthead
from digest.newsletter.render import Parts, Variant
from digest.publish import addresses
from digest.publish import publication as pub
from digest.store.seam import Store
from digest.words import counted


def newsletters(config: Config, store: Store) -> tuple[pub.Newsletter, ...]:
    """Every newsletter with all its public editions, newest first; without their stories."""
    return tuple(
        pub.Newsletter(
            slug=table.slug,
            title=table.title,
            introduction=table.introduction,
            editions=tuple(store.editions.outlined(table.slug, pub.PUBLIC_STATES)),
        )
        for table in config.newsletter
    )


def outlined(config: Config) -> pub.Publication:
    """What is configured of it: its titles, without a single entry or edition."""
    sections = (
        pub.Section(slug=table.slug, title=table.title, description=table.description) for table in config.section
    )
    newsletters = (
        pub.Newsletter(slug=table.slug, title=table.title, introduction=table.introduction)
        for table in config.newsletter
    )
    return pub.Publication(site=site(config), sections=tuple(sections), newsletters=tuple(newsletters))


def site(config: Config) -> pub.Site:
    """The publication's own facts."""
    return pub.Site(
        title=config.site.title,
        url=config.site.url,
        tag=config.site.tag,
        language=config.site.language,
        description=config.site.description,
        hub=config.publish.hub,
    )


def worth_sending(edition: Edition, audience: Sequence[Subscriber], late: str | None) -> Edition:
    """The draft as it is to be written: skipped if nobody would get it, and saying so if it comes late."""
    if edition.sections and not audience:
        # Not sent to nobody: that would use up the stories for the readers to come.
        return replace(
            edition,
            state=EditionState.SKIPPED,
            release=None,
            reason="it has no readers",
            sections=(),
            drafted=(),
            introduction=None,
            lead=None,
            sponsor=None,
        )
    return replace(edition, reason=late) if edition.state is EditionState.COMPOSED else edition


def too_few(count: int, newsletter: Newsletter, slot: Slot) -> str:
    """Why an edition is skipped, with the time that it looked at."""
    after = slot.due - newsletter.reach
    between = f"between {after:%Y-%m-%d %H:%M} and {slot.due:%Y-%m-%d %H:%M} UTC"
    return f"{counted(count, 'new article')} {between}, at least {newsletter.min_articles} wanted"


def floor(tag: str) -> datetime:
    """What an empty feed gives as its last change: the date in the ids' authority, which never changes (RFC 4151)."""
    year, month, day = (tag.split(",")[1] + "-01-01").split("-")[:3]
    return datetime(int(year), int(month), int(day), tzinfo=UTC)


def masthead(config: Config, newsletter: Newsletter, edition: Edition) -> Masthead:
    """What a mail says around its stories."""
    titles = config.section_titles()
    return Masthead(
        site_title=config.site.title,
        site_url=config.site.url,
        newsletter_title=newsletter.title,
        timezone=newsletter.timezone,
        introduction=newsletter.introduction,
        language=newsletter.language or config.site.language,
        look=Look(**newsletter.look.model_dump()),
        postal_address=newsletter.postal_address,
        section_titles=tuple((slug, titles[slug]) for slug in config.newsletter_sections(newsletter)),
        archive_url=addresses.absolute(config.site.url, addresses.newsletter_path(newsletter.slug)),
        edition_url=addresses.absolute(config.site.url, addresses.edition_path(edition)),
    )


def mailing(config: Config, newsletter: Newsletter, edition: Edition) -> Mailing:
    """What all messages of an edition have in common."""
    return Mailing(
        edition=edition.id,
        date=edition.composed,
        newsletter=newsletter.slug,
        title=newsletter.title,
        sender=newsletter.sender,
        reply_to=newsletter.reply_to,
        unsubscribe_mailbox=config.mail.unsubscribe or newsletter.sender,
        archive_url=addresses.absolute(config.site.url, addresses.newsletter_path(newsletter.slug)),
    )


def terms(config: Config) -> Terms:
    """How deliveries are tried."""
    return Terms(give_up=config.mail.give_up, resend=config.mail.on_unknown == "resend")


class Variants:
    """An edition's variants, each joined once."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._joined: dict[frozenset[str], Variant] = {}

    def of(self, sections: tuple[str, ...]) -> Variant:
        """The mail of those who chose these sections."""
        key = frozenset(sections)
        if key not in self._joined:
            self._joined[key] = self._parts.variant(sections)
        return self._joined[key]
