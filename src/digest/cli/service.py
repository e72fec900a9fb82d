"""Commands about the whole: how it stands, and to keep it running."""

from __future__ import annotations

from typing import Annotated

import typer

from digest.cli.shared import cli, opened


@cli.command()
def status(
    source: Annotated[str, typer.Argument(help="Only sources with this in their address, name or section.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Tell how things stand: sources, articles, editions, what failed and why, what comes next.

    \b
    Example: digest status
    Example: digest status garden.example
    Example: digest status --json | jq .problems
    """
    import json

    from digest.commands.status import document
    from digest.commands.status import status as look
    from digest.commands.status_lines import lines, meant, shown
    from digest.errors import WrongUse
    from digest.pipeline import utc_now

    with opened() as app:
        now = utc_now()
        found = look(app, now)
    if as_json:
        typer.echo(json.dumps(document(found), indent=2, ensure_ascii=False))
    else:
        if source and not meant(found, source):
            raise WrongUse(f"no source has {source!r} in its address, name or section; `digest status` lists them")
        typer.echo("\n".join(shown(lines(found, now, source))))


@cli.command()
def run(
    listen: Annotated[str | None, typer.Option(help="Address and port of the web app, like 127.0.0.1:8600.")] = None,
) -> None:
    """Run as a service: collect, publish, compose and deliver on schedule, and serve the web app.

    \b
    Example: digest run
    """
    import logging

    from digest import log
    from digest.service.guard import main as serve

    log.start(level=logging.INFO)
    raise typer.Exit(serve(opened, listen))
