"""`digest import` and `digest export`: what other readers write is taken, named or refused; ours comes back whole."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.commands import opml
from digest.commands.opml import Feed
from digest.config import Config, load
from digest.errors import WrongUse
from test_cli import run

SITE = '[site]\ntitle = "Small"\nurl = "https://small.example/"\ntag = "small.example,2026"\n'
SECTIONS = """
[[section]]
slug = "kitchen"
title = "Kitchen"
  [[section.source]]
  feed = "https://a.example/feed.xml"
  name = "A & B"
  [[section.source]]
  listing = "https://a.example/list/"
[[section]]
slug = "notes"
title = "Notes"
  [[section.source]]
  folder = "notes"
  url = "https://small.example/notes/"
"""
SEVERAL = b"""<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.1"><head><title>Mine</title></head><body>
<outline text="Loose" type="rss" xmlUrl="https://loose.example/rss?a=1&b=2"/>
<outline text="Kitchen"><outline title="Caf\xe9" text="x" xmlurl="feed://cafe.example/rss"/>
  <outline text="Deeper"><outline text="D" xmlUrl="feed:https://d.example/feed"/></outline>
  <outline text="Again" xmlUrl="https://d.example/feed"/></outline>
<outline text="A link" type="link" url="https://e.example/"/>
<outline text="Mail" xmlUrl="mailto:a@b.example"/>
<outline text="Secret" xmlUrl="https://me:pw@f.example/feed"/>
<outline text="Nothing"/>
<outline text="Known" xmlUrl="https://a.example/feed.xml"/>
</body></opml>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(SITE + SECTIONS, encoding="utf-8")
    (tmp_path / "feeds.opml").write_bytes(SEVERAL)
    return tmp_path


def test_nested_outlines_become_sections_and_bad_ones_are_named() -> None:
    found = opml.read(SEVERAL, "feeds.opml")
    assert found.feeds == (
        Feed("https://loose.example/rss?a=1&b=2", "Loose", "Feeds"),
        Feed("http://cafe.example/rss", "Café", "Kitchen"),
        Feed("https://d.example/feed", "D", "Deeper"),
        Feed("https://a.example/feed.xml", "Known", "Feeds"),
    )
    assert dict(found.refused) == {
        "outline 7 (A link)": "it is a link, not a feed; `digest init` looks for the feeds of a site",
        "outline 8 (Mail)": "'mailto:a@b.example' is no web address that can be fetched",
        "outline 9 (Secret)": "a name or password stands in the address of f.example; ask for one without",
        "outline 10 (Nothing)": "it has no xmlUrl, the address of a feed",
    }
    assert dict(found.repeated) == {"outline 6 (Again)": "its feed stands under 'Deeper' already, and is taken once"}


def test_import_shows_tables_and_changes_nothing(folder: Path) -> None:
    before = (folder / "config.toml").read_bytes()
    told = run(folder, "import", "feeds.opml", code=1)
    assert '[[section]]\nslug = "feeds"\ntitle = "Feeds"\n' in told
    assert 'slug = "kitchen-2"  # "kitchen" is there already' in told
    assert "feeds.opml, outline 8 (Mail): 'mailto:a@b.example' is no web address" in told
    assert "4 outlines of feeds.opml could not be taken" in told
    assert (folder / "config.toml").read_bytes() == before


def test_import_appends_once_and_touches_no_line(folder: Path) -> None:
    before = (folder / "config.toml").read_bytes()
    assert "3 feeds appended to config.toml, 1 were there already" in run(
        folder, "import", "feeds.opml", "--write", code=1
    )
    after = (folder / "config.toml").read_bytes()
    assert after.startswith(before)
    assert [s.slug for s in load(folder / "config.toml").section] == [
        "kitchen",
        "notes",
        "feeds",
        "kitchen-2",
        "deeper",
    ]
    assert "0 feeds appended" in run(folder, "import", "feeds.opml", "--write", code=1)
    assert (folder / "config.toml").read_bytes() == after


def test_import_needs_no_config_to_show(tmp_path: Path) -> None:
    (tmp_path / "feeds.opml").write_bytes(b"<opml><body><outline xmlUrl='https://a.example/f'/></body></opml>")
    assert 'feed = "https://a.example/f"' in run(tmp_path, "import", "feeds.opml")
    assert "there is no such file" in run(tmp_path, "import", "feeds.opml", "--write", code=2)


def test_a_config_that_would_not_load_any_more_stays_as_it_is(folder: Path) -> None:
    text = f'section = [{{slug = "a", title = "A"}}]\n{SITE}'
    (folder / "config.toml").write_text(text, encoding="utf-8")
    assert "would not load with these tables" in run(folder, "import", "feeds.opml", "--write", code=2)
    assert (folder / "config.toml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "is not well-formed XML"),
        (b"nothing", "is not well-formed XML"),
        (b"<opml><body>", "is not well-formed XML"),
        (b"<rss><channel/></rss>", "is no OPML: its root is <rss>"),
        (b"<opml>" + b"<outline text='x'>" * 100_000, "is not well-formed XML"),
        (b"<opml><body>" + b"<outline/>" * 6_000 + b"</body></opml>", "has more than 5000 outlines"),
        (
            (
                b'<!DOCTYPE o [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
                b'<opml><body><outline text="&b;" xmlUrl="https://a.example/"/></body></opml>'
            ),
            "declares entities of its own",
        ),
        (
            b'<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline text="&x;"/></body></opml>',
            "declares entities of its own",
        ),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_opml_is_told(body: bytes, told: str) -> None:
    with pytest.raises(WrongUse, match=told):
        opml.read(body, "feeds.opml")


def test_an_absent_file_is_told(folder: Path) -> None:
    assert "absent.opml cannot be read: No such file" in run(folder, "import", "absent.opml", code=2)


def test_export_names_feeds_by_section_and_import_takes_them_back(folder: Path) -> None:
    told = run(folder, "export")
    assert '<outline type="rss" text="A &amp; B" title="A &amp; B" xmlUrl="https://a.example/feed.xml"/>' in told
    assert "left out: 2 sources that are no feed" in told
    found = opml.read(opml.configured(load(folder / "config.toml")), "x")
    assert found.feeds == (Feed("https://a.example/feed.xml", "A & B", "Kitchen"),)


def test_export_calls_a_feed_what_readers_see_as_its_origin(tmp_path: Path) -> None:
    section = (
        '[[section]]\nslug = "town"\ntitle = "Town"\n[[section.source]]\nfeed = "https://small.example/town.xml"\n'
    )
    (tmp_path / "config.toml").write_text(SITE + section, encoding="utf-8")
    assert 'title="Small" xmlUrl="https://small.example/town.xml"' in run(tmp_path, "export")


def test_export_names_the_feeds_that_are_published(folder: Path) -> None:
    run(folder, "export", "--published")
    found = opml.read(opml.published(load(folder / "config.toml")), "x")
    assert [(one.title, one.url) for one in found.feeds] == [
        ("Small", "https://small.example/rss.xml"),
        ("Kitchen · Small", "https://small.example/sections/kitchen/rss.xml"),
        ("Notes · Small", "https://small.example/sections/notes/rss.xml"),
    ]


def test_export_needs_a_config(tmp_path: Path) -> None:
    assert "there is no such file" in run(tmp_path, "export", code=2)


_text = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=40)


@settings(max_examples=150, deadline=None)
@given(names=st.lists(st.tuples(_text, _text, _text), max_size=5))
def test_whatever_the_titles_the_tables_load(
    tmp_path_factory: pytest.TempPathFactory, names: list[tuple[str, str, str]]
) -> None:
    outlines = "".join(
        f"<outline text={quoteattr(section)}><outline text={quoteattr(title)} "
        f"xmlUrl={quoteattr(f'https://{n}.example/{path}')}/></outline>"
        for n, (section, title, path) in enumerate(names)
    )
    found = opml.read(f"<opml><body>{outlines}</body></opml>".encode(), "x")
    file = tmp_path_factory.getbasetemp() / "opml.toml"
    file.write_text(SITE + SECTIONS, encoding="utf-8")
    if found.feeds:
        opml.append(file, opml.tables(found.feeds, ("kitchen", "notes")))
    loaded = load(file)
    assert not opml.unknown(found.feeds, loaded)
    assert {one.url for one in opml.read(opml.configured(loaded), "x").feeds} >= {one.url for one in found.feeds}


@settings(max_examples=200, deadline=None)
@given(body=st.binary(max_size=200) | st.text(alphabet="<>/opmlbdyutineUxr='\"& !EN[", max_size=200).map(str.encode))
def test_whatever_the_bytes_they_are_read_or_refused(body: bytes) -> None:
    for whole in (body, b"<opml><body>" + body + b"</body></opml>"):
        with suppress(WrongUse):
            opml.read(whole, "x")


def test_the_same_config_gives_the_same_bytes(folder: Path) -> None:
    config: Config = load(folder / "config.toml")
    assert opml.configured(config) == opml.configured(config)
    assert opml.configured(config).startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<opml version=\"2.0\">")


def test_a_feed_outside_of_any_outline_goes_where_its_category_says() -> None:
    outlines = (
        '<outline xmlUrl="https://a.example/f" category="/Boston/Weather,News"/>'
        '<outline xmlUrl="https://b.example/f" category="News"/><outline xmlUrl="https://c.example/f" category="/, /"/>'
        '<outline text="Tea"><outline xmlUrl="https://d.example/f" category="News"/></outline>'
    )
    found = opml.read(f"<opml version='2.0'><body>{outlines}</body></opml>".encode(), "x.opml")
    assert [one.section for one in found.feeds] == ["Weather", "News", "Feeds", "Tea"]
