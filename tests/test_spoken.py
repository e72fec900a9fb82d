"""What readers meet in German and Arabic: mails, pages, feeds, reasons of picks, the service's pages and alerts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from lxml import html

from digest.language import language
from digest.model import Edition, EditionState, Pick, PickKind, PickOrigin, Problem, Series
from digest.newsletter.masthead import Masthead
from digest.newsletter.render import render
from digest.picks import next_pick, related
from digest.publish.entry import of_article, of_edition
from digest.publish.publication import Newsletter, Publication, Section, Site
from digest.readers.tokens import UNSUBSCRIBE, token
from digest.service.alert_mail import Mail
from digest.templates import Templates
from fake_app import FakeApp
from http_asking import serving
from make import article, edition, slot
from newsletter_edition import ARABIC, ARABIC_MASTHEAD, DATA, GERMAN, GERMAN_MASTHEAD
from picks_archive import END, archive_of, story
from published import URL
from published import Site as Published
from site_pages import pages
from test_words import FOUND, PLACEHOLDER, texts

TEMPLATES = Templates()
SPOKEN = ("title", "alt", "aria-label", "data-copied", "data-failed")
#: Every English wording, as a pattern of what stands alone in a tag.
ENGLISH = re.compile(
    "|".join(
        ".+".join(map(re.escape, PLACEHOLDER.split(text)[::2]))
        for message in FOUND
        for text in texts(message.id)
        if text
    )
)


def english_in(page: str) -> list[str]:
    """What a page shows, or reads out, in the words of our English."""
    tree = html.document_fromstring(page)
    spoken = (value for name in SPOKEN for value in tree.xpath(f"//@{name}"))
    shown = tree.xpath("//text()[not(parent::style) and not(parent::script)]")
    return [text for text in map(str.strip, (*shown, *spoken)) if ENGLISH.fullmatch(text)]


# --- mails


@pytest.mark.parametrize(
    ("name", "of", "mast", "sections"),
    [
        ("german", GERMAN, GERMAN_MASTHEAD, ("haus", "versuche")),
        ("arabic", ARABIC, ARABIC_MASTHEAD, ()),
    ],
)
def test_a_mail_speaks_its_newsletters_language(
    name: str, of: Edition, mast: Masthead, sections: tuple[str, ...]
) -> None:
    variant = render(of, mast, TEMPLATES).variant(sections)
    assert variant.text_of({"unsubscribe": "A" * 32}) == (DATA / f"{name}.txt").read_text(encoding="utf-8")
    tree = html.document_fromstring(variant.html)
    spoken = language(mast.language)
    assert (tree.get("lang"), tree.get("dir")) == (spoken.tag, spoken.dir)
    assert spoken.gettext("Unsubscribe") in tree.text_content()
    assert english_in(variant.html) == []


def test_english_is_found_where_it_is_left() -> None:
    assert english_in('<p>Next in Haus</p><img alt="Picture"><p>Danach</p>') == ["Next in Haus", "Picture"]


def test_one_set_of_templates_makes_mails_in_turn(tmp_path: Path) -> None:
    german, arabic = (render(GERMAN, replace(GERMAN_MASTHEAD, language=tag), TEMPLATES) for tag in ("de", "ar"))
    assert "Min. Lesezeit" in german.variant().text
    assert "دقائق قراءة" in arabic.variant().text
    assert "دقائق" not in german.variant().html


def test_a_language_without_words_keeps_its_name_and_direction() -> None:
    variant = render(ARABIC, replace(ARABIC_MASTHEAD, language="fa"), TEMPLATES).variant()
    tree = html.document_fromstring(variant.html)
    assert (tree.get("lang"), tree.get("dir")) == ("fa", "rtl")
    assert "۲۳ نوامبر ۲۰۲۶" in variant.text
    assert "Unsubscribe" in variant.text


# --- pages and feeds


def publication(tag: str, newsletter: str | None = None) -> Publication:
    picks = tuple(
        Pick(kind=kind, origin=PickOrigin.EDITOR, url=f"{URL}{kind}", title="Ω", reason="λ") for kind in PickKind
    )
    stories = [replace(article(f"a{n}"), title=f"Α{n}", summary="Β", authors=("Γ", "Δ", "Ε")) for n in range(6)]
    entries = tuple(of_article(one, picks, ("Τ",), language(tag)) for one in stories)
    sent = tuple(edition("a", "b", at=slot(label), state=EditionState.SENT, stories=5) for label in LABELS)
    letters = (
        Newsletter(slug="weekly", title="Θ", editions=sent, language=newsletter),
        Newsletter(slug="n", title="Ν"),
    )
    sections = (Section(slug="t", title="Τ", entries=entries), Section(slug="u", title="Υ"))
    site = Site(title="Π", url=URL, tag="example.org,2026", language=tag)
    return Publication(site=site, sections=sections, newsletters=letters, latest=entries)


LABELS = ("2026-03-02T08:00", "2026-02-23T08:00")


def written(tag: str, newsletter: str | None = None) -> dict[str, str]:
    return {path: content.decode() for path, content in pages(publication(tag, newsletter), TEMPLATES)}


@pytest.mark.parametrize("tag", ["de", "ar"])
def test_every_page_speaks_the_sites_language(tag: str) -> None:
    spoken = language(tag)
    shown = {path: content for path, content in written(tag).items() if path.endswith(".html")}
    assert len(shown) > 6
    for path, content in shown.items():
        tree = html.document_fromstring(content)
        assert (tree.get("lang"), tree.get("dir", "ltr")) == (tag, spoken.dir), path
        assert english_in(content) == [], path
    assert spoken.listed(("Γ", "Δ", "Ε")) in shown["sections/t/index.html"]
    assert spoken.day(article("a").date) in shown["sections/t/index.html"]


def test_english_pages_have_all_that_is_looked_for() -> None:
    found = {
        text for content in written("en").values() if content.startswith("<!doctype") for text in english_in(content)
    }
    assert {
        "Skip to the content",
        "Related",
        "Next",
        "and 4 more",
        "Follow Τ",
        "All editions of Θ",
        "1 min",
    } <= found


def test_an_edition_is_shown_in_its_newsletters_language() -> None:
    shown = written("en", newsletter="de")
    page = html.document_fromstring(shown["newsletters/weekly/2026-03-02T0800/index.html"])
    assert page.get("lang") == "de"
    assert page.xpath("//h1//text()") == ["Montag, 2.\N{NO-BREAK SPACE}März 2026"]
    assert english_in(shown["newsletters/weekly/index.html"]) == []
    assert html.document_fromstring(shown["index.html"]).get("lang") == "en"
    assert "Monday, 2\N{NO-BREAK SPACE}March 2026" in shown["index.html"]


def test_lists_of_feeds_are_grouped_in_the_sites_language() -> None:
    assert 'text="الأقسام"' in written("ar")["feeds.opml"]


@pytest.mark.parametrize(
    ("tag", "onward", "next", "beside"),
    [
        ("en", "Read on at example.org", "Read next:", "Related:"),
        ("de", "Weiterlesen auf example.org", "Danach lesen:", "Passend dazu:"),
        ("ar", "تابع القراءة على example.org", "اقرأ بعد ذلك:", "ذو صلة:"),
    ],
)
def test_entries_of_feeds_hold_our_words_in_the_sites_language(tag: str, onward: str, next: str, beside: str) -> None:
    picks = tuple(
        Pick(kind=kind, origin=PickOrigin.EDITOR, url=f"{URL}{kind}", title="Ω", reason="λ") for kind in PickKind
    )
    content = of_article(replace(article("a"), full=False), picks, words=language(tag)).content
    for said in (onward, next, beside):
        assert f">{said}<" in content


def test_an_edition_in_a_feed_is_named_by_its_day() -> None:
    made = of_edition(edition("tea", at=slot()), "Θ", URL, "example.org,2026", language("de"))
    assert made.title == "Θ, Montag, 2. März 2026"


def test_a_publication_is_made_anew_in_another_language(tmp_path: Path) -> None:
    site = Published(tmp_path)
    site.add("one")
    site.publish()
    site.more["site"] = {"title": "Π", "url": URL, "tag": "example.org,2026", "language": "de"}
    site.publish()
    assert "<language>de</language>" in (site.public / "rss.xml").read_text()
    assert "Zum Inhalt springen" in (site.public / "index.html").read_text()


# --- reasons of picks


PARTS = [
    replace(story(f"shed {n}", "sheds", day=n), series=Series(key="s", title="Der Schuppen", part=n)) for n in (1, 2, 3)
]
OTHERS = [story(f"{subject} {n}", subject, day=n) for subject in ("bread", "ducks", "trains") for n in range(4)]
INDEX = archive_of([*PARTS, *OTHERS])


@pytest.mark.parametrize(
    ("tag", "part", "chosen", "newest", "about"),
    [
        ("de", "Teil 3 von „Der Schuppen“", "Von der Redaktion empfohlen", "Mehr aus „Brot“", "Auch zum Thema "),
        ("ar", "الجزء 3 من «Der Schuppen»", "من اختيار المحرّر", "المزيد من قسم «Brot»", "أيضًا عن "),
        ("ar-EG", "الجزء ٣ من «Der Schuppen»", "من اختيار المحرّر", "المزيد من قسم «Brot»", "أيضًا عن "),
    ],
)
def test_reasons_are_given_in_the_language_that_is_handed_in(
    tag: str, part: str, chosen: str, newest: str, about: str
) -> None:
    words = language(tag)
    following = next_pick(PARTS[1], INDEX, until=END, words=words)
    assert following is not None
    assert following.reason == part
    link = Pick(kind=PickKind.RELATED, origin=PickOrigin.EDITOR, url=OTHERS[0].url, title="", reason="")
    first = related(replace(PARTS[0], picks=(link,)), INDEX, until=END, words=words)[0]
    assert first.reason == chosen
    lone = story("lone bread", "bread", day=90, content="<p>Nothing at all.</p>", title="Lone", section="bread")
    index = archive_of([*PARTS, *OTHERS, lone])
    found = next_pick(lone, index, until=END, section_titles={"bread": "Brot"}, words=words)
    assert found is not None
    assert found.reason == newest
    one = replace(OTHERS[0], title="The IVF loaf: a crust for John Legend")
    two = replace(OTHERS[1], title="Why John Legend Trusts IVF")
    index = archive_of([*PARTS, one, two, *OTHERS[2:]])
    reasons = [pick.reason for pick in related(two, index, until=END, words=words)]
    assert any(reason.startswith(about) and "John Legend" in reason for reason in reasons)


# --- the service


@pytest.fixture(params=["de", "ar"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FakeApp]:
    made = FakeApp(tmp_path)
    site = made.config.site.model_copy(update={"language": request.param})
    made.config = made.config.model_copy(update={"site": site})
    yield made
    made.close()


def test_the_pages_of_the_service_speak_the_sites_language(app: FakeApp) -> None:
    reader = app.store.subscribers.active("weekly")[0]
    link = f"/unsubscribe/{token(app.secret(), UNSUBSCRIBE, reader.id)}"
    words = language(app.config.site.language)
    with serving(app) as ask:
        shown = {
            "We then send": ask(link),
            "You are unsubscribed": ask(link, method="POST", body=b"List-Unsubscribe=One-Click"),
            "This link does not work": ask("/unsubscribe/nonsense"),
            "Nothing here": ask("/nowhere"),
            "Not like that": ask("/nowhere", method="DELETE"),
        }
    for name, answer in shown.items():
        tree = html.document_fromstring(answer.text)
        assert (tree.get("lang"), tree.get("dir", "ltr")) == (words.tag, words.dir), name
        assert english_in(answer.text) == [], name
    assert words.gettext("You are unsubscribed") in shown["You are unsubscribed"].text


def test_a_readers_pages_speak_their_newsletters_language(tmp_path: Path) -> None:
    app = FakeApp(tmp_path)
    letter = app.config.newsletter[0].model_copy(update={"language": "de"})
    app.config = app.config.model_copy(update={"newsletter": (letter,)})
    reader = app.store.subscribers.active("weekly")[0]
    with serving(app) as ask:
        page = ask(f"/unsubscribe/{token(app.secret(), UNSUBSCRIBE, reader.id)}").text
    app.close()
    assert "„The Weekly Cup“ abbestellen?" in page


@pytest.mark.parametrize("tag", ["de", "ar"])
@pytest.mark.parametrize("over", [False, True])
def test_alerts_speak_the_sites_language(tag: str, over: bool) -> None:
    words = language(tag)
    since = slot().due
    dead = Problem(kind="source dead", thing="https://a.example/", detail="404", since=since)
    dead = replace(dead, ended=since + timedelta(hours=1), told=since) if over else dead
    mail = Mail(site="Π", sender="a@example.org", to=["b@example.org"], words=words)
    for problems in ([dead], [dead, replace(dead, thing="https://b.example/")]):
        message = mail.messages("source dead", problems, since, over=over)[0]
        read = message_from_bytes(message.content, policy=policy.default)
        assert words.gettext("source dead") in read["Subject"]
        lines = [line.strip() for line in read.get_content().splitlines()]
        assert [line for line in lines if ENGLISH.fullmatch(line)] == []
        assert "2026-03-02 07:00 UTC" in read.get_content()


def test_every_slot_of_a_kind_is_counted_in_words() -> None:
    words = language("ar")
    dead = Problem(kind="late", thing="x", detail="y", since=slot().due)
    mail = Mail(site="Π", sender="a@example.org", to=["b@example.org"], words=words)
    content = mail.messages("late", [dead, dead], slot().due, over=False)[0].content
    assert message_from_bytes(content, policy=policy.default)["Subject"] == "[Π] عدد متأخر: حالتان"
