"""What an editor points to becomes data, whatever words and boxes it stands in; what only looks like it does not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from digest.collect.article.editor_picks import take
from digest.collect.article.labels import label
from digest.collect.article.pick_targets import is_story
from digest.model import PickKind

CHECKED = Path(__file__).parent / "data" / "picks_checked.json"
PROSE = "<p>A paragraph that tells of sheds and of doors, and of what stands before and behind them both.</p>"
MOST = 120  #: characters of a line in which its label stands


def taken(line: str, *, after: str = PROSE) -> list[tuple[str, str]]:
    """Kind and title of the picks in a line between two paragraphs."""
    tree = html.document_fromstring(f"<body><div>{PROSE}{line}{after}</div></body>")
    return [(pick.kind.value, pick.title) for pick in take(tree, "https://e.org/here/")]


@pytest.mark.parametrize(
    "words",
    ["Learn more", "Find out more", "Also", "Read", "Watch", "Check out", "Must-read", "See our full guide",
     "Learn more about these sheds here", "More on the topic", "More shed stories you'll love", "Required reading",
     "Related articles and links", ">> Compare", "» Save even more", "Mehr zum Schuppen", "Auch", "Lire", "También"],
)  # fmt: skip
def test_words_that_point_introduce_a_pick_when_a_colon_follows(words: str) -> None:
    assert taken(f'<p><b>{words}:</b> <a href="/x">How a shed is built</a></p>') == [("related", "How a shed is built")]


@pytest.mark.parametrize(
    "line",
    [
        '<p>Read <a href="/x">How a shed is built</a></p>',
        '<p>Also <a href="/x">how a shed is built</a> is told there.</p>',
        '<p>Watch: <a href="/x">Sheds</a></p>',
        '<p>Learn how to <a href="/x">build such a shed in a day</a>.</p>',
        '<p>Read report: <a href="/x">The future of the shed</a></p>',
    ],
)
def test_the_same_words_are_prose_without_it_or_without_a_title(line: str) -> None:
    assert taken(line) == []


def test_watch_begins_headlines_too_where_no_paragraphs_are_near() -> None:
    card = '<div><a href="/x"><h3>WATCH: A shed goes up in flames</h3></a></div>'
    assert taken(f"<ul><li>{card}</li></ul>", after="") == []
    assert taken('<p><a href="/x">Watch: A shed goes up</a></p>') == [("related", "A shed goes up")]


@pytest.mark.parametrize(
    "box",
    [
        '<aside><h6>Related Story</h6><ul><li><a href="/x">A shed burns down</a></li></ul></aside>',
        '<div><div>Related</div><h5><a href="/x">A shed burns down</a></h5><p>Old.</p><a href="/ann">Ann</a></div>',
        '<aside><h2>Related from Blatt</h2><a href="/x"><h4>Ann Lee</h4><h3>A shed burns down</h3></a></aside>',
        '<h4>Read more</h4><ul><li><a href="/x">A shed burns down</a></li></ul>',
    ],
)
def test_one_card_or_a_short_list_amid_the_text_holds_picks(box: str) -> None:
    tree = html.document_fromstring(f"<body><div>{PROSE}{box}{PROSE}</div></body>")
    assert [pick.title for pick in take(tree, "https://e.org/here/")] == ["A shed burns down"]
    assert "burns" not in "".join(map(str, tree.itertext()))


@pytest.mark.parametrize("words", ["Read Next", "Up next", "Next:", "Als Nächstes"])
def test_next_is_next_in_a_box_too(words: str) -> None:
    box = f'<aside><h6>{words}</h6><ul><li><a href="/x">A shed burns down</a></li></ul></aside>'
    assert taken(box) == [("next", "A shed burns down")]


CARDS = "".join(
    f'<div><h3><a href="/x{n}">Shed number {n} burns down</a></h3><p>It was old.</p></div>' for n in range(3)
)


@pytest.mark.parametrize(
    "box",
    [
        f"<section><h2>Related</h2>{CARDS}</section>",
        f"<section><h2>Similar posts</h2>{CARDS.replace('<p>It was old.</p>', '')}</section>",
        '<div><p>See also</p><p>See the <a href="/x">example of many sheds</a> for a full one.</p></div>',
        '<nav><h4>Read more about</h4><ul><li><a href="/x">The shed next door</a></li></ul></nav>',
    ],
)
def test_what_a_program_lays_out_holds_none(box: str) -> None:
    assert taken(box) == []


def test_a_box_below_the_text_holds_none() -> None:
    assert taken('<aside><h6>Related</h6><ul><li><a href="/x">A shed burns down</a></li></ul></aside>', after="") == []


@pytest.mark.parametrize("back", ["Previous", "← Prev", "Zurück", "Précédent", "Anterior"])
def test_the_way_through_a_site_is_no_pick(back: str) -> None:
    line = f'<ul><li>{back}: <a href="/w">The wall</a></li><li>Next: <a href="/y">The roof</a></li></ul>'
    assert taken(line) == []


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://e.org/x", "Watch it live (free trial)"),
        ("https://e.org/x", "Need a shed? Our builders can help you"),
        ("https://e.org/x", "Subscribe to the Shed Weekly"),
        ("https://e.org/x", "Get expert shed advice"),
        ("https://shop.example/x?irad=1&subId1=a", "A fine shed"),
        ("https://e.org/tag/sheds/", "All about sheds"),
        ("https://e.org/newsletters", "The shed, every week"),
        ("https://[::1", "A shed"),
        ("https://e.org/x", "→"),
    ],
)
def test_what_sells_or_only_lists_is_no_story(url: str, title: str) -> None:
    assert not is_story(url, title)


@pytest.mark.parametrize("title", ["Get ideas for a shed of your own", "Need help with a shed? Ask these 5 questions"])
def test_a_story_may_begin_like_an_advertisement(title: str) -> None:
    assert is_story("https://e.org/sheds-2026", title)


def test_what_sells_leaves_the_text_all_the_same() -> None:
    line = '<p>Read more: <a href="/x">Get your free quote for a shed</a></p>'
    tree = html.document_fromstring(f"<body><div>{PROSE}{line}{PROSE}</div></body>")
    assert take(tree, "https://e.org/") == ()
    assert "quote" not in "".join(map(str, tree.itertext()))


@pytest.mark.parametrize("noise", ["&", " ", "\u200b", "-", ":", "\u00a0"])
def test_a_label_is_looked_for_in_a_lines_beginning_only(noise: str) -> None:
    """So that a line of any length costs the same."""
    found = label("Related: " + noise * 1_000_000)
    assert found is not None
    assert (found.kind, found.is_marked) == (PickKind.RELATED, True)
    assert label(noise * MOST + "Related: sheds") is None


@pytest.mark.shared_data
def test_picks_on_real_pages_hold_to_a_list_that_was_checked_by_hand(shared: Path, tmp_path: Path) -> None:
    pages = shared / "pages"
    folder = tmp_path / "pages"
    folder.mkdir()
    names = [name for name, picks in json.loads(CHECKED.read_text(encoding="utf-8"))["pages"].items() if picks]
    for name in names:
        (folder / name).symlink_to(pages / "html" / name)
    figures = bench(folder, tmp_path / "out.jsonl", "--gold", str(pages / "gold.jsonl"), "--checked", str(CHECKED))
    assert figures["picks precision"][0] >= 0.95
    assert figures["picks recall"][0] >= 0.85
    assert figures["picks left in body"][0] <= 0.05
    assert figures["title"][0] >= 0.85


def bench(folder: Path, out: Path, *more: str) -> Any:
    """The line of JSON that `python -m bench.extract` prints last."""
    command = [sys.executable, "-m", "bench.extract", str(folder), "--out", str(out), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    return json.loads(done.stdout.splitlines()[-1])
