"""`digest init SITE` on three invented sites: what is written loads without mistakes and can be collected."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.collect.harvest import Harvest
from digest.collect.listings import discover
from digest.collect.listings.discover import Front, Place
from digest.commands.findings import Chosen, Left, Read, Survey
from digest.commands.slugs import slug
from digest.commands.starter import begin_from, config
from digest.config import Config, load
from digest.errors import ConfigError, FetchFailed, SourceError, WrongUse
from digest.model import Found
from small_site import Site, page, serving, story
from test_cli import run

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
LOOPBACK = "127.0.0.0/8"


def rss(site: Site, folder: str, count: int, *, categories: tuple[str, ...] = (), text: str = "") -> str:
    items = []
    for n in range(count):
        path = f"{folder}{n}-a-longer-headline-for-a-story.html"
        page(site, path, 20 + n % 8)
        tag = f"<category>{categories[n % len(categories)]}</category>" if categories else ""
        items.append(
            f"<item><title>{story(path)[0]}</title><link>{site.base}{path}</link><description>Short.{text}"
            f"</description>{tag}<pubDate>Fri, {20 + n % 8} Feb 2026 10:00:00 GMT</pubDate></item>"
        )
    return f"<rss version='2.0'><channel><title>T</title><link>{site.base}</link>{''.join(items)}</channel></rss>"


def listing(site: Site, folder: str, count: int) -> str:
    """A page with links to articles, which are served too."""
    links = []
    for n in range(count):
        path = f"{folder}{n}-a-longer-headline-for-a-story.html"
        page(site, path, 20 + n % 8)
        links.append(f'<li><h2><a href="{path}">A longer headline for story number {n}</a></h2></li>')
    return f"<html><body><main><ul>{''.join(links)}</ul></main></body></html>"


def begun(site: Site, folder: Path) -> Config:
    begin_from(f"{site.base}/", folder, NOW, lambda *_: None, [LOOPBACK])
    return load(folder / "config.toml")


def sources(config: Config) -> dict[str, list[tuple[str, str]]]:
    return {
        section.title: [("feed" if one.feed else "listing", str(one.feed or one.listing)) for one in section.source]
        for section in config.section
    }


def with_section_feeds(site: Site) -> None:
    """A WordPress site; one of its sections has no feed, one neither feed nor stories."""
    menu = "".join(
        f'<a href="/category/{name.lower()}/">{name}</a>' for name in ("Town", "Küche", "Plots", "Silence")
    ).replace("küche", "kueche")
    site.put(
        "/",
        f"""<!doctype html><html lang="en-GB"><head><title>The Far Bank – all the news of the river</title>
<meta name="generator" content="WordPress 6.4"><meta name="description" content="From the &quot;other&quot; side.">
<link rel="alternate" type="application/rss+xml" title="The Far Bank » Feed" href="/feed/">
<link rel="alternate" type="application/rss+xml" title="The Far Bank » Comments Feed" href="/comments/feed/">
</head><body><nav>{menu}<a href="/about/">About</a></nav><main></main></body></html>""",
    )
    site.put("/robots.txt", f"User-agent: *\nDisallow:\nSitemap: {site.base}/map.xml\n", "text/plain")
    site.put("/map.xml", "<?xml version='1.0'?><urlset><url><loc>x</loc></url></urlset>", "application/xml")
    site.put("/feed/", rss(site, "/all/", 5), "application/rss+xml")
    site.put("/category/town/", "<html><body><p>Town</p></body></html>")
    site.put("/category/town/feed/", rss(site, "/town/", 3), "application/rss+xml")
    site.put("/category/kueche/", "<html><body><p>K</p></body></html>")
    site.put("/category/kueche/feed/", rss(site, "/kueche/", 4), "application/rss+xml")
    site.put("/category/plots/", listing(site, "/plots/", 4))
    site.put("/category/silence/", "<html><body><p>Nothing yet.</p></body></html>")


def with_one_feed(site: Site) -> None:
    """A blog whose page names no feed, and whose stories name their categories."""
    site.put(
        "/",
        "<html><head><title>Plum Notes</title></head><body><nav><a href='/archive/'>Archive</a>"
        "<a href='/about'>About</a></nav></body></html>",
    )
    site.put("/archive/", listing(site, "/all/", 6))
    site.put("/feed.xml", rss(site, "/all/", 6, categories=("Orchard", "Jam")), "application/rss+xml")


def without_feeds(site: Site) -> None:
    """Two sections of a menu with nothing but pages."""
    site.put(
        "/",
        "<html lang='de'><head><title>Der Kahn</title></head><body><nav><a href='/hafen/'>Hafen</a>"
        "<a href='/werft/'>Werft</a><a href='/impressum/'>Impressum</a><a href='/leer/'>Leer</a></nav></body></html>",
    )
    site.put("/hafen/", listing(site, "/hafen/", 4))
    site.put("/werft/", listing(site, "/werft/", 5))
    site.put("/leer/", "<html><body><p>Nichts.</p></body></html>")


def test_a_site_with_section_feeds_becomes_its_sections(tmp_path: Path) -> None:
    with serving() as site:
        with_section_feeds(site)
        found = begun(site, tmp_path)
        assert (found.site.title, found.site.language) == ("The Far Bank", "en-GB")
        assert found.site.description == 'From the "other" side.'
        assert found.site.url == f"{site.base}/"
        assert sources(found) == {
            "Town": [("feed", f"{site.base}/category/town/feed/")],
            "Küche": [("feed", f"{site.base}/category/kueche/feed/")],
            "Plots": [("listing", f"{site.base}/category/plots/")],
        }
        assert [section.slug for section in found.section] == ["town", "kuche", "plots"]
        text = (tmp_path / "config.toml").read_text()
        for left, why in [
            (f"feed {site.base}/feed/", "the stories of all sections"),
            (f"feed {site.base}/comments/feed/", "it holds comments"),
            (f"sitemap {site.base}/map.xml", "names the pages of all sections"),
            (f"section Silence, {site.base}/category/silence/", "no feed, and its page lists no articles"),
        ]:
            assert why in text.partition(f"#   {left}\n")[2].splitlines()[0]


def test_a_site_with_one_feed_becomes_one_section_and_its_categories(tmp_path: Path) -> None:
    with serving() as site:
        with_one_feed(site)
        found = begun(site, tmp_path)
        assert sources(found) == {"News": [("feed", f"{site.base}/feed.xml")], "Orchard": [], "Jam": []}
        assert found.section[0].source[0].sections == "from page"
        assert "# the site did not say" in (tmp_path / "config.toml").read_text()


def test_a_site_without_feeds_becomes_its_listing_pages(tmp_path: Path) -> None:
    with serving() as site:
        without_feeds(site)
        found = begun(site, tmp_path)
        assert sources(found) == {
            "Hafen": [("listing", f"{site.base}/hafen/")],
            "Werft": [("listing", f"{site.base}/werft/")],
        }
        assert found.site.language == "de"


def test_a_front_page_that_lists_articles_is_enough(tmp_path: Path) -> None:
    with serving() as site:
        site.put("/", listing(site, "/all/", 5))
        assert sources(begun(site, tmp_path)) == {"News": [("listing", f"{site.base}/")]}


def test_a_lone_page_of_the_menu_does_not_stand_for_the_site(tmp_path: Path) -> None:
    with serving() as site:
        site.put("/", "<nav><a href='/projects/'>Projects</a></nav>" + listing(site, "/all/", 5))
        site.put("/projects/", listing(site, "/projects/", 3))
        assert sources(begun(site, tmp_path)) == {"News": [("listing", f"{site.base}/")]}
        assert "Projects: the front page lists more stories" in (tmp_path / "config.toml").read_text()


def test_a_feed_that_a_section_names_is_taken_or_its_failure_told(tmp_path: Path) -> None:
    with serving() as site:
        site.put("/", "<nav><a href='/town/'>Town</a><a href='/farm/'>Farm</a></nav>")
        link = "<link rel='alternate' type='application/atom+xml' href='{}'>"
        site.put("/town/", link.format("/t.xml") + listing(site, "/town/", 4))
        site.put("/farm/", link.format("/gone.xml") + listing(site, "/farm/", 4))
        site.put("/t.xml", rss(site, "/town/", 4), "application/rss+xml")
        assert sources(begun(site, tmp_path)) == {
            "Town": [("feed", f"{site.base}/t.xml")],
            "Farm": [("listing", f"{site.base}/farm/")],
        }
        text = (tmp_path / "config.toml").read_text()
        assert f"#   feed {site.base}/gone.xml\n#     answered 404 Not Found\n" in text


def test_eight_sections_are_enough_to_begin_with(tmp_path: Path) -> None:
    with serving() as site:
        site.put("/", "".join(f"<a href='/category/s{n}/'>Section {n}</a>" for n in range(20)))
        for n in range(20):
            site.put(f"/category/s{n}/", listing(site, f"/s{n}/", 4))
        assert len(begun(site, tmp_path).section) == 8
        text = (tmp_path / "config.toml").read_text()
        assert "8 sections are enough to begin with" in text
        assert "only the first 12 sections were looked at" in text


@pytest.mark.parametrize("fill", [with_section_feeds, with_one_feed, without_feeds])
def test_what_is_written_checks_and_collects_as_it_stands(tmp_path: Path, fill: object) -> None:
    with serving() as site:
        fill(site)  # type: ignore[operator]
        told = run(tmp_path, "init", site.base, "mine", "--allow-address", LOOPBACK)
        assert "wrote mine/config.toml" in told
        folder = tmp_path / "mine"
        assert "no mistakes" in run(folder, "check")
        assert "0 of" in run(folder, "collect")
        assert "is there already" in run(tmp_path, "init", site.base, "mine", code=2)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["ftp://example.org"], 2, "is no web address"),
        (["https://"], 2, "is no web address"),
        (["https://me:secret@example.org"], 2, "a name or password stands in the address"),
        (["mine", "theirs"], 2, "mine is no web address"),
        (["http://127.0.0.1:1/", "--allow-address", "here"], 2, "--allow-address"),
        (["http://127.0.0.1:1/"], 1, "127.0.0.1 is not a public address"),
        (["http://127.0.0.1:1/", "--allow-address", LOOPBACK], 1, "cannot be connected to"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_written(tmp_path: Path, words: list[str], code: int, told: str) -> None:
    assert told in run(tmp_path, "init", *words, code=code)
    assert not list(tmp_path.iterdir())


def test_a_site_with_nothing_to_collect_and_a_feed_are_told(tmp_path: Path) -> None:
    with serving() as site:
        with pytest.raises(FetchFailed):
            begun(site, tmp_path)
        site.put("/", "<html><body><p>Soon.</p></body></html>")
        with pytest.raises(WrongUse, match="no feed and no list of articles was found"):
            begun(site, tmp_path)
        site.put("/", rss(site, "/all/", 2), "application/rss+xml")
        with pytest.raises(WrongUse, match="is a feed; give the address of the site"):
            begun(site, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_site_does_not_lead_into_the_network(tmp_path: Path) -> None:
    with serving() as site:
        site.put(
            "/",
            "<link rel=alternate type=application/rss+xml href=http://169.254.169.254/feed>"
            + listing(site, "/all/", 4),
        )
        begun(site, tmp_path)
        assert "169.254.169.254 is not a public address" in (tmp_path / "config.toml").read_text()


_hostile = st.text(max_size=60) | st.sampled_from(
    ['"""', "\\", '"\n[mail]\nurl = "x"', "\u2028[site]", "{{ 1 }}", "a\x7fb", "\x85x", "#", "<b>", "'", "\ud800"]
)


@settings(max_examples=150, deadline=None)
@given(title=_hostile, section=_hostile, name=_hostile, why=_hostile, path=_hostile)
def test_whatever_a_site_says_the_config_loads(
    tmp_path_factory: pytest.TempPathFactory, title: str, section: str, name: str, why: str, path: str
) -> None:
    about = Front(
        url="https://example.net/", title=title or "x", description=title, language=None, feeds=(), sections=(),
        are_named=False, is_wordpress=False,
    )  # fmt: skip
    url = "https://example.net/" + path
    story = Found(source=url, url="https://example.net/1", section="", title="T")
    read = Read("feed", url, Harvest(found=(story,)))
    found = Survey(about, None, (Chosen(section, read), Chosen(section, None)), (Left("feed", name, why),))
    file = tmp_path_factory.getbasetemp() / "hostile.toml"
    file.write_text(config(found, NOW), encoding="utf-8")
    loaded = load(file)
    assert [len(one.source) for one in loaded.section] == [1, 0]
    assert str(loaded.section[0].source[0].feed) == url.encode("utf-8", "replace").decode()


@settings(max_examples=200, deadline=None)
@given(
    body=st.binary(max_size=400) | st.text(alphabet="<a href='/c>navlinkfeed.xml\"@:#?= ", max_size=300).map(str.encode)
)
def test_whatever_a_page_says_it_is_read_or_refused(body: bytes) -> None:
    for read in (discover.front, discover.feeds_of):
        with suppress(SourceError):
            read(body, "https://example.net/")
    discover.sitemaps(body, "https://example.net/robots.txt")
    discover.is_sitemap(body)
    discover.looks_like_feed(body)


def test_feeds_are_found_in_links_and_text_without_credentials() -> None:
    body = b"""<base href="https://e.net/blog/"><link rel="Alternate" type="application/atom+xml; x=y" href="a.atom">
<link rel=alternate type=application/json href=/wp-json/wp/v2/pages/2><link rel=alternate type=text/html href=/de/>
<a href="/feed.xml#top">RSS</a><a href="https://other.net/feed/">x</a><a href="https://u:p@e.net/feed/">y</a>"""
    assert discover.feeds_of(body, "https://e.net/") == (
        Place("https://e.net/blog/a.atom", ""),
        Place("https://e.net/feed.xml", "RSS"),
    )


def test_the_titles_of_feeds_name_sections() -> None:
    assert discover.feed_title("The Far Bank » Kitchen Category Feed", "The Far Bank") == "Kitchen"
    assert discover.feed_title("The Far Bank RSS", "The Far Bank") == ""


def test_addresses_say_whether_a_feed_is_of_the_whole_site() -> None:
    assert all(
        discover.is_of_whole_site(f"https://e.net{path}", "https://e.net/") for path in ("/feed/", "/rss/all.xml")
    )
    assert not any(
        discover.is_of_whole_site(f"https://e.net/{p}", "https://e.net/") for p in ("town/feed/", "rss?cat=3")
    )
    assert discover.is_of_whole_site("https://e.net/blog/feed/", "https://e.net/blog/")


@given(titles=st.lists(st.text(max_size=80), max_size=8))
def test_slugs_are_slugs_and_differ(titles: list[str]) -> None:
    taken: list[str] = []
    for title in titles:
        taken.append(slug(title, taken))
    assert len(set(taken)) == len(taken)
    Config.model_validate(
        {
            "site": {"title": "x", "url": "https://e.net", "tag": "e.net,2026"},
            "section": [{"slug": one, "title": "x"} for one in [*taken, "x"]],
        }
    )


def test_an_example_without_a_site_stays_as_it_was(tmp_path: Path) -> None:
    told = run(tmp_path, "init", "plain")
    assert "wrote plain/articles/welcome.md" in told
    load(tmp_path / "plain" / "config.toml")
    with pytest.raises(ConfigError):
        load(tmp_path / "config.toml")


def test_a_site_with_nothing_but_a_sitemap_is_collected_by_that(tmp_path: Path) -> None:
    with serving() as site:
        site.put("/", "<html><body><p>Welcome.</p></body></html>")
        site.put("/robots.txt", f"Sitemap: {site.base}/maps/index.xml\n", "text/plain")
        site.put(
            "/maps/index.xml", f"<sitemapindex><sitemap><loc>{site.base}/maps/all.xml</loc></sitemap></sitemapindex>"
        )
        named = "".join(f"<url><loc>{site.base}/stories/{n}</loc></url>" for n in range(5))
        site.put("/maps/all.xml", f"<urlset>{named}</urlset>", "application/xml")
        [section] = begun(site, tmp_path).section
        assert [str(one.sitemap) for one in section.source] == [f"{site.base}/maps/index.xml"]
