"""Bring the catalogues up to date with the wordings in code and templates.

`make words` writes them, and tells what is still to be translated; `python examples/words.py --check` only tells. The
same sources give the same bytes: no dates, no line numbers, in the order of the files.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "src" / "digest" / "locale"
TEMPLATES = [ROOT / "templates" / room for room in ("email", "web")]
#: Names that wordings are handed to, and which arguments are wordings.
_IN_TEMPLATES = {"_": None, "n_": (1, 2)}
_IN_CODE = {"gettext": None, "ngettext": (1, 2), "plural": (1, 2), "later": None}
_JINJA = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
#: What Babel writes into the head of a file, and what would differ from day to day.
_CHANGES = re.compile(
    rb'^(?:"(?:Project-Id-Version|Language-Team|Last-Translator|POT-Creation-Date|PO-Revision-Date|Generated-By'
    rb"|Report-.*): .*\n|#.*\n)+",
    re.MULTILINE,
)


def templates() -> list[Path]:
    """Every template that people read something of."""
    return sorted(path for room in TEMPLATES for path in room.iterdir() if path.suffix in (".html", ".txt"))


def wordings() -> Catalog:
    """All wordings, without translations."""
    found = Catalog(charset="utf-8", fuzzy=False)
    for path in sorted((ROOT / "src" / "digest").rglob("*.py")):
        _take(found, path, "python", _IN_CODE, {})
    for path in templates():
        _take(found, path, babel_extract, _IN_TEMPLATES, _JINJA)
    return found


def catalogues() -> dict[str, Path]:
    """Name of the locale → its file."""
    return {path.parents[1].name: path for path in sorted(LOCALES.glob("*/LC_MESSAGES/digest.po"))}


def brought_up(path: Path, found: Catalog) -> Catalog:
    """A catalogue with all wordings of today; translations stay where one is the same, letter by letter."""
    with path.open("rb") as file:
        known = read_po(file, locale=path.parents[1].name)
    known.update(found, no_fuzzy_matching=True)
    known.obsolete.clear()
    return known


def untranslated(catalogue: Catalog) -> list[Message]:
    """What has no translation, or not in every plural form."""
    return [message for message in catalogue if message.id and not _is_told(message, catalogue.num_plurals)]


def written(catalogue: Catalog) -> bytes:
    """The file."""
    out = BytesIO()
    write_po(out, catalogue, width=120, include_lineno=False, sort_by_file=True)
    head, gap, rest = out.getvalue().partition(b"\n\n")
    return b"# Words of digest; docs/design.md says how to go on.\n" + _CHANGES.sub(b"", head + b"\n") + gap[1:] + rest


def begun(locale: str) -> Path:
    """A new catalogue, still empty.

    Raises:
        UnknownLocaleError: Babel knows no such language.
    """
    path = LOCALES / str(Locale.parse(locale, sep="-")) / "LC_MESSAGES" / "digest.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(written(Catalog(locale=path.parents[1].name, charset="utf-8", fuzzy=False)))
    return path


def _take(
    found: Catalog, path: Path, method: object, keywords: dict[str, tuple[int, int] | None], options: object
) -> None:
    with path.open("rb") as file:
        for _, message, _, _ in extract(method, file, keywords, (), options):
            found.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)])


def _is_told(message: Message, forms: int) -> bool:
    if message.pluralizable:
        return len(message.string or ()) == forms and all(message.string)
    return bool(message.string)


def _told(*, write: bool) -> Iterator[str]:
    found = wordings()
    for locale, path in catalogues().items():
        catalogue = brought_up(path, found)
        if write:
            path.write_bytes(written(catalogue))
        elif written(catalogue) != path.read_bytes():
            yield f"{locale}: not up to date; run `make words`"
        for message in untranslated(catalogue):
            places = ", ".join(dict.fromkeys(file for file, _ in message.locations))
            yield f"{locale}: {message.id!r} in {places} is to be translated"


if __name__ == "__main__":
    arguments = sys.argv[1:]
    for new in (argument for argument in arguments if argument != "--check"):
        begun(new)
    lines = list(_told(write="--check" not in arguments))
    print("\n".join(lines) or "everything is translated")
    sys.exit(bool(lines))
