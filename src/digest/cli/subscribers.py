"""Commands about who gets a newsletter."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.shared import NewsletterOption, SectionsOption, fail, newsletter_of, opened, slugs_of, subscribers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.app import App
    from digest.model import Subscriber


@subscribers.command("add")
def add(address: str, newsletter: NewsletterOption = None, sections: SectionsOption = "") -> None:
    """Add one reader, who has agreed to it.

    \b
    Example: digest subscribers add ada@example.org --sections kitchen,garden
    """
    from digest.errors import WrongUse
    from digest.pipeline import utc_now
    from digest.readers.transfer import subscriber

    with opened() as app:
        now, slug = utc_now(), newsletter_of(app, newsletter)
        known = app.config.newsletter_sections(app.newsletter(slug))
        consent = f"added by the operator, {now:%Y-%m-%d}"
        try:
            person = subscriber(address, slugs_of(app, sections), known, newsletter=slug, consent=consent, now=now)
        except ValueError as error:
            raise WrongUse(str(error)) from error
        _put(app, [person], choices=bool(sections))


@subscribers.command("import")
def import_(file: Annotated[Path, typer.Argument(metavar="CSV")], newsletter: NewsletterOption = None) -> None:
    """Add the readers of a CSV file with the columns address, and where wanted sections (; between them) and consent.

    \b
    Example: digest subscribers import people.csv --newsletter weekly
    """
    from digest.errors import WrongUse
    from digest.pipeline import utc_now
    from digest.readers.transfer import subscribers as read
    from digest.words import counted

    with opened() as app:
        slug = newsletter_of(app, newsletter)
        known = app.config.newsletter_sections(app.newsletter(slug))
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise WrongUse(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}") from error
        found = read(text, known, newsletter=slug, name=file.name, now=utc_now())
        for line, why in found.refused:
            typer.echo(f"{file}, line {line}: {why}", err=True)
        _put(app, found.subscribers, choices=found.choices)
    if found.refused:
        lines = counted(len(found.refused), "line")
        fail(f"{lines} of {file} could not be taken; mend them and import the file again", 1)


@subscribers.command("list")
def list_(newsletter: NewsletterOption = None) -> None:
    """List the readers, with what they chose, as CSV.

    \b
    Example: digest subscribers list > people.csv
    """
    import csv

    with opened() as app:
        if newsletter is not None:
            app.newsletter(newsletter)
        rows = csv.writer(sys.stdout, lineterminator="\n")
        rows.writerow(("newsletter", "address", "sections", "state", "since", "consent"))
        for one in app.store.subscribers.listed(newsletter):
            chosen = ";".join(one.sections)
            rows.writerow((one.newsletter, one.address, chosen, one.state, f"{one.since:%Y-%m-%d}", one.consent))


def _put(app: App, people: Sequence[Subscriber], *, choices: bool) -> None:
    done = app.store.subscribers.add(people, choices=choices)
    there = len(people) - done.added - done.changed - len(done.left)
    typer.echo(f"{done.added} added, {done.changed} changed, {there} were there already")
    for address in done.left:
        typer.echo(f"{address} has unsubscribed, and stays so", err=True)
