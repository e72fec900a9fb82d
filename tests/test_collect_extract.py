"""Pages become articles: the text without what surrounds it, and the editor's picks as data."""

from __future__ import annotations

import contextlib
import gzip
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from digest.collect.article import clean, extract
from digest.collect.article.editor_picks import take
from digest.collect.article.html_tree import decoded
from digest.collect.article.titles import without_site
from digest.errors import PageUnreadable
from digest.model import Found, PickKind, Series, Source, SourceKind

DATA = Path(__file__).parent / "data" / "collect" / "pages"
LISTING = Source(
    url="https://blatt.example/",
    kind=SourceKind.LISTING,
    section="kitchen",
    name="Blatt",
    full=True,
    every=timedelta(hours=1),
    from_page=True,
)
FEED = Source(
    url="https://blatt.example/feed",
    kind=SourceKind.FEED,
    section="kitchen",
    name="Blatt",
    full=True,
    every=timedelta(hours=1),
    from_page=False,
)
TEXT = "<p>" + "A sentence with seven words in it. " * 20 + "</p>"


def blocks(content: str) -> list[str]:
    """The text of each block of a body."""
    tree = html.fragment_fromstring(content, create_parent="div")
    return [text for block in tree.iter("p", "li", "h2", "h3", "blockquote") if (text := block.text_content().strip())]


def as_json(found: Found) -> Any:
    return {
        "url": found.url,
        "title": found.title,
        "section": found.page_section,
        "published": found.published.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if found.published else None,
        "image": found.image,
        "paragraphs": blocks(found.content),
        "picks": [{"kind": pick.kind.value, "title": pick.title, "url": pick.url} for pick in found.picks],
    }


def check(file: Path, expected: Any) -> Found:
    found = extract.article(file.read_bytes(), LISTING, url=expected["url"], known=None)
    unwanted = expected.pop("never_in_body")
    assert as_json(found) == expected
    assert [text for text in unwanted if text in found.content] == []
    return found


@pytest.mark.shared_data
def test_the_page_that_started_it_becomes_an_article(shared: Path) -> None:
    check(shared / "seed" / "page.html", json.loads((shared / "seed" / "expected.json").read_text(encoding="utf-8")))


def test_a_page_becomes_the_article_beside_it() -> None:
    found = check(DATA / "teekessel.html", json.loads((DATA / "teekessel.json").read_text(encoding="utf-8")))
    assert found.authors == ("Frieda Pfanne", "Otto Löffel")
    assert (found.language, found.tags) == ("de", ("Tee", "Dampf"))
    assert found.summary == "Ein Kessel singt, weil ihm etwas fehlt."
    assert found.series == Series(key="dinge am herd", title="Dinge am Herd", part=2)
    assert 'src="https://blatt.example/bilder/blasen.jpg"' in found.content
    assert 'href="https://blatt.example/kessel/messen.html"' in found.content


def test_the_same_page_gives_the_same_article() -> None:
    body = (DATA / "teekessel.html").read_bytes()
    both = [extract.article(body, LISTING, url="https://blatt.example/kessel/", known=None) for _ in range(2)]
    assert both[0] == both[1]


KNOWN = Found(
    source=FEED.url,
    url="https://blatt.example/a",
    section="kitchen",
    title="The feed's title",
    summary="The feed's summary.",
    guid="g1",
    published=datetime(2026, 11, 1, tzinfo=UTC),
    complete=False,
)
PAGE = f"<html><head><title>The page's title</title></head><body><h1>The page's title</h1>{TEXT}</body></html>".encode()


def test_what_a_feed_said_wins_over_the_page() -> None:
    found = extract.article(PAGE, FEED, url="https://blatt.example/a", known=KNOWN)
    assert (found.title, found.summary, found.guid, found.published) == (
        KNOWN.title,
        KNOWN.summary,
        "g1",
        KNOWN.published,
    )
    assert found.complete


def test_a_links_text_does_not() -> None:
    found = extract.article(PAGE, LISTING, url="https://blatt.example/a", known=KNOWN)
    assert (found.title, found.guid) == ("The page's title", "g1")


@pytest.mark.parametrize(
    "body", [b"", b"\x00\x01\x02", b"<html><body><p>Too little.</p></body></html>", b"<!-- -->", b"<div>" * 50_000]
)
def test_a_page_without_an_article_is_told_as_such(body: bytes) -> None:
    with pytest.raises(PageUnreadable, match=r"there is no HTML|no article was found"):
        extract.article(body, LISTING, url="https://blatt.example/a", known=None)


@pytest.mark.parametrize(
    "canonical", ["https://evil.example/x", "https://blatt.example/", "javascript:1", "http://[::1", ""]
)
def test_only_an_address_on_the_same_site_is_believed(canonical: str) -> None:
    body = PAGE.replace(b"<head>", f'<head><link rel="canonical" href="{canonical}">'.encode())
    assert extract.article(body, LISTING, url="https://blatt.example/a", known=None).url == "https://blatt.example/a"


@pytest.mark.parametrize(
    ("line", "kind", "titles"),
    [
        ('<p><strong>RELATED: <a href="/x">A shed</a></strong></p>', "related", ["A shed"]),
        ('<p><b>RELATED</b> <a href="/x">A shed</a></p>', "related", ["A shed"]),
        ('<p>(See also: <a href="/x">A shed</a>; <a href="/y">A door</a>.)</p>', "related", ["A shed", "A door"]),
        ('<p>🔗 <a href="/x">Read more: A shed »</a></p>', "related", ["A shed"]),
        ('<a href="/x"><h3>UP NEXT: A shed</h3></a>', "next", ["A shed"]),
        ('<h4>READ MORE:</h4><ul><li><a href="/x">All about the shed</a></li></ul>', "related", ["All about the shed"]),
        ('<p>Kept.<br>Siehe auch: <a href="/x">Ein Schuppen</a><br>Kept too.</p>', "related", ["Ein Schuppen"]),
        ('<p>Weiter mit: <a href="/x">Der Tür</a></p>', "next", ["Der Tür"]),
        ('<p>À lire aussi : <a href="/x">Une cabane</a></p>', "related", ["Une cabane"]),
        ('<p>Lee también: <a href="/x">Un cobertizo</a></p>', "related", ["Un cobertizo"]),
        ('<p>Читайте также: <a href="/x">Сарай</a></p>', "related", ["Сарай"]),
        ('<p>関連記事：<a href="/x">小屋</a></p>', "related", ["小屋"]),
    ],
)
def test_a_line_with_an_editors_pick_is_data_and_no_text(line: str, kind: str, titles: list[str]) -> None:
    tree = html.document_fromstring(f"<body><p>Before.</p>{line}<p>After.</p></body>")
    picks = take(tree, "https://e.org/here/")
    assert ([pick.title for pick in picks], {pick.kind for pick in picks}) == (titles, {PickKind(kind)})
    kept = ["Kept.", "Kept too."] if "Kept" in line else []
    assert [text for text in tree.itertext() if text.strip()] == ["Before.", *kept, "After."]


@pytest.mark.parametrize(
    "line",
    [
        '<p>Read more in <a href="/x">the manual of sheds</a>, which nobody reads.</p>',
        '<p>Next to <a href="/x">the shed</a> grows a plum.</p>',
        '<p><a href="/x">Read more</a></p>',
        '<p>More: <a href="#top">Up again</a></p>',
        '<p>See also: <a href="javascript:x()">the shed</a></p>',
        '<p>Related work was done by <a href="/x">Ada</a>.</p>',
        '<p>Read more:</p><p><a href="/x">TV</a>, <a href="/y">Drama</a></p>',
        "<p>RELATED: a shed without a link</p>",
    ],
)
def test_prose_navigation_and_tags_are_no_picks(line: str) -> None:
    assert take(html.document_fromstring(f"<body>{line}</body>"), "https://e.org/here/") == ()


@pytest.mark.parametrize(
    "call",
    ["Continue scrolling to keep reading", "Click the button below to start this article in quick view.", "Anzeige",
     "Sign up for our weekly newsletter!", "Follow us on X", "Share this article", "View this post on Instagram",
     "Story continues below", "Advertisement", "— Share —"],
)  # fmt: skip
def test_a_call_to_action_is_no_text(call: str) -> None:
    assert clean.is_call(call)


@pytest.mark.parametrize(
    "text", ["Share prices fell again.", "Subscribe to nothing, my father said.", "Print is not dead.", "Continue.", ""]
)
def test_a_sentence_is_text(text: str) -> None:
    assert not clean.is_call(text)


@pytest.mark.parametrize(
    ("title", "site", "bare"),
    [
        ("A shed | Moms", "Moms.com", "A shed | Moms"),
        ("Building the shed | Moms", "Moms.com", "Building the shed"),
        ("Moms: Building the shed", "Moms", "Building the shed"),
        ("Building - the shed", "Moms", "Building - the shed"),
        ("Building the shed", None, "Building the shed"),
    ],
)
def test_the_sites_name_is_no_part_of_the_title(title: str, site: str | None, bare: str) -> None:
    assert without_site(title, site) == bare


@pytest.mark.parametrize(
    "body",
    ["Tür".encode(), "Tür".encode("utf-8-sig"), "Tür".encode("cp1252"), "Tür".encode("utf-16"),
     '<meta charset="klingon">Tür'.encode("cp1252"), '<meta charset="iso-8859-15">Tür'.encode("latin-1")],
)  # fmt: skip
def test_a_page_is_read_in_its_own_letters(body: bytes) -> None:
    assert decoded(body).endswith("Tür")


WHOLE = (DATA / "teekessel.html").read_bytes()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(min_value=0, max_value=len(WHOLE)),
    st.integers(min_value=0, max_value=400),
    st.sampled_from(
        [b"", b"<", b'">', b"<!--", b"<base href='http://[::1'>", b"\xff\x00", b"</body>", b"<a href=//[>"]
    ),
)
def test_a_damaged_page_is_read_or_refused_and_never_a_traceback(at: int, length: int, patch: bytes) -> None:
    with contextlib.suppress(PageUnreadable):
        extract.article(WHOLE[:at] + patch + WHOLE[at + length :], LISTING, url="https://blatt.example/", known=None)


@pytest.mark.shared_data
def test_real_pages_are_read_or_refused(shared: Path) -> None:
    for line in (shared / "pages" / "gold.jsonl").read_text(encoding="utf-8").splitlines()[::30]:
        row = json.loads(line)
        body = gzip.decompress((shared / "pages" / "html" / row["file"]).read_bytes())
        try:
            found = extract.article(body, LISTING, url=row["url"], known=None)
        except PageUnreadable:
            continue
        assert found.title
        assert found.content


def article_of(middle: str, *, title: str = "How kettles sing", head: str = "") -> Found:
    body = f"<html><head><title>{title}</title>{head}</head><body><article>{middle}</article></body></html>".encode()
    return extract.article(body, LISTING, url="https://blatt.example/a", known=None)


PROSE = "".join(
    f"<p>Sentence {number} of the story has a number of its own and some words more.</p>" for number in range(12)
)


def test_links_emphasis_and_pictures_stand_where_they_stood() -> None:
    line = (
        '<p>A <b>bold</b> word, <a href="/x">a <em>linked</em> word</a> and an <img src="/i.jpg" alt="image"> end.</p>'
    )
    content = article_of(PROSE + line + PROSE.replace("story", "tale")).content
    assert 'A <b>bold</b> word, <a href="https://blatt.example/x">a <em>linked</em> word</a> and an <img' in content
    assert 'src="https://blatt.example/i.jpg"' in content


def test_a_caption_stays_with_its_picture() -> None:
    figure = '<figure><img src="/i.jpg" alt="A"><figcaption>A kettle by the window</figcaption></figure>'
    content = article_of(PROSE + figure + PROSE.replace("story", "tale")).content
    assert "<figcaption>A kettle by the window</figcaption></figure>" in content


@given(st.text(alphabet="ab \U000f0000\U000f0001\U000f0002\U000f0019\U000ffffd<&", max_size=40))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_letters_of_a_page_are_taken_for_our_marks(odd: str) -> None:
    menu = f"<nav><p>{escape(odd)}</p><p>A way to the door</p></nav>"
    line = f"<p>Odd {escape(odd)} <a href='/x'>link {escape(odd)}</a> end of it</p>"
    found = blocks(article_of(menu + PROSE + line + PROSE.replace("story", "tale")).content)
    assert (found[0].startswith("Sentence 0"), found[-1].startswith("Sentence 11")) == (True, True)
    assert len(found) == 25


@pytest.mark.parametrize(
    "above",
    [
        "<p>Home stories</p><h1>How kettles sing</h1>",
        "<p>7 min read</p>",
        "<p>November 20, 2019</p>",
        "<p>By Ann Lee</p>",
    ],
)
def test_what_stands_above_a_body_is_not_of_it(above: str) -> None:
    assert blocks(article_of(above + PROSE).content)[0].startswith("Sentence 0")


@pytest.mark.parametrize(
    "below",
    [
        "<p>© 2026 Blatt. All rights reserved.</p>",
        "<p>Ann Lee is a writer who has lived with kettles for years.</p>",
        "<h3>Recommended reading</h3><p>Twelve pots and what they want of you</p><p>The cup that was too full</p>",
    ],
)
def test_what_stands_below_a_body_is_not_of_it(below: str) -> None:
    head = '<meta name="author" content="Ann Lee">'
    assert blocks(article_of(PROSE + below, head=head).content)[-1].startswith("Sentence 11")


def test_an_author_who_is_spoken_of_within_a_story_stays() -> None:
    middle = "<p>Ann Lee is the one who found it out.</p>"
    found = article_of(PROSE + middle + PROSE.replace("story", "tale"), head='<meta name="author" content="Ann Lee">')
    assert "Ann Lee is the one" in found.content


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("<p>By Ann Lee and Bob Roe</p>", ("Ann Lee", "Bob Roe")),
        ('<a href="/author/abby-lee/">Abby Lee</a>', ("Abby Lee",)),
        ('<span class="post__author-name">Written by Ann Lee, Staff Writer</span>', ("Ann Lee",)),
        ('<span class="byline">By Ann Lee | Updated May 2, 2026</span>', ("Ann Lee",)),
        ("<p>By the river stood a mill, and it ground.</p>", ()),
    ],
)
def test_a_byline_names_the_authors(byline: str, names: tuple[str, ...]) -> None:
    assert article_of(byline + PROSE).authors == names


def test_a_site_that_signs_for_its_authors_is_asked_for_the_byline() -> None:
    head = '<meta name="author" content="Blatt"><meta property="og:site_name" content="Blatt">'
    assert article_of("<p>By Ann Lee</p>" + PROSE, head=head).authors == ("Ann Lee",)
    assert article_of(PROSE, head=head).authors == ("Blatt",)


def test_a_date_that_only_readers_see_is_read() -> None:
    found = article_of("<p>Published: July 18, 2025</p>" + PROSE)
    assert found.published == datetime(2025, 7, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headings", "og", "title"),
    [
        (["Twelve songs that kettles know"], "Kettles and their songs | Blatt", "Twelve songs that kettles know"),
        (["Blatt", "Twelve songs that kettles know"], "Songs | Blatt", "Twelve songs that kettles know"),
        (["Kitchen | Kettles and their songs"], "Kettles and their songs", "Kettles and their songs"),
        (["Subscribe to us"], "Kettles and their songs", "Kettles and their songs"),
        (["Models¶"], "Models | Blatt", "Models"),
    ],
)
def test_the_heading_is_the_title_when_it_tells_of_the_same(headings: list[str], og: str, title: str) -> None:
    head = f'<meta property="og:title" content="{og}"><meta property="og:site_name" content="Blatt">'
    shown = "".join(f"<h1>{one}</h1>" for one in headings)
    assert article_of(shown + PROSE, title=og, head=head).title == title


def bench(folder: Path, out: Path, *more: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The line of JSON that `python -m bench.extract` prints last, and what it wrote."""
    command = [sys.executable, "-m", "bench.extract", str(folder), "--out", str(out), *more]
    root = Path(__file__).parents[1]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)  # our own program
    written = [json.loads(row) for row in out.read_text(encoding="utf-8").split("\n") if row]
    return json.loads(done.stdout.splitlines()[-1]), written


def test_the_bench_finds_pages_in_folders_of_the_folder_and_says_when_there_are_none(tmp_path: Path) -> None:
    inner = tmp_path / "pages" / "html"
    inner.mkdir(parents=True)
    command = [sys.executable, "-m", "bench.extract", str(tmp_path / "pages"), "--out", str(tmp_path / "out.jsonl")]
    empty = subprocess.run(command, capture_output=True, text=True, check=False)
    assert empty.returncode != 0
    assert "no *.html or *.html.gz in it" in empty.stderr
    (inner / "one.html").write_text("<html><body><p>" + "Tea is warm. " * 60)
    assert bench(tmp_path / "pages", tmp_path / "out.jsonl")[0]["pages"] == 1


def test_the_bench_writes_a_line_for_each_page_also_for_one_that_cannot_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.html.gz").write_bytes(gzip.compress(PAGE))
    (folder / "b.html").write_bytes(b"<p>Too little.</p>")
    (folder / "urls.json").write_text('{"a.html.gz": "https://blatt.example/a"}', encoding="utf-8")
    figures, written = bench(folder, tmp_path / "out.jsonl")
    assert (figures["pages"], figures["unread"]) == (2, 1)
    assert [row["file"] for row in written] == ["a.html.gz", "b.html"]
    names = {"file", "title", "author", "date", "section", "image", "language", "text", "picks"}
    assert [set(row) for row in written] == [names, names | {"error"}]
    assert written[0]["text"].startswith("A sentence with seven words in it.")
