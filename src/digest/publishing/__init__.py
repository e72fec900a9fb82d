"""Bringing the published folder up to date.

`entering` takes what has come into the feeds, with its picks; `entries` makes what feeds hold; `documents` and `pages`
decide which files there are, and what each is made from, so that only what has changed is made anew; `publish` is all
of it.
"""

from digest.publishing.publish import Published, publish

__all__ = ["Published", "publish"]
