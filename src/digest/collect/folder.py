"""A folder of Markdown and HTML files → articles. One bad file costs that file only.

Front matter: title, date, author(s), summary (description), tags, section, slug, url, image, series with part, related
and next (addresses or slugs), language, draft.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import quote, urljoin

from lxml import etree, html

from digest.collect import clean, editor_picks, sanitise
from digest.collect.front_matter import FrontMatter, split
from digest.collect.harvest import Harvest
from digest.collect.html_tree import decoded
from digest.collect.lines import HEADINGS, drop
from digest.collect.markdown import rendered
from digest.collect.meta import series
from digest.collect.urls import article_key, canonical
from digest.errors import FetchFailed, PageUnreadable
from digest.model import Found, Pick, PickKind, PickOrigin, Source

_MARKDOWN = (".md", ".markdown")
_HTML = (".html", ".htm")
_LARGEST = 5_000_000  #: bytes of one file
_FENCE = ("---\n", "---\r\n")


def files(source: Source) -> Harvest:
    """The articles of a folder and all folders in it, by path.

    A file's address is `source.base_url` with its `url` or `slug`, else its path without suffix ("notes/first-post/").
    Hidden files, drafts and links out of the folder are left out.

    Raises:
        FetchFailed: the folder is not there.
    """
    root = Path(source.url)
    if not root.is_dir():
        raise FetchFailed(source.url, "there is no such folder; check `folder` of this source in config.toml")
    found: dict[str, Found] = {}
    rejected = []
    for path in _paths(root):
        name = path.relative_to(root).as_posix()
        try:
            one = _read(path, PurePosixPath(name), source)
            if one is not None:
                key = article_key(one.url)
                if key in found:
                    raise ValueError(f"its address {one.url} is that of {found[key].guid} already; give it a `slug`")  # noqa: TRY301
                found[key] = one
        except Exception as error:  # noqa: BLE001 - one bad file costs that file (promise 1)
            rejected.append((os.fsencode(name).decode("utf-8", "replace"), _reason(error)))
    return Harvest(found=tuple(_named(one, found) for one in found.values()), rejected=tuple(rejected))


def _paths(root: Path) -> Iterator[Path]:
    inside = root.resolve()
    for path in sorted(root.rglob("*"), key=lambda path: path.relative_to(root).parts):
        relative = path.relative_to(root)
        if path.suffix.lower() not in _MARKDOWN + _HTML or any(part.startswith(".") for part in relative.parts):
            continue
        if path.is_file() and path.resolve().is_relative_to(inside):
            yield path


def _read(path: Path, name: PurePosixPath, source: Source) -> Found | None:
    if not _is_unicode(str(name)):
        raise ValueError("its name is not UTF-8; rename the file")
    if path.stat().st_size > _LARGEST:
        raise ValueError(f"it is larger than {_LARGEST} bytes")
    body = path.read_bytes()
    text = decoded(body)
    is_html = path.suffix.lower() in _HTML
    front, rest = split(text)
    if front.is_set("draft"):
        return None
    url = _address(front, name, source)
    if is_html and not text.lstrip("\ufeff").startswith(_FENCE):
        from digest.collect import extract

        return replace(extract.article(body, source, url=url, known=None), url=url, guid=str(name))
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
    return Found(
        source=source.url,
        url=url,
        section=source.section,
        title=title,
        summary=summary or sanitise.summary(plain),
        content=content,
        guid=str(name),
        authors=tuple(map(sanitise.line, front.texts("authors", "author"))),
        image=sanitise.absolute(front.text("image", "cover"), url) or sanitise.first_image(content),
        language=sanitise.language(front.text("language", "lang")),
        published=front.moment("date", "published"),
        page_section=front.text("section", "category"),
        tags=tuple(map(sanitise.line, front.texts("tags", "keywords"))),
        series=series(front.text("series"), front.text("part", "series_part")),
        picks=_picks(front, url, source) + picks,
    )


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


def _named(found: Found, others: dict[str, Found]) -> Found:
    """The same with a title for every pick, and no pick twice."""
    picks: dict[tuple[PickKind, str], Pick] = {}
    for pick in found.picks:
        key = article_key(pick.url)
        # A bare slug may also be that of a file in another folder.
        target = others.get(key) or _by_slug(pick, others)
        if target is not None and not pick.title:
            picks.setdefault((pick.kind, target.url), replace(pick, url=target.url, title=target.title))
        else:
            title = pick.title or _spoken(PurePosixPath(pick.url.rstrip("/")))
            picks.setdefault((pick.kind, pick.url), replace(pick, title=title))
    return replace(found, picks=tuple(picks.values()))


def _by_slug(pick: Pick, others: dict[str, Found]) -> Found | None:
    if pick.title:
        return None
    end = "/" + pick.url.rstrip("/").rpartition("/")[2]
    return next((one for key, one in others.items() if key.endswith(end)), None)


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


def _is_unicode(name: str) -> bool:
    return name == name.encode("utf-8", "ignore").decode()


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"it cannot be read ({error.strerror or type(error).__name__})"
    if isinstance(error, PageUnreadable):
        return str(error).removeprefix(f"{error.url}: ")
    return str(error) or type(error).__name__
