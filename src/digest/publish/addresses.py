"""Where everything that we publish lies: paths inside the folder, which are also the addresses under `site.url`.

A page's path is "" or ends with "/"; its file is the `index.html` in there. So addresses are clean on the web, and stay
the same whatever serves them; a folder opened from disk shows its pages but does not follow such links.
"""

from __future__ import annotations

from typing import Literal

from digest.model import Edition, Slot

Kind = Literal["rss", "atom"]

STYLE_SHEET = "assets/site.css"


def section_path(section: str | None) -> str:
    """The page of a section; of all of them: home."""
    return f"sections/{section}/" if section else ""


def feed_path(section: str | None, kind: Kind) -> str:
    """The feed of a section, beside its page."""
    return f"{section_path(section)}{kind}.xml"


def feed_id(tag: str, section: str | None) -> str:
    """The feed's id for ever, the same in each of its formats (RFC 4151)."""
    return f"tag:{tag}:section/{section}" if section else f"tag:{tag}:all"


def newsletter_path(newsletter: str) -> str:
    """The page that lists a newsletter's editions."""
    return f"newsletters/{newsletter}/"


def edition_path(edition: Edition | Slot) -> str:
    """The page of an edition. A colon is no good in file names, so the label goes without."""
    slot = edition.slot if isinstance(edition, Edition) else edition
    return f"{newsletter_path(slot.schedule)}{slot.label.replace(':', '')}/"


def page_file(path: str) -> str:
    """The file that holds a page."""
    return f"{path}index.html"


def absolute(site_url: str, path: str) -> str:
    """The full address of a path."""
    return site_url.rstrip("/") + "/" + path


def way_home(path: str) -> str:
    """What to put before a path to link to it from the page at `path` ("../../"); "" on the home page."""
    return "../" * path.count("/")
