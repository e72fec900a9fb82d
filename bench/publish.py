"""How fast a site is published, for real: a store of invented articles, every feed, its archive, its pages.

    python -m bench.publish --sections 100 --articles 100000 --out DIR
    python -m bench.publish --sizes 10000 100000 --out DIR      at several sizes: what grows, and what does not
    python -m bench.publish --from ARTICLES.jsonl --out DIR     an archive file (bench/archive.py), to validate

Builds the site in DIR (`public/`; `digest.db` is its store), adds one article and publishes, publishes again with
nothing new, and tells what each has written. Its articles come with invented picks, for to find them is measured by
`bench.related_scale`; `--picks` finds them (100,000 articles are then read for a quarter of an hour). Beside them the
bar: a full build of 100 sections of 50 items, and the same items by bare feedgen. Progress goes to standard error; one
line of JSON comes last.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import bare_feedgen
from bench.publish_articles import invented, picks, read
from bench.publish_site import Change, Site, changed_by_publish

BAR_SECTIONS, BAR_ITEMS = 100, 50
_TOGETHER = 2000  #: articles whose picks are frozen together


def built(site: Site) -> dict[str, Any]:
    """Publish the whole site; the figures by name."""
    entering = site.enter()
    writing = site.publish()
    files, items = site.files(), site.items()
    return {
        "seconds_to_enter": round(entering, 1),
        "seconds_to_write": round(writing, 1),
        "items_written": items,
        "items_per_second": round(items / writing),
        "files": len(files),
        "bytes": sum(size for size, _, _ in files.values()),
        # Of who makes; who writes has some 20 MB (and for a child the system counts what its parent had at its start).
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def grown(folder: Path, sections: int, articles: int, limit: int, *, find_picks: bool = False) -> dict[str, Any]:
    """Build a site of invented articles, add one more, and publish again with nothing new; the figures by name."""
    site = _invented_site(folder, sections, articles, limit, find_picks=find_picks)
    figures = {"sections": sections, "articles": articles, "limit": limit, "picks_found": find_picks} | built(site)
    _put(site, range(articles, articles + 1), sections, articles, find_picks=find_picks)
    one_more, nothing = changed_by_publish(site), changed_by_publish(site)
    site.store.close()
    print(f"one more article among {articles}: {_told(one_more)}")
    print(f"nothing new: {_told(nothing)}")
    return figures | {
        "one_article_ms": round(one_more.seconds * 1000),
        "one_article_rewrites": one_more.rewritten,
        "nothing_new_ms": round(nothing.seconds * 1000),
        "nothing_new_rewrites": nothing.rewritten,
    }


def published(folder: Path, archive: Path, limit: int) -> dict[str, Any]:
    """Build a site of an archive file; the figures by name."""
    articles, sections = read(archive)
    site = Site(folder, sections, limit)
    site.put(articles, len(articles))
    figures = {"sections": len(sections), "articles": len(articles), "limit": limit} | built(site)
    site.store.close()
    return figures


def bar() -> dict[str, Any]:
    """A full build of 100 sections of 50 items, and bare feedgen with the same items."""
    count = BAR_SECTIONS * BAR_ITEMS
    with TemporaryDirectory(prefix="digest-bench-") as folder:
        site = _invented_site(Path(folder), BAR_SECTIONS, count, BAR_ITEMS, find_picks=False)
        figures = built(site)
        site.store.close()
    articles = [invented(number, BAR_SECTIONS, count) for number in range(count)]
    bare = bare_feedgen.items_per_second([articles[section::BAR_SECTIONS] for section in range(BAR_SECTIONS)])
    return {
        "items_per_second": figures["items_per_second"],
        "bare_feedgen_items_per_second": round(bare),
        "ratio_to_bare_feedgen": round(figures["items_per_second"] / bare, 2),
    }


def _invented_site(folder: Path, sections: int, articles: int, limit: int, *, find_picks: bool) -> Site:
    site = Site(folder, {f"section-{n}": f"Section {n}" for n in range(sections)}, limit)
    _put(site, range(articles), sections, articles, find_picks=find_picks)
    return site


def _put(site: Site, numbers: range, sections: int, last: int, *, find_picks: bool) -> None:
    site.put((invented(number, sections, last) for number in numbers), len(numbers))
    for start in range(0, 0 if find_picks else len(numbers), _TOGETHER):
        some = numbers[start : start + _TOGETHER]
        site.freeze({invented(number, sections, last).id: picks(number) for number in some})


def _told(change: Change) -> str:
    paths = "".join(f"\n  {path}" for path in change.rewritten)
    removed = f", {len(change.removed)} removed" if change.removed else ""
    return f"{change.seconds * 1000:.0f} ms, {len(change.rewritten)} files rewritten{removed}{paths}"


def _empty(folder: Path) -> Path:
    """The folder, made; what was measured in one that is in use would mean nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        sys.exit(f"{folder}: it is not empty; name a new folder")
    return folder


def measured(asked: argparse.Namespace, out: Path) -> dict[str, Any]:
    """What was asked for; the figures by name."""
    if asked.archive:
        return {"bench": "publish", "site": published(_empty(out), asked.archive, asked.limit)}
    sizes = asked.sizes or [asked.articles]
    folders = [out / str(size) for size in sizes] if asked.sizes else [out]
    sites = [
        grown(_empty(folder), asked.sections, size, asked.limit, find_picks=asked.picks)
        for size, folder in zip(sizes, folders, strict=True)
    ]
    return {"bench": "publish", "sites": sites, "bar": bar()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sections", type=int, default=100)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--sizes", type=int, nargs="+", help="several numbers of articles, each its own site")
    parser.add_argument("--from", dest="archive", type=Path, metavar="ARTICLES.jsonl", help="publish this archive file")
    parser.add_argument("--picks", action="store_true", help="find the picks of the articles that enter")
    parser.add_argument("--limit", type=int, default=50, help="items in a document")
    parser.add_argument("--out", type=Path, help="an empty folder for the site; a temporary one if not given")
    asked = parser.parse_args()
    with TemporaryDirectory(prefix="digest-bench-") as temporary:
        figures = measured(asked, asked.out or Path(temporary))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
