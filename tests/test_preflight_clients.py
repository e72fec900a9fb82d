"""What mail programs know of a mail's HTML and CSS, by the data that lies in the project."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bench.mail_clients import condensed
from lxml import etree

from digest.newsletter.preflight.clients import _HARMLESS, counted, score, support
from digest.newsletter.preflight.document import tree
from digest.newsletter.preflight.features import used
from digest.newsletter.preflight.support import spoken
from preflight_proof import HTML


def features(html: str) -> set[str]:
    return set(used(tree(html), support().features))


def test_the_data_has_a_letter_for_each_of_the_fifteen_programs() -> None:
    known = support()
    assert len(known.clients) == 15
    assert "outlook.windows-mail" not in known.clients
    assert all(re.fullmatch("[yanu]{15}", letters) for letters in known.features.values())


def test_features_that_any_mail_has_are_known_everywhere_and_those_of_web_pages_are_not() -> None:
    known = support()
    assert known.ignorant("html-table") == ()
    assert "Outlook on Windows" in known.ignorant("css-display-flex")
    assert "Gmail on the web" in known.ignorant("css-position")


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<p style="padding-left: 3px">x', "html-p css-padding css-unit-px"),
        ('<p style="max-width:50%;margin:0 auto">x', "html-p css-max-width css-unit-percent css-margin"),
        ('<p style="display:flex">x', "html-p css-display css-display-flex"),
        ('<p style="display:none !important">x', "html-p css-display css-display-none"),
        ('<p style="width:calc(100% - 2em)">x', "html-p css-width css-unit-calc css-unit-percent css-unit-em"),
        ('<p style="background:url(a.png;x) #10px1a">x', "html-p css-background"),
        ('<p style="font-family:\'12px vw\'">x', "html-p css-font"),
        ('<p style="border-block-start:var(--x)">x', "html-p css-border-inline-block-individual css-variables"),
        ('<h2 align="center">x</h2>', "html-h1-h6 html-align"),
        ('<img src="https://a.example/a.webp?x=.png" width="1">', "html-img image-webp html-width"),
        ('<img src="data:image/png;base64,AAAA">', "html-img image-base64"),
        ('<a href="mailto:a@b.example">x</a>', "html-mailto-links"),
        ('<input type="checkbox">', "html-input-checkbox"),
        ("<style>@font-face { src: url(a) }</style>", "html-style css-at-font-face"),
        ("<style>@media (x) { p { position: fixed } }</style>", "html-style css-position"),
        ("<!--[if mso]><style>p { position: fixed }</style><video></video><![endif]-->", ""),
        ("<p style='/* position: fixed */ color: red; nonsense; : ; x:'>x", "html-p"),
    ],
)  # fmt: skip
def test_features_are_found_where_they_stand(html: str, found: str) -> None:
    assert features(html) - {"html-body"} == set(found.split())


def test_the_score_is_the_mean_over_features_and_then_over_programs() -> None:
    known = support()
    of_two = score('<table><tr><td style="position:fixed">x</td></tr></table>')
    assert of_two.used == ("css-position", "html-table")
    worth = {"y": 100.0, "a": 50.0, "n": 0.0}
    by_hand = {
        client: (worth[known.features["css-position"][at]] + worth[known.features["html-table"][at]]) / 2
        for at, client in enumerate(known.clients)
    }
    assert dict(of_two.by_client) == by_hand
    assert of_two.mean == pytest.approx(sum(by_hand.values()) / len(by_hand), abs=0.005)
    assert of_two.minimum == min(by_hand.values())
    assert of_two.unsupported == ("css-position",)


def test_a_mail_of_nothing_is_known_everywhere() -> None:
    assert (score("").mean, score("").minimum, score("").unsupported) == (100.0, 100.0, ())


def test_what_falls_back_without_harm_and_pictures_are_not_counted() -> None:
    harmless = '<main role="main" aria-label="x"><p style="border-radius:3px;word-break:break-word;outline-offset:1px">'
    assert set(counted(tree(harmless + '<img src="a.svg" loading="lazy">'))) == {"html-img", "html-p", "css-unit-px"}
    assert not _HARMLESS.fullmatch("css-padding")


def test_a_feature_is_called_as_people_call_it() -> None:
    assert [spoken(one) for one in ("css-max-width", "html-video", "html-srcset", "image-webp", "css-unit-vh")] == [
        "max-width",
        "<video>",
        "the attribute srcset",
        "WEBP pictures",
        "the unit vh",
    ]
    assert all(spoken(feature) for feature in support().features if "-" in feature)


def test_a_mail_is_scored_the_same_however_it_is_spaced() -> None:
    root = etree.tostring(tree(HTML), encoding="unicode", method="html")
    assert score(root).by_client == score(HTML).by_client


def test_the_file_is_made_of_what_was_tested_last_and_always_the_same(tmp_path: Path) -> None:
    versions = {"2019": "y", "16.80": "n #1"}
    stats = {"outlook": {"macos": versions, "windows-mail": {"1": "y"}}, "hey": {"desktop-webmail": {"1": "y"}}}
    features = [
        {"slug": "css-b", "stats": stats},
        {"slug": "css-a", "stats": {"gmail": {"ios": {"1": "a #2"}}}},
    ]
    (tmp_path / "data").mkdir()
    content = {"last_update_date": "2026-05-13 14:45:41 +0000", "data": features}
    (tmp_path / "data/caniemail.json").write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "package.json").write_text('{"version": "1.2.3"}', encoding="utf-8")
    made = condensed(tmp_path)
    assert (made["date"], made["clients"]) == ("2026-05-13", ["gmail.ios", "outlook.macos"])
    assert list(made["features"].items()) == [("css-a", "au"), ("css-b", "un")]
