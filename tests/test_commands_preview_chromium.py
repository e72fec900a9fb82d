"""What a real browser makes of a preview: light frames are light, dark ones dark, whatever its own scheme is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from digest.commands.browser import HIGHEST, Browser
from digest.commands.preview_page import VIEWS, Shown, page
from digest.commands.preview_picture import write
from digest.config import Collect
from digest.errors import BrowserFailed
from digest.newsletter.render import render
from digest.templates import Templates
from newsletter_edition import EDITION, MASTHEAD, edition, item, section
from small_site import serving

pytestmark = pytest.mark.chromium

TEMPLATES = Templates()
HOME = Collect(allow_addresses=["127.0.0.0/8"])  # type: ignore[arg-type]
RED = (255, 0, 0)


def shown(made: object = EDITION) -> Shown:
    variant = render(made, MASTHEAD, TEMPLATES).variant()  # type: ignore[arg-type]
    away = variant.html.replace("https://teapot.example/img/", "http://127.0.0.1:1/img/")  # no test asks the world
    return Shown(
        edition="weekly:2026-11-23T08:00", state="a draft", readers="all sections", sender="The Teapot Gazette",
        subject=variant.subject, html=away, text=variant.text, message=50_000, language="en", dir="ltr",
    )  # fmt: skip


def with_image(url: str) -> Shown:
    return shown(edition(section("all", "All", item(1, "A red story", image=url))))


def picture(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return image.convert("RGB")


def brightness(image: Image.Image, left: int, right: int, top: int) -> list[int]:
    """Of a frame's outermost column, some rows down from `top`."""
    return [sum(image.getpixel((x, top + 200))) // 3 for x in (left, right)]  # type: ignore[arg-type]


def lefts() -> list[int]:
    """Where the frames of a picture begin, beside one another."""
    return [20 + sum(view.width + 24 for view in VIEWS[:n]) for n in range(len(VIEWS))]


def test_the_picture_has_every_view_beside_the_other_and_the_whole_mail(chromium: Browser, tmp_path: Path) -> None:
    lacks = write(tmp_path / "out.png", shown(), TEMPLATES, chromium, HOME)
    assert lacks == ["6 images of the mail could not be fetched"]
    image = picture(tmp_path / "out.png")
    assert image.width >= sum(view.width for view in VIEWS)
    assert 3000 < image.height < 14_000
    for left, view in zip(lefts(), VIEWS, strict=True):
        found = brightness(image, left + 2, left + view.width - 3, 600)
        assert all((light > 200) is (view.scheme == "light") for light in found), (view, found)


def test_images_are_in_the_picture_but_where_none_are_shown(chromium: Browser, tmp_path: Path) -> None:
    Image.new("RGB", (40, 40), RED).save(tmp_path / "red.png")
    with serving() as site:
        site.files["/red.png?a=1&b=2"] = ("image/png", (tmp_path / "red.png").read_bytes())
        lacks = write(tmp_path / "out.png", with_image(f"{site.base}/red.png?a=1&b=2"), TEMPLATES, chromium, HOME)
        assert [path for path, _ in site.asked] == ["/red.png?a=1&b=2"]
    assert lacks == []
    image = picture(tmp_path / "out.png")
    red = {x for x in range(image.width) for y in range(0, image.height, 20) if image.getpixel((x, y)) == RED}
    has_red = [any(left <= x < left + view.width for x in red) for left, view in zip(lefts(), VIEWS, strict=True)]
    assert has_red == [view.pictures for view in VIEWS]


def test_an_image_at_an_address_that_is_not_public_is_not_asked_for(chromium: Browser, tmp_path: Path) -> None:
    with serving() as site:
        lacks = write(tmp_path / "out.png", with_image(f"{site.base}/red.png"), TEMPLATES, chromium, Collect())
        assert site.asked == []
    assert lacks == ["1 image of the mail could not be fetched"]
    assert picture(tmp_path / "out.png").height > 600


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_shows_both_schemes_in_a_browser_of_either(chromium: Browser, tmp_path: Path, scheme: str) -> None:
    (tmp_path / "preview.html").write_text(page(shown(), TEMPLATES), encoding="utf-8")
    with chromium.window(dark=scheme == "dark") as window:
        window.show(tmp_path / "preview.html", width=2700, height=1200)
        window.picture(tmp_path / "out.png")
    image = picture(tmp_path / "out.png")
    row = [sum(image.getpixel((x, 700))) // 3 for x in range(image.width)]  # type: ignore[arg-type]
    page_colour = row[2]
    assert (page_colour > 128) is (scheme == "light")
    # The sheet of the mail, as wide as a phone's frame less its edges.
    assert sum(light > 250 for light in row) > 300
    assert sum(25 <= light <= 30 for light in row) > 300


def test_a_mail_that_is_longer_than_any_picture_is_shown_from_its_beginning(chromium: Browser, tmp_path: Path) -> None:
    made = replace(shown(), html="<!doctype html><html><head></head><body><p style='height:20000px'>long</body></html>")
    lacks = write(tmp_path / "out.png", made, TEMPLATES, chromium, HOME)
    assert lacks == [f"what lies below {HIGHEST} pixels"]
    assert picture(tmp_path / "out.png").height == HIGHEST


def test_a_page_that_never_says_its_height_is_told(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>nothing", encoding="utf-8")
    with pytest.raises(BrowserFailed, match="did not show the page to its end"):
        chromium.picture(tmp_path / "page.html", tmp_path / "out.png", width=800)
