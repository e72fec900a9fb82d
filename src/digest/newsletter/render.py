"""An edition → mail: the expensive part once an edition, then a join for each variant, then a join for each reader.

render() ──parts, inlined and encoded──▶ Parts ──variant(sections)──▶ Variant ──a reader's own tokens──▶ a mail's bytes
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from digest.language import language
from digest.model import Edition
from digest.newsletter.clean import clean_edition
from digest.newsletter.inline import inlined
from digest.newsletter.layout import CHOSEN, Format
from digest.newsletter.masthead import Masthead
from digest.newsletter.parts import Parts
from digest.newsletter.placeholders import placeholders, whole
from digest.newsletter.quoted import Quoter
from digest.newsletter.sheet import Part
from digest.newsletter.variant import Variant
from digest.newsletter.words import filters
from digest.templates import Templates

__all__ = ["Masthead", "Parts", "Variant", "render"]

#: Style sheets that a mail carries beside what is inlined.
_BESIDE = ("small", "dark")


def render(edition: Edition, masthead: Masthead, templates: Templates) -> Parts:
    """Every part that a variant of this edition may need. The expensive step: once an edition.

    Raises:
        RenderError: a template or the style sheet has a mistake, or uses a value that is not there.
    """
    mast = masthead.clean()
    edition = clean_edition(edition, mast.edition_url or mast.site_url)
    words = language(mast.language)
    templates = templates.speaking(words)
    templates.add_filters(filters(words))
    stand_ins = placeholders((name for name, _ in mast.reader_pages), edition, mast)
    addresses = {name: url + stand_ins[name] for name, url in mast.reader_pages}
    shared = {"mast": mast, "date": words.long_date(edition.slot.due, mast.timezone), **addresses}
    quoter = Quoter({word: name for name, word in stand_ins.items()})
    html = _html(edition, mast, templates, shared, addresses.values())
    text = _text(edition, mast, templates, shared)
    return Parts(
        edition=edition,
        masthead=mast,
        html=Format("html", templates, shared, _encoded(html, quoter), _worded(html)),
        text=Format("txt", templates, shared, _encoded(text, quoter), _worded(text)),
        quoter=quoter,
        placeholders=stand_ins,
    )


def _html(
    edition: Edition, mast: Masthead, templates: Templates, shared: Mapping[str, object], addresses: Iterable[str]
) -> dict[str, str]:
    parts = {
        name: templates.render(f"email/{template}.html", **{**shared, **values, "chosen": CHOSEN})
        for name, template, values in _needed(edition, mast)
    }
    parts = inlined(templates.render("email/inline.css", **shared), parts)
    parts |= {name: templates.render(f"email/{name}.css", **shared).strip() for name in _BESIDE}
    return {name: whole(part, addresses) for name, part in parts.items()}


def _text(edition: Edition, mast: Masthead, templates: Templates, shared: Mapping[str, object]) -> dict[str, str]:
    # The footer is wrapped, so that it has to wait for a variant's words.
    return {
        name: templates.render(f"email/{template}.txt", **{**shared, **values}).strip("\n")
        for name, template, values in _needed(edition, mast)
        if template != "footer"
    }


def _encoded(parts: Mapping[str, str], quoter: Quoter) -> dict[str, Part]:
    return {name: Part(text, quoter.quoted(text)) for name, text in parts.items() if CHOSEN not in text}


def _worded(parts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in parts.items() if CHOSEN in text}


def _needed(edition: Edition, mast: Masthead) -> Iterator[tuple[str, str, dict[str, object]]]:
    """(name, template, values) of each part; any story may come to lead a variant."""
    yield from ((name, name, {}) for name in ("masthead", "inside", "footer"))
    yield "rest", "rest", {"mast": replace(mast, edition_url=mast.edition_url or mast.site_url)}
    if edition.introduction:
        yield "introduction", "introduction", {"passage": edition.introduction}
    if edition.sponsor:
        yield "sponsor", "sponsor", {"sponsor": edition.sponsor}
    for section in edition.sections:
        yield f"section:{section.slug}", "section", {"section": section}
        if section.next:
            yield f"next:{section.slug}", "next", {"section": section, "pick": section.next}
        for item in section.items:
            for kind in ("lead", "story", "line"):
                yield f"{kind}:{item.article}", kind, {"section": section, "item": item}
