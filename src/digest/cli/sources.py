"""Commands about where articles come from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from digest.cli.shared import cli, config_path, fail, opened


@cli.command()
def collect(
    due: Annotated[bool, typer.Option("--due", help="Only the sources whose time has come.")] = False,
) -> None:
    """Ask the sources for new articles.

    \b
    Example: digest collect && digest publish
    """
    from digest.commands.progress import progress
    from digest.pipeline import utc_now

    with opened() as app, progress() as told:
        now = utc_now()
        wanted = app.due(now) if due else [source.url for source in app.config.sources()]
        reports = app.collect(now, only=wanted, told=told)
    for report in reports:
        failed = "failed: " if report.failure else ""
        helped = f"; {report.stand_in} stands in" if report.stand_in else ""
        typer.echo(f"{report.source}: {failed}{report.words.removeprefix(f'{report.source}: ')}{helped}")
    failures = sum(report.failure is not None for report in reports)
    new, revised = (sum(getattr(report, what) for report in reports) for what in ("new", "revised"))
    typer.echo(f"collected: {new} new, {revised} revised, {failures} of {len(reports)} sources failed")
    if reports and failures == len(reports):
        fail("no source could be collected; `digest status` tells more", 1)


@cli.command("import")
def import_feeds(
    file: Annotated[Path, typer.Argument(metavar="OPML", help="A list of feeds, as other readers export it.")],
    write: Annotated[bool, typer.Option("--write", help="Append to config.toml instead of showing.")] = False,
) -> None:
    """Make sections of an OPML file: show their tables, or append them to config.toml, whose lines stay as they are.

    \b
    Example: digest import feeds.opml
    Example: digest import feeds.opml --write
    """
    from digest.commands import opml
    from digest.config import load
    from digest.errors import WrongUse
    from digest.words import counted

    try:
        body = file.read_bytes()
    except OSError as error:
        raise WrongUse(f"{file} cannot be read: {error.strerror}") from error
    config = load(config_path()) if write or config_path().exists() else None
    found = opml.read(body, str(file))
    for which, why in (*found.refused, *found.repeated):
        typer.echo(f"{file}, {which}: {why}", err=True)
    new = opml.unknown(found.feeds, config) if config else found.feeds
    tables = opml.tables(new, config.section_titles() if config else ())
    if write and tables:
        opml.append(config_path(), tables)
    elif not write:
        typer.echo(tables, nl=False)
    there = f", {len(found.feeds) - len(new)} were there already" if config else ""
    typer.echo(f"{counted(len(new), 'feed')} {'appended to' if write else 'for'} {config_path()}{there}", err=not write)
    if found.refused:
        fail(f"{counted(len(found.refused), 'outline')} of {file} could not be taken", 1)


@cli.command("export")
def export_feeds(
    published: Annotated[bool, typer.Option("--published", help="The feeds that digest publishes instead.")] = False,
) -> None:
    """Write the feeds that are collected, by section, as OPML 2.0 to standard output.

    \b
    Example: digest export > feeds.opml
    Example: digest export --published > our-feeds.opml
    """
    from digest.commands import opml
    from digest.config import load
    from digest.words import counted

    config = load(config_path())
    typer.echo((opml.published if published else opml.configured)(config), nl=False)
    other = sum(one.feed is None for section in config.section for one in section.source)
    if other and not published:
        typer.echo(f"left out: {counted(other, 'source')} that {'is' if other == 1 else 'are'} no feed", err=True)
