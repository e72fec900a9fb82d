"""The command about picks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from digest.cli.shared import cli, opened

if TYPE_CHECKING:
    from digest.app import App
    from digest.indexing import Told
    from digest.model import PickKind


@cli.command()
def picks(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="Its address, its id, or words of its title.")],
    newsletter: Annotated[
        str | None, typer.Option("--newsletter", "-n", help="Its slug: what it has carried is no Next.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="As of then, like 2026-11-23 or 2026-11-23T08:00, UTC.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many candidates of each kind.")] = 10,
    everything: Annotated[bool, typer.Option("--all", help="All candidates.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    add: Annotated[
        str | None, typer.Option(metavar="OTHER", help="Have this one picked for good: as Related, or with --next.")
    ] = None,
    never: Annotated[
        str | None, typer.Option(metavar="OTHER", help="Never have this one picked, whoever names it.")
    ] = None,
    forget: Annotated[str | None, typer.Option(metavar="OTHER", help="Take --add or --never of this one back.")] = None,
    as_next: Annotated[bool, typer.Option("--next", help="With these three: as Next only.")] = False,
    as_related: Annotated[bool, typer.Option("--related", help="With these three: as Related only.")] = False,
    place: Annotated[
        int | None, typer.Option(min=1, help="With --add: its place among the editor's picks; 1 is the first.")
    ] = None,
) -> None:
    """Show which Related and Next an article has: all candidates, their scores, and why each is shown or fell.

    With --add, --never or --forget, settle one of them for good instead: for editions to come, and for feeds that the
    article has not entered yet.

    \b
    Example: digest picks https://example.org/building-a-shed
    Example: digest picks "building a shed" --newsletter weekly --until 2026-11-23
    Example: digest picks "building a shed" --add "choosing timber" --next
    Example: digest picks "building a shed" --never https://example.org/garden-fences
    """
    import json

    from digest import indexing
    from digest.commands.meant import meant
    from digest.commands.picks import document, explained
    from digest.commands.picks_lines import lines
    from digest.commands.progress import progress
    from digest.commands.status_lines import shown
    from digest.commands.times import moment
    from digest.errors import WrongUse
    from digest.pipeline import utc_now

    kinds = _kinds(as_next, as_related)
    wanted = [(how, other) for how, other in (("add", add), ("never", never), ("forget", forget)) if other is not None]
    if len(wanted) > 1 or ((kinds or place) and not wanted) or (place and add is None):
        raise WrongUse("name one of --add, --never and --forget; --next, --related and --place (of --add) go with it")
    if add and len(kinds) > 1:
        raise WrongUse("one article is not shown twice: --add it with --related or with --next")
    with opened() as app, progress() as told:
        if wanted:
            typer.echo(_settle(app, article, *wanted[0], kinds, place, told))
            return
        which = app.newsletter(newsletter) if newsletter is not None else None
        last = moment(until) if until else utc_now()
        indexing.index(app.store, told)
        archive = indexing.archive(app.store)
        found = explained(app, archive, meant(app, archive, article), which, last, limit=None if everything else limit)
    if as_json:
        typer.echo(json.dumps(document(found), indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join(shown(lines(found))))


def _kinds(as_next: bool, as_related: bool) -> tuple[PickKind, ...]:
    from digest.model import PickKind

    return tuple(kind for kind, is_meant in ((PickKind.RELATED, as_related), (PickKind.NEXT, as_next)) if is_meant)


def _settle(
    app: App, article: str, how: str, other: str, kinds: tuple[PickKind, ...], place: int | None, told: Told
) -> str:
    """Settle a pick for good; in words."""
    from digest import indexing
    from digest.commands.meant import meant
    from digest.commands.picks_by_hand import add, forget, never
    from digest.model import PickKind
    from digest.pipeline import utc_now

    indexing.index(app.store, told)
    archive = indexing.archive(app.store)
    found = meant(app, archive, article)
    if how == "add":
        return add(app, archive, found, other, kinds[-1] if kinds else PickKind.RELATED, place, utc_now())
    if how == "never":
        return never(app, archive, found, other, kinds or tuple(PickKind), utc_now())
    return forget(app, archive, found, other, kinds or tuple(PickKind))
