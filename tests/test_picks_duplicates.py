"""The same story in other words is known again, and what only looks like it is not."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from bench.forms import Form, forecast, invitation, notice, paragraphs, word
from bench.retold import changed
from hypothesis import given, settings
from hypothesis import strategies as st

import make
from digest.model import Article, Series
from digest.picks.duplicates import same_story, too_alike
from digest.picks.reading import MOST_TITLES
from digest.picks.telling import NAMES, PAIRS, SHARED_KEYS, WORDS, Telling
from picks_archive import archive_of

TITLES = st.text(st.sampled_from("ab1 März2:éñ漢字"), max_size=20)


def article(text: str, title: str = "Otters return to the river", **more: object) -> Article:
    html = "".join(f"<p>{part}</p>" for part in text.split("\n"))
    whole = make.article(str(more.pop("name", "one")), content=html)
    return replace(whole, **{"title": title, "summary": "", **more})


def same(one: Article, other: Article) -> bool:
    """Whether they are found to be one story, looked at from both sides, as they are kept."""
    a, b = (Telling.from_bytes(Telling.of(each).to_bytes()) for each in (one, other))
    answer = same_story(a, b)
    assert same_story(b, a) == answer
    assert too_alike(a, b) >= answer
    return answer and len({*a.keys()} & {*b.keys()}) >= SHARED_KEYS


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2, 0.3])
@pytest.mark.parametrize("how", ["replace", "delete", "insert", "swap"])
@pytest.mark.parametrize(("length", "at_least"), [(1, 0.7), (6, 0.92), (20, 0.97)])
def test_a_copy_with_some_of_its_words_changed_is_the_same_story(
    share: float, how: str, length: int, at_least: float
) -> None:
    chance = random.Random(f"{share} {how} {length}")
    texts = ["\n".join(paragraphs(chance, length)) for _ in range(40)]
    copies = [changed(text, share, how, chance, lambda: word(chance)) for text in texts]
    found = [same(article(text), article(copy, name="copy")) for text, copy in zip(texts, copies, strict=True)]
    assert sum(found) >= at_least * len(found)


def test_in_one_list_no_copy_is_shown_even_in_doubt() -> None:
    chance = random.Random("lists")
    for _ in range(60):
        text = "\n".join(paragraphs(chance, 9))
        copy = changed(text, 0.3, "replace", chance, lambda: word(chance))
        assert too_alike(Telling.of(article(text)), Telling.of(article(copy, name="copy")))


def test_two_titles_of_nearly_the_same_words_are_not_shown_together() -> None:
    one, other = (
        Telling.of(article("", title)) for title in ("Otters swim home to river", "Home to river swim otters")
    )
    assert too_alike(one, other)
    assert not same_story(one, other), "for too little is known of them"
    assert not too_alike(one, Telling.of(article("", "Otters swim to sea")))


@pytest.mark.parametrize(
    ("title", "answer"),
    [
        ("Rivers websites test", True),  # in another order, so that no pair is left
        ("How websites for rivers", True),  # a word fewer
        ("Test websites for rivers and bays and for the otters, seals, terns and herons who swim in it", False),
        ("Test otters", False),
    ],
)
def test_a_title_alone_is_not_shown_beside_its_own_words(title: str, answer: bool) -> None:
    one, other = article("", "How to test websites for rivers"), article("", title, name="two")
    archive = archive_of([one, other])
    told = archive.told_by(archive.cards([other.id])[other.id], archive.cards([one.id]).values())
    assert (told is not None) == answer


def other_versions(text: str) -> dict[str, str]:
    parts = text.split("\n")
    more = paragraphs(random.Random("more"), 3)
    return {
        "updated on top": "\n".join(more + parts),
        "updated below": "\n".join(parts + more),
        "in another order": "\n".join(parts[::-1]),
        "its first third": "\n".join(parts[:3]),
        "all but a paragraph": "\n".join(parts[:4] + parts[5:]),
        "with an agency's lines": "\n".join(["By Ada Reed, River News Agency", *parts, "Edited by Ben Ash."]),
        "one word a line": text.replace(" ", "\n"),
    }


@pytest.mark.parametrize("version", other_versions("").keys())
@pytest.mark.parametrize("title", ["Otters return to the river", "Die Fischotter sind wieder da", "Back at last"])
def test_another_version_is_the_same_story_under_whatever_title(version: str, title: str) -> None:
    text = "\n".join(paragraphs(random.Random(version), 9))
    assert same(article(text), article(other_versions(text)[version], title, name="other"))


def test_a_summary_is_the_same_story_as_the_whole_text() -> None:
    text = "\n".join(paragraphs(random.Random("summary"), 9))
    summary = " ".join(text.split()[:60])
    assert same(article(text), article("", summary=summary, name="summary"))


@pytest.mark.parametrize("share", [0.3, 0.5, 0.6])
def test_two_stories_between_the_same_paragraphs_are_two(share: float) -> None:
    chance = random.Random(f"frame {share}")
    for _ in range(30):
        frame = paragraphs(chance, int(12 * share))
        half = len(frame) // 2
        bodies = [paragraphs(chance, 12 - len(frame)) for _ in range(2)]
        one, other = ("\n".join(frame[:half] + body + frame[half:]) for body in bodies)
        assert not same(article(one, "Our week"), article(other, "Our week", name="other"))


@pytest.mark.parametrize("vocabulary", [20, 30, 50])
def test_texts_of_the_same_few_words_are_two(vocabulary: int) -> None:
    chance = random.Random(f"vocabulary {vocabulary}")
    few = [word(chance) for _ in range(vocabulary)]
    told = [article(" ".join(chance.choice(few) for _ in range(120)), name=str(n)) for n in range(20)]
    assert not any(same(one, other) for n, one in enumerate(told) for other in told[:n])


@pytest.mark.parametrize(("form", "at_most"), [(invitation, 0), (notice, 0), (forecast, 0.05)])
def test_texts_on_one_form_are_two(form: Form, at_most: float) -> None:
    chance = random.Random(form.__name__)
    filled = [article(text, title, name=str(n)) for n, (title, text) in enumerate(form(chance) for _ in range(24))]
    pairs = [(one, other) for n, one in enumerate(filled) for other in filled[:n]]
    assert sum(same(*pair) for pair in pairs) <= at_most * len(pairs)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Otters, Part 2", "Otters, Part 3"),
        ("Otters", "Otters, Part 2"),
        ("Call for otters 2025", "Call for otters 2026"),
        ("Otters of March", "Otters of April"),
        ("Otters of March 3", "Otters of March 10"),
        ("Fischotter am Montag", "Fischotter am Dienstag"),
    ],
)
def test_a_title_of_another_part_or_day_is_another_story(one: str, other: str) -> None:
    text = "\n".join(paragraphs(random.Random("issues"), 6))
    assert not same(article(text, one), article(text, other, name="other"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Otters, Part 1", "Otters"),
        ("Otters in 2026", "Otters are back"),
        ("Storm drives 12 otters away", "Storm drives 15 otters away"),
        ("Otters of March 3", "Otters of March"),
    ],
)
def test_a_title_that_says_more_or_counts_anew_may_be_the_same_story(one: str, other: str) -> None:
    text = "\n".join(paragraphs(random.Random("more"), 6))
    assert same(article(text, one), article(text, other, name="other"))


def test_a_stated_part_counts_as_one_in_the_title_does() -> None:
    text = "\n".join(paragraphs(random.Random("stated"), 6))
    first, second = (article(text, series=Series(key="otters", title="Otters", part=part)) for part in (1, 2))
    assert not same(first, second)


def test_a_title_alone_is_a_story_for_a_day() -> None:
    one = article("", "Open thread")
    assert same(one, replace(one, id="same day"))
    assert not same(one, replace(one, id="next week", date=one.date + timedelta(days=7)))
    assert not same(article("", ""), article("", "", name="other")), "of nothing nothing is said"


def test_a_quoted_sentence_makes_no_story_the_same() -> None:
    chance = random.Random("quote")
    text = paragraphs(chance, 9)
    assert not same(article("\n".join(text)), article(" ".join(text[4].split()[:12]), "A quotation", name="other"))


def test_scripts_without_spaces_are_compared_sign_by_sign() -> None:
    text = (
        "川に獺が戻ってきた。町の人々は橋の上から朝ごとに眺め、子供たちは名前をつけて、魚屋は残り物を分けている。" * 2
    )
    other = "山の古い駅舎は来月で閉まる。最後の列車を見送るために遠くから写真家が集まり、駅長は花を配るという話だ。" * 2
    assert same(
        article(text, "獺"), article(text.replace("朝ごと", "毎朝").replace("魚屋", "店主"), "川", name="other")
    )
    assert not same(article(text, "獺"), article(other, "駅", name="other"))


PROGRAM = """
import sys
from collections.abc import Iterable
from test_picks_duplicates import article
from digest.picks.telling import Telling
print(Telling.of(article("Zwölf Otter schwammen am 3. März im Fluß, and 漢字 too. " * 3)).to_bytes().hex())
"""


def test_two_processes_keep_the_same_bytes() -> None:
    here = Path(__file__).parent
    outputs = set()
    for seed in ("1", "2"):
        path = os.pathsep.join([str(here), *sys.path])
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
        )
        outputs.add(run.stdout)
    assert len(outputs) == 1
    assert len(bytes.fromhex(outputs.pop())) > 100


def test_the_bytes_are_those_that_are_stored_already() -> None:
    """If this fails, `same_story` compares new tellings with old ones: all must be made again (a migration)."""
    kept = Telling.of(article("Three otters swam home.", "Otters"))
    assert kept.pairs.tolist() == [1219655920, 1568781960, 3187008492, 3347572468]
    assert kept.words.tolist() == [18833, 50963, 56278, 58712]
    assert (kept.size, kept.names.tolist(), kept.stem) == (4, [58712], 980836305)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(TITLES, st.text(max_size=300)), min_size=2, max_size=2))
def test_any_two_texts_are_compared_alike_from_both_sides(texts: list[tuple[str, str]]) -> None:
    one, other = (article(text, title, name=str(n)) for n, (title, text) in enumerate(texts))
    same(one, other)
    assert same(one, one) or Telling.of(one).size == 0


def test_what_is_kept_of_a_long_text_is_small() -> None:
    text = "\n".join(paragraphs(random.Random("long"), 400))
    kept = Telling.of(article(text))
    assert (len(kept.pairs), len(kept.words)) == (PAIRS, WORDS)
    assert len(kept.to_bytes()) <= 4 * PAIRS + 2 * (WORDS + NAMES) + 100
    assert len(kept.keys()) <= 24


def of_one_text(titles: Iterable[str]) -> list[Article]:
    text = " ".join(paragraphs(random.Random("wall"), 1))
    return [article(text, title, name=f"{n}") for n, title in enumerate(titles)]


def stories_of(articles: list[Article]) -> set[str]:
    archive = archive_of(articles)
    return {card.story for card in archive.cards([one.id for one in articles]).values()}


def test_one_text_under_all_the_titles_of_a_site_is_no_story() -> None:
    """It is a cookie wall, or a form: as a story of one site it would keep all other articles from a newsletter."""
    names = random.Random("titles")
    walls = of_one_text(f"{word(names)} {word(names)} {n}" for n in range(MOST_TITLES + 1))
    assert len(stories_of(walls)) == len(walls)


def test_a_story_that_a_source_brings_again_and_again_is_one_however_often() -> None:
    assert len(stories_of(of_one_text(["Otters return to the river"] * (MOST_TITLES + 1)))) == 1
