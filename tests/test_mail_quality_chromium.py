"""Mails as a real browser shows them, on a phone and on a desk, light and dark, with pictures and without."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread

import pytest
from bench.mail_edition import LOOKS

from mails import EVERY, file_name, mail
from test_looks_axe import DARK
from test_looks_chromium import Quiet, looked_at

pytestmark = pytest.mark.chromium

AXE_WIDTH = 320  #: at which axe looks: the stricter, as lines are short and links near each other
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800">'
    '<rect width="1200" height="800" fill="#678"/></svg>'
)
PROBE = Path(__file__).parent / "mail" / "probe.html"
#: Nothing but our own server is asked, whatever a mail names.
ALONE = ("--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")

Seen = dict[str, object]


def widths(name: str) -> tuple[int, ...]:
    """In CSS pixels, those that a kind of edition is looked at in; the narrowest tells most."""
    return (320, 600, 900) if name == "reference" else (320,)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where every mail of every look is served, with a picture for each of its pictures."""
    folder = tmp_path_factory.mktemp("mails")
    for look, name in EVERY:
        html = re.sub(r'(?<= src=")[^"]*', "/picture.svg", mail(look, name).html)
        (folder / file_name(look, name)).write_text(html, encoding="utf-8")
    (folder / "picture.svg").write_text(PICTURE, encoding="utf-8")
    (folder / "axe.min.js").write_bytes((files("axe_core_python") / "axe.min.js").read_bytes())
    (folder / "probe.html").write_bytes(PROBE.read_bytes())
    pages = {f"/{file_name(look, name)}": widths(name) for look, name in EVERY}
    (folder / "pages.json").write_text(json.dumps({"pages": pages, "axe": AXE_WIDTH}), encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def seen(base: str, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, bool], list[Seen]]:
    """What a browser sees, by page and whether the screen is dark."""
    found: dict[tuple[str, bool], list[Seen]] = {}
    for more in ([], [DARK]):
        profile = tmp_path_factory.mktemp("profile")
        for one in looked_at(f"{base}/probe.html", profile, *ALONE, "--virtual-time-budget=300000", *more):
            found.setdefault((str(one["page"]).lstrip("/"), bool(one["dark"])), []).append(one)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("look", "name"), EVERY)
def test_axe_finds_nothing_in_a_mail(
    seen: dict[tuple[str, bool], list[Seen]], look: str, name: str, scheme: str, figure: Callable[[str], None]
) -> None:
    judged = [one for one in seen[file_name(look, name), scheme == "dark"] if "wrong" in one]
    assert [one["width"] for one in judged] == [AXE_WIDTH]
    for one in judged:
        figure(f"{look}, {name}, {scheme}, {one['width']} px: {len(one['wrong'])} wrong, not sure of {one['unsure']}")  # type: ignore[arg-type]
        assert one["passed"]
        assert one["wrong"] == []


@pytest.mark.parametrize(("look", "name"), EVERY)
def test_every_link_is_as_high_as_a_finger_on_a_phone(
    seen: dict[tuple[str, bool], list[Seen]], look: str, name: str
) -> None:
    assert seen[file_name(look, name), False][0]["low"] == []


@pytest.mark.parametrize(("look", "name"), EVERY)
def test_nothing_scrolls_sideways_and_no_text_is_small(
    seen: dict[tuple[str, bool], list[Seen]], look: str, name: str
) -> None:
    views = seen[file_name(look, name), False]
    assert [one["width"] for one in views] == list(widths(name))
    assert [(one["width"], one["wide"]) for one in views if one["wide"] > one["width"]] == []  # type: ignore[operator]
    assert [one["small"] for one in views if one["small"]] == []
    assert all(one["texts"] for one in views)


@pytest.mark.parametrize("look", LOOKS)
def test_the_sheet_is_dark_where_the_screen_is(seen: dict[tuple[str, bool], list[Seen]], look: str) -> None:
    light, dark = (str(seen[file_name(look, "reference"), scheme][0]["ground"]) for scheme in (False, True))
    assert min(map(int, re.findall(r"\d+", light)[:3])) > 200
    assert max(map(int, re.findall(r"\d+", dark)[:3])) < 60
