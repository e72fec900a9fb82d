"""What a mail says of the publication and the newsletter around its stories."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import quote

from digest.language import language
from digest.newsletter.clean import one_line, web_address
from digest.newsletter.look import Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """The same in every edition, but for the addresses."""

    site_title: str
    site_url: str
    newsletter_title: str
    timezone: str  #: IANA name; the edition's date is given in it
    introduction: str = ""  #: one line under the name
    language: str = "en"  #: BCP 47
    look: Look = field(default_factory=Look)
    postal_address: str = ""
    section_titles: tuple[tuple[str, str], ...] = ()  #: (slug, title) of all that the newsletter carries
    help: str | None = None  #: where readers ask: an address of the web, or of mail ("mailto:…")
    archive_url: str | None = None  #: all past editions
    edition_url: str | None = None  #: this edition on the web

    @property
    def dir(self) -> str:
        """ "ltr" or "rtl"."""
        return language(self.language).dir

    def clean(self) -> Masthead:
        """The same, fit for a mail; an address that is not of the web is left out."""
        return replace(
            self,
            site_title=one_line(self.site_title),
            site_url=web_address(self.site_url) or "",
            newsletter_title=one_line(self.newsletter_title),
            introduction=one_line(self.introduction),
            postal_address=one_line(", ".join(filter(None, map(str.strip, self.postal_address.splitlines())))),
            section_titles=tuple((slug, one_line(title)) for slug, title in self.section_titles),
            help=_asking(self.help),
            archive_url=web_address(self.archive_url),
            edition_url=web_address(self.edition_url),
        )


def _asking(address: str | None) -> str | None:
    if address and address.startswith("mailto:"):
        # RFC 6068 §2: what is not allowed in it is percent-encoded.
        return "mailto:" + quote(one_line(address.removeprefix("mailto:")), safe="@!$'*+,;:~-._")
    return web_address(address)
