"""Picks made fit to be shown, and shown: the short lists under an article."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from digest.language import Language
from digest.model import Pick, PickKind
from digest.publish.clean import line, web_address


def fit_picks(found: Iterable[Pick]) -> tuple[Pick, ...]:
    """Those that can be linked to, cleaned."""
    cleaned = ((pick, web_address(pick.url), line(pick.title), line(pick.reason)) for pick in found)
    return tuple(
        Pick(kind=pick.kind, origin=pick.origin, url=url, title=title, reason=reason, article=pick.article)
        for pick, url, title, reason in cleaned
        if url and title
    )


def html(picks: Iterable[Pick], words: Language) -> str:
    """Fit picks as lists of links, each kind under its heading; "" when there are none."""
    shown = tuple(picks)
    return "".join(
        (
            _list(words.gettext("Read next"), [pick for pick in shown if pick.kind is PickKind.NEXT]),
            _list(words.gettext("Related"), [pick for pick in shown if pick.kind is PickKind.RELATED]),
        )
    )


def _list(heading: str, picks: list[Pick]) -> str:
    if not picks:
        return ""
    items = "".join(f"<li>{_link(pick)}{_reason(pick)}</li>\n" for pick in picks)
    return f"\n<p><strong>{escape(heading, quote=False)}:</strong></p>\n<ul>\n{items}</ul>"


def _link(pick: Pick) -> str:
    return f'<a href="{escape(pick.url)}">{escape(pick.title, quote=False)}</a>'


def _reason(pick: Pick) -> str:
    return f" – {escape(pick.reason, quote=False)}" if pick.reason else ""
