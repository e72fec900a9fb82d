"""Mails as a real browser shows them, on a phone and on a desk, light and dark, with pictures and without."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bench.mail_edition import LOOKS

from axe import judged
from digest.commands.browser import Window
from mails import EVERY, file_name, mail

pytestmark = pytest.mark.chromium

AXE_WIDTH = 320  #: at which axe looks: the stricter, as lines are short and links near each other
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800">'
    '<rect width="1200" height="800" fill="#678"/></svg>'
)
SEEN = (Path(__file__).parent / "mail" / "seen.js").read_text(encoding="utf-8")

Seen = dict[str, Any]


def widths(name: str) -> tuple[int, ...]:
    """In CSS pixels, those that a kind of edition is looked at in; the narrowest tells most."""
    return (320, 600, 900) if name == "reference" else (320,)


@pytest.fixture(scope="module")
def seen(
    screens: dict[str, Window], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str, str], list[Seen]]:
    """What a browser sees, by look, name and scheme, in order of width; each picture of a mail is another one."""
    folder = tmp_path_factory.mktemp("mails")
    (folder / "picture.svg").write_text(PICTURE, encoding="utf-8")
    for look, name in EVERY:
        html = re.sub(r'(?<= src=")[^"]*', "picture.svg", mail(look, name).html)
        (folder / file_name(look, name)).write_text(html, encoding="utf-8")
    return {
        (look, name, scheme): [
            looked_at(screens[scheme], folder / file_name(look, name), width)
            for width in (widths(name) if scheme == "light" else (AXE_WIDTH,))
        ]
        for look, name in EVERY
        for scheme in screens
    }


def looked_at(window: Window, page: Path, width: int) -> Seen:
    window.show(page, width=width, height=900)
    found = {"width": width, **window.read(SEEN)}
    return {**found, **judged(window)} if width == AXE_WIDTH else found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("look", "name"), EVERY)
def test_axe_finds_nothing_in_a_mail(
    seen: dict[tuple[str, str, str], list[Seen]], look: str, name: str, scheme: str, figure: Callable[[str], None]
) -> None:
    views = [one for one in seen[look, name, scheme] if "wrong" in one]
    assert [one["width"] for one in views] == [AXE_WIDTH]
    for one in views:
        figure(f"{look}, {name}, {scheme}, {one['width']} px: {len(one['wrong'])} wrong, not sure of {one['unsure']}")
        assert one["dark"] is (scheme == "dark")
        assert one["passed"]
        assert one["wrong"] == []


@pytest.mark.parametrize(("look", "name"), EVERY)
def test_every_link_is_as_high_as_a_finger_on_a_phone(
    seen: dict[tuple[str, str, str], list[Seen]], look: str, name: str
) -> None:
    assert seen[look, name, "light"][0]["low"] == []


@pytest.mark.parametrize(("look", "name"), EVERY)
def test_nothing_scrolls_sideways_and_no_text_is_small(
    seen: dict[tuple[str, str, str], list[Seen]], look: str, name: str
) -> None:
    views = seen[look, name, "light"]
    assert [one["width"] for one in views] == list(widths(name))
    assert [(one["width"], one["wide"]) for one in views if one["wide"] > one["width"]] == []
    assert [one["small"] for one in views if one["small"]] == []
    assert all(one["texts"] for one in views)


@pytest.mark.parametrize("look", LOOKS)
def test_the_sheet_is_dark_where_the_screen_is(seen: dict[tuple[str, str, str], list[Seen]], look: str) -> None:
    light, dark = (seen[look, "reference", scheme][0]["ground"] for scheme in ("light", "dark"))
    assert min(map(int, re.findall(r"\d+", light)[:3])) > 200
    assert max(map(int, re.findall(r"\d+", dark)[:3])) < 60
