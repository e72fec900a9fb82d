"""Values for tests, whole and plain; a test changes only what it is about (`dataclasses.replace`)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from digest.model import Article, Edition, EditionSection, EditionState, Item, Slot, Subscriber, SubscriberState

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


def article(name: str, *, section: str = "tea", date: datetime | None = None, content: str = "") -> Article:
    when = date or NOW - timedelta(days=1)
    return Article(
        id=f"tag:example.org,2026:article/{name}",
        key=f"example.org/{name}",
        source="https://example.org/feed",
        url=f"https://example.org/{name}",
        section=section,
        title=f"The story of {name}",
        summary=f"What happened to {name}.",
        content=content or f"<p>What happened to {name}, and why.</p>",
        authors=(),
        image=None,
        language="en",
        published=when,
        date=when,
        collected=when,
        updated=when,
        revision=1,
        digest=f"digest of {name}",
    )


def slot(label: str = "2026-03-02T08:00", newsletter: str = "weekly") -> Slot:
    return Slot(schedule=newsletter, label=label, due=NOW)


def item(name: str, *, section: str = "tea") -> Item:
    return Item(
        article=f"tag:example.org,2026:article/{name}",
        url=f"https://example.org/{name}",
        title=f"The story of {name}",
        summary=f"What happened to {name}.",
        section=section,
        source="Example",
        authors=(),
        image=None,
        date=NOW - timedelta(days=1),
        minutes=1,
    )


def edition(
    *sections: str, at: Slot | None = None, state: EditionState = EditionState.COMPOSED, stories: int = 1
) -> Edition:
    when = at or slot()
    return Edition(
        id=when.name,
        newsletter=when.schedule,
        slot=when,
        state=state,
        composed=NOW,
        sections=tuple(
            EditionSection(
                slug=slug, title=slug.title(), items=tuple(item(f"{slug}-{n}", section=slug) for n in range(stories))
            )
            for slug in sections
        ),
    )


def subscriber(address: str, *sections: str, newsletter: str = "weekly") -> Subscriber:
    return Subscriber(
        id=0,
        newsletter=newsletter,
        address=address,
        sections=sections,
        state=SubscriberState.ACTIVE,
        consent="said so in a test",
        since=NOW,
    )
