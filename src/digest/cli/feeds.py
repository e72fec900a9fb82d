"""Commands about what is published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.shared import cli, config_path, fail, opened

if TYPE_CHECKING:
    from digest.commands.validate import Judged


@cli.command()
def publish(
    anew: Annotated[
        bool, typer.Option("--anew", help="Make everything again, archive documents too: after a move of `site.url`.")
    ] = False,
) -> None:
    """Write the feeds and pages that changed.

    \b
    Example: digest publish
    Example: digest publish --anew
    """
    from digest.commands.progress import progress
    from digest.pipeline import utc_now
    from digest.words import counted

    with opened() as app, progress() as told:
        done = app.publish(utc_now(), told=told, anew=anew)
        hub = app.tell_hub(utc_now)
        folder = app.public
    what = f"{counted(done.feeds, 'feed document')} and {counted(done.pages, 'other file')} written"
    rejected = f", {counted(done.rejected, 'item')} could not be taken (`digest status` lists them)"
    typer.echo(f"published in {folder}: {what}{rejected if done.rejected else ''}")
    if str(hub):
        typer.echo(f"hub: {hub}" + ("; tried again at the next publish" if hub.why else ""))


@cli.command()
def validate(
    what: Annotated[
        str | None, typer.Argument(metavar="[FILE|URL]", help="A feed of anybody; without one, all that is published.")
    ] = None,
) -> None:
    """Say what is wrong with a feed: where, what to do about it, and what it means for readers.

    \b
    Example: digest validate
    Example: digest validate feed.xml
    Example: digest validate https://example.org/feed.xml
    """
    from digest.commands.validate import lines, summary
    from digest.publish.validate.finding import Level
    from digest.words import counted

    reports = []
    for judged in _judged(what):
        reports.append(judged.report)
        if what is not None or judged.report.findings:
            typer.echo("\n".join(lines(judged)))
    if what is None:
        typer.echo(f"{counted(len(reports), 'document')}: {summary(reports)}")
    failed = sum(report.count(Level.ERROR) for report in reports)
    if failed:
        fail(f"{counted(failed, 'error')}; readers are likely to miss something", 1)


def _judged(what: str | None) -> list[Judged]:
    from digest.app import fetcher
    from digest.commands.progress import progress
    from digest.commands.validate import is_address, of_address, of_file, of_folder
    from digest.config import Collect
    from digest.pipeline import utc_now
    from digest.publish.validate.folder import Published

    if what is not None and not is_address(what):
        return [of_file(Path(what), utc_now())]
    if what is not None and not config_path().exists():
        return [of_address(what, fetcher(Collect()), utc_now())]
    with opened(looking=True) as app, progress() as told:
        if what is not None:
            return [of_address(what, app.fetcher, utc_now())]
        return list(of_folder(Published(app.public, app.config.site.url), utc_now(), told))


@cli.command()
def withdraw(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="Its address, its id, or words of its title.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take an article back for good: out of feeds, their archives, pages, picks and newsletters to come.

    No source brings it again. What was sent stays sent: the editions that carried it, and their pages, do not change.
    An edition that waits to be sent with it is held.

    \b
    Example: digest withdraw https://example.org/a-mistake
    """
    from digest import indexing
    from digest.commands.meant import meant
    from digest.commands.progress import progress
    from digest.commands.withdraw import withdraw as act
    from digest.pipeline import utc_now

    with opened() as app, progress() as told:
        indexing.index(app.store, told)
        found = meant(app, indexing.archive(app.store), article)
        if not yes:
            typer.confirm(f"take back “{found.title}” ({found.url}), for good?", abort=True)
        lines = list(act(app, found, utc_now(), told))
    for line in lines:
        typer.echo(line)
