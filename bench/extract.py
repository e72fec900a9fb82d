"""What we make of web pages: title, author, date, section, picture, language, text and the editor's picks.

    python -m bench.extract DIR --out FILE [--gold gold.jsonl [--checked picks.json] [--peer]]

DIR holds *.html or *.html.gz, itself or in folders of its own, and urls.json ({file: URL}) where the addresses are
known; the gold file names them too. FILE gets a JSON line for each page, in the order of the names. With gold, each
measure is printed with its 95 % interval (for a page's share by Wilson, for the body by drawing the pages anew). News
are the pages whose name in the gold file begins with "n4k". With --peer, trafilatura reads the same pages in six
settings, and its best is printed beside ours.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from lxml import html

from bench.checked import checked
from bench.likeness import UNKNOWN, report
from digest.collect.article.extract import article
from digest.collect.article.lines import lines
from digest.errors import PageUnreadable
from digest.model import Found, Source, SourceKind

_STEP = 1.0  #: seconds between two lines of progress


def main() -> None:
    """Read every page, write what was found, score it."""
    options = _options()
    files = sorted(file for file in options.dir.rglob("*") if file.name.endswith((".html", ".html.gz")))
    if not files:
        sys.exit(f"{options.dir}: no *.html or *.html.gz in it; give the folder of the pages")
    gold = _gold(options.gold)
    urls = _urls(options.dir, gold)
    start = time.perf_counter()
    found = {}
    with options.out.open("w", encoding="utf-8") as out:
        for file, answer in answers(files, urls):
            found[file] = answer
            out.write(json.dumps(answer, ensure_ascii=False) + "\n")
    seconds = time.perf_counter() - start
    whole = {"bench": "extract", "pages": len(files), "unread": sum("error" in one for one in found.values())}
    whole["pages per second"] = round(len(files) / max(seconds, 1e-9), 1)
    if options.checked:
        listing = json.loads(options.checked.read_text(encoding="utf-8"))
        gold = checked(
            {name: right for name, right in gold.items() if name in found}, listing, {file.name: file for file in files}
        )
    measures = report(found, gold) if gold else {}
    if options.peer:
        from bench.peer_trafilatura import best

        measures |= best(files, gold)
    for name, value in {**whole, **measures}.items():
        print(f"{name:24} {value}")
    print(json.dumps({**whole, **measures}))


def answers(files: list[Path], urls: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each file's name and what was found in it; `error` says why where nothing could be."""
    told = time.perf_counter()
    for number, file in enumerate(files, 1):
        yield file.name, _answer(file, urls.get(file.name, UNKNOWN + file.name))
        if time.perf_counter() - told > _STEP:
            told = time.perf_counter()
            print(f"{number} of {len(files)} pages", file=sys.stderr, flush=True)


def _answer(file: Path, url: str) -> dict[str, Any]:
    body = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    source = Source(
        url=url, kind=SourceKind.LISTING, section="all", name="", full=True, every=timedelta(hours=1), from_page=True
    )
    try:
        return {"file": file.name, **_as_json(article(body, source, url=url, known=None))}
    except PageUnreadable as error:
        empty = dict.fromkeys(("title", "author", "date", "section", "image", "language"))
        return {"file": file.name, **empty, "text": "", "picks": [], "error": str(error)}


def _as_json(found: Found) -> dict[str, Any]:
    return {
        "title": found.title,
        "author": ", ".join(found.authors) or None,
        "date": found.published.isoformat(timespec="seconds").replace("+00:00", "Z") if found.published else None,
        "section": found.page_section,
        "image": found.image,
        "language": found.language,
        "text": _text(found.content),
        "picks": [{"kind": pick.kind.value, "title": pick.title, "url": pick.url} for pick in found.picks],
    }


def _text(content: str) -> str:
    """The body's lines; a caption belongs to its picture."""
    tree = html.fragment_fromstring(content, create_parent="div")
    for caption in list(tree.iter("figcaption")):
        caption.drop_tree()
    for listed in tree.iter("ol"):
        for number, item in enumerate(listed.findall("li"), 1):
            item.text = f"{number}. {item.text or ''}"
    return "\n".join(one.text for one in lines(tree))


def _gold(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    every = [json.loads(row) for row in file.read_text(encoding="utf-8").split("\n") if row.strip()]
    return {one["file"]: one for one in every}


def _urls(folder: Path, gold: Mapping[str, Any]) -> dict[str, str]:
    stated = folder / "urls.json"
    urls = {name: one["url"] for name, one in gold.items() if one.get("url")}
    return urls | (json.loads(stated.read_text(encoding="utf-8")) if stated.is_file() else {})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.extract", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dir", type=Path, metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument("--gold", type=Path, metavar="gold.jsonl")
    parser.add_argument("--checked", type=Path, metavar="picks.json", help="picks checked by hand, for the gold file's")
    parser.add_argument("--peer", action="store_true", help="measure trafilatura on the same pages, too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
