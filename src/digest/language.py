"""The one host of Babel: our words in a reader's language, and dates, numbers and lists as its people write them.

English is what stands in code and templates; other languages are catalogues, `locale/de/LC_MESSAGES/digest.po`. Nothing
here asks for the locale of the process: the same edition gives the same bytes wherever it is made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates, lists, numbers
from babel import __version__ as babel_version
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

_CATALOGUES = Path(__file__).parent / "locale"
_ENGLISH = "en"
#: English without a country is the world's (CLDR's en_001): day before month, and no comma before "and".
_WORLD = Locale(_ENGLISH, "001")
#: Zeros of the digits that CLDR's numbering systems have; Babel writes all numbers with European ones (2.18).
_ZEROS = {"arab": "٠", "arabext": "۰", "beng": "০", "deva": "०", "mymr": "၀", "tibt": "༠"}


def later(wording: str) -> str:
    """The wording as it is: marks one for the catalogues where it is written, and translated somewhere else."""
    return wording


class Language:
    """One language, as a newsletter or a site is written in it."""

    def __init__(self, tag: str) -> None:
        """`tag`: BCP 47. Without a catalogue its words are English; what Babel does not know has English dates, too."""
        self.tag = tag
        self._locale = _locale(tag)
        catalogue = _catalogue(self._locale)
        #: Whether its words are its own.
        self.is_translated = catalogue is not None or _parts(tag)[0].lower() == _ENGLISH
        self._words = _read(catalogue, self._locale) if catalogue else NullTranslations()
        self.dir = self._locale.text_direction  #: "ltr" or "rtl"
        self._digits = _digits(self._locale.default_numbering_system)
        # A page has a thousand days, most of them the same.
        self._day = lru_cache(10_000)(lambda day: _together(self._date(day, "long")))

    def gettext(self, wording: str) -> str:
        """The wording in this language; itself where nobody has translated it."""
        return str(self._words.gettext(wording)) if wording else ""

    def plural(self, one: str, many: str, count: int) -> str:
        """The form that this number takes, with its placeholders as they are."""
        return str(self._words.ngettext(one, many, count))

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The form that this number takes; both hold `%(count)s`, which is filled in."""
        return self.plural(one, many, count) % {"count": self.number(count)}

    def number(self, number: int) -> str:
        """The number as it is written: "1,234", "1.234", "١٬٢٣٤"."""
        return self._own_digits(numbers.format_decimal(number, locale=self._locale, numbering_system="default"))

    def listed(self, names: Sequence[str]) -> str:
        """ "Ada, Ben and Cleo"; "" for nobody."""
        return lists.format_list(list(names), locale=self._locale) if names else ""

    def long_date(self, moment: datetime, zone: str) -> str:
        """ "Monday 23 November 2026", as a calendar in `zone` (IANA name) shows it."""
        day = self._date(moment.astimezone(ZoneInfo(zone)).date(), "full")
        # At the head of a mail it stands alone, and the world's English needs no comma.
        return day.replace(", ", " ", 1) if self._locale == _WORLD else day

    def full_date(self, day: date) -> str:
        """ "Monday, 23 November 2026"; the number stays with its month."""
        return _together(self._date(day, "full"))

    def day(self, moment: datetime) -> str:
        """ "22 November 2026", in UTC; the number stays with its month."""
        return self._day(moment.astimezone(UTC).date())

    def _date(self, day: date, form: Literal["long", "full"]) -> str:
        return self._own_digits(dates.format_date(day, form, locale=self._locale))

    def _own_digits(self, written: str) -> str:
        return written.translate(self._digits)


@cache
def language(tag: str) -> Language:
    """The language of a tag (BCP 47): "de", "ar", "en-GB"."""
    return Language(tag)


def fingerprint() -> str:
    """Changes when what languages say may: catalogues, this file, or Babel's knowledge."""
    files = [Path(__file__), *sorted(_CATALOGUES.rglob("*.po"))]
    return sha256(b"\0".join((babel_version.encode(), *(file.read_bytes() for file in files)))).hexdigest()


def _parts(tag: str) -> list[str]:
    return tag.replace("_", "-").split("-")


def _locale(tag: str) -> Locale:
    parts = _parts(tag)
    for form in (parts, parts[:1]):
        try:
            found = Locale.parse("-".join(form), sep="-")
        except (UnknownLocaleError, ValueError, TypeError):
            continue
        return _WORLD if str(found) == _ENGLISH else found
    return _WORLD


def _together(written: str) -> str:
    return re.sub(r"(?<!\d)(\d{1,2}\.?) ", "\\1\N{NO-BREAK SPACE}", written, count=1)


def _digits(numbering: str) -> dict[int, int]:
    zero = _ZEROS.get(numbering)
    return {ord("0") + n: ord(zero) + n for n in range(10)} if zero else {}


def _catalogue(locale: Locale) -> Path | None:
    """The words of its country or script, else of the language wherever it is spoken."""
    paths = (_CATALOGUES / name / "LC_MESSAGES" / "digest.po" for name in (str(locale), locale.language))
    return next((path for path in paths if path.is_file()), None)


def _read(path: Path, locale: Locale) -> Translations:
    # Read as it was written by people: no step of a build can be forgotten.
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale))
    compiled.seek(0)
    return Translations(compiled)


#: What is spoken where nobody says otherwise.
ENGLISH = language(_ENGLISH)
