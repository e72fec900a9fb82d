"""The reference edition as a reader would get it, and ways to spoil it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from digest import joints, pipeline
from digest.config import Config
from digest.model import Edition
from digest.newsletter.preflight.document import tree
from digest.newsletter.preflight.finding import Finding
from digest.newsletter.preflight.proof import Facts, Proof, proof
from digest.templates import Templates
from newsletter_edition import ARABIC, EDITION

SECRET = b"a secret of the tests"
LEAVE = "https://teapot.example/unsubscribe/abc"
HTML = """<!doctype html>
<html lang="en" dir="ltr"><head><meta name="color-scheme" content="light dark"><title>Kettles</title>
<style>td { color: #221c16 }</style><style>
@media (prefers-color-scheme: dark) {
.card { background-color: #1f1b17 !important } .card td, .card a { color: #f3ebdf !important }
}</style></head>
<body><div role="article" lang="en" dir="ltr"><div style="display:none">Also: two engineers, one answer</div>
<table role="presentation" class="card" width="100%" bgcolor="#fffdf8"><tr><td>
<h1><a href="https://teapot.example/" style="color:#221c16">The Teapot Gazette</a></h1>
<h2>In this issue</h2>
<h3><a href="https://teapot.example/one/" style="color:#221c16"><img src="https://teapot.example/one.jpg" alt="Picture"
width="150">My sourdough has a better social life than I do</a></h3>
<h3><a href="https://teapot.example/two/" style="color:#221c16">The hedge committee meets at dawn</a></h3>
<h3><a href="https://teapot.example/three/" style="color:#221c16">How long is a minute, really?</a></h3>
<p><a href="https://teapot.example/unsubscribe/abc" style="color:#221c16">Unsubscribe</a>
<a href="https://teapot.example/newsletters/weekly/" style="color:#221c16">All past editions</a></p>
</td></tr></table></div></body></html>
"""
TEXT = """The Teapot Gazette
==================

In this issue

My sourdough has a better social life than I do
https://teapot.example/one/

The hedge committee meets at dawn
https://teapot.example/two/

How long is a minute, really?
https://teapot.example/three/

--------
Unsubscribe:
https://teapot.example/unsubscribe/abc

All past editions:
https://teapot.example/newsletters/weekly/
"""


def config(edition: Edition, *, url: str = "https://teapot.example/", **newsletter: Any) -> Config:
    return Config.model_validate(
        {
            "site": {"title": "The Teapot Gazette", "url": url, "tag": "teapot.example,2026"},
            "section": [{"slug": section.slug, "title": section.title} for section in edition.sections],
            "newsletter": [
                {
                    "slug": "weekly",
                    "title": "The Weekly Pour",
                    "from": "The Teapot <weekly@teapot.example>",
                    "postal_address": "1 Spout Lane, Teapot",
                    **newsletter,
                }
            ],
        }
    )


def findings(edition: Edition, settings: Config, choices: Sequence[tuple[str, ...]] = ((),)) -> list[Finding]:
    """Of an edition, with links that all answer."""
    return pipeline.preflight(
        settings, settings.newsletter[0], edition, choices, Templates(None), SECRET, dict.fromkeys
    )


def rendered(edition: Edition = EDITION, **newsletter: Any) -> Proof:
    """As our templates make it."""
    settings = config(edition, **newsletter)
    which = settings.newsletter[0]
    message_for = pipeline.messages(settings, which, edition, Templates(None), SECRET)
    message = message_for(joints.stranger(edition, (), joints.STRANGER))
    return proof(message.content, joints.facts(settings, which, edition))


def arabic() -> Proof:
    return rendered(ARABIC, language="ar")


def good() -> Proof:
    """A small mail written by hand, so that a rule's test depends on no template."""
    mail = EmailMessage(policy=SMTP.clone(max_line_length=76))
    mail["From"] = "The Teapot <weekly@teapot.example>"
    mail["To"] = "reader@example.org"
    mail["Subject"] = "My sourdough has a better social life"
    mail["Date"] = "Mon, 23 Nov 2026 08:00:00 +0000"
    mail["Message-ID"] = "<weekly-1@teapot.example>"
    mail["List-Id"] = "<weekly.teapot.example>"
    mail["List-Unsubscribe"] = f"<{LEAVE}>, <mailto:weekly@teapot.example?subject=unsubscribe>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Precedence"] = "bulk"
    mail.set_content(TEXT, cte="quoted-printable")
    mail.add_alternative(HTML, subtype="html", cte="quoted-printable")
    return proof(
        mail.as_bytes(),
        Facts(
            site_url="https://teapot.example/",
            leaves=False,
            postal_address="1 Spout Lane, Teapot",
            ours=frozenset(["https://teapot.example/newsletters/weekly/"]),
        ),
    )


def in_html(before: Proof, old: str, new: str) -> Proof:
    """With something else in its HTML."""
    assert old in before.html, old
    html = before.html.replace(old, new)
    return replace(before, html=html, root=tree(html))


def in_text(before: Proof, old: str, new: str) -> Proof:
    assert old in before.text, old
    return replace(before, text=before.text.replace(old, new))


def in_bytes(before: Proof, old: bytes, new: bytes) -> Proof:
    """With something else in the message, read anew."""
    assert old in before.content, old
    return proof(before.content.replace(old, new, 1), before.facts)


def knowing(before: Proof, **facts: Any) -> Proof:
    return replace(before, facts=replace(before.facts, **facts))
