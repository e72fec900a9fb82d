"""Every error that a user can meet; a message says what happened, to which thing, and what to do.

DigestError
├── ConfigError           config.toml has mistakes (all of them are told at once)
├── WrongUse              a command was given something that does not exist or cannot be
├── StoreError
│   ├── StoreTooNew       the database was written by a newer version
│   ├── StoryCarried      an edition was composed meanwhile that carries one of these stories
│   ├── StoreRefused      the database takes one value for none
│   └── StoreUnavailable  the database cannot be opened, read or written
├── SourceError           one source could not be collected
│   ├── FetchFailed       the address did not answer as it should
│   ├── AddressRefused    the address is not public
│   ├── RobotsRefused     robots.txt does not let us read it
│   ├── FeedUnreadable    it answered, but not with a feed
│   └── PageUnreadable    it answered, but not with an article
├── PublishError          one file could not be written
├── CannotListen          the service cannot have its address
├── RenderError           a template could not be rendered
│   └── MailTooLarge      not even without its stories does a mail fit
├── NoMailbox             a reader's address cannot stand in a mail
└── TransportUnavailable  nothing was handed over; safe to try later
"""


class DigestError(Exception):
    """The root: whatever `digest` raises on purpose."""


class ConfigError(DigestError):
    """config.toml has mistakes."""

    def __init__(self, path: str, mistakes: list[str]) -> None:
        self.path = path
        self.mistakes = mistakes
        one = f"{path}: {mistakes[0]}" if mistakes else path
        super().__init__(one if len(mistakes) < 2 else "\n  ".join([f"{path}: {len(mistakes)} mistakes", *mistakes]))  # noqa: PLR2004


class WrongUse(DigestError):
    """The command names something that does not exist or cannot be."""


class StoreError(DigestError):
    """The database is not usable."""


class StoreTooNew(StoreError):
    """The database was written by a newer version of digest."""

    def __init__(self, url: str, revision: str) -> None:
        self.url = url
        super().__init__(
            f"{url}: the database is of a newer digest (its revision is {revision!r}); "
            "install that version or newer, or restore a backup made before the upgrade"
        )


class StoryCarried(StoreError):
    """An edition was composed meanwhile that carries one of these stories; nothing was written."""

    def __init__(self, edition: str) -> None:
        super().__init__(f"{edition}: another edition took one of its stories just now; try again")


class StoreRefused(StoreError):
    """The database takes one value for none: too long for a key, or a character that it cannot keep."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the database refuses it: {why}")


class StoreUnavailable(StoreError):
    """The database cannot be opened, read or written."""

    def __init__(self, url: str, why: str) -> None:
        self.url = url
        super().__init__(f"{url}: {why}; check `store.url` in config.toml, and that the disk is writable and not full")


class SourceError(DigestError):
    """One source, or one page of it, could not be collected; the others are not touched."""


class FetchFailed(SourceError):
    """The address did not answer as it should."""

    def __init__(self, url: str, why: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        self.url = url
        self.status = status  #: HTTP status; None when there was no answer
        self.retry_after = retry_after  #: seconds that the server asked us to wait; None if it did not say
        super().__init__(f"{url}: {why}")


class AddressRefused(SourceError):
    """The address is not public, and `[collect] allow_addresses` does not name its network."""

    def __init__(self, url: str, address: str) -> None:
        self.url = url
        self.address = address
        super().__init__(
            f"{url}: {address} is not a public address; if it is meant, add its network to `collect.allow_addresses`"
        )


class RobotsRefused(SourceError):
    """The host's robots.txt does not let us read the page, or not until we know better."""

    def __init__(self, url: str, why: str) -> None:
        self.url = url
        super().__init__(f"{url}: {why}")


class FeedUnreadable(SourceError):
    """The source answered, but not with a feed we can read."""

    def __init__(self, url: str, found: str) -> None:
        self.url = url
        self.why = found  #: what was found instead
        super().__init__(
            f"{url}: expected RSS, Atom or JSON Feed, found {found}; check the address of this source in config.toml"
        )


class PageUnreadable(SourceError):
    """The page answered, but there is no article in it."""

    def __init__(self, url: str, why: str) -> None:
        self.url = url
        self.why = why
        super().__init__(f"{url}: {why}")


class PublishError(DigestError):
    """One file could not be written; the last good one stays."""


class CannotListen(DigestError):
    """The service cannot have the address it is to listen at."""

    def __init__(self, address: str, why: str) -> None:
        self.address = address
        super().__init__(
            f"{address}: cannot listen there ({why}); choose another `web.listen` in config.toml, or stop what uses it"
        )


class RenderError(DigestError):
    """A template could not be rendered."""

    def __init__(self, template: str, why: str) -> None:
        self.template = template
        super().__init__(f"{template}: {why}; mend the template, or remove yours to use the built-in one")


class MailTooLarge(RenderError):
    """Not even without its stories does a mail fit into what mail programs show in whole."""

    def __init__(self, edition: str, size: int, limit: int) -> None:
        self.template = "email/digest.html"
        DigestError.__init__(
            self,
            f"{edition}: its mail has {size:,} bytes of HTML without a single story, and all mail programs show "
            f"{limit:,} at most; shorten its introduction, its sponsor's words, or your own templates",
        )


class NoMailbox(DigestError):
    """A reader's address cannot stand in a mail."""

    def __init__(self, address: str, why: str) -> None:
        self.address = address
        super().__init__(f"{address!r}: {why}; remove it, and import it as it should be")


class TransportUnavailable(DigestError):
    """Nothing was handed over; safe to try later."""

    def __init__(self, where: str, why: str) -> None:
        self.where = where
        super().__init__(f"{where}: {why}; nothing was handed over; check `mail.url` in config.toml")
