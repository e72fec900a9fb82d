"""What the first comment of a feed file says should be read from it, as feedparser's test files do; nothing is run.

    Header:      Content-Location: http://example.com/
    Description: entry title
    Expect:      not bozo and entries[0]['title'] == 'Example title'

An expectation is taken apart with `ast`. What it says of an entry's title, address, id, text, author, dates and tags
can be held against our `Item`; what it says of the feed, of markup's details or of other fields is left out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

from digest.collect.feeds.item import Item

Path: TypeAlias = tuple[str | int, ...]
Value: TypeAlias = str | int | float | bool | tuple[int, ...] | None

_FIELD = re.compile(r"^ *(?P<name>Header|Description|Expect): *(?P<value>.*)$", re.MULTILINE)
_IN_JSON = re.compile(r'"__TEST__":\s*"(?P<said>(?:[^"\\]|\\.)*)"')
_COMMENT = re.compile(r"<!--(?P<said>.*?)-->", re.DOTALL)
_MARKUP = re.compile(r"<!--.*?-->|</?[a-zA-Z!?][^>]*>", re.DOTALL)
_ADDRESSES = re.compile(r"<(?:a|img)\b[^>]*?\b(?:href|src)=(?P<quote>[\"'])(?P<url>.*?)(?P=quote)")
_MAIL = re.compile(r"\s*[(<]?[^\s()<>@]+@[^\s()<>]+[)>]?\s*")
_PARTS_OF_A_DATE = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """What a file says of itself."""

    headers: dict[str, str]  #: that the file is to be served with; names in small letters
    claims: tuple[tuple[Path, Value], ...]  #: (where in feedparser's result, the value there), all of which hold
    wants_entries: bool  #: whether it speaks of an entry


def told(document: bytes) -> Test:
    """What the first comment of a feed file tells; no claims where there is none, or none that can be taken apart."""
    said = _comment(document)
    fields = [(found["name"], found["value"].strip()) for found in _FIELD.finditer(said)]
    headers = (value.partition(":") for name, value in fields if name == "Header")
    expected = next((value for name, value in fields if name == "Expect"), "")
    claims = tuple(_claims(expected))
    return Test(
        headers={name.strip().lower(): value.strip() for name, _, value in headers},
        claims=claims,
        wants_entries="entries[" in expected,
    )


def held(claim: tuple[Path, Value], items: Sequence[Item], base: str) -> bool | None:
    """Whether a claim is true of what we read; None when it speaks of what our model has no place for."""
    path, value = claim
    if path == ("len", "entries"):
        return len(items) == value
    if len(path) < 3 or path[0] != "entries" or not isinstance(path[1], int):
        return None
    compare = _FIELDS.get(path[2:])
    if compare is None:
        return None
    if path[1] >= len(items):
        return False
    return compare(items[path[1]], value, base)


def _comment(document: bytes) -> str:
    for name in _encodings(document):
        try:
            text = document.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        if in_json := _IN_JSON.search(text):
            return in_json["said"].replace("Expect:", "\nExpect:").removesuffix("-->")
        if (found := _COMMENT.search(text)) and "Expect:" in found["said"]:
            return found["said"]
    return ""


def _encodings(document: bytes) -> Iterator[str]:
    declared = re.search(rb"encoding=[\"']([\w.-]+)[\"']", document[:200])
    if declared:
        yield declared[1].decode("ascii")
    yield from ("utf-8-sig", "utf-16", "utf-32", "utf-16-be", "utf-16-le", "utf-32-be", "latin-1")


def _claims(expected: str) -> Iterator[tuple[Path, Value]]:
    try:
        tree = ast.parse(expected, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return
    parts = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    for part in parts:
        if isinstance(part, ast.Compare) and all(isinstance(one, ast.Eq) for one in part.ops):
            try:
                yield from _equal([part.left, *part.comparators])
            except ValueError:
                continue


def _equal(sides: list[ast.expr]) -> list[tuple[Path, Value]]:
    *places, last = sides
    value = _value(last)
    return [(_path(place), value) for place in places]


def _path(node: ast.expr) -> Path:
    match node:
        case ast.Name(id=name):
            return (name,)
        case ast.Attribute(value=inner, attr=name):
            return (*_path(inner), name)
        case ast.Subscript(value=inner, slice=ast.Constant(value=str() | int() as key)):
            return (*_path(inner), key)
        case ast.Call(func=ast.Name(id="len"), args=[inner]):
            return ("len", *_path(inner))
    raise ValueError(ast.dump(node))


def _value(node: ast.expr) -> Value:
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            one, other = _value(left), _value(right)
            if isinstance(one, str) and isinstance(other, str):
                return one + other
        case ast.Constant(value=str() | int() | float() | None as value):
            return value
        case ast.Tuple(elts=parts):
            numbers = tuple(part.value for part in parts if isinstance(part, ast.Constant))
            if all(isinstance(number, int) for number in numbers) and len(numbers) == len(parts):
                return tuple(number for number in numbers if isinstance(number, int))
    raise ValueError(ast.dump(node))


def plain(html: str) -> str:
    """What a reader sees of HTML, roughly and independently of what we sanitise with: no tags, blanks folded."""
    return " ".join(unescape(_MARKUP.sub(" ", html)).split())


def _squeezed(html: str) -> str:
    return plain(html).replace(" ", "")


def _addresses(html: str, base: str) -> list[str]:
    urls = (urljoin(base, unescape(found["url"]).strip()) for found in _ADDRESSES.finditer(html))
    return [url for url in urls if urlsplit(url).scheme in ("http", "https")]


def _same_html(ours: str, value: Value, base: str) -> bool | None:
    """Whether both say the same and link to the same; tags and attributes beside that are ours to choose."""
    if not isinstance(value, str):
        return None
    if re.search("<(?:svg|math)", value):
        return None  # drawings and formulas in markup have no place in our texts
    if _squeezed(ours) == "".join(value.split()):
        return True  # it was text, not HTML
    return _squeezed(ours) == _squeezed(value) and _addresses(ours, base) == _addresses(value, base)


def _title(item: Item, value: Value, _base: str) -> bool | None:
    if not isinstance(value, str):
        return None
    return item.title.replace(" ", "") in (_squeezed(value), "".join(value.split()), "".join(unescape(value).split()))


def _content(item: Item, value: Value, base: str) -> bool | None:
    return _same_html(item.content, value, base)


def _description(item: Item, value: Value, base: str) -> bool | None:
    # feedparser copies the content to where there is no description.
    return _same_html(item.description or item.content, value, base)


def _link(item: Item, value: Value, _base: str) -> bool | None:
    # Ours is always whole; a relative one in the expectation has no base that the file would tell.
    if not isinstance(value, str) or urlsplit(value).scheme not in ("http", "https"):
        return None
    return item.link == value.strip()


def _id(item: Item, value: Value, _base: str) -> bool | None:
    return item.id == value if isinstance(value, str) else None


def _author(item: Item, value: Value, _base: str) -> bool | None:
    """The name, which is all that we keep."""
    if not isinstance(value, str):
        return None
    name = _MAIL.sub("", value).strip()
    return name in item.authors if name else None


def _date(of: Callable[[Item], datetime | None]) -> Callable[[Item, Value, str], bool | None]:
    def compare(item: Item, value: Value, _base: str) -> bool | None:
        if isinstance(value, tuple) and len(value) == _PARTS_OF_A_DATE:
            year, month, day, hour, minute, second = value[:6]
            return of(item) == datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        expected = _read(value) if isinstance(value, str) else None
        return None if expected is None else of(item) == expected

    return compare


def _read(written: str) -> datetime | None:
    for reader in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            date = reader(written)
        except ValueError:
            continue
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date
    return None


def _tag(item: Item, value: Value, _base: str) -> bool | None:
    return value in item.tags if isinstance(value, str) else None


def _language(item: Item, value: Value, _base: str) -> bool | None:
    return item.language == value if isinstance(value, str) and value else None


_published = _date(lambda item: item.published)
_updated = _date(lambda item: item.updated)
_FIELDS: dict[Path, Callable[[Item, Value, str], bool | None]] = {
    ("title",): _title,
    ("title_detail", "value"): _title,
    ("description",): _description,
    ("summary",): _description,
    ("summary_detail", "value"): _description,
    ("content", 0, "value"): _content,
    ("link",): _link,
    ("id",): _id,
    ("guid",): _id,
    ("author",): _author,
    ("author_detail", "name"): _author,
    ("authors", 0, "name"): _author,
    ("authors", 1, "name"): _author,
    ("published",): _published,
    ("published_parsed",): _published,
    ("updated",): _updated,
    ("updated_parsed",): _updated,
    ("category",): _tag,
    ("tags", 0, "term"): _tag,
    ("tags", 1, "term"): _tag,
    ("content", 0, "language"): _language,
    ("summary_detail", "language"): _language,
    ("title_detail", "language"): _language,
}
