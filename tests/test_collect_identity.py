"""Identity: one story once, whatever its address, its feed or its date say."""

from __future__ import annotations

import contextlib
import string
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.identity import Terms, article_id, article_key, canonical, decide, section_for
from digest.model import Article, Found, Pick, PickKind, PickOrigin

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
TEXT = "<p>" + " ".join(f"word{n}" for n in range(100)) + "</p>"
FOUND = Found(
    source="https://e.org/feed",
    url="https://e.org/shed/",
    section="garden",
    title="Building the shed",
    summary="A shed.",
    content=TEXT,
    guid="1",
    published=NOW - timedelta(days=1),
)


def stored(
    found: Found, known: Article | None = None, *, now: datetime = NOW, section: str = "garden"
) -> Article | None:
    return decide(found, known, Terms(tag="e.org,2026", section=section, full=True, now=now))


def first(found: Found = FOUND) -> Article:
    article = stored(found)
    assert article is not None
    return article


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HTTPS://User:pw@E.org:443/A?utm_source=x&b=2&a=1&fbclid=9#top", "https://e.org/A?b=2&a=1"),
        ("http://e.org:80", "http://e.org/"),
        ("https://e.org:8443/x", "https://e.org:8443/x"),
        ("https://m.e.org/story/amp/", "https://e.org/story"),
        ("https://en.m.wikipedia.org/wiki/Shed", "https://en.wikipedia.org/wiki/Shed"),
        ("https://e.org/story.amp.html?outputType=amp", "https://e.org/story.html"),
        ("https://e-org.cdn.ampproject.org/c/s/e.org/story/?amp=1", "https://e.org/story/"),
        ("https://www.google.com/amp/s/amp.e.org/story", "https://e.org/story"),
        ("https://e.org/ä b", "https://e.org/%C3%A4%20b"),
        ("https://m.co/x", "https://m.co/x"),
        ("http://[2001:db8::1]:80/", "http://[2001:db8::1]/"),
        ("https://e.org/camp/", "https://e.org/camp/"),
        ("https://m.co.uk/x", "https://m.co.uk/x"),
        ("https://m.e.co.uk/x", "https://e.co.uk/x"),
        ("https://mobile.blog.e.org/x", "https://blog.e.org/x"),
        ("https://cdn.ampproject.org/v/s/amp.e.org/a/amp/?amp_js_v=0.1&usqp=mq331AQ", "https://e.org/a"),
        ("https://e-org.bing-amp.com/c/s/e.org/a", "https://e.org/a"),
        ("https://e.org/story?amp", "https://e.org/story"),
        ("https://e.org/a;jsessionid=0F?PHPSESSID=1&id=3", "https://e.org/a?id=3"),
        ("https://e.org/a?sid=0123456789abcdef0123", "https://e.org/a"),
        ("https://e.org/a?sid=42", "https://e.org/a?sid=42"),
        ("https://e.org/a?ref=news.example.com&source=rss", "https://e.org/a"),
        ("https://e.org/a?ref=main&source=wire", "https://e.org/a?ref=main&source=wire"),
        ("https://e.org/a?gclid=1&msclkid=2&mc_cid=3&_hsenc=4&igshid=5&p=6", "https://e.org/a?p=6"),
        ("https://e.org/%c3%a4", "https://e.org/%C3%A4"),
        ("https://e.org/#!/story/1", "https://e.org/#!/story/1"),
        ("https://e.org/a#/", "https://e.org/a"),
        ("https://e.org/index.html", "https://e.org/index.html"),
    ],
)
def test_an_address_becomes_the_one_of_the_story(written: str, meant: str) -> None:
    assert canonical(written) == meant


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "e.org/x",
        "mailto:a@e.org",
        "javascript:1",
        "http://",
        "http://e.org:x/",
        "http://[::1",
        "https://e.org/" + "x" * 5000,
    ],
)
def test_what_is_no_web_address_has_no_key(bad: str) -> None:
    with pytest.raises(ValueError):
        article_key(bad)


@pytest.mark.parametrize(
    "other",
    [
        "http://e.org/a?x=1&y=2",
        "https://www.e.org/a?y=2&x=1",
        "https://e.org/a/?x=1&y=2#c",
        "https://m.e.org/a?x=1&y=2&utm_medium=m",
        "https://e.org:443/a/index.html?x=1&y=2",
        "https://e.org/%61?y=2&&x=%31",
    ],
)
def test_two_spellings_have_one_key(other: str) -> None:
    assert article_key(other) == article_key("https://e.org/a?x=1&y=2")


NAMES = [
    "id",
    "p",
    "page",
    "page_id",
    "story",
    "article",
    "v",
    "q",
    "s",
    "t",
    "n",
    "a",
    "year",
    "sid",
    "ref",
    "lang",
    "type",
]


@given(
    st.dictionaries(
        st.sampled_from(NAMES), st.text(alphabet=string.digits + "gxyz", min_size=1, max_size=8), max_size=5
    ),
    st.sampled_from(["/", "/index.php", "/2026/Story-1/", "/amplifier"]),
)
def test_what_a_server_may_choose_a_story_by_is_never_taken_away(query: dict[str, str], path: str) -> None:
    url = f"https://e.org{path}" + ("?" + urlencode(query) if query else "")
    assert canonical(url) == url
    assert dict(parse_qsl(urlsplit(f"//{article_key(url)}").query)) == query


PATH = st.text(alphabet=string.ascii_letters + string.digits + "/-_.~%äé €&=?+;:@,'()[]#", max_size=40)


@given(
    st.sampled_from(["http", "https"]), st.sampled_from(["e.org", "www.E.org", "m.e.org:80", "amp.e.co.uk:444"]), PATH
)
def test_the_canonical_address_is_its_own_and_has_the_same_key(scheme: str, host: str, path: str) -> None:
    url = canonical(f"{scheme}://{host}/{path}")
    assert canonical(url) == url
    assert article_key(url) == article_key(f"{scheme}://{host}/{path}")
    assert article_key(url).startswith(("e.org", "e.co.uk"))


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert canonical(text).startswith(("http://", "https://"))


def test_ids_are_tag_uris_and_the_same_everywhere() -> None:
    assert article_id("e.org,2026", "e.org/shed") == "tag:e.org,2026:article/57707f1a5f4ae2c92aa0"
    assert first().id == article_id("e.org,2026", "e.org/shed")
    assert first().id != first(replace(FOUND, url="https://e.org/shed2/")).id


def test_a_new_article_goes_by_its_own_date() -> None:
    article = first()
    assert article.date == article.updated == article.published == FOUND.published
    assert (article.collected, article.revision, article.key) == (NOW, 1, "e.org/shed")


def test_an_article_has_utc_whatever_zone_its_source_writes() -> None:
    article = first(
        replace(FOUND, published=FOUND.published and FOUND.published.astimezone(timezone(timedelta(hours=-5))))
    )
    assert (article.published, article.date) == (FOUND.published, FOUND.published)
    assert article.published is not None
    assert article.published.utcoffset() == article.date.utcoffset() == timedelta()


@pytest.mark.parametrize("published", [None, datetime(1970, 1, 1, tzinfo=UTC), NOW + timedelta(seconds=1)])
def test_a_missing_absurd_or_future_date_becomes_ours_and_the_sources_is_kept(published: datetime | None) -> None:
    article = first(replace(FOUND, published=published))
    assert (article.date, article.published) == (NOW, published)


def test_the_same_again_is_nothing_new() -> None:
    assert stored(FOUND, first(), now=NOW + timedelta(days=9)) is None


def test_a_redated_or_renamed_item_is_the_same_article() -> None:
    later = NOW + timedelta(days=5)
    assert stored(replace(FOUND, published=later, guid="2"), first(), now=later) is None


def test_a_small_change_is_a_revision_but_no_update() -> None:
    article = stored(
        replace(FOUND, content=TEXT.replace("word5 ", "word5, ").replace("word7 ", "w ")),
        first(),
        now=NOW + timedelta(days=1),
    )
    assert article is not None
    assert (article.revision, article.updated) == (2, first().updated)


@pytest.mark.parametrize(
    "change",
    [{"title": "Building the shed, again"}, {"content": TEXT.replace("word1", "new")}, {"content": "<p>Gone.</p>"}],
)
def test_a_changed_title_or_a_tenth_of_the_words_is_an_update(change: dict[str, str]) -> None:
    now = NOW + timedelta(days=1)
    article = stored(replace(FOUND, **change), first(), now=now)
    assert article is not None
    assert article.updated == now
    assert (article.id, article.collected, article.date) == (first().id, NOW, first().date)


def worded(same: int, fresh: int = 0, *, first: str = "same") -> str:
    return "<p>" + " ".join([*(f"{first}{n}" for n in range(same)), *(f"fresh{n}" for n in range(fresh))]) + "</p>"


@pytest.mark.parametrize(
    ("before", "after", "is_update"),
    [
        (worded(1000), worded(901, 99), False),  # 9.9 % exchanged
        (worded(1000), worded(900, 100), True),
        (worded(901), worded(901, 99), False),  # 9.9 % of the longer one came
        (worded(900), worded(900, 100), True),
        (worded(1000), worded(901), False),  # or went
        (worded(1000), worded(900), True),
        (worded(10), worded(10).replace("same3", "<b>Same3</b>,"), False),
    ],
)
def test_a_tenth_of_the_longer_texts_words_is_the_edge(before: str, after: str, is_update: bool) -> None:
    now = NOW + timedelta(days=1)
    article = stored(replace(FOUND, content=after), first(replace(FOUND, content=before)), now=now)
    assert article is not None
    assert (article.updated == now, article.revision) == (is_update, 2)


def test_a_moved_address_is_taken_of_a_bare_link_is_taken_from_its_own_source_only() -> None:
    link = Found(source=FOUND.source, url="https://e.org/new/", section="garden", title="Read it!", complete=False)
    moved = Terms(tag="e.org,2026", section="garden", full=True, now=NOW, has_moved=True)
    article = decide(link, first(), moved)
    assert article is not None
    assert (article.url, article.title, article.key) == (link.url, FOUND.title, first().key)
    assert decide(replace(link, source="https://other.example/"), first(), moved) is None
    assert decide(link, first(), replace(moved, has_moved=False)) is None


def test_a_summary_never_replaces_a_full_text() -> None:
    again = replace(FOUND, content="", complete=False, summary="Another summary.")
    article = stored(again, first())
    assert article is not None
    assert (article.content, article.summary, article.complete) == (TEXT, "Another summary.", True)


def test_a_bare_link_changes_nothing_of_what_is_known() -> None:
    link = Found(source=FOUND.source, url=FOUND.url, section="garden", title="Read it!", complete=False)
    assert stored(link, first()) is None


def test_reading_the_page_completes_an_article_without_being_an_update() -> None:
    known = first(replace(FOUND, content="", complete=False))
    pick = Pick(kind=PickKind.NEXT, origin=PickOrigin.EDITOR, url="https://e.org/door/", title="The door")
    article = stored(replace(FOUND, picks=(pick,)), known, now=NOW + timedelta(days=1))
    assert article is not None
    assert (article.complete, article.picks, article.updated) == (True, (pick,), known.updated)


def test_another_source_completes_but_never_rewrites() -> None:
    other = replace(FOUND, source="https://other.example/feed", title="Shed!", section="news")
    assert stored(other, first(), section="news") is None
    known = first(replace(FOUND, content="", complete=False))
    article = stored(other, known, section="news")
    assert article is not None
    assert (article.title, article.section, article.source, article.content) == (
        known.title,
        "garden",
        FOUND.source,
        TEXT,
    )


def test_a_page_that_named_its_section_stays_there_when_the_feed_is_read_again() -> None:
    known = stored(replace(FOUND, page_section="Sheds"), section="sheds")
    assert stored(replace(FOUND, content="", complete=False), known, section="garden") is None


TITLES = {"confessions": ("Confessions", "True stories"), "garden-notes": ("Garden notes",)}


@pytest.mark.parametrize(
    ("named", "slug"),
    [
        ("CONFESSIONS", "confessions"),
        ("true  stories!", "confessions"),
        ("Garden-Notes", "garden-notes"),
        ("Sport", "d"),
        (None, "d"),
        ("", "d"),
        ("–", "d"),
    ],
)
def test_the_section_that_a_page_names_is_matched_by_title_alias_or_slug(named: str | None, slug: str) -> None:
    assert section_for(named, TITLES, "d") == slug
