"""One shape for a story on a page, whether it comes from a section or from an edition; all of it cleaned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from unicodedata import bidirectional

from digest.language import Language, later
from digest.model import Item, Pick, PickKind
from digest.publish.clean import line, web_address
from digest.publish.entry import Entry
from digest.publish.picked import fit_picks

_LABELS = {PickKind.RELATED: later("Related"), PickKind.NEXT: later("Next")}  #: in the order in which they are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A pick as a page shows it."""

    label: str  #: "Next" or "Related", in the language of the page
    url: str
    title: str
    reason: str  #: may be ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story as a page shows it; texts are plain and on one line."""

    url: str
    title: str
    summary: str  #: "" when there is none but the title
    section: str  #: the title of its section; "" where that is not known, or stands above it
    byline: str  #: who, or where from; may be ""
    date: datetime
    language: str | None
    image: str | None
    minutes: int | None  #: reading time
    links: tuple[Link, ...]  #: related first, next last

    @property
    def direction(self) -> str:
        """ "rtl" or "ltr": what the title's first letter says, as browsers find it (UAX #9, rule P2)."""
        kinds = (bidirectional(letter) for letter in self.title)
        return "rtl" if next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L" else "ltr"


def of_entries(entries: tuple[Entry, ...], words: Language) -> tuple[Story, ...]:
    """The same that the feeds take, in their order."""
    return tuple(_of_entry(entry, words) for entry in entries)


def of_items(items: tuple[Item, ...], words: Language) -> tuple[Story, ...]:
    """The stories of one section of an edition, in their order."""
    return tuple(filter(None, (_of_item(item, words) for item in items)))


def _of_entry(entry: Entry, words: Language) -> Story:
    return Story(
        url=entry.url,
        title=entry.title,
        summary="" if entry.summary == entry.title else entry.summary,
        section=entry.categories[0] if entry.categories else "",
        byline=_names(entry.authors, words),
        date=entry.date,
        language=entry.language,
        image=entry.image,
        minutes=None,
        links=_links(entry.picks, words),
    )


def _of_item(item: Item, words: Language) -> Story | None:
    url, title = web_address(item.url), line(item.title)
    if not url or not title:
        return None
    return Story(
        url=url,
        title=title,
        summary=line(item.summary),
        section="",
        byline=_names(item.authors, words) or line(item.source),
        date=item.date,
        language=None,
        image=web_address(item.image) if item.image else None,
        minutes=item.minutes,
        links=_links(fit_picks((*item.related, *((item.next,) if item.next else ()))), words),
    )


def _links(found: tuple[Pick, ...], words: Language) -> tuple[Link, ...]:
    return tuple(
        Link(label=words.gettext(label), url=pick.url, title=pick.title, reason=pick.reason)
        for kind, label in _LABELS.items()
        for pick in found
        if pick.kind is kind
    )


def _names(authors: tuple[str, ...], words: Language) -> str:
    return words.listed([name for name in map(line, authors) if name])
