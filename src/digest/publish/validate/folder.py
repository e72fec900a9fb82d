"""All that was published, as it lies in the folder: each document by itself, and whether they hang together."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree

from digest.publish import addresses
from digest.publish.validate import tree
from digest.publish.validate.chain import chains
from digest.publish.validate.dates import moment_of
from digest.publish.validate.finding import Finding, error, warning
from digest.publish.validate.judge import judge
from digest.publish.validate.report import Context, Facts, Report, in_order

NOT_THERE = error(
    "folder-missing",
    "{name} names {value}, where no file lies",
    "run `digest publish`; if it stays so, remove manifest.json and run it again",
    "a click on it, or the next question of a reader, ends in 404",
)
NO_TWIN = error(
    "folder-twin",
    "its page for people is missing: {value}",
    "run `digest publish`",
    "whoever opens the feed in a browser sees markup, or nothing",
)
TWIN_WITHOUT_FEED = warning(
    "folder-autodiscovery",
    "its page {value} does not name it",
    'put <link rel="alternate"> for each format into the page\'s head',
    "readers that are given the page do not find the feed",
)
OTHER_PACKED = error(
    "folder-gzip",
    "{value} does not hold the same",
    "run `digest publish`, or remove the .gz",
    "readers that take compressed answers get another document than the rest",
)
OTHER_BYTES = error(
    "manifest-other",
    "{value} is not what the manifest says",
    "run `digest publish`; nothing else should write into the folder",
    "readers may get a damaged or foreign file",
)
BAD_MANIFEST = error(
    "manifest-broken",
    "the manifest cannot be read: {value}",
    "remove it and run `digest publish`: it is made again",
    "none yet; but files that are needed no more stay there",
)
BAD_MAP = error(
    "sitemap",
    "the sitemap has {value}",
    "run `digest publish`",
    "search engines pass over it",
)
BAD_OPML = error(
    "opml",
    "the list of feeds has {value}",
    "run `digest publish`",
    "readers cannot subscribe to all feeds at once by it",
)

_SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_SITEMAP_LIMIT = 50_000
_NAMES = frozenset(addresses.FEED_FILES.values())
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Published:
    """A folder and the address at which it is served."""

    folder: Path
    url: str

    def path(self, address: str) -> str | None:
        """The path inside the folder that an address leads to; None when it leads elsewhere."""
        base = self.url.rstrip("/") + "/"
        if not address.startswith(base):
            return None
        return unquote(urlsplit(address.removeprefix(base)).path)

    def holds(self, path: str) -> bool:
        """Whether a file, or a page, lies there."""
        return (self.folder / (addresses.page_file(path) if path == "" or path.endswith("/") else path)).is_file()

    def misses(self, address: str) -> bool:
        """Whether an address leads into the folder, to nothing."""
        path = self.path(address)
        return path is not None and not self.holds(path)


def paths(published: Published) -> list[str]:
    """Every document that `document` can judge, in order: feeds, the list of them, the sitemap, manifests."""
    found = (path for path in published.folder.rglob("*") if path.name in _NAMES or _is_list(path.name))
    return sorted(path.relative_to(published.folder).as_posix() for path in found if path.is_file())


def document(published: Published, path: str, now: datetime) -> Report:
    """One of `paths`, judged with what stands beside it.

    Raises:
        OSError: it cannot be read.
    """
    body = (published.folder / path).read_bytes()
    name = path.rpartition("/")[2]
    packed = list(_packed(published.folder / f"{path}.gz", body))
    if name in _NAMES:
        report = judge(body, Context(now=now, address=addresses.absolute(published.url, path)))
        beside = [*packed, *_twin(published, report.facts, name), *_leads(published, report.facts)]
        return Report(kind=report.kind, findings=in_order([*report.findings, *beside]), facts=report.facts)
    if name.endswith(addresses.MANIFEST):
        return Report(kind="manifest", findings=in_order([*packed, *_manifest(published, body)]))
    if name == addresses.OPML:
        return Report(kind="OPML", findings=in_order([*packed, *_opml(published, body)]))
    return Report(kind="sitemap", findings=in_order([*packed, *_sitemap(published, body)]))


def together(published: Published, facts: dict[str, Facts]) -> dict[str, tuple[Finding, ...]]:
    """What is wrong with how feeds hang together: path → findings; only those that have some.

    Args:
        published: the folder.
        facts: what each feed document says, by its path.
    """
    by_path: dict[str, list[Finding]] = {}
    by_address = {addresses.absolute(published.url, path): one for path, one in facts.items()}
    for address, found in chains(by_address):
        by_path.setdefault(published.path(address) or address, []).append(found)
    return {path: in_order(found) for path, found in by_path.items()}


def _is_list(name: str) -> bool:
    """Of feeds, of pages (sitemap.xml, sitemap-1.xml), or of files."""
    return (
        name == addresses.OPML
        or (name.startswith("sitemap") and name.endswith(".xml"))
        or name.endswith(addresses.MANIFEST)
    )


def _packed(path: Path, body: bytes) -> Iterator[Finding]:
    if not path.is_file():
        return
    try:
        same = gzip.decompress(path.read_bytes()) == body
    except (OSError, EOFError, ValueError):
        same = False
    if not same:
        yield OTHER_PACKED.at(value=path.name)


def _twin(published: Published, facts: Facts, name: str) -> Iterator[Finding]:
    page = facts.links.get("page", "")
    path = published.path(page)
    if path is None:
        return
    if not published.holds(path):
        yield NO_TWIN.at(value=page)
        return
    file = published.folder / (addresses.page_file(path) if path == "" or path.endswith("/") else path)
    if name.encode() not in file.read_bytes():
        yield TWIN_WITHOUT_FEED.at(value=page)


def _leads(published: Published, facts: Facts) -> Iterator[Finding]:
    pages = [facts.links.get(name) for name in ("page", "alternate")]
    named = {address: name for name, address in facts.links.items() if address not in pages}
    for address, name in named.items():
        if published.misses(address):
            yield NOT_THERE.at(name=f'the link "{name}"', value=address)


def _manifest(published: Published, body: bytes) -> Iterator[Finding]:
    try:
        files = json.loads(body)["files"]
        expected = {str(path): (int(one["bytes"]), str(one["sha256"])) for path, one in files.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        yield BAD_MANIFEST.at(value=f"{type(wrong).__name__}: {wrong}")
        return
    for path, (size, digest) in expected.items():
        file = published.folder / path
        if not file.is_file():
            yield NOT_THERE.at(name="the manifest", value=path)
        elif file.stat().st_size != size or sha256(file.read_bytes()).hexdigest() != digest:
            yield OTHER_BYTES.at(value=path)


def _opml(published: Published, body: bytes) -> Iterator[Finding]:
    root, findings = tree.parsed(body)
    yield from findings
    if root is None:
        return
    if root.tag != "opml" or root.get("version") not in ("1.0", "1.1", "2.0") or root.find("head") is None:
        yield BAD_OPML.at(root, value="no <opml> with a version, a head and a body")
    feeds = [outline for outline in root.iter("outline") if outline.get("xmlUrl") is not None]
    if not feeds:
        yield BAD_OPML.at(root, value="no feed")
    for outline in feeds:
        if not outline.get("text"):
            yield BAD_OPML.at(outline, value="a feed without a text")
        if published.misses(outline.get("xmlUrl", "")):
            yield NOT_THERE.at(outline, name="the list of feeds", value=outline.get("xmlUrl"))


def _sitemap(published: Published, body: bytes) -> Iterator[Finding]:
    root, findings = tree.parsed(body)
    yield from findings
    if root is None:
        return
    if root.tag not in (f"{_SITEMAPS}urlset", f"{_SITEMAPS}sitemapindex"):
        yield BAD_MAP.at(root, value=f"the root {root.tag}")
        return
    places = list(root.iterchildren(etree.Element))
    if len(places) > _SITEMAP_LIMIT:
        yield BAD_MAP.at(root, value=f"{len(places):,} addresses; {_SITEMAP_LIMIT:,} are allowed")
    for place in places:
        address = tree.text(place.find(f"{_SITEMAPS}loc"))
        changed = tree.text(place.find(f"{_SITEMAPS}lastmod"))
        if published.path(address) is None:
            yield BAD_MAP.at(place, value=f"an address that is not below {published.url}: {address}")
        elif published.misses(address):
            yield NOT_THERE.at(place, name="the sitemap", value=address)
        if changed and not (_DATE.fullmatch(changed) or moment_of(changed)):
            yield BAD_MAP.at(place, value=f"a date that is none: {changed}")
