"""Commands about the next mail."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.shared import NewsletterArgument, SectionsOption, SlotOption, cli, fail, opened, slugs_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.commands.preflight import Checked

_EARLIER = "; an earlier one can be had with --slot"


@cli.command()
def preview(
    newsletter: NewsletterArgument,
    slot: SlotOption = None,
    sections: SectionsOption = "",
    out: Annotated[Path, typer.Option(help="The folder to write into.")] = Path("preview"),
    picture: Annotated[
        bool, typer.Option("--picture/--no-picture", help="A PNG, by a Chromium if there is one.")
    ] = True,
    show_page: Annotated[
        bool | None, typer.Option("--open/--no-open", help="Open the page in your browser; on a terminal it opens.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Say what is wrong with it instead; exit 1 on errors.")
    ] = False,
) -> None:
    """Write the next edition as HTML, text and .eml, with a page that shows it on phone and desktop, light and dark.

    It is what a reader would get now; nothing is sent.

    \b
    Example: digest preview weekly --sections kitchen,garden
    Example: digest preview weekly --no-open --out somewhere
    Example: digest preview weekly --check
    """
    from digest.commands.opening import open_page
    from digest.commands.preflight import check as look
    from digest.commands.preview import edition_of
    from digest.commands.preview import preview as show
    from digest.commands.send import slot_of
    from digest.pipeline import utc_now

    with opened() as app:
        now, which, chosen = utc_now(), app.newsletter(newsletter), slugs_of(app, sections)
        edition = edition_of(app, which, slot_of(app, which, slot, now, future=True), now)
        if not edition.sections:
            typer.echo(f"{edition.id}: nothing to show, it would be skipped: {edition.reason}{_EARLIER}")
            return
        if check:
            _tell_checked(look(app, which, edition, chosen))
            return
        done = show(app, which, edition, chosen, out, picture=picture)
    typer.echo(f"{edition.id}: {done.subject}")
    for path in done.paths:
        typer.echo(f"wrote {path}")
    for why in filter(None, (done.missing, open_page(done.page, wanted=show_page))):
        typer.echo(why, err=True)


def _tell_checked(found: Checked) -> None:
    typer.echo("\n".join(found.lines))
    if found.errors:
        raise typer.Exit(1)


@cli.command()
def send(
    newsletter: NewsletterArgument,
    slot: SlotOption = None,
    test: Annotated[
        list[str] | None,
        typer.Option(metavar="ADDRESS", help="Send one copy of the next edition here instead, as a test."),
    ] = None,
    sections: SectionsOption = "",
) -> None:
    """Compose and deliver the latest due edition, once; a slot that has its edition sends nothing more.

    With --test only the addresses that it names (it may be given several times) get a copy, which says that it is a
    test: of the next edition, or of --slot, with --sections. Nothing is composed, counted or changed by it.

    \b
    Example: digest send weekly
    Example: digest send weekly --slot 2026-11-23T08:00
    Example: digest send weekly --test me@example.org --sections kitchen
    """
    from digest.commands.progress import asked_to_stop, progress
    from digest.commands.send import send as act
    from digest.commands.send import slot_of
    from digest.errors import WrongUse
    from digest.pipeline import utc_now

    if test:
        _send_tests(newsletter, slot, sections, test)
        return
    if sections:
        raise WrongUse("--sections is for --test: each reader gets the sections that they chose")
    with opened() as app, progress() as told, asked_to_stop() as stop:
        now, which = utc_now(), app.newsletter(newsletter)
        sent = act(app, which, slot_of(app, which, slot, now), now, told, stop)
    for line in sent.lines:
        typer.echo(line)
    if not sent.well:
        raise typer.Exit(1)


def _send_tests(newsletter: str, slot: str | None, sections: str, addresses: Sequence[str]) -> None:
    from digest.commands.preview import edition_of
    from digest.commands.send import slot_of
    from digest.commands.trial import copies
    from digest.pipeline import utc_now

    well = True
    with opened() as app:
        now, which, chosen = utc_now(), app.newsletter(newsletter), slugs_of(app, sections)
        edition = edition_of(app, which, slot_of(app, which, slot, now, future=True), now)
        if not edition.sections:
            fail(f"{edition.id}: nothing to send, it has no stories: {edition.reason}{_EARLIER}", 1)
        for tried in copies(app, which, edition, chosen, addresses, now):
            typer.echo(f"{edition.id}, test copy to {tried.line}")
            well = well and tried.well
    if not well:
        raise typer.Exit(1)
