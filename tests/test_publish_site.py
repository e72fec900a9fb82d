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

from digest.model import EditionState, Pick, PickKind, PickOrigin
from digest.publish import addresses
from digest.publish.entry import Entry, Unfit, of_article
from digest.publish.publication import Newsletter, Publication, Section, Site
from digest.publish.site import day, edition_day, edition_page, home, pages, section_page
from digest.templates import Templates, built_in
from make import article, edition, item, slot

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
    return replace(Publication(site=SITE, sections=sections, newsletters=letters), **changes)


def written() -> dict[str, bytes]:
    return dict(pages(publication(), TEMPLATES))


def test_every_page_lies_where_its_address_says() -> None:
    assert sorted(written()) == [
        "assets/site.css",
        "index.html",
        "newsletters/new/index.html",
        "newsletters/weekly/2026-02-16T0800/index.html",
        "newsletters/weekly/2026-03-02T0800/index.html",
        "newsletters/weekly/index.html",
        "sections/jam/index.html",
        "sections/tea/index.html",
        "sections/toast/index.html",
    ]


def test_an_edition_that_is_held_or_skipped_is_on_no_page() -> None:
    assert not [path for path, page in written().items() if b"2026-03-09" in page or b"2026-02-23" in page]


def test_the_same_publication_gives_the_same_bytes() -> None:
    assert written() == dict(pages(publication(), Templates()))


def test_every_link_inside_the_site_leads_to_something() -> None:
    made = written()
    feeds = {
        addresses.feed_path(addresses.section_path(slug), kind)
        for slug in (None, "tea", "toast", "jam")
        for kind in ("rss", "atom")
    }
    for path, page in made.items():
        for href in html.fromstring(page).xpath("//@href") if path.endswith(".html") else ():
            if href.startswith(("https://", "#")):
                continue
            there = normpath(join(path.rpartition("/")[0], href)).removeprefix(".").removeprefix("/")
            target = f"{there}/index.html".removeprefix("/") if href.endswith("/") else there
            assert target in made.keys() | feeds, (path, href)


def test_no_page_needs_script_or_carries_style() -> None:
    for path, page in written().items():
        if path.endswith(".html"):
            tree = html.fromstring(page)
            assert not tree.xpath("//script | //style | //@style | //@*[starts-with(name(), 'on')]"), path


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
    assert tree.xpath("//link[@rel='alternate']/@href") == [
        "../../sections/tea/atom.xml",
        "../../sections/tea/rss.xml",
        "../../atom.xml",
        "../../rss.xml",
    ]
    copyable = [code.text_content() for code in tree.xpath("//code")]
    assert copyable == ["https://example.org/sections/tea/atom.xml", "https://example.org/sections/tea/rss.xml"]


def test_a_story_shows_its_picks_with_reasons_next_last() -> None:
    one = publication()
    tree = html.fromstring(section_page(one, one.sections[0], TEMPLATES)[1])
    picks = [" ".join(pick.text_content().split()) for pick in tree.xpath("(//article)[1]//ul[@class='picks']/li")]
    assert picks == ["Related Old same series", "Next Part 2 the next part"]


def test_home_leads_with_the_newest_story_and_does_not_repeat_it() -> None:
    tree = html.fromstring(home(publication(), TEMPLATES)[1])
    lead = tree.xpath("//article[contains(@class, 'lead')]//h2/a/@href")
    assert lead == ["https://example.org/toast-1"]
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
    assert not {"script", "style", "iframe"} & set(seen.tags)
    assert all(link.startswith(("http://", "https://", "../", "#")) for link in seen.links)


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
    assert day(article("x").date) == "1\N{NO-BREAK SPACE}March 2026"
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
