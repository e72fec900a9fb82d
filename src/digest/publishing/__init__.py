"""Bringing the published folder up to date.

`entering` takes what has come into the feeds, with its picks; `entries` makes what feeds hold; `documents` decides
which documents and pages there are, and what each is made from, so that only what has changed is made anew.
"""

from digest.publishing.documents import Published, publish

__all__ = ["Published", "publish"]
