"""`digest validate`: a file, an address, or all that is published, judged; each fault with its place and its cure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from digest.collect.net.fetch import Fetcher, Request, Response
from digest.errors import FetchFailed, SourceError, WrongUse
from digest.publish.validate import folder
from digest.publish.validate.finding import LEVELS, Finding, Level, Rule
from digest.publish.validate.folder import Published
from digest.publish.validate.judge import judge
from digest.publish.validate.report import Context, Facts, Report, in_order
from digest.publish.validate.served import Served, served
from digest.words import counted

Told = Callable[[str, int, int], None]

_PLACES = 3  #: of the same fault, that are named each


@dataclass(frozen=True, slots=True)
class Judged:
    """A document by the name that the user knows."""

    name: str
    report: Report


def is_address(what: str) -> bool:
    return what.lower().startswith(("http://", "https://"))


def of_file(path: Path, now: datetime) -> Judged:
    """A file of any publisher.

    Raises:
        WrongUse: it is not there, or cannot be read.
    """
    try:
        document = path.read_bytes()
    except OSError as error:
        raise WrongUse(f"{path}: {error.strerror or error}; give a file, or an address with https://") from error
    return Judged(str(path), judge(document, Context(now=now)))


def of_address(url: str, fetcher: Fetcher, now: datetime) -> Judged:
    """What an address answers, and how.

    Raises:
        SourceError: it does not answer as it should.
    """
    answer = fetcher.get(Request(url=url))
    report = judge(answer.body, Context(now=now, address=answer.url))
    how = Served(
        asked=url,
        url=answer.url,
        content_type=answer.content_type,
        content_encoding=answer.content_encoding,
        cache_control=answer.cache_control,
        vary=answer.vary,
        links=answer.links,
        validators=_validators(answer),
        again=_again(answer, fetcher) if _validators(answer) else None,
    )
    return Judged(url, replace(report, findings=in_order([*report.findings, *served(how, report)])))


def of_folder(published: Published, now: datetime, told: Told) -> Iterator[Judged]:
    """Everything that is published, document by document.

    Args:
        published: the folder, and where it is served.
        now: the present.
        told: hears of the progress.

    Raises:
        WrongUse: there is nothing in the folder.
    """
    paths = folder.paths(published)
    if not paths:
        raise WrongUse(f"{published.folder} holds no feed; run `digest publish` first, or name a file or an address")
    said: dict[str, Facts] = {}
    kept: dict[str, Report] = {}
    for done, path in enumerate(paths, 1):
        report = folder.document(published, path, now)
        if report.kind not in ("manifest", "OPML", "sitemap"):
            said[path] = report.facts
        kept[path] = replace(report, facts=Facts())
        told("validate", done, len(paths))
    joined = folder.together(published, said)
    for path, report in kept.items():
        yield Judged(path, replace(report, findings=in_order([*report.findings, *joined.get(path, ())])))


def lines(judged: Judged) -> Iterator[str]:
    """What to show of one document: the same fault once, with its places."""
    yield f"{judged.name}: {judged.report.kind}, {summary([judged.report])}"
    for found in _grouped(judged.report.findings):
        rule = found[0].rule
        for one in found[:_PLACES]:
            yield f"  {rule.level:<7} {_place(one)}{one.words}"
        if len(found) > _PLACES:
            yield f"          and {counted(len(found) - _PLACES, 'more place')} like these"
        yield f"          do: {rule.todo}"
        yield f"          until then: {rule.readers}"


def summary(reports: Iterable[Report]) -> str:
    """ "2 errors, 1 warning", or that there is nothing to mend."""
    counts = dict.fromkeys(LEVELS, 0)
    for report in reports:
        for level in LEVELS:
            counts[level] += report.count(level)
    words = {
        Level.ERROR: ("error", "errors"),
        Level.WARNING: ("warning", "warnings"),
        Level.ADVICE: ("piece of advice", "pieces of advice"),
    }
    said = [counted(count, *words[level]) for level, count in counts.items() if count]
    return ", ".join(said) or "nothing to mend"


def _grouped(findings: Iterable[Finding]) -> list[list[Finding]]:
    groups: dict[Rule, list[Finding]] = {}
    for found in findings:
        groups.setdefault(found.rule, []).append(found)
    return list(groups.values())


def _place(found: Finding) -> str:
    parts = [f"line {found.line}" if found.line else "", f"“{found.item}”" if found.item else ""]
    return ", ".join(filter(None, parts)) + ": " if any(parts) else ""


def _validators(answer: Response) -> str:
    sent = {"ETag": answer.etag, "Last-Modified": answer.last_modified}
    return " and ".join(name for name, value in sent.items() if value)


def _again(answer: Response, fetcher: Fetcher) -> int | None:
    """The status of a second, conditional question; None when there was no answer."""
    asked = Request(url=answer.url, etag=answer.etag, last_modified=answer.last_modified)
    try:
        return fetcher.get(asked).status
    except FetchFailed as error:
        return error.status
    except SourceError:
        return None
