"""Where everything that we publish lies: paths inside the folder, which are also the addresses under `site.url`.

A page's path is "" or ends with "/"; its file is the `index.html` in there. So addresses are clean on the web, and stay
the same whatever serves them; a folder opened from disk shows its pages but does not follow such links.
"""

from __future__ import annotations

from typing import Literal, get_args

from digest.model import Edition, Slot

#: The formats of a feed.
Kind = Literal["rss", "atom", "json"]
KINDS: tuple[Kind, ...] = get_args(Kind)

#: What a feed's file is called in each format, wherever it lies: servers give it its type by this name.
FEED_FILES: dict[Kind, str] = {"rss": "rss.xml", "atom": "atom.xml", "json": "feed.json"}
FEED_TYPES: dict[Kind, str] = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}

STYLE_SHEET = "assets/site.css"
SCRIPT = "assets/site.js"
OPML = "feeds.opml"
SITEMAP = "sitemap.xml"
#: The page with the newest of all sections: the twin of the feed of everything.
LATEST = "latest/"


MANIFEST = "manifest.json"
#: Manifests of what need not be looked at in each publish: articles' own pages, the sitemap's files.
OWN_PAGES = "articles-manifest.json"
SITEMAP_MANIFEST = "sitemap-manifest.json"


def section_path(section: str | None) -> str:
    """The page of a section; of all of them: home."""
    return f"sections/{section}/" if section else ""


def newsletter_path(newsletter: str) -> str:
    """The page that lists a newsletter's editions."""
    return f"newsletters/{newsletter}/"


def edition_path(edition: Edition | Slot) -> str:
    """The page of an edition. A colon is no good in file names, so the label goes without."""
    slot = edition.slot if isinstance(edition, Edition) else edition
    return f"{newsletter_path(slot.schedule)}{slot.label.replace(':', '')}/"


def feed_path(folder: str, kind: Kind) -> str:
    """A feed's document in one format, in the folder of its feed or of one of its archive documents."""
    return f"{folder}{FEED_FILES[kind]}"


def archive_path(folder: str, number: int) -> str:
    """The folder, and the page, of one of a feed's archive documents; the first is 1 (RFC 5005 §4)."""
    return f"{folder}archive/{number}/"


def archive_manifest(folder: str) -> str:
    """What lists the archive documents of a feed."""
    return f"{folder}archive/{MANIFEST}"


def feed_id(tag: str, name: str) -> str:
    """The feed's id for ever, the same in each of its formats and documents (RFC 4151)."""
    return f"tag:{tag}:{name}"


def page_file(path: str) -> str:
    """The file that holds a page."""
    return f"{path}index.html"


def absolute(site_url: str, path: str) -> str:
    """The full address of a path."""
    return site_url.rstrip("/") + "/" + path


def way_home(path: str) -> str:
    """What to put before a path to link to it from the page at `path` ("../../"); "./" on the home page."""
    return "../" * path.count("/") or "./"
