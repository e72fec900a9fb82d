"""What an edition brings beside its stories."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import make
from digest import picking
from digest.config import Config, load
from digest.model import Article
from picks_archive import archive_of, archives

CONFIG = """
[site]
title = "Small"
url = "https://example.org"
tag = "example.org,2026"
[mail]
url = "folder:outbox"
[[section]]
slug = "sheds"
title = "Sheds"
[[section.source]]
feed = "https://example.org/sheds.xml"
[[newsletter]]
slug = "weekly"
title = "Weekly"
from = "Small <weekly@example.org>"
schedule = "monday 08:00"
postal_address = "Small, Ropewalk 3"
"""


def config(folder: Path) -> Config:
    path = folder / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return load(path)


@settings(max_examples=40, deadline=None)
@given(archives(), st.data())
def test_no_computed_pick_of_an_edition_is_one_of_its_stories_and_no_next_stands_there_as_related(
    tmp_path_factory, archive: list[Article], data: st.DataObject
) -> None:
    settled = config(tmp_path_factory.mktemp("picking"))
    chosen = data.draw(st.lists(st.sampled_from(archive), min_size=1, max_size=4, unique_by=lambda one: one.id))
    items = picking.for_edition(settled, settled.newsletter[0], make.slot(), chosen, (), archive_of(archive), {})
    here = {article.id for article in chosen}
    beside = [pick.article for item in items for pick in item.related]
    assert [item.article for item in items] == [article.id for article in chosen]
    assert here.isdisjoint(beside)
    assert all(item.next is None or item.next.article not in {*here, *beside} for item in items)
