"""Mails of every look as a real browser shows them: nothing sticks out, and a finger finds each link."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from digest.commands.browser import Window
from digest.newsletter.look import Look
from digest.newsletter.render import render
from newsletter_edition import ARABIC, ARABIC_MASTHEAD, EDITION, HOSTILE
from test_newsletter_looks import HELPFUL, INTRODUCTION, SPONSOR, STYLES, TEMPLATES

pytestmark = pytest.mark.chromium

LOGO = "https://teapot.example/logo.png"
DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="  # in the place of each picture: nothing is loaded
FULL = replace(EDITION, introduction=INTRODUCTION, sponsor=SPONSOR)
#: A link amid a text may be as high as it (WCAG 2.2, §2.5.5).
SEEN = """(() => {
  const high = link => Math.max(...[...link.getClientRects()].map(box => box.height));
  const links = [...document.querySelectorAll("a")].filter(a => a.getClientRects().length && !a.closest(".passage"));
  const texts = [...document.querySelectorAll("body *")].filter(e =>
    e.getClientRects().length && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
  return {wide: document.documentElement.scrollWidth, links: links.length,
    low: links.filter(a => a.textContent.trim() && high(a) < 44).map(a => a.textContent.slice(0, 40)),
    small: texts.filter(e => parseFloat(getComputedStyle(e).fontSize) < 14).map(e => e.outerHTML.slice(0, 80))};
})()"""


def test_nothing_sticks_out_and_on_a_phone_each_link_is_as_high_as_a_finger(window: Window, tmp_path: Path) -> None:
    kinds = {"full": (FULL, HELPFUL), "arabic": (ARABIC, ARABIC_MASTHEAD), "hostile": (HOSTILE, HELPFUL)}
    mails = {
        f"{style} {kind}": render(made, replace(mast, look=Look(style=style)), TEMPLATES).variant().html
        for style in STYLES
        for kind, (made, mast) in kinds.items()
    }
    for style in STYLES:
        wide = replace(HELPFUL, look=Look(style=style, logo=LOGO, logo_width=600))
        mails[f"{style} logo"] = render(EDITION, wide, TEMPLATES).variant().html
        named = replace(HELPFUL, site_title="Wissenschaftszeitschrift", look=Look(style=style))
        mails[f"{style} name"] = render(EDITION, named, TEMPLATES).variant().html
    page = tmp_path / "mail.html"
    for name, html in mails.items():
        page.write_text(re.sub(r'src="[^"]*"', f'src="{DOT}"', html), encoding="utf-8")
        for width in (320, 600, 900):
            window.show(page, width=width)
            seen = window.read(SEEN)
            assert seen["links"], name
            assert seen["wide"] <= width, (name, width)
            assert seen["small"] == [], (name, width)
            assert width > 320 or seen["low"] == [], name
