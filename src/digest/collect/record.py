"""What came of looking at sources → the store: many in one transaction; what it refuses costs itself only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from digest.collect.harvest import Harvest
from digest.collect.identity.called import LONGEST_NAME
from digest.collect.known import Known
from digest.collect.look import Look
from digest.collect.report import Report
from digest.collect.sift import Brought, Sieve
from digest.collect.standing import failed, moved, succeeded
from digest.errors import SourceError, StoreRefused
from digest.store.seam import Articles, Check


def record(looks: Sequence[Look], sieve: Sieve, articles: Articles) -> list[Report]:
    """Store what these looks brought, each source with its new state; a report for each, in their order."""
    known = sieve.known((look.source, look.harvest) for look in looks if look.harvest is not None)
    checked = [_checked(look, sieve, known) for look in looks]
    try:
        articles.collect_all([check for check, _ in checked])
    except StoreRefused:
        if len(looks) > 1:
            return [report for look in looks for report in record([look], sieve, articles)]
        [(check, report)], [look] = checked, looks
        return [_put_one_by_one(look, check, report, articles)]
    return [report for _, report in checked]


def _checked(look: Look, sieve: Sieve, known: Mapping[str, Known]) -> tuple[Check, Report]:
    source, answer = look.source, look.answer
    if isinstance(answer, SourceError):
        after = failed(look.before, source, answer, look.at)
        return Check(state=after), Report(source=source.url, failure=str(answer), stand_in=source.via)
    told = Report(source=source.url, moved=moved(look.before, source, answer, look.at)[0], stand_in=source.via)
    brought = Brought()
    if look.harvest is not None:
        brought = sieve.sifted(source, look.harvest, known[source.url], look.at)
        told = _told(told, look.harvest, brought)
    state = succeeded(look.before, source, answer, look.harvest, look.at, told.words)
    if not brought.is_whole:
        state = replace(state, etag=None, last_modified=None)  # what is still to be stored is to be told again
    check = Check(
        state=state,
        changed=brought.changed,
        guids=brought.guids,
        fingerprints=brought.fingerprints,
        places=brought.places,
        gone=look.gone,
        pages=brought.pages,
        rejected=None if look.harvest is None else brought.rejected,
    )
    return check, told


def _told(report: Report, harvest: Harvest, brought: Brought) -> Report:
    return replace(
        report,
        items=len(harvest.found) + harvest.same,
        new=len(brought.new),
        revised=len(brought.changed) - len(brought.new),
        placed=len(brought.places),
        renamed=brought.renamed,
        rejected=len(brought.rejected),
    )


def _put_one_by_one(look: Look, check: Check, report: Report, articles: Articles) -> Report:
    """Store each article and page on its own, so that the one that the database refuses is found and named."""
    rejected = dict(check.rejected or {})
    names = {id: name for name, id in check.guids.items()}
    for article in check.changed:
        guids = {names[article.id]: article.id} if article.id in names else {}
        if why := _refusal(Check(state=look.before, changed=[article], guids=guids), articles):
            rejected[article.url[:LONGEST_NAME]] = why
    for page in check.pages:
        if why := _refusal(Check(state=look.before, pages=[page]), articles):
            rejected[page.found.url[:LONGEST_NAME]] = why
    report = replace(report, rejected=len(rejected))
    # No fingerprints: what was refused is to be read and told again next time.
    state = replace(check.state, outcome=report.words)
    articles.collect_all([Check(state=state, places=check.places, rejected=rejected)])
    return report


def _refusal(check: Check, articles: Articles) -> str | None:
    """Why the database refuses it; None when it is stored."""
    try:
        articles.collect_all([check])
    except StoreRefused as error:
        return str(error)
    return None
