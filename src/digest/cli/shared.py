"""What all commands share: where they register, their common arguments, and the house that they open."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from digest import __version__

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from digest.app import App

_EPILOG = "Begin with `digest init`. Each command is safe to repeat and to interrupt."
#: What commands register themselves with.
cli = typer.Typer(
    name="digest",
    help="Turn a publication's articles into section feeds and a newsletter with Next and Related picks.",
    epilog=_EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
subscribers = typer.Typer(help="Who gets a newsletter: add, import, list.", no_args_is_help=True)
editions = typer.Typer(
    help="Editions, and the editor's hand on them: list, show, edit, release, cancel.", no_args_is_help=True
)
cli.add_typer(subscribers, name="subscribers")
cli.add_typer(editions, name="edition")
_config = Path("config.toml")
NewsletterArgument = Annotated[str, typer.Argument(metavar="NEWSLETTER", help="Its slug in config.toml.")]
NewsletterOption = Annotated[
    str | None, typer.Option("--newsletter", "-n", help="Its slug; not needed for the only one.")
]
EditionArgument = Annotated[
    str,
    typer.Argument(metavar="EDITION", help="Like weekly:2026-11-23T08:00; or a newsletter, for its newest open one."),
]
SlotOption = Annotated[str | None, typer.Option(help="A slot by its local time, like 2026-11-23T08:00.")]
SectionsOption = Annotated[str, typer.Option(help="Slugs with commas between them; none means all sections.")]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"digest {__version__}")
        raise typer.Exit


@cli.callback()
def _options(
    config: Annotated[Path, typer.Option("--config", "-c", help="The publication's settings.")] = _config,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log every event.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version and end.")
    ] = False,
) -> None:
    global _config  # noqa: PLW0603 - the one option that all commands share
    import logging

    from digest import log

    _config = config
    log.start(level=logging.INFO if verbose else logging.WARNING)


def opened(*, looking: bool = False) -> AbstractContextManager[App]:
    from digest.app import open_app

    return open_app(_config, looking=looking)


def config_path() -> Path:
    """The publication's settings, as --config names them."""
    return _config


def fail(words: str, code: int) -> NoReturn:
    print(f"digest: {words}", file=sys.stderr)
    raise SystemExit(code)


def newsletter_of(app: App, slug: str | None) -> str:
    """The newsletter that is meant, or the only one there is."""
    from digest.errors import WrongUse

    if slug is not None:
        return app.newsletter(slug).slug
    if len(app.config.newsletter) != 1:
        names = ", ".join(newsletter.slug for newsletter in app.config.newsletter) or "none"
        raise WrongUse(f"say which newsletter with --newsletter; found {names}")
    return app.config.newsletter[0].slug


def slugs_of(app: App, sections: str) -> tuple[str, ...]:
    from digest.errors import WrongUse

    slugs = tuple(slug for slug in sections.replace(",", " ").split() if slug)
    known = app.config.section_titles()
    for slug in slugs:
        if slug not in known:
            raise WrongUse(f"there is no section {slug!r}; found {', '.join(known)}")
    return slugs
