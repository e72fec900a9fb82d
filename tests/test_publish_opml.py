"""The list of our feeds: what a reader takes in one go, whatever their titles hold."""

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from digest.publish import opml
from digest.publish.publication import Newsletter, Publication, Section, Site, all_feeds

SITE = Site(title="Tea & Toast", url="https://example.org/", tag="example.org,2026", language="de")
SECTIONS = (Section(slug="tea", title="Tea", description="Leaves"), Section(slug="jam", title="Jam"))
WEEKLY = Newsletter(slug="weekly", title="The Weekly")
WHOLE = Publication(site=SITE, sections=SECTIONS, newsletters=(WEEKLY,))
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)


def tree(publication: Publication) -> etree._Element:
    return etree.fromstring(opml.published(publication.site, all_feeds(publication)))


def test_every_feed_is_named_in_its_group() -> None:
    body = tree(WHOLE).find("body")
    assert body is not None
    found = [(group.get("text"), [feed.get("xmlUrl") for feed in group]) for group in body]
    assert found == [
        ("Tea & Toast", []),
        ("Rubriken", ["https://example.org/sections/tea/rss.xml", "https://example.org/sections/jam/rss.xml"]),
        ("Newsletter", ["https://example.org/newsletters/weekly/rss.xml"]),
    ]
    assert body[0].get("xmlUrl") == "https://example.org/rss.xml"


def test_a_feed_says_all_that_readers_show() -> None:
    [tea] = tree(WHOLE).xpath("//outline[@xmlUrl='https://example.org/sections/tea/rss.xml']")
    assert dict(tea.attrib) == {
        "type": "rss",
        "text": "Tea · Tea & Toast",
        "title": "Tea · Tea & Toast",
        "xmlUrl": "https://example.org/sections/tea/rss.xml",
        "htmlUrl": "https://example.org/sections/tea/",
        "description": "Leaves",
        "language": "de",
    }


def test_a_group_without_feeds_is_left_out() -> None:
    bare = Publication(site=SITE, sections=SECTIONS)
    assert [group.get("text") for group in tree(bare).iterfind("body/outline")] == ["Tea & Toast", "Rubriken"]


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT, ANY_TEXT)
def test_whatever_the_titles_hold_it_is_well_formed(title: str, description: str) -> None:
    hostile = Section(slug="x", title=title, description=description)
    site = Site(title=title, url="https://example.org/", tag="example.org,2026", description=description)
    found = tree(Publication(site=site, sections=(hostile,)))
    assert len(found.xpath("//outline[@xmlUrl]")) == 2
