"""An edition → mail: the expensive part once an edition, then a join for each variant, then a replace for each reader.

render() ──every part, inlined──▶ Parts ──variant(sections)──▶ Variant ──replace UNSUBSCRIBE──▶ a subscriber's mail
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from digest.language import language
from digest.model import Edition, EditionSection, Item
from digest.newsletter.clean import UNSUBSCRIBE, clean_edition, header_line, one_line
from digest.newsletter.inline import inlined
from digest.newsletter.masthead import Masthead
from digest.newsletter.plain import long_words, shorten
from digest.newsletter.words import filters
from digest.templates import Templates

__all__ = ["UNSUBSCRIBE", "Masthead", "Parts", "Variant", "render"]

LONG = 6  #: from this many stories on, a mail has a table of contents
SUBJECT = 78  #: characters at most; inboxes show fewer
PREHEADER = 110
# Where a variant's own words go in a shared part. A comment outlives the inliner, and no escaped text holds one.
_CHOSEN = Markup("<!--slot:chosen-->")
# Keeps what follows the preheader out of an inbox's preview: blanks that are not collapsed (U+034F, ZWNJ, NBSP).
_PADDING = "\u034f\u200c\u00a0" * 40

# Only where it is needed: two large clients do not know it, and a checker counts it against every mail that has it.
_WRAPPING = ";word-break:break-word"


@dataclass(frozen=True, slots=True)
class Variant:
    """The mail of all readers who chose the same sections; UNSUBSCRIBE stands once in `html` and once in `text`."""

    subject: str  #: one line, at most 78 characters, no direction marks
    html: str
    text: str


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
    shared = {
        "mast": mast,
        "date": words.long_date(edition.slot.due, mast.timezone),
        "unsubscribe": UNSUBSCRIBE,
    }
    html, text = {}, {}
    for name, template, values in _needed(edition):
        html[name] = templates.render(f"email/{template}.html", **shared, **values, chosen=_CHOSEN)
        # The text footer is wrapped, so that it has to wait for a variant's words.
        if template != "footer":
            text[name] = templates.render(f"email/{template}.txt", **shared, **values).strip("\n")
    html = inlined(templates.render("email/inline.css"), html)
    html |= {name: templates.render(f"email/{name}.css").strip() for name in ("small", "dark")}
    return Parts(edition, mast, templates, {name: Markup(part) for name, part in html.items()}, text)  # noqa: S704


def _needed(edition: Edition) -> Iterator[tuple[str, str, dict[str, object]]]:
    """(name, template, values) of each part; any story may come to lead a variant."""
    yield from ((name, name, {}) for name in ("masthead", "inside", "footer"))
    for section in edition.sections:
        yield f"section:{section.slug}", "section", {"section": section}
        if section.next:
            yield f"next:{section.slug}", "next", {"section": section, "pick": section.next}
        for item in section.items:
            for kind in ("lead", "story", "line"):
                yield f"{kind}:{item.article}", kind, {"section": section, "item": item}


@dataclass(frozen=True, slots=True)
class Parts:
    """An edition rendered, as HTML with inlined styles and as text; by name, like "story:tag:example.org,2026:7"."""

    edition: Edition  #: clean
    masthead: Masthead  #: clean
    templates: Templates
    html: Mapping[str, Markup]
    text: Mapping[str, str]

    def variant(self, sections: tuple[str, ...] = ()) -> Variant:
        """The mail for those who chose these sections (slugs, in any order); () means all.

        Raises:
            ValueError: the edition has nothing from these sections; nobody gets an empty mail.
            RenderError: the sheet, the subject or the preheader cannot be rendered.
        """
        chosen = [section for section in self.edition.sections if not sections or section.slug in sections]
        if not chosen:
            raise ValueError(f"{self.edition.id}: nothing in it is from {', '.join(sections) or 'any section'}")
        titles = self._titles(sections)
        lead, *others = (item for section in chosen for item in section.items)
        words = {name: self._words(name, lead, others, titles) for name in ("subject", "preheader", "chosen")}
        words["subject"] = shorten(header_line(words["subject"]), SUBJECT)
        words["preheader"] = shorten(words["preheader"], PREHEADER)
        html = self._sheet("html", self.html, chosen, words)
        text = self._sheet("txt", self.text, chosen, words)
        return Variant(words["subject"], html.replace(_CHOSEN, str(escape(words["chosen"]))), text)

    def _titles(self, sections: tuple[str, ...]) -> tuple[str, ...]:
        """What was chosen of the newsletter, in its order, also what this edition lacks; () for all of it."""
        known = dict(self.masthead.section_titles) or {s.slug: s.title for s in self.edition.sections}
        titles = tuple(title for slug, title in known.items() if slug in sections)
        return () if len(titles) == len(known) else titles

    def _words(self, name: str, lead: Item, others: list[Item], titles: tuple[str, ...]) -> str:
        values = {"mast": self.masthead, "lead": lead, "others": others, "titles": titles}
        return one_line(self.templates.render(f"email/{name}.txt", **values))

    def _sheet(
        self, kind: str, parts: Mapping[str, str], sections: list[EditionSection], words: Mapping[str, str]
    ) -> str:
        items = [item for section in sections for item in section.items]
        once = {name: part for name, part in parts.items() if ":" not in name}
        return self.templates.render(
            f"email/digest.{kind}",
            mast=self.masthead,
            **once,
            **words,
            contents=[parts[f"line:{item.article}"] for item in items] if len(items) >= LONG else [],
            lead=parts[f"lead:{items[0].article}"],
            sections=[_joined(section, parts, items[0]) for section in sections],
            unsubscribe=UNSUBSCRIBE,
            wrapping=_WRAPPING if any(long_words(item.title) for item in items) else "",
            padding=_PADDING,
        )


def _joined(section: EditionSection, parts: Mapping[str, str], lead: Item) -> dict[str, object]:
    """A section's parts for the sheet: `head`, `stories` without the lead, and `next` ("" for none)."""
    return {
        "head": parts[f"section:{section.slug}"],
        "stories": [parts[f"story:{item.article}"] for item in section.items if item is not lead],
        "next": parts.get(f"next:{section.slug}", ""),
    }
