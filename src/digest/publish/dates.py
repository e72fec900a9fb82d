"""The day that names an edition."""

from __future__ import annotations

from datetime import UTC, datetime

from digest.language import ENGLISH, Language
from digest.model import Edition
from digest.schedule import LABEL


def edition_day(edition: Edition, words: Language = ENGLISH) -> str:
    """ "Monday, 23 November 2026": the local day of the edition's slot."""
    local = datetime.strptime(edition.slot.label, LABEL).replace(tzinfo=UTC).date()
    return words.full_date(local)
