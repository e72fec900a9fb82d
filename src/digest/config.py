"""config.toml → Config. All mistakes are told at once, each with its path, what was found and what is allowed.

Secrets never stand in the file itself: `*_file` names a file, and an environment variable wins over it.
Relative paths are meant from the folder that config.toml lies in.
"""

from __future__ import annotations

import os
import re
import tomllib
from datetime import timedelta
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from digest.config_mistakes import told
from digest.errors import ConfigError
from digest.model import Source, SourceKind
from digest.schedule import Schedule

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def duration(text: object) -> timedelta:
    """Read "30m" or "1d 12h".

    Raises:
        ValueError: it is not a duration.
    """
    if isinstance(text, timedelta):
        return text
    parts = re.findall(r"(\d+)\s*([smhdw])\b", str(text))
    if not parts or re.sub(r"(\d+)\s*([smhdw])\b|\s", "", str(text)):
        raise ValueError(f'{text!r} is not a duration; write a number and s, m, h, d or w, like "6h" or "1d 12h"')
    try:
        return sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in parts), timedelta())
    except OverflowError:
        raise ValueError(f"{text!r} is longer than a calendar; write a shorter duration") from None


def _address(text: str) -> str:
    address = parseaddr(text)[1]
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address) or "\n" in text or "\r" in text:
        raise ValueError(f'{text!r} is not a mail address; write "name@example.org" or "Name <name@example.org>"')
    return text


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f'{text!r} is not a web address; write "https://example.org/"')
    if parts.username is not None or parts.password is not None:
        host = parts.hostname
        raise ValueError(f"a name or password stands in the address of {host}, and would be shown; ask for one without")
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'{text!r} is not a time zone; write one like "Europe/Berlin" or "UTC"') from None
    return text


def _colour(text: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise ValueError(f'{text!r} is not a colour; write "#" and six hexadecimal digits, like "#9c3416"')
    return text.lower()


def _fonts(text: str) -> str:
    names = [name.strip() for name in text.split(",")]
    if not all(re.fullmatch(r"[A-Za-z][A-Za-z0-9 -]*", name) for name in names):
        raise ValueError(
            f'{text!r} is not a list of fonts; write names with commas between them, like "Georgia, serif"'
        )
    return ",".join(names)


def _slug(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise ValueError(f'{text!r} is not a slug; write small letters, digits and single hyphens, like "garden-notes"')
    return text


def _schedule(text: str) -> str:
    Schedule.parse(text)
    return text


Colour = Annotated[str, AfterValidator(_colour)]
FontList = Annotated[str, AfterValidator(_fonts)]
Duration = Annotated[timedelta, BeforeValidator(duration)]
MailAddress = Annotated[str, AfterValidator(_address)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Zone = Annotated[str, AfterValidator(_zone)]
Slug = Annotated[str, AfterValidator(_slug)]
ScheduleText = Annotated[str, AfterValidator(_schedule)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Site(_Table):
    title: str = Field(min_length=1)
    url: WebAddress  #: where readers find what we publish; ends with "/"
    tag: str = Field(pattern=r"^[A-Za-z0-9.-]+,\d{4}(-\d\d){0,2}$")  #: authority of the ids (RFC 4151 §2.1)
    language: str = "en"
    description: str = ""
    secret_file: Path = Path("var/secret")  #: made at first use; DIGEST_SECRET wins

    @model_validator(mode="after")
    def _ends_with_slash(self) -> Self:
        if not self.url.endswith("/"):
            object.__setattr__(self, "url", self.url + "/")
        return self


class StoreTable(_Table):
    url: str = "sqlite:///var/digest.db"

    @model_validator(mode="after")
    def _known(self) -> Self:
        if not self.url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError(
                f'found {self.url.split(":")[0]!r}; allowed are "sqlite:///path" and "postgresql://host/database"'
            )
        if urlsplit(self.url).password:
            raise ValueError("a password stands in config.toml; put the whole address in DIGEST_STORE_URL instead")
        return self


class Collect(_Table):
    every: Duration = timedelta(hours=1)
    contact: str = ""  #: an address or page for the User-Agent, so that a source can reach you
    allow_addresses: tuple[IPv4Network | IPv6Network, ...] = ()
    timeout: Duration = timedelta(seconds=30)
    max_bytes: int = Field(default=20_000_000, ge=10_000)
    pause: Duration = timedelta(seconds=1)  #: between two requests to one host


class SourceTable(_Table):
    feed: WebAddress | None = None
    listing: WebAddress | None = None
    sitemap: WebAddress | None = None
    folder: Path | None = None
    name: str = ""
    content: Literal["full", "summary"] | None = None  #: None: full for the site's own host and folders
    every: Duration | None = None
    sections: Literal["own", "from page"] = "own"
    links: str | None = None  #: listing only: CSS selector of the article links
    own_pages: bool = False  #: whether its articles, whose addresses lie under `site.url`, have pages of ours there
    pages: int = Field(default=5, ge=1, le=50)  #: listing only: how many pages are read at most, until one is known
    url: WebAddress | None = None  #: folder only: the address under which its files are public

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = [kind for kind in ("feed", "listing", "sitemap", "folder") if getattr(self, kind) is not None]
        if len(kinds) != 1:
            found = " and ".join(kinds) or "none of them"
            raise ValueError(f'found {found}; a source has exactly one of "feed", "listing", "sitemap" and "folder"')
        if self.folder is not None and self.url is None:
            raise ValueError('a folder needs "url", the address under which its articles are public')
        if self.links is not None and self.listing is None:
            raise ValueError('"links" only makes sense beside "listing"')
        if "pages" in self.model_fields_set and self.listing is None:
            raise ValueError('"pages" only makes sense beside "listing"')
        return self


class SectionTable(_Table):
    slug: Slug
    title: str = Field(min_length=1)
    description: str = ""
    aliases: tuple[str, ...] = ()
    source: tuple[SourceTable, ...] = ()


class Publish(_Table):
    folder: Path = Path("public")
    limit: int = Field(default=30, ge=1, le=1000)  #: items in a feed's current document
    hub: WebAddress | None = None  #: a WebSub hub that tells feed readers of changes


class Look(_Table):
    """How a newsletter's mails look. Colours come as pairs, for light and for dark screens."""

    style: Literal["plain", "magazine", "compact"] = "magazine"
    accent: Colour | None = None  #: None: the style's own, here and below
    accent_dark: Colour | None = None
    ink: Colour | None = None  #: text
    ink_dark: Colour | None = None
    page: Colour | None = None  #: what lies around the sheet
    page_dark: Colour | None = None
    card: Colour | None = None  #: the sheet that the text stands on
    card_dark: Colour | None = None
    logo: WebAddress | None = None  #: shown in the masthead; its alternative text is the site's title
    logo_dark: WebAddress | None = None  #: for dark screens, where mail programs can choose
    logo_width: int = Field(default=200, ge=16, le=600)  #: CSS pixels
    heading_font: FontList | None = None
    body_font: FontList | None = None


class Newsletter(_Table):
    slug: Slug
    title: str = Field(min_length=1)
    sections: tuple[Slug, ...] = ()  #: () means all, in the order of the file
    schedule: ScheduleText = "monday 08:00"
    timezone: Zone = "UTC"
    sender: MailAddress = Field(alias="from")
    reply_to: MailAddress | None = None
    postal_address: str = ""
    introduction: str = ""  #: one line under the masthead
    language: str | None = None  #: BCP 47; None: the site's
    subject: str = ""  #: a Jinja template of one line; "": templates/email/subject.txt
    help: WebAddress | MailAddress | None = None  #: where readers ask (List-Help); None: reply_to, else the sender
    look: Look = Look()
    lookback: Duration | None = None  #: None: two periods of the schedule
    lateness: Duration = timedelta(days=3)  #: a slot missed by more is not sent
    min_articles: int = Field(default=1, ge=1)
    max_articles: int = Field(default=20, ge=1, le=200)
    related: int = Field(default=3, ge=0, le=3)
    check_links: bool = True  #: whether links are asked, before an edition goes, if they answer
    review: Duration | Literal["off", "required"] = "off"

    @property
    def plan(self) -> Schedule:
        return Schedule.parse(self.schedule)

    @property
    def reach(self) -> timedelta:
        """How far back a slot looks for news."""
        return self.lookback if self.lookback is not None else 2 * self.plan.period


class Dkim(_Table):
    """What the mail server signs with: preflight compares it with the senders."""

    domain: str = Field(pattern=r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")  #: the "d=" of its signatures (RFC 6376 §3.5)


class Mail(_Table):
    url: str = "folder:outbox"
    user: str | None = None
    password_file: Path | None = None  #: DIGEST_MAIL_PASSWORD wins
    unsubscribe: MailAddress | None = None  #: mailbox for unsubscribing by mail; None: the sender's
    on_unknown: Literal["resend", "park"] = "resend"
    give_up: Duration = timedelta(days=2)  #: after this long a deferred delivery has failed
    starttls: bool = True  #: smtp:// only; off only for a server on this machine
    dkim: Dkim | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        scheme, _, rest = self.url.partition(":")
        if scheme not in ("smtp", "smtps", "folder") or not rest.strip("/"):
            raise ValueError(f'{self.url!r}: write "smtp://host:587", "smtps://host:465" or "folder:outbox"')
        if scheme != "folder":
            parts = urlsplit(self.url)
            if parts.password or parts.username:
                raise ValueError("a name or password stands in `url`; use `mail.user` and `mail.password_file`")
            if not parts.hostname or _bad_port(self.url):
                raise ValueError(f'{self.url!r} has no host, or a port that is none; write "smtp://host:587"')
        return self


class Picks(_Table):
    outside: bool = False  #: show the editor's picks that lead out of the publication


class Web(_Table):
    listen: str = Field(default="127.0.0.1:8600", pattern=r"^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$")
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()  #: whose X-Forwarded-* headers are believed


class Alerts(_Table):
    to: tuple[MailAddress, ...] = ()
    sender: MailAddress | None = Field(default=None, alias="from")


class Config(_Table):
    site: Site
    store: StoreTable = StoreTable()
    collect: Collect = Collect()
    section: tuple[SectionTable, ...] = Field(min_length=1)
    publish: Publish = Publish()
    newsletter: tuple[Newsletter, ...] = ()
    mail: Mail = Mail()
    picks: Picks = Picks()
    web: Web = Web()
    alerts: Alerts = Alerts()
    templates: Path | None = None  #: a folder whose files shadow ours
    root: Path = Path()  #: the folder of config.toml; not to be set there

    def path(self, path: Path) -> Path:
        """A path of the file, made absolute."""
        return (self.root / path).resolve()

    def section_titles(self) -> dict[str, str]:
        """Slug → title, in the order of the file."""
        return {section.slug: section.title for section in self.section}

    def newsletter_sections(self, newsletter: Newsletter) -> tuple[str, ...]:
        """The slugs it carries, in its order."""
        return newsletter.sections or tuple(section.slug for section in self.section)

    def language_of(self, newsletter: Newsletter) -> str:
        """What it is written in (BCP 47)."""
        return newsletter.language or self.site.language

    def sources(self) -> tuple[Source, ...]:
        """Every source, in the order of the file."""
        return tuple(self._source(section, table) for section in self.section for table in section.source)

    def own_paged(self) -> tuple[str, ...]:
        """The sources whose articles have pages of ours, as `Source.url` names them."""
        tables = [table for section in self.section for table in section.source]
        return tuple(source.url for source, table in zip(self.sources(), tables, strict=True) if table.own_pages)

    def _source(self, section: SectionTable, table: SourceTable) -> Source:
        if table.folder is not None:
            kind, url, public = SourceKind.FOLDER, str(self.path(table.folder)), str(table.url)
        else:
            kind = SourceKind.FEED if table.feed else SourceKind.LISTING if table.listing else SourceKind.SITEMAP
            url = public = str(table.feed or table.listing or table.sitemap)
        own = kind is SourceKind.FOLDER or urlsplit(public).hostname == urlsplit(self.site.url).hostname
        return Source(
            url=url,
            kind=kind,
            section=section.slug,
            name=table.name or (self.site.title if own else urlsplit(public).hostname or public),
            full=table.content == "full" if table.content else own,
            every=table.every or self.collect.every,
            from_page=table.sections == "from page",
            selector=table.links,
            base_url=public if kind is SourceKind.FOLDER else None,
            pages=table.pages,
        )


def _bad_port(url: str) -> bool:
    try:
        return urlsplit(url).port == 0
    except ValueError:
        return True


def load(path: Path) -> Config:
    """Read and check config.toml.

    Raises:
        ConfigError: it is missing, is not TOML, or has mistakes (all of them are named).
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # some editors begin a file with a mark
    except FileNotFoundError:
        hint = "go to the folder of your publication, or name its file with --config; `digest init` begins a new one"
        raise ConfigError(str(path), [f"there is no such file; {hint}"]) from None
    except OSError as error:
        raise ConfigError(str(path), [f"cannot be read: {error.strerror}; --config names a file"]) from None
    except (ValueError, RecursionError) as error:  # not UTF-8, not TOML, a nest without end
        raise ConfigError(str(path), [f"cannot be read as TOML: {error}"]) from None
    data.pop("root", None)
    if url := os.environ.get("DIGEST_STORE_URL"):
        # The environment is where a password may stand, so it passes the check that the file would not.
        data["store"] = {"url": "sqlite:///:environment:"}
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        raise ConfigError(str(path), told(error, Config)) from None
    if url:
        config = config.model_copy(update={"store": StoreTable.model_construct(url=url)})
    if mistakes := _crossed(config):
        raise ConfigError(str(path), mistakes)
    return config.model_copy(update={"root": path.resolve().parent})


def _crossed(config: Config) -> list[str]:
    """Mistakes that no table can see alone."""
    mistakes = []
    slugs = [section.slug for section in config.section]
    mistakes += [f"section[{i}].slug: {slug!r} is used twice" for i, slug in enumerate(slugs) if slug in slugs[:i]]
    letters = [newsletter.slug for newsletter in config.newsletter]
    mistakes += [f"newsletter[{i}].slug: {s!r} is used twice" for i, s in enumerate(letters) if s in letters[:i]]
    for i, newsletter in enumerate(config.newsletter):
        for slug in newsletter.sections:
            if slug not in slugs:
                mistakes.append(f"newsletter[{i}].sections: there is no section {slug!r}; found {', '.join(slugs)}")
    urls: dict[str, str] = {}
    for i, section in enumerate(config.section):
        for j, table in enumerate(section.source):
            url = str(table.feed or table.listing or table.sitemap or table.folder)
            here = f"section[{i}].source[{j}]"
            if url in urls:
                mistakes.append(f"{here}: {url} is a source already, at {urls[url]}; name it once")
            urls.setdefault(url, here)
    return mistakes


def secret(env: str, path: Path | None) -> str | None:
    """A secret from the environment, else from its file; None if there is neither.

    Raises:
        ConfigError: the file is named but cannot be read. The secret itself is never in the message.
    """
    if value := os.environ.get(env):
        return value
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not text"
        raise ConfigError(str(path), [f"the secret cannot be read ({reason}); or set {env}"]) from None
