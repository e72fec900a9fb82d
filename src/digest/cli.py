"""The commands. Exit codes: 0 done, 1 failed, 2 wrong use; a user's mistake never gives a traceback.

Everything heavy is imported inside a command, so that `digest --help` answers at once.
"""

# ruff: noqa: D301 - click keeps the lines of a paragraph that begins with the character \b

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from digest import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from digest.app import App
    from digest.commands.preflight import Checked
    from digest.commands.validate import Judged
    from digest.indexing import Told
    from digest.model import PickKind, Subscriber

_EPILOG = "Begin with `digest init`. Each command is safe to repeat and to interrupt."

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
    with _open(looking=True) as app:
        typer.echo(f"ok    {_config}: no mistakes")
        for finding in look(app, utc_now()):
            typer.echo(f"{finding.verdict:<5} {finding.thing}: {finding.words}")
            failed += finding.verdict == "fail"
    if failed:
        _fail(f"{failed} of these would go wrong", 1)


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

    with _open() as app, progress() as told:
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
        _fail("no source could be collected; `digest status` tells more", 1)


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

    with _open() as app, progress() as told:
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
        _fail(f"{counted(failed, 'error')}; readers are likely to miss something", 1)


def _judged(what: str | None) -> list[Judged]:
    from digest.app import fetcher
    from digest.commands.progress import progress
    from digest.commands.validate import is_address, of_address, of_file, of_folder
    from digest.config import Collect
    from digest.pipeline import utc_now
    from digest.publish.validate.folder import Published

    if what is not None and not is_address(what):
        return [of_file(Path(what), utc_now())]
    if what is not None and not _config.exists():
        return [of_address(what, fetcher(Collect()), utc_now())]
    with _open(looking=True) as app, progress() as told:
        if what is not None:
            return [of_address(what, app.fetcher, utc_now())]
        return list(of_folder(Published(app.public, app.config.site.url), utc_now(), told))


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

    with _open() as app:
        now, which, chosen = utc_now(), app.newsletter(newsletter), _slugs(app, sections)
        edition = edition_of(app, which, slot_of(app, which, slot, now, future=True), now)
        if not edition.sections:
            typer.echo(f"{edition.id}: nothing to show, it would be skipped: {edition.reason}")
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
    with _open() as app, progress() as told, asked_to_stop() as stop:
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
    with _open() as app:
        now, which, chosen = utc_now(), app.newsletter(newsletter), _slugs(app, sections)
        edition = edition_of(app, which, slot_of(app, which, slot, now, future=True), now)
        if not edition.sections:
            _fail(f"{edition.id}: nothing to send, it has no stories: {edition.reason}", 1)
        for tried in copies(app, which, edition, chosen, addresses, now):
            typer.echo(f"{edition.id}, test copy to {tried.line}")
            well = well and tried.well
    if not well:
        raise typer.Exit(1)


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

    with _open() as app:
        now = utc_now()
        found = look(app, now)
    if as_json:
        typer.echo(json.dumps(document(found), indent=2, ensure_ascii=False))
    else:
        if source and not meant(found, source):
            raise WrongUse(f"no source has {source!r} in its address, name or section; `digest status` lists them")
        typer.echo("\n".join(shown(lines(found, now, source))))


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
    with _open() as app, progress() as told:
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


@cli.command()
def withdraw(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="Its address, its id, or words of its title.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take an article back for good: out of feeds, their archives, pages, picks and newsletters to come.

    No source brings it again. What was sent stays sent: the editions that carried it, and their pages, do not change.

    \b
    Example: digest withdraw https://example.org/a-mistake
    """
    from digest import indexing
    from digest.commands.meant import meant
    from digest.commands.progress import progress
    from digest.pipeline import utc_now

    with _open() as app, progress() as told:
        indexing.index(app.store, told)
        found = meant(app, indexing.archive(app.store), article)
        if not yes:
            typer.confirm(f"take back “{found.title}” ({found.url}), for good?", abort=True)
        app.store.feeds.withdraw(found.id, utc_now())
        app.publish(utc_now(), told=told)
    typer.echo(f"withdrawn: “{found.title}”; feeds and pages are without it")


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
    raise typer.Exit(serve(_open, listen))


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
    config = load(_config) if write or _config.exists() else None
    found = opml.read(body, str(file))
    for which, why in (*found.refused, *found.repeated):
        typer.echo(f"{file}, {which}: {why}", err=True)
    new = opml.unknown(found.feeds, config) if config else found.feeds
    tables = opml.tables(new, config.section_titles() if config else ())
    if write and tables:
        opml.append(_config, tables)
    elif not write:
        typer.echo(tables, nl=False)
    there = f", {len(found.feeds) - len(new)} were there already" if config else ""
    typer.echo(f"{counted(len(new), 'feed')} {'appended to' if write else 'for'} {_config}{there}", err=not write)
    if found.refused:
        _fail(f"{counted(len(found.refused), 'outline')} of {file} could not be taken", 1)


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

    config = load(_config)
    typer.echo((opml.published if published else opml.configured)(config), nl=False)
    other = sum(one.feed is None for section in config.section for one in section.source)
    if other and not published:
        typer.echo(f"left out: {counted(other, 'source')} that {'is' if other == 1 else 'are'} no feed", err=True)


@subscribers.command("add")
def add(address: str, newsletter: NewsletterOption = None, sections: SectionsOption = "") -> None:
    """Add one reader, who has agreed to it.

    \b
    Example: digest subscribers add ada@example.org --sections kitchen,garden
    """
    from digest.errors import WrongUse
    from digest.pipeline import utc_now
    from digest.readers.transfer import subscriber

    with _open() as app:
        now, slug = utc_now(), _newsletter(app, newsletter)
        known = app.config.newsletter_sections(app.newsletter(slug))
        consent = f"added by the operator, {now:%Y-%m-%d}"
        try:
            person = subscriber(address, _slugs(app, sections), known, newsletter=slug, consent=consent, now=now)
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

    with _open() as app:
        slug = _newsletter(app, newsletter)
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
        _fail(f"{lines} of {file} could not be taken; mend them and import the file again", 1)


@subscribers.command("list")
def list_(newsletter: NewsletterOption = None) -> None:
    """List the readers, with what they chose, as CSV.

    \b
    Example: digest subscribers list > people.csv
    """
    import csv

    with _open() as app:
        if newsletter is not None:
            app.newsletter(newsletter)
        rows = csv.writer(sys.stdout, lineterminator="\n")
        rows.writerow(("newsletter", "address", "sections", "state", "since", "consent"))
        for one in app.store.subscribers.listed(newsletter):
            chosen = ";".join(one.sections)
            rows.writerow((one.newsletter, one.address, chosen, one.state, f"{one.since:%Y-%m-%d}", one.consent))


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

    with _open() as app:
        if newsletter is not None:
            app.newsletter(newsletter)
        for line in table(app, app.store.editions.latest(newsletter, limit)):
            typer.echo(line)


@editions.command("show")
def show_edition(edition: EditionArgument) -> None:
    """Show what is in an edition: its stories with their numbers, what goes with them, and what was done by hand.

    \b
    Example: digest edition show weekly
    """
    from digest.commands.edition import edition_of
    from digest.commands.edition_lines import lines
    from digest.commands.status_lines import shown

    with _open() as app:
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

    with _open() as app:
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

    with _open() as app:
        held = let_go(app, edition, utc_now(), despite_errors=despite_errors)
    typer.echo(f"{held.id} is released; it was held {held.reason}")


@editions.command()
def cancel(edition: EditionArgument) -> None:
    """Cancel an edition: what is not handed over yet never is; its stories have their turn again.

    \b
    Example: digest edition cancel weekly:2026-11-23T08:00
    """
    from digest.commands.edition import cancel as end
    from digest.pipeline import utc_now

    with _open() as app:
        ended = end(app, edition, utc_now())
    typer.echo(f"{ended.id} is cancelled")


def main() -> None:
    """The entry point: a mistake becomes one message and an exit code."""
    from digest.errors import ConfigError, DigestError, WrongUse

    try:
        cli()
    except (ConfigError, WrongUse) as error:
        _fail(str(error), 2)
    except (DigestError, OSError) as error:
        _fail(str(error), 1)


def _open(*, looking: bool = False) -> AbstractContextManager[App]:
    from digest.app import open_app

    return open_app(_config, looking=looking)


def _fail(words: str, code: int) -> NoReturn:
    print(f"digest: {words}", file=sys.stderr)
    raise SystemExit(code)


def _newsletter(app: App, slug: str | None) -> str:
    """The newsletter that is meant, or the only one there is."""
    from digest.errors import WrongUse

    if slug is not None:
        return app.newsletter(slug).slug
    if len(app.config.newsletter) != 1:
        names = ", ".join(newsletter.slug for newsletter in app.config.newsletter) or "none"
        raise WrongUse(f"say which newsletter with --newsletter; found {names}")
    return app.config.newsletter[0].slug


def _slugs(app: App, sections: str) -> tuple[str, ...]:
    from digest.errors import WrongUse

    slugs = tuple(slug for slug in sections.replace(",", " ").split() if slug)
    known = app.config.section_titles()
    for slug in slugs:
        if slug not in known:
            raise WrongUse(f"there is no section {slug!r}; found {', '.join(known)}")
    return slugs


def _put(app: App, people: Sequence[Subscriber], *, choices: bool) -> None:
    done = app.store.subscribers.add(people, choices=choices)
    there = len(people) - done.added - done.changed - len(done.left)
    typer.echo(f"{done.added} added, {done.changed} changed, {there} were there already")
    for address in done.left:
        typer.echo(f"{address} has unsubscribed, and stays so", err=True)
