"""What a host says on every page is in none of its articles: from the first import on, and for good."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.article import habits
from digest.collect.article.repeated import marks, without
from digest.collect.feeds.feed import articles
from digest.collect.held_back import HeldBack
from digest.collect.net.robots import Robots
from digest.collect.page_record import PageRecord, ReadPage
from digest.collect.report import Report
from digest.collect.round import Round
from digest.collect.sift import Rules, Sieve
from digest.model import Found, Habits, Page, Source, SourceKind
from digest.store.seam import Check
from digest.store.sql import SqlStore
from loopback import Host, answering, fetcher

RULES = Rules(tag="t.example,2026", sections={"news": ("News",)})
NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
POTS = ["tin", "clay", "iron", "glass", "brass", "stone", "silver", "pewter", "enamel", "bamboo", "steel", "wood"]
INTRO = "<p>Every Monday we look into a pot, and tell what we find.</p>"
PROMISE = "<p>Nothing in this column was paid for by a potter.</p>"
BOX = "<div>Two thousand cooks open the Sunday kettle before breakfast, and so could you.</div>"
LIFE = "<p>Agnes, who has owned eleven kettles, keeps house and pen by the harbour wall at Ely.</p>"
INGREDIENTS = "<h2>Ingredients</h2><ul><li>A pinch of salt, from the sea</li></ul>"


def tale(pot: str) -> str:
    """A text of its own: no two pots share a line of it."""
    told = (
        f"The {pot} pot came to the house in a year of {number} storms, and the cook who carried it up the {pot} "
        f"stairs said that no soup of {number} herbs had ever been asked of a lid so plain."
        for number in ("three", "four", "five", "six", "seven", "eight")
    )
    return "".join(f"<p>{one}</p>" for one in told)


def body(pot: str) -> str:
    above, below = tale(pot), tale(f"other {pot}")
    return f"{INTRO}{above}{BOX}{INGREDIENTS}{below}{PROMISE}{LIFE}"


def own(pot: str) -> list[str]:
    """The lines that an article has for itself."""
    return [*lines_of(tale(pot)), "Ingredients", "A pinch of salt, from the sea", *lines_of(tale(f"other {pot}"))]


def lines_of(html: str) -> list[str]:
    from lxml import html as parser

    tree = parser.fragment_fromstring(html, create_parent="div")
    return [" ".join(one.split()) for one in tree.itertext() if one.strip()]


def known(*bodies: str) -> Habits:
    """The habits of a host that has these articles."""
    learnt = Habits()
    for number, one in enumerate(bodies):
        learnt = habits.learnt(learnt, str(number), marks(one))
    return learnt


def story(content: str, summary: str = "", title: str = "A pot") -> Found:
    url = f"https://p.example/{title[:5].strip()}"
    return Found(
        source="https://p.example/feed", url=url, section="news", title=title, content=content, summary=summary
    )


HABITS = known(*map(body, POTS[:10]))


def test_what_is_the_hosts_goes_and_what_recurs_in_its_recipes_stays() -> None:
    assert lines_of(habits.own(story(body("gold")), HABITS).content) == own("gold")


def test_what_two_others_have_too_is_no_habit() -> None:
    every = [body(pot) for pot in POTS[:3]]
    assert habits.own(story(every[0]), known(*every)).content == every[0]
    every.append(body(POTS[3]))
    assert lines_of(habits.own(story(every[0]), known(*every)).content) == own(POTS[0])


def test_an_article_that_is_read_again_counts_once() -> None:
    learnt = Habits()
    for _ in range(5):
        learnt = habits.learnt(learnt, "one and the same", marks(body("gold")))
    assert (learnt.at_edges, learnt.anywhere) == ((), ())


def test_what_is_once_known_stays_known_when_no_article_has_it_any_more() -> None:
    learnt = known(*map(body, POTS[:10]))
    for number in range(100):
        learnt = habits.learnt(learnt, f"later {number}", marks(tale(f"later {number}")))
    assert lines_of(habits.own(story(body("gold")), learnt).content) == own("gold")
    assert len(learnt.latest) == 20


@pytest.mark.parametrize("line", ["Preheat the oven, and warm the pot in it.", "She laughed, and said no more."])
def test_a_phrase_of_the_trade_amid_some_texts_is_no_habit(line: str) -> None:
    bodies = [tale(pot) + (f"<p>{line}</p>" if n % 3 == 0 else "") + tale(f"o {pot}") for n, pot in enumerate(POTS)]
    assert sum(line in one for one in bodies) >= habits.FEWEST
    assert [habits.own(story(one), known(*bodies)).content for one in bodies] == bodies


@pytest.mark.parametrize("line", ["<p>How did you come by your pots?</p>", "<p>For the soup you need:</p>"])
def test_the_question_above_what_an_article_says_stays(line: str) -> None:
    bodies = [tale(pot) + line + tale(f"other {pot}") for pot in POTS]
    assert habits.own(story(bodies[0]), known(*bodies)).content == bodies[0]


def test_headings_and_items_beside_an_articles_own_lines_stay() -> None:
    bodies = [f"{INGREDIENTS}{tale(pot)}<ul><li>Serve it warm, with bread</li></ul>" for pot in POTS]
    assert habits.own(story(bodies[0]), known(*bodies)).content == bodies[0]


def test_the_heading_above_what_goes_from_the_end_goes_with_it() -> None:
    bodies = [f"{tale(pot)}<h3>About this column</h3>{PROMISE}" for pot in POTS]
    assert lines_of(habits.own(story(bodies[0]), known(*bodies)).content) == lines_of(tale(POTS[0]))


def test_a_story_that_stands_on_many_pages_stays_whole() -> None:
    assert habits.own(story(body("gold")), known(*[body("gold")] * 6)).content == body("gold")


def test_a_summary_made_of_the_text_is_made_of_what_is_left_of_it() -> None:
    made = "Every Monday we look into a pot, and tell what we find. "
    first = lines_of(tale("gold"))[0]
    whole = habits.own(story(body("gold"), summary=(made + first)[:10]), HABITS)
    assert whole.summary == (made + first)[:10], "the source's own words"
    from digest.collect.text import sanitise

    beginning = sanitise.summary(sanitise.text(body("gold")))
    assert habits.own(story(body("gold"), summary=beginning), HABITS).summary.startswith(first[:80])


@given(st.lists(st.sampled_from([INTRO, PROMISE, BOX, LIFE, INGREDIENTS, tale("gold"), "x<br>", "<b>y</b>"])))
def test_to_take_out_twice_is_to_take_out_once(parts: list[str]) -> None:
    once = habits.own(story("".join(parts)), HABITS).content
    assert len(once) <= len("".join(parts))
    assert without(once, (), ()) == once


@pytest.fixture
def host() -> Iterator[Host]:
    with answering() as running:
        yield running


def collected(
    store: SqlStore,
    feed: Source,
    now: datetime = NOW,
    stop: Callable[[], bool] = lambda: False,
) -> Report:
    asking = fetcher()
    [report] = Round(store, asking, RULES, lambda: now, Robots(asking)).run([feed], lambda *_: None, stop)
    return report


def page(pot: str) -> str:
    title = f"The {pot} pot"
    article = f"<article><h1>{title}</h1>{body(pot)}</article>"
    return f"<html><head><title>{title}</title></head><body>{article}</body></html>"


def listed(host: Host, *pots: str, path: str = "/feed") -> Source:
    """A feed of these pots, whose texts stand on pages of their own."""
    items = ""
    for pot in pots:
        link = host.put(f"/{pot}", page(pot))
        date = "<pubDate>Sun, 01 Mar 2026 07:00:00 GMT</pubDate>"
        items += f"<item><title>The {pot} pot</title><link>{link}</link>{date}</item>"
    return source(host.put(path, f'<rss version="2.0"><channel><title>Pots</title>{items}</channel></rss>'))


def source(url: str) -> Source:
    kind = SourceKind.FEED
    return Source(
        url=url, kind=kind, section="news", name="Pots", full=True, every=HOUR, from_page=False, selector=None
    )


def texts(store: SqlStore) -> dict[str, list[str]]:
    return {one.title.split()[1]: lines_of(one.content) for one in store.articles.latest(None, 100)}


def test_habits_are_kept_as_they_were_given_in_their_order(store: SqlStore) -> None:
    given = Habits(latest={"z": ("2", "1"), "a": ()}, at_edges=("2", "1"), anywhere=("1",))
    state = store.sources.state("https://p.example/feed")
    for one in (Habits(), given):
        store.articles.collect_all([Check(state=state, habits={"p.example": one})])
    kept = store.hosts.habits(["p.example", "other.example"])
    assert kept == {"p.example": given, "other.example": Habits()}
    assert list(kept["p.example"].latest) == ["z", "a"]


def test_the_first_import_of_a_host_is_clean_and_so_are_later_articles(host: Host, store: SqlStore) -> None:
    assert collected(store, listed(host, *POTS[:10])).new == 10
    assert texts(store) == {pot: own(pot) for pot in POTS[:10]}
    for day, pot in enumerate(POTS[10:], 1):
        assert collected(store, listed(host, pot), NOW + timedelta(days=day)).new == 1
    assert texts(store) == {pot: own(pot) for pot in POTS}


def test_another_host_that_says_the_same_keeps_it(host: Host, store: SqlStore) -> None:
    collected(store, listed(host, *POTS[:10]))
    with answering() as other:
        assert collected(store, listed(other, "gold")).new == 1
    assert texts(store)["gold"][0] == lines_of(INTRO)[0]


def test_a_host_that_others_redirect_to_is_clean_from_its_first_import_on(host: Host, store: SqlStore) -> None:
    with answering() as counting:
        feed = listed(host, *POTS[:6])
        for pot in POTS[:6]:
            counting.put(f"/{pot}", status=302, Location=f"{host.base}/{pot}")
        asked = host.pages["/feed"][1].decode().replace(host.base, counting.base)
        host.put("/feed", asked)
        assert collected(store, feed).new == 6
    assert texts(store) == {pot: own(pot) for pot in POTS[:6]}


def test_a_page_that_is_read_again_in_a_later_round_is_as_it_was(host: Host, store: SqlStore) -> None:
    feed = listed(host, *POTS[:5])
    collected(store, feed)
    before = texts(store)
    for day in range(1, 4):
        state = store.sources.state(feed.url)
        again = [
            Page(key=one.key, found=Found(source=feed.url, url=one.url, section="news", title=one.title))
            for one in store.articles.latest(None, 100)
        ]
        store.articles.collect(state, [], guids={}, pages=again)
        report = collected(store, feed, NOW + timedelta(days=day))
        assert (report.new, report.revised, report.unread) == (0, 0, 0)
        assert texts(store) == before


def test_a_story_at_two_addresses_is_one_though_both_were_read_together(host: Host, store: SqlStore) -> None:
    feed = listed(host, "tin", "iron", "clay")
    canonical = f'<head><link rel="canonical" href="{host.base}/tin">'
    host.put("/clay", page("tin").replace("<head>", canonical))
    report = collected(store, feed)
    assert (report.new, len(store.articles.latest(None, 100))) == (2, 2)


def test_what_the_database_refuses_costs_its_page_only(store: SqlStore) -> None:
    feed = source("https://p.example/feed")
    record = PageRecord(store, Sieve(store.articles, RULES), lambda: NOW, {feed.url: Report(source=feed.url)})
    named = {title: Page(key=f"p.example/{title}", found=story("", title=title)) for title in ("one", "two", "three")}
    record.put(
        [
            ReadPage(
                source=feed,
                page=page,
                found=story(tale(title), title="half a pair \ud800" if title == "two" else title),
                host="p.example",
            )
            for title, page in named.items()
        ]
    )
    assert sorted(one.title for one in store.articles.latest(None, 9)) == ["one", "three"]
    assert [one.key for one in store.articles.waiting()] == ["p.example/two"]
    assert (record.reports[feed.url].new, record.reports[feed.url].unread) == (2, 1)


_KILLED = """
import os, signal, sys
from test_collect_repeated import collected, source
from digest.store.seam import Check
from digest.store.sql import SqlStore

asked = iter(range(9))

def stop():
    if next(asked) == 8:  # some pages have been read
        os.kill(os.getpid(), signal.SIGKILL)

collected(SqlStore(sys.argv[1]), source(sys.argv[2]), stop=stop)
"""


def test_a_kill_while_pages_are_held_back_loses_none(host: Host, store: SqlStore, store_url: str) -> None:
    feed = listed(host, *POTS)
    command = [sys.executable, "-c", _KILLED, store_url, feed.url]
    killed = subprocess.run(command, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert texts(store) == {}
    collected(store, feed)
    assert texts(store) == {pot: own(pot) for pot in POTS}


def test_a_round_that_is_stopped_stores_what_it_held_back(host: Host, store: SqlStore) -> None:
    feed = listed(host, *POTS)
    collected(store, feed, stop=lambda: len(host.asked) > 7)
    assert 1 <= len(texts(store)) < len(POTS)
    collected(store, feed)
    assert len(texts(store)) == len(POTS)


def test_pages_of_many_hosts_are_not_held_in_memory_without_end() -> None:
    held = HeldBack([f"{n}.example" for n in range(50)] * 2)
    long = story("x" * 1_000_000)
    feed = source("https://p.example/feed")
    kept = 0
    for n in range(50):
        page = Page(key=str(n), found=story(""))
        one = ReadPage(source=feed, page=page, found=long, host=f"{n}.example")
        kept += 1 - len(held.add([one], {}))
        assert kept <= 16
    assert len(held.rest()) == kept


def test_the_pages_of_a_host_come_back_when_there_are_no_more_or_enough() -> None:
    held = HeldBack(["p.example"] * 40)
    page = ReadPage(source=source("x"), page=Page(key="k", found=story("")), found=story(""), host="p.example")
    counts = []
    for _ in range(40):
        held.answered("p.example")
        counts.append(len(held.add([page], {})))
    assert counts == [*[0] * 19, 20] * 2


@pytest.mark.parametrize(
    "line",
    [
        '<p>The post <a href="/a">A pot</a> appeared first on <a href="/">The Kettle</a>.</p>',
        '<p>The post <a href="/a">A pot</a> first appeared on <a href="/">The Kettle</a>.</p>',
        '<p>Der Beitrag <a href="/a">Ein Topf</a> erschien zuerst auf <a href="/">Der Kessel</a>.</p>',
        '<p><a href="/a#c">12 Comments</a></p><p>The post <a href="/a">A</a> appeared first on <a href="/">B</a>.</p>',
    ],
)
def test_what_a_program_adds_below_each_text_of_a_feed_goes(line: str) -> None:
    [found] = stories(f"<p>The lid is on.</p>{tale('gold')}{line}", f"<p>The lid is on.</p>{line}")
    assert (found.content, found.summary) == (f"<p>The lid is on.</p>{tale('gold')}", "The lid is on.")


@pytest.mark.parametrize(
    "line",
    [
        "<p>The post in the yard appeared first on the maps of 1911.</p>",
        '<p>The post <a href="https://p.example/">office</a> appeared late.</p>',
        '<p>So far, <a href="https://p.example/">no comments</a></p>',
    ],
)
def test_a_sentence_at_the_end_of_a_feeds_text_stays(line: str) -> None:
    [found] = stories(tale("gold") + line, "<p>The lid is on.</p>")
    assert found.content == tale("gold") + line


def test_what_a_feed_says_of_a_story_is_never_made_nothing() -> None:
    [found] = stories("", '<p><a href="/a#comments">Comments</a></p>')
    assert found.summary == "Comments"


def test_a_text_that_breaks_off_above_such_a_line_is_no_whole_text() -> None:
    line = '<p>The post <a href="/a">A pot</a> appeared first on <a href="/">The Kettle</a>.</p>'
    [found] = stories(f"{tale('gold')}<p>And then […]</p>{line}", "")
    assert not found.complete


def stories(content: str, description: str) -> tuple[Found, ...]:
    """What a feed with these texts of one story holds."""
    texts = f"<content:encoded>{escape(content)}</content:encoded><description>{escape(description)}</description>"
    item = f"<item><title>A pot</title><link>https://p.example/a</link>{texts}</item>"
    names = 'version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    feed = f"<rss {names}><channel>{item}</channel></rss>".encode()
    address = "https://p.example/feed"
    return articles(feed, source(address), url=address, content_type="").found
