"""A listing and the pages that go on with it → the links to articles on all of them."""

from __future__ import annotations

from dataclasses import replace

from digest.collect.guard import guarded
from digest.collect.harvest import Harvest
from digest.collect.identity.urls import article_key
from digest.collect.net.fetch import Request, Response
from digest.collect.reach import Reach
from digest.errors import SourceError
from digest.model import Found, Source


def articles(answer: Response, source: Source, reach: Reach) -> Harvest:
    """The article links of a listing page; of the next pages too while nothing on them is known.

    So a new listing brings what stands on its first pages, and one that was left alone for long has no gap; a known
    story ends it, unless it stands on top, where many sites pin one. At most `source.pages` pages, all on its host.

    Raises:
        PageUnreadable: there are no links to articles on the first.
    """
    harvest = guarded.links(answer.body, source, url=answer.url)
    found = {article_key(one.url): one for one in harvest.found}
    rejected = list(harvest.rejected)
    here, seen = answer, {answer.url, answer.asked}
    for _ in range(source.pages - 1):
        url = guarded.following(here.body, url=here.url)
        if url is None or url in seen or not reach.may_read(url) or _meets(harvest.found, reach):
            break
        seen.add(url)
        [(_, further)] = list(reach.fetch([Request(url=url)]))
        try:
            if isinstance(further, SourceError):
                raise further
            here, harvest = further, guarded.links(further.body, source, url=further.url)
        except SourceError as error:
            rejected.append((url, str(error).removeprefix(f"{url}: ")))
            break
        more = {article_key(one.url): one for one in harvest.found}
        if more.keys() <= found.keys():
            break  # the same page once more
        found |= {key: one for key, one in more.items() if key not in found}
    return replace(harvest, found=tuple(found.values()), rejected=tuple(rejected))


def _meets(found: tuple[Found, ...], reach: Reach) -> bool:
    """Whether a page holds stories that are known: beyond the first, which may be pinned."""
    keys = [article_key(one.url) for one in found]
    return bool(reach.knows(keys[1:] or keys))
