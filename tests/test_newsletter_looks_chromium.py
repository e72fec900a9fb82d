"""Mails of every look as a real browser shows them: nothing sticks out, and a finger finds each link."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from digest.newsletter.look import Look
from digest.newsletter.render import render
from newsletter_edition import ARABIC, ARABIC_MASTHEAD, EDITION, HOSTILE
from test_looks_chromium import looked_at
from test_newsletter_looks import HELPFUL, INTRODUCTION, SPONSOR, STYLES, TEMPLATES

pytestmark = pytest.mark.chromium

LOGO = "https://teapot.example/logo.png"
DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="  # in the place of each picture: nothing is loaded
FULL = replace(EDITION, introduction=INTRODUCTION, sponsor=SPONSOR)
#: Loads each mail in a frame of each width, and measures. A link amid a text may be as high as it (WCAG 2.2, §2.5.5).
PROBE = """<!doctype html><body><pre id="found"></pre><script>
const mails = %s, widths = [320, 600, 900], found = [];
const high = link => Math.max(...[...link.getClientRects()].map(box => box.height));
const look = async (mail, width) => {
  const frame = document.createElement("iframe");
  frame.width = width; frame.height = 900; frame.srcdoc = mails[mail];
  const whole = new Promise(done => frame.onload = done);
  document.body.append(frame);
  await whole;
  const inside = frame.contentDocument;
  const links = [...inside.querySelectorAll("a")].filter(a => a.getClientRects().length && !a.closest(".passage"));
  const texts = [...inside.querySelectorAll("body *")].filter(e =>
    e.getClientRects().length && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
  found.push({mail, width, wide: inside.documentElement.scrollWidth, links: links.length,
    low: links.filter(a => a.textContent.trim() && high(a) < 44).map(a => a.textContent.slice(0, 40)),
    small: texts.filter(e => parseFloat(getComputedStyle(e).fontSize) < 14).map(e => e.outerHTML.slice(0, 80))});
  frame.remove();
};
(async () => {
  for (const mail in mails) for (const width of widths) await look(mail, width);
  document.getElementById("found").textContent = JSON.stringify(found);
})();
</script></body>"""


def test_nothing_sticks_out_and_on_a_phone_each_link_is_as_high_as_a_finger(tmp_path: Path) -> None:
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
    mails = {name: re.sub(r'src="[^"]*"', f'src="{DOT}"', html) for name, html in mails.items()}
    probe = tmp_path / "probe.html"
    probe.write_text(PROBE % json.dumps(mails).replace("</", "<\\/").replace("<!--", "<\\!--"), encoding="utf-8")
    found = looked_at(probe.as_uri(), tmp_path / "profile")
    assert len(found) == 3 * len(mails)
    assert all(one["links"] for one in found)
    assert [(one["mail"], one["width"], one["wide"]) for one in found if one["wide"] > one["width"]] == []  # type: ignore[operator]
    assert [(one["mail"], one["small"]) for one in found if one["small"]] == []
    phones = [one for one in found if one["width"] == 320]
    assert [(one["mail"], one["low"]) for one in phones if one["low"]] == []
