"""A publication that is hard to show: long words and titles, right to left, no image, nothing at all; as pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest.model import Edition, EditionState, Pick, PickKind, PickOrigin
from digest.publish import site
from digest.publish.entry import Entry, of_article
from digest.publish.publication import Newsletter, Place, Publication, Section, Site
from digest.templates import Templates
from make import NOW, article, edition, slot
from site_pages import pages

TITLES = (
    "The ferry is late again",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 3,
    ("A title that goes on and on, as those of press offices do, " * 6)[:300],
    "شاي الصباح على ضفة النهر: حكاية الجسر القديم",
    "👩\u200d👩\u200d👧\u200d👦 <b>family</b> & \u202eflags",
)
IMAGE = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw=="
TEXT = f"""<p>It began <a href="https://example.org/x">with tea</a>.</p><h1>How</h1><h4>And why</h4><h3></h3>
<figure><img src="{IMAGE}"><figcaption>The river</figcaption></figure><p>An <img src="{IMAGE}" width="9" height="9">
icon.</p><blockquote><p>Late.</p></blockquote><ol><li>One</li></ol><pre>{"x" * 300}</pre>
<table><tr><th>Who</th><th>{"Y" * 90}</th></tr><tr><td>A</td><td>B</td></tr></table><p>1 &lt; 2 &amp; 3</p>"""


def _pick(kind: PickKind, title: str) -> Pick:
    url = "https://example.org/old"
    return Pick(kind=kind, origin=PickOrigin.EDITOR, url=url, title=title, reason="the same series")


def entries(section: str, count: int) -> tuple[Entry, ...]:
    """Newest first; every second one with picks, every third one without an image."""
    made = []
    for number in range(count):
        title = TITLES[number % len(TITLES)]
        picks = (_pick(PickKind.RELATED, TITLES[2]), _pick(PickKind.RELATED, "Old"), _pick(PickKind.NEXT, TITLES[3]))
        one = article(f"{section}-{number}", section=section, date=NOW - timedelta(hours=number))
        image = None if number % 3 == 1 else "https://example.org/none.jpg"
        told = replace(one, title=title, summary=f"{TITLES[1]} {title}", authors=(title[:40], "Ada"), image=image)
        made.append(of_article(told, picks if number % 2 == 0 else (), [section.title()]))
    return tuple(made)


def publication(sections: int = 5, language: str = "en") -> Publication:
    """Of so many sections: the first is long, the second holds one story, the third none."""
    names = ("town", "one", "empty", *(f"section-{number}" for number in range(4, sections + 1)))[:sections]
    counts = {"town": 60, "one": 1, "empty": 0}
    shown = tuple(
        Section(slug=name, title=name.title(), description=TITLES[2][:90], entries=entries(name, counts.get(name, 3)))
        for name in names
    )
    around = Site(
        title="The Ferry", url="https://example.org/", tag="example.org,2026", description="Slow", language=language
    )
    letters = (
        Newsletter(slug="weekly", title="The Weekly", introduction="On Mondays.", editions=_editions()),
        Newsletter(slug="new", title="A new one"),
    )
    latest = sorted((e for section in shown for e in section.entries), key=lambda e: (e.date, e.id), reverse=True)[:30]
    return Publication(site=around, sections=shown, newsletters=letters, latest=tuple(latest))


def _editions() -> tuple[Edition, ...]:
    weeks = (datetime(2026, 3, 2, 8, tzinfo=UTC) - timedelta(weeks=week) for week in range(2))
    sent = (edition("town", "one", at=slot(f"{week:%Y-%m-%dT%H:%M}"), stories=3) for week in weeks)
    return tuple(replace(one, state=EditionState.SENT) for one in sent)


def write(folder: Path, publication: Publication) -> list[str]:
    """Every kind of page, as files; their paths under the folder."""
    templates, town, weekly = Templates(), publication.sections[0], publication.newsletters[0]
    own = replace(town.entries[0], url=f"{publication.site.url}town/a-story/")
    made = [
        *pages(publication, templates),
        site.latest_page(publication, publication.latest, templates, Place(number=2, before=1, after=3)),
        site.section_page(publication, town, templates, Place(number=1, after=2)),
        site.section_page(publication, replace(town, entries=()), templates, Place(number=3, before=2)),
        site.newsletter_page(publication, weekly, templates, Place(number=1)),
        site.article_page(publication, own, TEXT, templates),
        *_small(publication.site, templates),
    ]
    for path, content in made:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return sorted(path for path, _ in made if path.endswith(".html"))


def _small(about: Site, templates: Templates) -> list[tuple[str, bytes]]:
    """What the service says to one reader."""
    reader = {"newsletter": TITLES[1], "address": f"a…@{'long-' * 12}example.org", "action": "t"}
    values = {"message": {"heading": "Nothing here", "text": TITLES[2]}, "unsubscribe": reader, "unsubscribed": reader}
    return [
        (f"{name}.html", templates.render(f"web/{name}.html", site=about, root="./", **said).encode())
        for name, said in values.items()
    ]
