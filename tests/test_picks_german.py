"""Related finds in a German archive what belongs together, though its words come in many forms and compounds.

The magazine and its stories are invented. What is right for each of 32 questions was written down before anything was
measured: earlier stories of the same subject that a reader would want; two questions have none.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from digest.picks.neighbours import Shared
from digest.picks.phrases import phrases
from digest.picks.text import fold
from digest.picks.vector import key

DATA = Path(__file__).parent / "data"
#: With all words as they stand, German stop words left out.
UNFOLDED = 0.727


def test_related_finds_german_stories_whose_words_have_other_forms(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.related", str(DATA / "german.jsonl"), str(DATA / "german_related.json")]
    ran = subprocess.run(
        [*command, "--out", str(tmp_path / "out.json")],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    figures = json.loads(ran.stdout.splitlines()[-1])
    assert figures["questions"] == 32
    assert figures["ndcg5"] >= UNFOLDED + 0.05
    assert figures["ndcg5"] > figures["systems"]["BM25"]["ndcg5"] + 0.05


def test_of_a_compound_a_reason_names_the_part_that_is_shared() -> None:
    term = fold("Hochwasserschutz", "de")
    assert term == fold("Hochwasser", "de")
    found = phrases("Mehr Hochwasserschutz", "de", Shared({key(term): 0.1}))
    assert [phrase.shown({term: "Hochwasser"}) for phrase in found] == ["Hochwasser"]


def test_a_reason_keeps_the_form_in_which_a_title_has_a_word() -> None:
    found = phrases("Alte Häuser", "de", Shared({key("haus"): 0.1}))
    assert [phrase.shown({"haus": "Haus"}) for phrase in found] == ["Häuser"]
