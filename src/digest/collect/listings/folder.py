"""A folder of Markdown and HTML files → articles. One bad file costs that file only.

Front matter: title, date, author(s), summary (description), tags, section, slug, url, image, series with part, related
and next (addresses or slugs), enclosure or audio (an address, or url, type and length, or a list of these), language,
draft, id. Without a date, one that the file's name begins with counts.

An `id` is what a story keeps when its file moves; without one it is known by its path and its address. What is deleted
stays what it became: an article.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from urllib.parse import quote, urljoin

from lxml import etree, html

from digest import __version__
from digest.collect.article import clean, editor_picks
from digest.collect.article.html_tree import decoded
from digest.collect.article.lines import HEADINGS, drop
from digest.collect.article.meta import series
from digest.collect.harvest import Gathered, Harvest
from digest.collect.identity.urls import article_key, canonical
from digest.collect.listings.front_matter import FrontMatter, split
from digest.collect.listings.markdown import rendered
from digest.collect.net.fetch import Response
from digest.collect.reach import Reach
from digest.collect.text import sanitise
from digest.collect.text.dates import moment
from digest.collect.text.files import File, enclosures, is_image
from digest.errors import FetchFailed, PageUnreadable, SourceError
from digest.model import Found, Pick, PickKind, PickOrigin, Series, Source

_MARKDOWN = (".md", ".markdown")
_HTML = (".html", ".htm")
_LARGEST = 5_000_000  #: bytes of one file
#: Where site generators keep what is no article.
_ASIDE = frozenset({"_drafts", "_includes", "_layouts", "_site", "node_modules"})
_DATED = re.compile(r"(\d{4}-\d\d-\d\d)-")
_TOLD = 100  #: files between two words of progress


def answer(source: Source, etag: str | None) -> Response | SourceError:
    """What a folder answers when it is asked like a server: 304 while every file is as it was at `etag`.

    So thousands of files are only counted, and not read, at most checks.
    """
    root = Path(source.url)
    if not root.is_dir():
        return FetchFailed(source.url, "there is no such folder; check `folder` of this source in config.toml")
    # Read anew as well when a newer version reads otherwise, or config.toml says something else of it.
    seen = sha256(f"{__version__} {source}".encode())
    for path in _paths(root):
        with suppress(OSError):  # what is gone meanwhile is not there
            known = path.stat()
            seen.update(f"\n{path}\n{known.st_mtime_ns} {known.st_size}".encode("utf-8", "surrogateescape"))
    now = f'"{seen.hexdigest()[:32]}"'
    return Response(
        url=source.url,
        asked=source.url,
        status=304 if now == etag else 200,
        body=b"",
        content_type="",
        etag=now,
        last_modified=None,
        permanent_url=None,
    )


def files(source: Source, reach: Reach | None = None) -> Harvest:
    """The articles of a folder and all folders in it, by path.

    A file's address is `source.base_url` with its `url` or `slug`, else its path without suffix ("notes/first-post/").
    Hidden files, drafts and links out of the folder are left out; so is what is dated later than now, where `reach`
    knows that.

    Raises:
        FetchFailed: the folder is not there.
    """
    root = Path(source.url)
    if not root.is_dir():
        raise FetchFailed(source.url, "there is no such folder; check `folder` of this source in config.toml")
    found: dict[str, Found] = {}
    is_whole = True
    names: dict[str, str] = {}  # by address, and by id
    rejected = []
    paths = list(_paths(root))
    for done, path in enumerate(paths):
        if reach and done % _TOLD == 0:
            reach.told("files", done, len(paths))
        name = path.relative_to(root).as_posix()
        try:
            one = _read(path, PurePosixPath(name), source)
            if one is not None and _is_to_come(one, reach):
                is_whole = False
            elif one is not None:
                key = article_key(one.url)
                _must_be_its_own(one, key, names)
                names |= {key: name, one.guid or name: name}
                found[key] = one
        except Exception as error:  # noqa: BLE001 - one bad file costs that file (promise 1)
            rejected.append((os.fsencode(name).decode("utf-8", "replace"), _reason(error)))
    by_slug: dict[str, Found] = {}
    for key, one in found.items():
        by_slug.setdefault(key.rpartition("/")[2], one)
    named = (_named(one, found, by_slug) for one in found.values())
    # What is to come appears without any file changing.
    return (Harvest if is_whole else Gathered)(found=tuple(named), rejected=tuple(rejected))


def _is_to_come(one: Found, reach: Reach | None) -> bool:
    return bool(reach and one.published and one.published > reach.now)


def _must_be_its_own(one: Found, key: str, names: dict[str, str]) -> None:
    if key in names:
        raise ValueError(f"its address {one.url} is that of {names[key]} already; give it a `slug`")
    if one.guid in names:
        raise ValueError(f"its `id` {one.guid} is that of {names[one.guid]} already; give it one of its own")


def _paths(root: Path) -> Iterator[Path]:
    inside = root.resolve()
    for path in sorted(root.rglob("*"), key=lambda path: path.relative_to(root).parts):
        relative = path.relative_to(root)
        if path.suffix.lower() not in _MARKDOWN + _HTML or _is_aside(relative):
            continue
        if path.is_file() and path.resolve().is_relative_to(inside):
            yield path


def _is_aside(path: Path) -> bool:
    """Hidden, or what site generators keep beside articles; `_index` says what a folder is."""
    return path.stem == "_index" or any(part.startswith(".") or part in _ASIDE for part in path.parts)


def _read(path: Path, name: PurePosixPath, source: Source) -> Found | None:
    if not _is_unicode(str(name)):
        raise ValueError("its name is not UTF-8; rename the file")
    if path.stat().st_size > _LARGEST:
        raise ValueError(f"it is larger than {_LARGEST} bytes")
    body = path.read_bytes()
    text = decoded(body)
    is_html = path.suffix.lower() in _HTML
    front, rest = split(text)
    if front.is_draft:
        return None
    url = _address(front, name, source)
    if is_html and not front.is_there:
        from digest.collect.article import extract

        one = extract.article(body, source, url=url, known=None)
        return replace(one, url=url, guid=str(name), published=one.published or _dated(name))
    return _found(front, rest if is_html else rendered(rest), url, name, source)


def _found(front: FrontMatter, markup: str, url: str, name: PurePosixPath, source: Source) -> Found:
    tree = html.document_fromstring(f"<html><body>{sanitise.without_controls(markup)}</body></html>")
    clean.strip(tree)
    picks = editor_picks.take(tree, url)
    heading = _heading(tree)
    title = sanitise.line(front.text("title") or "") or heading or _spoken(name)
    content = sanitise.clean(_inner(tree), url)
    plain = sanitise.text(content)
    summary = sanitise.line(front.text("summary", "description", "excerpt") or "")
    files = _files(front)
    return Found(
        source=source.url,
        url=url,
        section=source.section,
        title=title,
        summary=summary or sanitise.summary(plain),
        content=content,
        guid=front.text("id", "guid", "uuid") or str(name),
        authors=tuple(map(sanitise.line, front.texts("authors", "author"))),
        image=sanitise.absolute(_image(front, files), url) or sanitise.first_image(content),
        language=sanitise.language(front.text("language", "lang")),
        published=front.moment("date", "publishdate", "published", "pubdate") or _dated(name),
        page_section=front.text("section", "category") or next(iter(front.texts("categories")), None),
        tags=tuple(map(sanitise.line, front.texts("tags", "keywords"))),
        series=_series(front),
        picks=_picks(front, url, source) + picks,
        enclosures=enclosures((file for file in files if not is_image(file.type, file.url)), url),
    )


def _files(front: FrontMatter) -> list[File]:
    return [
        File(url=url, type=one.get("type") or one.get("mime_type"), length=one.get("length") or one.get("size"))
        for one in front.tables("enclosure", "enclosures", "audio")
        if (url := one.get("url") or one.get("src") or one.get("href"))
    ]


def _image(front: FrontMatter, files: list[File]) -> str | None:
    images = (file.url for file in files if is_image(file.type, file.url))
    return next(iter(front.texts("image", "cover", "images")), None) or next(images, None)


def _series(front: FrontMatter) -> Series | None:
    """`series: Building the shed` (or a list of one), with its part if that is stated: else dates are the order."""
    name = sanitise.title(front.text("series") or next(iter(front.texts("series")), ""))
    part = front.text("part", "series_part", "series_order", "series_weight", "episode")
    return series(name, part) or (Series(key=name.casefold(), title=name) if name and part is None else None)


def _address(front: FrontMatter, name: PurePosixPath, source: Source) -> str:
    base = source.base_url or ""
    base = base if base.endswith("/") else base + "/"
    path = name.with_suffix("")
    plain = "" if path.name == "index" and len(path.parts) == 1 else path.parent if path.name == "index" else path
    written = front.text("url", "permalink") or _slug(front, name) or quote(f"{plain}/" if plain else "")
    return canonical(urljoin(base, written.lstrip("/") if "://" not in written else written))


def _slug(front: FrontMatter, name: PurePosixPath) -> str | None:
    slug = front.text("slug")
    if slug is None:
        return None
    return quote(slug if "/" in slug else (name.parent / slug).as_posix()).strip("/") + "/"


def _picks(front: FrontMatter, url: str, source: Source) -> tuple[Pick, ...]:
    """What `next` and `related` name; their titles are found when all files are read."""
    named = [(PickKind.NEXT, one) for one in front.texts("next")]
    named += [(PickKind.RELATED, one) for one in front.texts("related")]
    base = (source.base_url or "").rstrip("/") + "/"
    picks = []
    for kind, one in named:
        is_address = "://" in one or one.startswith((".", "/"))
        whole = urljoin(url, one) if is_address else urljoin(base, quote(one.strip("/")) + "/")
        picks.append(Pick(kind=kind, origin=PickOrigin.EDITOR, url=canonical(whole), title=""))
    return tuple(picks)


def _named(found: Found, others: dict[str, Found], by_slug: dict[str, Found]) -> Found:
    """The same with a title for every pick, and no pick twice."""
    picks: dict[tuple[PickKind, str], Pick] = {}
    for pick in found.picks:
        key = article_key(pick.url)
        # A bare slug may also be that of a file in another folder.
        target = others.get(key) or (None if pick.title else by_slug.get(key.rpartition("/")[2]))
        if target is not None and not pick.title:
            picks.setdefault((pick.kind, target.url), replace(pick, url=target.url, title=target.title))
        else:
            title = pick.title or _spoken(PurePosixPath(pick.url.rstrip("/")))
            picks.setdefault((pick.kind, pick.url), replace(pick, title=title))
    return replace(found, picks=tuple(picks.values()))


def _heading(tree: html.HtmlElement) -> str:
    """The first heading; taken out of the text where it is the text's title."""
    body = tree.find("body")
    first = next(iter(tree.iter(*HEADINGS)), None)
    if first is None or body is None:
        return ""
    title = sanitise.line("".join(map(str, first.itertext())))
    if first.tag == "h1" and first is next(iter(body), None):
        drop(first)
    return title


def _inner(tree: html.HtmlElement) -> str:
    body = tree.find("body")
    if body is None:
        return ""
    parts = (etree.tostring(child, encoding="unicode", method="html") for child in body)
    return (body.text or "") + "".join(parts)


def _spoken(name: PurePosixPath) -> str:
    """Words of a file's name: "2026-11-23-the-shed" is "The shed"."""
    stem = name.parent.name if name.stem == "index" and name.parent.name else name.stem
    words = re.sub(r"[-_]+", " ", re.sub(r"^\d{4}-\d\d-\d\d-", "", stem)).strip()
    return words[:1].upper() + words[1:] or stem


def _dated(name: PurePosixPath) -> datetime | None:
    """The day that a file's name, or its folder's, begins with."""
    found = _DATED.match(name.name if name.stem != "index" else name.parent.name)
    return moment(found[1]) if found else None


def _is_unicode(name: str) -> bool:
    return name == name.encode("utf-8", "ignore").decode()


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"it cannot be read ({error.strerror or type(error).__name__})"
    if isinstance(error, PageUnreadable):
        return str(error).removeprefix(f"{error.url}: ")
    return str(error) or type(error).__name__
