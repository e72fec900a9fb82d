"""What a mail says of the publication and the newsletter around its stories."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import quote

from digest.language import language
from digest.newsletter.clean import named, one_line, web_address
from digest.newsletter.look import Look
from digest.newsletter.plain import shorten

_LINE = 500  #: characters; more would leave a mail no room for its stories


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
    trial: bool = False  #: whether it is a test copy, and says so
    subject: str = ""  #: a template of one line; "": email/subject.txt
    #: What templates call a page that knows its reader → its address, up to the token that is each reader's own.
    reader_pages: tuple[tuple[str, str], ...] = ()

    @property
    def dir(self) -> str:
        """ "ltr" or "rtl"."""
        return language(self.language).dir

    @property
    def mark(self) -> str:
        """What stands before the subject; "" but for a test copy."""
        return language(self.language).gettext("[Test]") if self.trial else ""

    def clean(self) -> Masthead:
        """The same, fit for a mail; an address that is not of the web is left out."""
        return replace(
            self,
            site_title=named(self.site_title),
            site_url=web_address(self.site_url) or "",
            newsletter_title=named(self.newsletter_title),
            introduction=shorten(one_line(self.introduction), _LINE),
            look=replace(self.look, logo=web_address(self.look.logo), logo_dark=web_address(self.look.logo_dark)),
            postal_address=shorten(_in_one_line(self.postal_address), _LINE),
            section_titles=tuple((slug, named(title)) for slug, title in self.section_titles),
            help=_asking(self.help),
            archive_url=web_address(self.archive_url),
            edition_url=web_address(self.edition_url),
            reader_pages=tuple((name, web_address(url) or "") for name, url in self.reader_pages),
        )


def _in_one_line(lines: str) -> str:
    return one_line(", ".join(filter(None, map(str.strip, lines.splitlines()))))


def _asking(address: str | None) -> str | None:
    if address and address.startswith("mailto:"):
        # RFC 6068 §2: what is not allowed in it is percent-encoded.
        return "mailto:" + quote(one_line(address.removeprefix("mailto:")), safe="@!$'*+,;:~-._")
    return web_address(address)
