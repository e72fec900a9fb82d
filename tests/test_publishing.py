"""The history of feeds: nothing that entered is lost, and what is closed stays as it is (RFC 5005 §4)."""

import gzip
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from digest.errors import PublishError, RenderError
from digest.model import EditionState, Slot
from digest.publish import addresses
from digest.store.sql import SqlStore
from digest.templates import Templates
from make import NOW, edition, slot
from published import START, Document, Site, contents

Act = Callable[[Site], object]
WEEKLY = {"newsletter": [{"slug": "weekly", "title": "Weekly", "from": "tea@example.org"}]}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    yield made
    made.store.close()


def filled(site: Site, count: int = 10) -> list[str]:
    """Articles that came, and were published, one by one."""
    ids = []
    for number in range(count):
        ids += site.add(f"story-{number}")
        site.publish()
    return ids


def entered(site: Site, folder: str) -> set[str]:
    return {id for document in site.walk(folder) for id, _ in document.items}


def assert_linked(documents: list[Document]) -> None:
    """Each archive document leads to its neighbours and to the current one; after the last there is an empty one."""
    current, *archives = documents
    for before, after in pairwise(archives):
        assert (before.links["next-archive"], after.links["prev-archive"]) == (after.path, before.path)
    assert {document.links["current"] for document in archives} <= {current.path}
    if archives:
        assert current.links["prev-archive"] == archives[-1].path


def test_walking_back_gives_every_article_that_ever_entered(site: Site) -> None:
    ids = filled(site)
    for folder in ("", "sections/tea/"):
        documents = site.walk(folder)
        assert_linked(documents)
        assert entered(site, folder) == set(ids)
        in_archives = [id for document in documents[1:] for id, _ in document.items]
        assert len(in_archives) == len(set(in_archives)) == 9


def test_the_current_document_holds_the_newest_first(site: Site) -> None:
    ids = filled(site, 8)
    assert [id for id, _ in site.walk("")[0].items] == ids[:-4:-1]


def test_the_newest_archive_document_leads_to_an_open_one_without_items(site: Site) -> None:
    filled(site, 6)
    last = site.walk("")[-1]
    opened = site.read(last.links["next-archive"])
    assert (opened.items, opened.links["prev-archive"]) == ((), last.path)
    assert "next-archive" not in opened.links


def test_every_format_leads_through_the_same_archive(site: Site) -> None:
    ids = filled(site, 7)
    site.publish()
    held = re.compile("|".join(map(re.escape, sorted(ids, key=len, reverse=True))))
    for folder in ("", "archive/1/", "archive/2/", "archive/3/"):
        for name in ("rss.xml", "feed.json"):
            text = (site.public / folder / name).read_text()
            if name == "feed.json":
                found = [item["id"] for item in json.loads(text)["items"]]
            else:
                found = [held.search(guid)[0] for guid in re.findall("<guid.*?</guid>", text)]  # type: ignore[index]
            assert found == [id for id, _ in site.read(f"{folder}atom.xml").items]


def _hundreds(site: Site) -> None:
    site.add(*(f"more-{number}" for number in range(100)))


def _old(site: Site) -> None:
    site.add("late", date=START - timedelta(days=900))


def _backlog(site: Site) -> None:
    for number in range(40):
        site.add(f"old-{number}", date=START - timedelta(days=900 - number))


def _retitled(site: Site) -> None:
    site.title = "The Samovar"


def _renamed(site: Site) -> None:
    site.titles = {"tea": "Coffee"}


def _longer(site: Site) -> None:
    site.limit = 5


def _shorter(site: Site) -> None:
    site.limit = 1


def _corrected(site: Site) -> None:
    site.correct("tag:example.org,2026:article/story-0")


def _one_more(site: Site) -> None:
    site.add("one-more")


@pytest.mark.parametrize(
    "act", [_one_more, _hundreds, _old, _backlog, _retitled, _renamed, _longer, _shorter, _corrected]
)
def test_an_archive_document_never_changes(site: Site, act: Act) -> None:
    ids = filled(site)
    before = site.archives()
    assert len(before) == 2 * 3 * len(_formats(site)) * 2  # feeds, documents, formats, with .gz
    act(site)
    site.publish()
    after = site.archives()
    assert {path: after.get(path) for path in before} == before
    for folder in ("", "sections/tea/"):
        assert_linked(site.walk(folder))
        assert entered(site, folder) >= set(ids)


def _formats(site: Site) -> set[str]:
    return {path.name for path in (site.public / "archive/1").iterdir() if path.suffix in (".xml", ".json")} - {
        "manifest.json"
    }


def test_a_new_source_full_of_old_articles_pushes_no_news_out(site: Site) -> None:
    ids = filled(site)
    _backlog(site)
    site.publish()
    assert [id for id, _ in site.walk("")[0].items] == ids[:-4:-1]
    assert len(entered(site, "")) == 50


def test_an_old_article_that_is_collected_late_is_in_the_current_document(site: Site) -> None:
    filled(site)
    _old(site)
    site.publish()
    assert "tag:example.org,2026:article/late" in [id for id, _ in site.walk("")[0].items]


def test_a_corrected_article_comes_again_with_a_later_update(site: Site) -> None:
    first = filled(site)[0]
    _corrected(site)
    site.publish()
    current, *archives = site.walk("")
    [(_, was)] = [item for document in archives for item in document.items if item[0] == first]
    [(_, now)] = [item for item in current.items if item[0] == first]
    assert now > was


def test_what_a_corrected_article_was_stays_in_its_archive_document_when_that_is_made_anew(site: Site) -> None:
    filled(site)
    _corrected(site)
    site.publish()
    before = site.archives()
    site.publish(anew=True)
    assert site.archives() == before


def test_withdrawing_rewrites_only_the_document_that_held_the_article(site: Site) -> None:
    ids = filled(site)
    before = site.archives()
    site.store.feeds.withdraw(ids[4], site.now)
    site.publish()
    after = site.archives()
    rewritten = {path for path in before if after[path] != before[path]}
    assert {path.rpartition("/")[0] for path in rewritten} == {"archive/2", "sections/tea/archive/2"}
    for folder in ("", "sections/tea/"):
        assert entered(site, folder) == set(ids) - {ids[4]}
        assert_linked(site.walk(folder))


def test_a_withdrawn_article_is_nowhere_and_its_source_does_not_bring_it_back(site: Site) -> None:
    ids = filled(site)
    was = site.article(ids[4])
    site.correct(ids[4])
    site.publish()
    again = site.article(ids[4])
    site.store.feeds.withdraw(ids[4], site.now)
    site.publish()
    for brought in (was, again, replace(again, revision=9, digest="new", updated=site.now + timedelta(days=1))):
        assert _naming(site, "story-4") == []
        site.collect(brought)
        site.publish()
    assert _naming(site, "story-4") == []


def test_withdrawing_twice_is_nothing(site: Site) -> None:
    first = filled(site, 1)[0]
    assert [site.store.feeds.withdraw(first, NOW) for _ in range(2)] == [True, False]
    assert not site.store.feeds.withdraw("tag:example.org,2026:article/nobody", NOW)


def _naming(site: Site, name: str) -> list[str]:
    found = []
    for path, (content, _, _) in site.files().items():
        text = gzip.decompress(content) if path.endswith(".gz") else content
        if name.encode() in text:
            found.append(path)
    return found


def test_a_renamed_section_keeps_its_ids(site: Site) -> None:
    filled(site, 2)
    before = site.walk("sections/tea/")[0].items
    _renamed(site)
    site.publish()
    assert site.walk("sections/tea/")[0].items == before
    assert b"Coffee" in (site.public / "sections/tea/atom.xml").read_bytes()
    assert b"tag:example.org,2026:section/tea" in (site.public / "sections/tea/atom.xml").read_bytes()


def test_a_section_taken_out_takes_its_files_away_and_brought_back_has_its_history(site: Site) -> None:
    site.titles = {"tea": "Tea", "ale": "Ale"}
    filled(site)
    before = {path: content for path, (content, _, _) in site.archives().items()}
    site.titles = {"ale": "Ale"}
    site.publish()
    assert not (site.public / "sections/tea").exists()
    site.add("meanwhile")
    site.publish()
    site.titles = {"tea": "Tea", "ale": "Ale"}
    site.publish()
    assert {path: content for path, (content, _, _) in site.archives().items() if path in before} == before
    assert len(entered(site, "sections/tea/")) == 11


@pytest.mark.parametrize("state", EditionState)
def test_an_edition_is_in_its_newsletters_feed_once_it_is_for_everybody(site: Site, state: EditionState) -> None:
    site.more = {"newsletter": [{"slug": "weekly", "title": "Weekly", "from": "tea@example.org"}]}
    site.store.editions.compose(edition("tea", at=slot(), state=EditionState.COMPOSED), {}, [])
    site.store.editions.move(slot().name, list(EditionState), state, NOW)
    site.publish()
    is_public = state in (EditionState.SENDING, EditionState.SENT)
    assert len(site.read("newsletters/weekly/atom.xml").items) == is_public
    assert len(site.store.feeds.known("newsletter/weekly")) == is_public


def test_an_edition_keeps_its_page_however_many_come_after_it(site: Site) -> None:
    site.more = {"newsletter": [{"slug": "daily", "title": "Daily", "from": "tea@example.org"}]}
    pages = []
    for number in range(210):
        due = NOW + timedelta(days=number)
        at = replace(slot(f"{due:%Y-%m-%dT%H:%M}", "daily"), due=due)
        one = edition(f"tea-{number}", at=at, state=EditionState.COMPOSED)
        site.store.editions.compose(one, {}, [])
        site.store.editions.move(one.id, list(EditionState), EditionState.SENT, NOW)
        pages.append(site.public / addresses.page_file(addresses.edition_path(one)))
        if number in (0, 209):
            site.publish()
    assert [page for page in pages if not page.exists()] == []


def test_an_unfit_article_costs_itself_only_and_is_listed_until_it_is_corrected(site: Site) -> None:
    good, *_ = site.add("good")
    [bad] = site.add("bad")
    site.collect(replace(site.article(bad), url="mailto:nobody", revision=2, digest="other"))
    assert site.publish().rejected == 1
    assert entered(site, "") == {good}
    assert [(row[0], row[1]) for row in _rejected(site)] == [("feeds", bad)]
    site.publish()
    assert [row[1] for row in _rejected(site)] == [bad]
    site.correct(bad, url="https://example.org/better")
    site.publish()
    assert entered(site, "") == {good, bad}
    assert _rejected(site) == []


def test_what_was_unfit_once_and_is_not_any_more_is_not_listed_when_all_is_made_anew(site: Site) -> None:
    filled(site, 2)
    [bad] = site.add("bad", title=" ")
    site.publish()
    site.correct(bad, title="A better title")
    site.publish(anew=True)
    assert _rejected(site) == []


def _rejected(site: Site) -> list[tuple[str, str, str, object]]:
    return list(site.store.runs.rejected())


def test_a_publish_with_nothing_new_touches_nothing(site: Site) -> None:
    filled(site)
    before = site.files()
    done = site.publish()
    assert (done.feeds, done.pages) == (0, 0)
    assert site.files() == before


def test_one_more_article_rewrites_its_own_feeds_only(site: Site) -> None:
    site.titles = {"tea": "Tea", "ale": "Ale"}
    site.add("first-ale", section="ale")
    filled(site, 3)
    before = site.files()
    site.add("one-more")
    site.publish()
    after = site.files()
    changed = {path for path, file in after.items() if before.get(path) != file}
    assert not [path for path in changed if path.startswith("sections/ale/") or "archive/" in path]
    assert {"atom.xml", "sections/tea/atom.xml", "index.html", "manifest.json"} <= changed


def test_history_is_the_same_on_each_database(store: SqlStore, tmp_path: Path) -> None:
    site = Site(tmp_path, store)
    ids = filled(site, 7)
    site.correct(ids[0])
    site.store.feeds.withdraw(ids[1], site.now)
    site.publish()
    assert entered(site, "") == set(ids) - {ids[1]}
    assert_linked(site.walk(""))


def test_an_edition_stays_however_many_come_after_it(site: Site) -> None:
    site.more = WEEKLY
    first = sent(site, 0)
    site.publish()
    for week in range(1, 203):
        sent(site, week)
    site.publish()
    assert page_of(site, first).exists()
    assert len(site.store.feeds.known("newsletter/weekly")) == 203


def test_an_edition_that_is_cancelled_when_some_mails_are_out_leaves_its_feed_and_its_archive(site: Site) -> None:
    site.more = WEEKLY
    editions = [sent(site, week) for week in range(3)] + [sent(site, 3, EditionState.SENDING)]
    site.publish()  # three of four are in an archive document
    editions += [sent(site, week, EditionState.SENDING) for week in (4, 5, 6)]
    site.publish()
    for cancelled in (editions[3], editions[6]):
        site.store.editions.move(cancelled, [EditionState.SENDING], EditionState.CANCELLED, site.now)
    site.publish()
    assert not page_of(site, editions[3]).exists()
    assert {id.rpartition("/")[2] for id in entered(site, "newsletters/weekly/")} == {
        edition.partition(":")[2] for edition in editions if edition not in (editions[3], editions[6])
    }


def test_the_twin_of_a_newsletters_feed_has_its_editions(site: Site) -> None:
    site.more = WEEKLY
    editions = [sent(site, week) for week in range(4)]
    site.publish()
    shown = (site.public / "newsletters/weekly/index.html").read_text("utf-8")
    assert [address(edition) in shown for edition in editions] == [False, True, True, True]
    archived = (site.public / "newsletters/weekly/archive/1/index.html").read_text("utf-8")
    assert [address(edition) in archived for edition in editions] == [True, True, True, False]


def test_the_current_document_is_full_however_often_the_newest_was_corrected(site: Site) -> None:
    ids = filled(site, 6)
    for _ in range(4):
        for id in ids[-3:]:
            site.correct(id)
        site.publish()
    assert [id for id, _ in site.walk("")[0].items] == ids[:-4:-1]


def test_a_template_with_a_mistake_holds_up_no_feed(site: Site) -> None:
    site.titles = {f"section-{number}": f"Section {number}" for number in range(30)}
    broken = site.folder / "templates" / "web"
    broken.mkdir(parents=True)
    (broken / "section.html").write_text("{{ unknown.word }}")
    with pytest.raises(RenderError):
        site.publish(templates=Templates(broken.parent))
    assert len(list(site.public.glob("sections/*/rss.xml"))) == 30


@pytest.mark.parametrize(
    "path", ["../victim.txt", "/victim.txt", "", ".", "sections/..", "a\0b", "\ud800", "x/", "../manifest.json"]
)
def test_a_manifest_leads_nobody_out_of_the_folder(site: Site, path: str) -> None:
    site.add("story")
    site.publish()
    victim, manifest = site.folder / "victim.txt", site.public / "manifest.json"
    victim.write_text("mine")
    told = json.loads(manifest.read_bytes())
    one = told["files"].popitem()[1]
    (site.folder / "manifest.json").write_text(json.dumps({"files": {"victim.txt": one}}))
    manifest.write_text(json.dumps({"files": told["files"] | {path: one}}))
    site.publish()
    assert victim.read_text() == "mine"
    assert path not in json.loads(manifest.read_bytes())["files"]


@pytest.mark.parametrize(
    "damaged", [b"", b"[]", b"\xff", b"[" * 100_000, b'{"files": {"a": {"from": "", "bytes": Infinity, "sha256": ""}}}']
)
def test_a_damaged_manifest_is_made_again(site: Site, damaged: bytes) -> None:
    site.add("story")
    site.publish()
    before = contents(site.public)
    (site.public / "manifest.json").write_bytes(damaged)
    site.publish()
    assert contents(site.public) == before


def test_what_cannot_be_removed_is_told_and_costs_nothing_else(site: Site) -> None:
    site.titles = {"milk": "Milk", "tea": "Tea"}
    site.publish()
    shutil.rmtree(site.public / "sections" / "milk")
    (site.public / "sections" / "milk").symlink_to(site.folder)
    site.titles = {"tea": "Tea"}
    [id] = site.add("story")
    for _ in range(2):
        with pytest.raises(PublishError, match="remove the link"):
            site.publish()
    assert [item for item, _ in site.read("atom.xml").items] == [id]
    (site.public / "sections" / "milk").unlink()
    site.publish()
    assert "sections/milk/rss.xml" not in (site.public / "manifest.json").read_text("utf-8")


def sent(site: Site, week: int, state: EditionState = EditionState.SENT) -> str:
    """An edition that went out; its id."""
    due = START + timedelta(weeks=week)
    made = edition(f"tea-{week}", at=Slot(schedule="weekly", label=f"{due:%Y-%m-%dT%H:%M}", due=due))
    site.store.editions.compose(made, {}, [])
    site.store.editions.move(made.id, [EditionState.COMPOSED], state, site.now)
    return made.id


def address(edition: str) -> str:
    """Where an edition's page lies, as other pages link to it."""
    return f"newsletters/{edition.replace(':', '/', 1).replace(':', '')}/"


def page_of(site: Site, edition: str) -> Path:
    return site.public / address(edition) / "index.html"
