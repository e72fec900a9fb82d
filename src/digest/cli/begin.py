"""Commands to begin with: a publication of one's own, and what would go wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from digest.cli.shared import cli, config_path, fail, opened


@cli.command()
def init(
    where: Annotated[str, typer.Argument(metavar="SITE|FOLDER", help="Your site's address, or where to begin.")] = ".",
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="Where to begin, after an address; it is made if needed.")
    ] = None,
    allow_address: Annotated[list[str] | None, typer.Option(metavar="NET", hidden=True)] = None,
) -> None:
    """Begin a publication: write a config.toml to edit, from what a site shows, or with a first story as example.

    \b
    Example: digest init my-publication
    Example: digest init https://example.org my-publication
    """
    from digest.commands.starter import begin
    from digest.errors import WrongUse
    from digest.pipeline import utc_now

    if "://" in where:
        _init_from(where, folder or Path(), allow_address or [])
        return
    if folder is not None:
        raise WrongUse(f"{where} is no web address; write it like https://example.org, with the folder after it")
    for path in begin(Path(where), utc_now()):
        typer.echo(f"wrote {path}")
    there = "" if Path(where) == Path() else f"cd {where}, "
    typer.echo(f"Next: {there}edit config.toml, then `digest check`, `collect`, `publish` and `preview weekly`.")


def _init_from(site: str, folder: Path, networks: list[str]) -> None:
    from digest.commands.progress import progress
    from digest.commands.starter import begin_from
    from digest.pipeline import utc_now
    from digest.words import counted

    with progress() as told:
        path, found = begin_from(site, folder, utc_now(), told, networks)
    for section in found.sections:
        source = section.source
        typer.echo(f"{section.title}: {f'{source.kind} {source.url}, {source.words}' if source else 'by its pages'}")
    others = f"; {len(found.left)} more in its comments, with the reason" if found.left else ""
    typer.echo(f"wrote {path}: {counted(len(found.sections), 'section')}{others}")
    there = "" if folder == Path() else f"cd {folder}, "
    typer.echo(f"Next: {there}edit config.toml, then `digest check`, `collect`, `publish` and `preview weekly`.")


@cli.command()
def check() -> None:
    """Say what would go wrong: config, folders, sources, mail server. Collects, publishes and sends nothing.

    \b
    Example: digest check
    """
    from digest.commands.check import check as look
    from digest.pipeline import utc_now

    failed = 0
    with opened(looking=True) as app:
        typer.echo(f"ok    {config_path()}: no mistakes")
        for finding in look(app, utc_now()):
            typer.echo(f"{finding.verdict:<5} {finding.thing}: {finding.words}")
            failed += finding.verdict == "fail"
    if failed:
        fail(f"{failed} of these would go wrong", 1)
