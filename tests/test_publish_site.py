"""Pages for people: complete, linked, the same every time, safe for any text, and fit for a strict policy."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from posixpath import join, normpath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from digest.language import ENGLISH
from digest.model import EditionState, Pick, PickKind, PickOrigin
from digest.publish import addresses
from digest.publish.dates import edition_day
from digest.publish.entry import Entry, Unfit, of_article
from digest.publish.publication import Newsletter, Place, Publication, Section, Site, all_feeds
from digest.publish.site import (
    MANY_SECTIONS,
    article_page,
    edition_page,
    home,
    latest_page,
    newsletter_page,
    section_page,
)
from digest.templates import Templates, built_in
from make import article, edition, item, slot
from site_pages import pages

TEMPLATES = Templates()
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
SITE = Site(title="Tea & Toast", url="https://example.org/", tag="example.org,2026", description="Slow <news>")
PICK = Pick(
    kind=PickKind.RELATED, origin=PickOrigin.EDITOR, url="https://example.org/old", title="Old", reason="same series"
)
NEXT = replace(PICK, kind=PickKind.NEXT, title="Part 2", reason="the next part")


def entries(section: str, count: int) -> tuple[Entry, ...]:
    picks = (NEXT, PICK)
    return tuple(of_article(article(f"{section}-{n}", section=section), picks) for n in range(count))


def publication(**changes: Any) -> Publication:
    editions = (
        edition("tea", at=slot("2026-03-09T08:00"), state=EditionState.HELD),
        edition("tea", "toast", at=slot("2026-03-02T08:00"), state=EditionState.SENT),
        edition("tea", at=slot("2026-02-23T08:00"), state=EditionState.SKIPPED),
        edition("toast", at=slot("2026-02-16T08:00"), state=EditionState.SENDING),
    )
    sections = (
        Section(slug="tea", title="Tea", description="Leaves", entries=entries("tea", 6)),
        Section(slug="toast", title="Toast", entries=entries("toast", 2)),
        Section(slug="jam", title="Jam"),
    )
    letters = (Newsletter(slug="weekly", title="The Weekly", editions=editions), Newsletter(slug="new", title="New"))
    latest = (*sections[1].entries, *sections[0].entries)
    return replace(Publication(site=SITE, sections=sections, newsletters=letters, latest=latest), **changes)


def written() -> dict[str, bytes]:
    return dict(pages(publication(), TEMPLATES))


def test_every_page_lies_where_its_address_says() -> None:
    assert sorted(written()) == [
        "assets/site.css",
        "assets/site.js",
        "feeds.opml",
        "index.html",
        "latest/index.html",
        "newsletters/new/index.html",
        "newsletters/weekly/2026-02-16T0800/index.html",
        "newsletters/weekly/2026-03-02T0800/index.html",
        "newsletters/weekly/index.html",
        "sections/jam/index.html",
        "sections/tea/index.html",
        "sections/toast/index.html",
        "sitemap.xml",
    ]


def test_an_edition_that_is_held_or_skipped_is_on_no_page() -> None:
    assert not [path for path, page in written().items() if b"2026-03-09" in page or b"2026-02-23" in page]


def test_the_same_publication_gives_the_same_bytes() -> None:
    assert written() == dict(pages(publication(), Templates()))


def archive() -> dict[str, bytes]:
    """The pages of closed archive documents: two of each feed."""
    one = publication()
    tea, weekly = one.sections[0], one.newsletters[0]
    return dict(
        page
        for place in (Place(number=1, after=2), Place(number=2, before=1))
        for page in (
            latest_page(one, one.latest, TEMPLATES, place),
            section_page(one, tea, TEMPLATES, place),
            newsletter_page(one, weekly, TEMPLATES, place),
        )
    )


def test_every_link_inside_the_site_leads_to_something() -> None:
    one, current = publication(), Place(before=2)
    made = written() | archive()
    made |= [
        latest_page(one, one.latest, TEMPLATES, current),
        section_page(one, one.sections[0], TEMPLATES, current),
        newsletter_page(one, one.newsletters[0], TEMPLATES, current),
    ]
    feeds = {addresses.feed_path(feed.folder, kind) for feed in all_feeds(one) for kind in addresses.KINDS}
    ids = {path: set(html.fromstring(page).xpath("//@id")) for path, page in made.items() if path.endswith(".html")}
    for path in ids:
        for href in html.fromstring(made[path]).xpath("//@href | //@src"):
            if href.startswith(("https://", "feed:https://")):
                continue
            place, _, name = href.removesuffix("?raw").partition("#")
            there = normpath(join(path.rpartition("/")[0], place)).removeprefix(".").removeprefix("/")
            target = f"{there}/index.html".removeprefix("/") if place.endswith("/") else there
            target = target if place else path
            assert target in made.keys() | feeds, (path, href)
            assert not name or name in ids[target], (path, href)


def test_no_page_needs_script_or_carries_style() -> None:
    for path, page in written().items():
        if path.endswith(".html"):
            tree = html.fromstring(page)
            assert not tree.xpath("//style | //@style | //@*[starts-with(name(), 'on')]"), path
            [script] = tree.xpath("//script")
            assert script.get("src").endswith("assets/site.js"), path
            assert not script.text, path
            # What only the script can do is not shown without it.
            assert len(tree.xpath("//button")) == len(tree.xpath("//button[@hidden][@data-copy]")), path


def test_headings_come_in_order_and_every_page_has_one_first_heading() -> None:
    for path, page in written().items():
        levels = [int(level) for level in re.findall(rb"<h([1-6])", page)]
        if path.endswith(".html"):
            assert levels.count(1) == 1, path
            assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False)), path


def test_a_section_page_is_the_twin_of_its_feed() -> None:
    one = publication()
    tree = html.fromstring(section_page(one, one.sections[0], TEMPLATES)[1])
    assert tree.xpath("//article//h2/a/@href") == [entry.url for entry in one.sections[0].entries]
    assert [(link.get("type"), link.get("href")) for link in tree.xpath("//link[@rel='alternate']")] == [
        ("application/rss+xml", "../../sections/tea/rss.xml"),
        ("application/atom+xml", "../../sections/tea/atom.xml"),
        ("application/feed+json", "../../sections/tea/feed.json"),
        ("application/rss+xml", "../../rss.xml"),
        ("application/atom+xml", "../../atom.xml"),
        ("application/feed+json", "../../feed.json"),
        ("text/x-opml", "../../feeds.opml"),
    ]


def test_the_latest_are_the_twin_of_the_feed_of_everything() -> None:
    one = publication()
    path, page = latest_page(one, one.latest, TEMPLATES)
    assert path == "latest/index.html"
    tree = html.fromstring(page)
    assert tree.xpath("//article//h2/a/@href") == [entry.url for entry in one.latest]
    assert tree.xpath("//link[@rel='alternate']/@href")[:3] == ["../rss.xml", "../atom.xml", "../feed.json"]


def test_a_newsletters_page_is_the_twin_of_its_feed() -> None:
    one = publication()
    tree = html.fromstring(newsletter_page(one, one.newsletters[0], TEMPLATES)[1])
    days = ["2026-03-02T0800", "2026-02-16T0800"]
    assert tree.xpath("//article//h2/a/@href") == [f"../../newsletters/weekly/{day}/" for day in days]
    assert tree.xpath("//link[@rel='alternate']/@href")[0] == "../../newsletters/weekly/rss.xml"


def test_a_twin_says_how_to_subscribe() -> None:
    one = publication()
    for page, folder in (
        (section_page(one, one.sections[0], TEMPLATES), "sections/tea/"),
        (latest_page(one, one.latest, TEMPLATES), ""),
        (newsletter_page(one, one.newsletters[0], TEMPLATES), "newsletters/weekly/"),
    ):
        tree = html.fromstring(page[1])
        feeds = [f"https://example.org/{folder}{file}" for file in ("rss.xml", "atom.xml", "feed.json")]
        assert [code.text_content() for code in tree.xpath("//code")] == feeds
        assert tree.xpath("//button/@data-copy") == feeds
        opening = tree.xpath("//ul[@class='readers']//a/@href")
        assert opening[0] == f"feed:{feeds[0]}"
        encoded = feeds[0].replace("/", "%2F").replace(":", "%3A")
        assert [link for link in opening[1:] if not (link.startswith("https://") and link.endswith(encoded))] == []


def test_older_and_newer_stories_are_a_link_away() -> None:
    one = publication()

    def ways(place: Place) -> list[str]:
        tree = html.fromstring(section_page(one, one.sections[0], TEMPLATES, place)[1])
        return [f"{' '.join(a.text_content().split())} {a.get('href')}" for a in tree.xpath("//nav[@class='pager']/a")]

    archive = "../../../../sections/tea/archive"
    assert ways(Place()) == []
    assert ways(Place(before=2)) == ["Older stories ../../sections/tea/archive/2/"]
    assert ways(Place(number=2, before=1)) == [
        "Newer stories ../../../../sections/tea/",
        f"Older stories {archive}/1/",
    ]
    assert ways(Place(number=1, after=2)) == [f"Newer stories {archive}/2/"]


def test_an_archive_page_lies_with_its_documents_and_points_readers_to_the_current_feed() -> None:
    made = archive()
    assert sorted(made) == [
        f"{folder}archive/{number}/index.html"
        for folder in ("", "newsletters/weekly/", "sections/tea/")
        for number in (1, 2)
    ]
    tree = html.fromstring(made["sections/tea/archive/1/index.html"])
    assert tree.xpath("//link[@rel='canonical']/@href") == ["https://example.org/sections/tea/archive/1/"]
    assert tree.xpath("//link[@rel='alternate']/@href")[0] == "../../../../sections/tea/rss.xml"


def test_where_one_is_stands_in_the_navigation() -> None:
    for path, title in (("sections/tea/archive/1/", "Tea"), ("newsletters/weekly/archive/1/", "The Weekly")):
        tree = html.fromstring(archive()[f"{path}index.html"])
        assert tree.xpath("//nav//a[@aria-current='true']/text()") == [title]
    tree = html.fromstring(written()["sections/tea/index.html"])
    assert tree.xpath("//nav//a[@aria-current]/text()") == ["Tea"]


def test_many_sections_are_a_list_of_contents_and_not_in_every_navigation() -> None:
    many = tuple(Section(slug=f"s{n}", title=f"Part {n}", entries=entries(f"s{n}", 1)) for n in range(MANY_SECTIONS))
    one = publication(sections=many, latest=tuple(entry for section in many for entry in section.entries))
    tree = html.fromstring(home(one, TEMPLATES)[1])
    assert len(tree.xpath("//section[@class='directory']//li/a")) == MANY_SECTIONS
    assert not tree.xpath("//section[@class='column']")
    there = html.fromstring(section_page(one, many[3], TEMPLATES)[1]).xpath("//nav[@aria-label='Sections']//a")
    assert [link.text for link in there] == ["Latest", "Part 3", f"All {MANY_SECTIONS} sections", "The Weekly", "New"]


def test_an_articles_own_page_has_all_of_it_at_its_own_address() -> None:
    one = publication()
    entry = replace(one.sections[0].entries[0], url="https://example.org/notes/tea", authors=("Ada", "Bo"))
    path, page = article_page(
        one, replace(entry, categories=("Tea",)), "<h1>How</h1><p>Hot <b>water</b>.</p>", TEMPLATES
    )
    tree = html.fromstring(page)
    assert path == "notes/tea/index.html"
    assert tree.xpath("//link[@rel='canonical']/@href") == ["https://example.org/notes/tea"]
    assert [name.text for name in tree.xpath("//h1 | //h2")] == [entry.title, "How", "Read on"]
    assert b"<p>Hot <b>water</b>.</p>" in page
    assert tree.xpath("//*[@itemprop='author']//text()") == ["Ada", "Bo"]
    assert tree.xpath("//time/@datetime") == [entry.date.isoformat()]
    assert tree.xpath("//ul[@class='picks']//a/text()") == ["Old", "Part 2"]
    assert tree.xpath("//p[@class='more']/a/@href") == ["/sections/tea/"]
    assert tree.xpath("//link[@rel='stylesheet']/@href") == ["/assets/site.css"]


def test_an_article_that_lies_elsewhere_has_no_page_of_ours() -> None:
    one = publication()
    with pytest.raises(ValueError, match="no address for a page"):
        article_page(one, replace(one.sections[0].entries[0], url="https://elsewhere.example/a"), "<p>.</p>", TEMPLATES)


def test_a_story_shows_its_picks_with_reasons_next_last() -> None:
    one = publication()
    tree = html.fromstring(section_page(one, one.sections[0], TEMPLATES)[1])
    picks = [" ".join(pick.text_content().split()) for pick in tree.xpath("(//article)[1]//ul[@class='picks']/li")]
    assert picks == ["Related Old same series", "Next Part 2 the next part"]


def test_home_leads_with_the_newest_story_and_does_not_repeat_it() -> None:
    tree = html.fromstring(home(publication(), TEMPLATES)[1])
    lead = tree.xpath("//article[contains(@class, 'lead')]//h2/a/@href")
    assert lead == ["https://example.org/toast-0"]
    assert tree.xpath("//h3/a/@href").count(lead[0]) == 0


def test_an_empty_publication_has_a_home() -> None:
    bare = Publication(site=replace(SITE, description=""), sections=(Section(slug="tea", title="Tea"),))
    assert b"Nothing yet." in home(bare, TEMPLATES)[1]


def test_an_edition_shows_its_stories_by_section_with_minutes() -> None:
    one = publication()
    _, page = edition_page(one, one.newsletters[0], one.newsletters[0].editions[1], TEMPLATES)
    tree = html.fromstring(page)
    assert tree.xpath("//section/h2/text()") == ["Tea", "Toast"]
    assert tree.xpath("//h1//text()") == ["Monday, 2\N{NO-BREAK SPACE}March 2026"]
    assert b"1 min" in page


@settings(max_examples=40, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_whatever_an_article_holds_its_page_is_whole_and_nothing_runs(title: str, summary: str, url: str) -> None:
    picks = (replace(PICK, title=title, reason=summary, url=url),)
    hostile = of_article(replace(article("x"), title=f"T{title}", summary=summary, authors=(title,), image=url), picks)
    one = publication(sections=(Section(slug="tea", title="Tea", entries=(hostile,)),))
    page = section_page(one, one.sections[0], TEMPLATES)[1].decode("utf-8")
    seen = _Tags()
    seen.feed(page)
    assert seen.tags.count("article") == 1
    assert not {"style", "iframe"} & set(seen.tags)
    assert seen.tags.count("script") == 1
    assert all(link.startswith(("http://", "https://", "../", "#", "feed:https://")) for link in seen.links)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "/relative"])
def test_a_story_without_a_web_address_is_not_shown(url: str) -> None:
    with pytest.raises(Unfit):
        of_article(replace(article("x"), url=url))
    held = edition("tea", state=EditionState.SENT)
    stories = replace(held.sections[0], items=(replace(item("x"), url=url),))
    one = publication()
    assert b"<article" not in edition_page(one, one.newsletters[0], replace(held, sections=(stories,)), TEMPLATES)[1]


def test_a_title_from_right_to_left_turns_its_story() -> None:
    arabic = Section(slug="tea", title="Tea", entries=(of_article(replace(article("x"), title="«شاي» and tea")),))
    page = section_page(publication(sections=(arabic,)), arabic, TEMPLATES)[1]
    assert html.fromstring(page).xpath("//article/@dir") == ["rtl"]


def test_days_are_written_the_same_on_every_machine() -> None:
    assert ENGLISH.day(article("x").date) == "1\N{NO-BREAK SPACE}March 2026"
    assert edition_day(edition("tea")) == "Monday, 2\N{NO-BREAK SPACE}March 2026"


def test_unsubscribing_asks_with_one_button_and_a_post() -> None:
    page = TEMPLATES.render(
        "web/unsubscribe.html",
        site=SITE,
        newsletter="The <Weekly>",
        address="a•••@example.org",
        action="/unsubscribe/t",
    )
    form = html.fromstring(page).xpath("//form")[0]
    assert (form.get("method"), form.get("action"), len(form.xpath(".//button"))) == ("post", "/unsubscribe/t", 1)
    assert "The &lt;Weekly&gt;" in page


def test_small_pages_need_only_what_they_say() -> None:
    done = TEMPLATES.render("web/unsubscribed.html", site=SITE, newsletter="The Weekly", address="a•••@example.org")
    assert "a•••@example.org" in done
    told = TEMPLATES.render("web/message.html", site=SITE, heading="Not found", text="There is no such page.")
    assert '<link rel="stylesheet" href="/assets/site.css">' in told


def test_texts_can_be_read_in_light_and_dark() -> None:
    """WCAG 2.2 §1.4.3: at least 4.5 to 1, each ink on each ground."""
    light, dark = re.findall(r":root \{(.*?)\}", (built_in() / "web/site.css").read_text(), re.DOTALL)[:2]
    for scheme in (light, dark):
        colour = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", scheme))
        pairs = [(ink, ground) for ink in ("ink", "soft", "accent") for ground in ("paper", "wash")]
        for ink, ground in [*pairs, ("on-accent", "accent"), ("paper", "ink")]:
            assert _contrast(colour[ink], colour[ground]) >= 4.5, (ink, ground)


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
