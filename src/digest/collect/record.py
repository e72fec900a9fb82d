"""What came of looking at sources → the store: many in one transaction; what it refuses costs itself only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digest.collect.harvest import Harvest
from digest.collect.look import Look
from digest.collect.report import Report
from digest.collect.sift import LONGEST_NAME, Known, Sieve
from digest.collect.standing import failed, moved, succeeded
from digest.errors import StoreRefused
from digest.store.seam import Articles, Check


def record(looks: Sequence[Look], sieve: Sieve, articles: Articles) -> list[Report]:
    """Store what these looks brought, each source with its new state; a report for each, in their order."""
    known = sieve.known((look.source, look.harvest.found) for look in looks if look.harvest is not None)
    checked = [_checked(look, sieve, known) for look in looks]
    try:
        articles.collect_all([check for check, _ in checked])
    except StoreRefused:
        if len(looks) > 1:
            return [report for look in looks for report in record([look], sieve, articles)]
        [(check, report)], [look] = checked, looks
        return [_put_one_by_one(look, check, report, articles)]
    return [report for _, report in checked]


def _checked(look: Look, sieve: Sieve, known: Known) -> tuple[Check, Report]:
    if look.failure is not None:
        after = failed(look.before, look.source, look.failure, look.at)
        return Check(state=after), Report(source=look.source.url, failure=str(look.failure))
    if look.harvest is not None:
        return _sifted(look, look.harvest, sieve, known)
    report = Report(source=look.source.url, moved=moved(look.before, look.source, look.answer, look.at)[0])
    return Check(state=succeeded(look.before, look.source, look.answer, None, look.at, report.words)), report


def _sifted(look: Look, harvest: Harvest, sieve: Sieve, known: Known) -> tuple[Check, Report]:
    brought = sieve.sifted(look.source, harvest, known, look.at)
    report = Report(
        source=look.source.url,
        items=len(harvest.found) + harvest.same,
        new=len(brought.new),
        revised=len(brought.changed) - len(brought.new),
        rejected=len(brought.rejected),
        moved=moved(look.before, look.source, look.answer, look.at)[0],
    )
    check = Check(
        state=succeeded(look.before, look.source, look.answer, harvest, look.at, report.words),
        changed=brought.changed,
        guids=brought.guids,
        fingerprints=brought.fingerprints,
        gone=look.gone,
        pages=brought.pages,
        rejected=brought.rejected,
    )
    return check, report


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
    articles.collect_all([Check(state=replace(check.state, outcome=report.words), rejected=rejected)])
    return report


def _refusal(check: Check, articles: Articles) -> str | None:
    """Why the database refuses it; None when it is stored."""
    try:
        articles.collect_all([check])
    except StoreRefused as error:
        return str(error)
    return None
