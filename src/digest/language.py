"""The one host of Babel: our words in a reader's language, and dates as its people write them."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

_CATALOGUES = Path(__file__).parent / "locale"  #: de/LC_MESSAGES/digest.po
_ENGLISH = "en"


class Language:
    """One language, as a newsletter or a site is written in it."""

    def __init__(self, tag: str) -> None:
        """`tag`: BCP 47; what Babel does not know is treated as English, but keeps its name."""
        self.tag = tag
        self._locale = _locale(tag)
        self._words = _translations(self._locale.language)
        self.dir = self._locale.text_direction  #: "ltr" or "rtl"

    def gettext(self, message: str) -> str:
        """The message in this language; itself where nobody has translated it."""
        return str(self._words.gettext(message))

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The form that this number takes; both hold `%(count)s`, which is filled in."""
        return str(self._words.ngettext(one, many, count)) % {"count": count}

    def long_date(self, moment: datetime, zone: str) -> str:
        """ "Monday 23 November 2026", as a calendar in `zone` (IANA name) shows it."""
        return dates.format_date(moment.astimezone(ZoneInfo(zone)), "full", locale=self._locale)


@cache
def language(tag: str) -> Language:
    """The language of a tag (BCP 47): "de", "ar", "en-GB"."""
    return Language(tag)


def _locale(tag: str) -> Locale:
    for form in (tag, tag.split("-", maxsplit=1)[0]):
        try:
            return Locale.parse(form, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale(_ENGLISH)


@cache
def _translations(code: str) -> NullTranslations:
    path = _CATALOGUES / code / "LC_MESSAGES" / "digest.po"
    if not path.is_file():
        return NullTranslations()
    # Read as it was written by people: no step of a build can be forgotten.
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return Translations(compiled)
