"""Where the rooms meet: small translations of config and values, no decisions, no I/O of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parseaddr
from functools import lru_cache

from digest.config import Config, Newsletter
from digest.deliver.ledger import Terms
from digest.deliver.mailing import UNSUBSCRIBE, Mailing
from digest.deliver.message import FormLetter, form_letter
from digest.model import Delivery, Edition, EditionState, Item, Slot, Subscriber
from digest.newsletter.clean import web_address
from digest.newsletter.look import Look
from digest.newsletter.masthead import Masthead
from digest.newsletter.preflight.proof import Facts
from digest.newsletter.render import Parts
from digest.publish import addresses
from digest.publish import publication as pub
from digest.readers import tokens
from digest.store.seam import Store
from digest.words import counted

#: Nobody's number: subscribers begin at 1. And another, by which one sees what of a mail is its reader's own.
STRANGER, OTHER = 0, 2**64 - 1


def newsletters(config: Config, store: Store) -> tuple[pub.Newsletter, ...]:
    """Every newsletter with all its public editions, newest first; without their stories."""
    return tuple(
        pub.Newsletter(
            slug=table.slug,
            title=table.title,
            introduction=table.introduction,
            language=table.language,
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
        pub.Newsletter(slug=table.slug, title=table.title, introduction=table.introduction, language=table.language)
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
        language=config.language_of(newsletter),
        look=Look(**newsletter.look.model_dump()),
        postal_address=newsletter.postal_address,
        section_titles=tuple((slug, titles[slug]) for slug in config.newsletter_sections(newsletter)),
        help=_help(newsletter),
        archive_url=addresses.absolute(config.site.url, addresses.newsletter_path(newsletter.slug)),
        edition_url=addresses.absolute(config.site.url, addresses.edition_path(edition)),
        subject=newsletter.subject,
        reader_pages=reader_pages(config),
    )


def reader_pages(config: Config) -> tuple[tuple[str, str], ...]:
    """Pages that know their reader: what templates call each → its address, up to the reader's token."""
    return ((UNSUBSCRIBE, tokens.page(config.site.url, tokens.UNSUBSCRIBE)),)


def reader_tokens(secret: bytes, subscriber: int) -> dict[str, str]:
    """A reader's tokens for these pages, by the same names."""
    return {UNSUBSCRIBE: tokens.token(secret, tokens.UNSUBSCRIBE, subscriber)}


def _help(newsletter: Newsletter) -> str:
    """Where readers ask, as an address of the web or of mail."""
    asked = newsletter.help or newsletter.reply_to or newsletter.sender
    return asked if asked.startswith(("https://", "http://")) else f"mailto:{parseaddr(asked)[1]}"


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
        unsubscribe_page=web_address(dict(reader_pages(config))[UNSUBSCRIBE]) or "",
        archive_url=web_address(addresses.absolute(config.site.url, addresses.newsletter_path(newsletter.slug))) or "",
        help=newsletter.help,
    )


def trial(mailing: Mailing, now: datetime) -> Mailing:
    """A test's mailing: its id is its own, so that no mail program takes it for the real one or another test."""
    return replace(mailing, edition=f"{mailing.edition}-test-{now:%Y%m%d%H%M%S%f}", date=now)


def facts(config: Config, newsletter: Newsletter, edition: Edition) -> Facts:
    """What preflight measures an edition's mails by; addresses are as mails have them."""
    mast = masthead(config, newsletter, edition).clean()
    linked = frozenset(link for item in _items(edition) for link in _links(item))
    # Pages of our own are published with the edition, so they may not be there yet.
    ours = {link for link in linked if link.startswith(mast.site_url) and config.own_paged()}
    return Facts(
        site_url=mast.site_url,
        leaves=not config.mail.url.startswith("folder:"),
        dkim=config.mail.dkim.domain if config.mail.dkim else None,
        postal_address=newsletter.postal_address,
        ours=frozenset(ours | set(filter(None, (mast.edition_url, mast.archive_url)))),
        meant=config.collect.allow_addresses,
        said=(*_said(edition), mast.site_title, mast.newsletter_title, *dict(mast.section_titles).values()),
        linked=linked,
    )


def stranger(
    edition: Edition, sections: tuple[str, ...], number: int = 0, address: str = "reader@example.org"
) -> Delivery:
    """A delivery to a reader who does not exist, and whose unsubscribing ends nothing."""
    return Delivery(
        id=0, edition=edition.id, subscriber=number, address=address, sections=sections, fence=0, attempts=0
    )


def readers(config: Config, sections: tuple[str, ...]) -> str:
    """Who chose these sections, in words."""
    titles = config.section_titles()
    return f"readers of {', '.join(titles.get(slug, slug) for slug in sections) or 'all sections'}"


def _items(edition: Edition) -> list[Item]:
    return [item for section in edition.sections for item in section.items]


def _links(item: Item) -> list[str]:
    """The addresses that a story leads to, as its mail has them."""
    picks = (*item.related, *filter(None, [item.next]))
    return [clean for url in (item.url, *(pick.url for pick in picks)) if (clean := web_address(url))]


def _said(edition: Edition) -> Iterator[str]:
    """All words that come from stories or from the editor, and not from a template."""
    for item in _items(edition):
        yield from (item.title, item.summary, item.source, *item.authors)
        for pick in (*item.related, *filter(None, [item.next])):
            yield from (pick.title, pick.reason)
    yield from (section.title for section in edition.sections)
    for passage in (edition.introduction, edition.sponsor and edition.sponsor.passage):
        yield from (passage.text, passage.html) if passage else ()


def terms(config: Config) -> Terms:
    """How deliveries are tried."""
    return Terms(give_up=config.mail.give_up, resend=config.mail.on_unknown == "resend")


class FormLetters:
    """An edition's variants as mail, each joined once."""

    def __init__(self, parts: Parts, mailing: Mailing) -> None:
        self._parts = parts
        self._mailing = mailing
        # What variants share is there once; a thousand choices of sections are more than most newsletters see.
        self._of = lru_cache(1000)(self._joined)

    def of(self, sections: tuple[str, ...]) -> FormLetter:
        """The mail of those who chose these sections."""
        return self._of(frozenset(sections))

    def _joined(self, sections: frozenset[str]) -> FormLetter:
        variant = self._parts.variant(sections)
        return form_letter(self._mailing, variant.subject, variant.quoted_text, variant.quoted_html)
