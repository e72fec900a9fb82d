"""Subscribers from a CSV file: every line that can be taken is taken, every other one is named with its reason."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from digest.errors import WrongUse
from digest.model import Subscriber, SubscriberState

#: What `address` must look like: one @, no blanks or brackets, nothing that could break a header or a command.
_PLAIN = r"[^@\s<>(),;:\\\"\[\]\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
_ADDRESS = re.compile(f"{_PLAIN}{{1,64}}@{_PLAIN}{{1,253}}")
_OTHER_NAMES = {"email": "address", "e-mail": "address", "mail": "address", "section": "sections"}


@dataclass(frozen=True, slots=True)
class Import:
    """What a file held."""

    subscribers: tuple[Subscriber, ...]
    refused: tuple[tuple[int, str], ...]  #: (line number, why)
    choices: bool  #: whether the file says who chose what; if not, what is known of that stays


def is_address(text: str) -> bool:
    """Whether mail can be sent to it; says nothing about whether somebody reads it."""
    local, _, domain = text.partition("@")
    dots_fit = not (local.startswith(".") or local.endswith(".") or ".." in text or domain.startswith((".", "-")))
    return dots_fit and bool(_ADDRESS.fullmatch(text))


def subscriber(
    address: str, sections: Collection[str], known: Collection[str], *, newsletter: str, consent: str, now: datetime
) -> Subscriber:
    """One person, checked.

    Raises:
        ValueError: the address is none, or a section does not exist; says what is allowed.
    """
    clean = address.strip()
    if not is_address(clean):
        raise ValueError(f'{clean!r} is not a mail address; write it like "name@example.org"')
    for slug in sections:
        if slug not in known:
            raise ValueError(f"there is no section {slug!r}; found {', '.join(known)}")
    return Subscriber(
        id=0,
        newsletter=newsletter,
        address=clean,
        sections=tuple(dict.fromkeys(sections)),
        state=SubscriberState.ACTIVE,
        consent=consent,
        since=now,
    )


def subscribers(text: str, known: Collection[str], *, newsletter: str, name: str, now: datetime) -> Import:
    """Read a CSV with a heading: address, and where wanted sections (with ; between; none means all) and consent.

    Raises:
        WrongUse: there is no column of addresses.
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), restkey="more", restval="")
    columns = {column: _column(column) for column in rows.fieldnames or ()}
    if "address" not in columns.values():
        raise WrongUse(f"{name}: the first line must name the columns, address among them; found {_found(columns)}")
    taken: dict[str, Subscriber] = {}
    refused: list[tuple[int, str]] = []
    for line, row in _rows(rows, columns):
        try:
            one = subscriber(
                row["address"],
                [slug for slug in re.split(r"[;\s]+", row.get("sections", "").strip()) if slug],
                known,
                newsletter=newsletter,
                consent=_plain(row.get("consent", "")) or f"imported from {name}, {now:%Y-%m-%d}",
                now=now,
            )
        except ValueError as error:
            refused.append((line, str(error)))
            continue
        taken[one.address.casefold()] = one
    return Import(tuple(taken.values()), tuple(refused), "sections" in columns.values())


def _rows(rows: csv.DictReader[str], columns: dict[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield rows.line_num, {"address": f"unreadable: {error}"}
            continue
        named = {columns[column]: value or "" for column, value in row.items() if column in columns}
        if any(value.strip() for value in named.values()):
            yield rows.line_num, named


def _column(heading: str) -> str:
    plain = heading.strip().lower()
    return _OTHER_NAMES.get(plain, plain)


def _plain(text: str) -> str:
    """On one line, without what no record should hold."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", " ", text).split())[:500]


def _found(columns: Collection[str]) -> str:
    return ", ".join(repr(column) for column in columns) or "an empty file"
