"""Commands about editions that were composed."""

from __future__ import annotations

from typing import Annotated

import typer

from digest.cli.shared import EditionArgument, NewsletterOption, editions, opened


@editions.command("list")
def list_editions(
    newsletter: NewsletterOption = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 20,
) -> None:
    """List the newest editions: state, stories, readers, what became of their mails, and why.

    \b
    Example: digest edition list
    """
    from digest.commands.edition_lines import table

    with opened() as app:
        if newsletter is not None:
            app.newsletter(newsletter)
        for line in table(app, app.store.editions.latest(newsletter, limit)):
            typer.echo(line)


@editions.command("show")
def show_edition(edition: EditionArgument) -> None:
    """Show what is in an edition: its stories with their numbers, what goes with them, and what was done by hand.

    Of a newsletter that has no open edition, its newest is shown.

    \b
    Example: digest edition show weekly
    """
    from digest.commands.edition import edition_of
    from digest.commands.edition_lines import lines
    from digest.commands.status_lines import shown

    with opened() as app:
        typer.echo("\n".join(shown(lines(app, edition_of(app, edition, is_open=False)))))


@editions.command("edit")
def edit_edition(edition: EditionArgument) -> None:
    """Write the file of an edition, to fill in: introduction, lead, order, drops, sponsor; once it is there, apply it.

    Of a newsletter that has no open edition, the file is for its next one, and is applied when that is composed.

    \b
    Example: digest edition edit weekly
    """
    from digest.commands.edition import edit
    from digest.pipeline import utc_now

    with opened() as app:
        for line in edit(app, edition, utc_now()):
            typer.echo(line)


@editions.command()
def release(
    edition: EditionArgument,
    despite_errors: Annotated[
        bool, typer.Option("--despite-errors", help="Whatever preflight finds, and whatever its file asks for.")
    ] = False,
) -> None:
    """Let a held edition go; `digest run` or `digest send` then delivers it.

    \b
    Example: digest edition release weekly:2026-11-23T08:00
    """
    from digest.commands.edition import release as let_go
    from digest.pipeline import utc_now

    with opened() as app:
        held = let_go(app, edition, utc_now(), despite_errors=despite_errors)
    typer.echo(f"{held.id} is released: `digest run` sends it within a minute")
    typer.echo(f"without it: digest send {held.newsletter} --slot {held.slot.label}")


@editions.command()
def cancel(edition: EditionArgument) -> None:
    """Cancel an edition: what is not handed over yet never is; its stories have their turn again.

    \b
    Example: digest edition cancel weekly:2026-11-23T08:00
    """
    from digest.commands.edition import cancel as end
    from digest.pipeline import utc_now

    with opened() as app:
        ended = end(app, edition, utc_now())
    typer.echo(f"{ended.id} is cancelled")
