"""The sheet of a variant, laid out with as many of its stories as it is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from digest.newsletter.choice import Choice, Shown
from digest.newsletter.masthead import Masthead
from digest.newsletter.plain import breakable, long_words
from digest.newsletter.quoted import Quoted
from digest.newsletter.sheet import Sheet, mark, sheet
from digest.templates import Templates

LONG = 6  #: from this many stories on, a mail has a table of contents
#: Where a variant's own words go in a part that all variants share.
CHOSEN = Markup(mark("chosen"))  # noqa: S704 - a mark

# Keeps what follows the preheader out of an inbox's preview: blanks that are not collapsed (U+034F, ZWNJ, NBSP).
_PADDING = "\u034f\u200c\u00a0" * 40
# Only where it is needed: beside a picture it breaks words that would else move under it. Known to more clients than
# word-break, and what others do not know falls back to their own wrapping (caniemail.com).
_WRAPPING = ";word-wrap:anywhere"
#: Parts of which an edition has one, or none.
_ONCE = ("masthead", "inside", "introduction", "sponsor", "footer", "small", "dark")


@dataclass(frozen=True, slots=True)
class Format:
    """HTML or text: its parts, and the template of the sheet that they are laid on."""

    kind: str  #: "html" or "txt", as its templates' names end
    templates: Templates
    shared: Mapping[str, object]  #: what every template gets
    parts: Mapping[str, Quoted]  #: encoded, by name
    worded: Mapping[str, str]  #: parts in which CHOSEN stands: they are encoded when it is known what is chosen

    def sheet(self, stories: Choice, count: int, words: Mapping[str, str]) -> Sheet:
        """The whole mail with the first `count` stories.

        Raises:
            RenderError: a template has a mistake.
        """
        template = f"email/digest.{self.kind}"
        there = stories.first(count)
        rendered = self.templates.render(
            template,
            **self.shared,
            **{name: self._mark(name) for name in _ONCE},
            **words,
            contents=[self._mark(f"line:{item.article}") for item in there.items if count >= LONG],
            lead=self._mark(f"lead:{there.items[0].article}") if count else "",
            sections=[self._section(shown) for shown in there.shown()],
            rest=self._mark("rest") if count < len(stories.items) else "",
            wrapping=_WRAPPING if any(map(long_words, self._headings(there))) else "",
            padding=_PADDING,
        )
        chosen = str(escape(breakable(words["chosen"]))) if self.kind == "html" else words["chosen"]
        for name, part in self.worded.items():
            rendered = rendered.replace(mark(name), part.replace(CHOSEN, chosen))
        return sheet(template, rendered, self.parts)

    def _headings(self, there: Choice) -> Iterator[str]:
        """What stands large in a mail."""
        mast = self.shared["mast"]
        assert isinstance(mast, Masthead)
        yield from (mast.site_title, mast.newsletter_title)
        for shown in there.shown():
            yield shown.section.title
        yield from (item.title for item in there.items)

    def _section(self, shown: Shown) -> dict[str, object]:
        """`head`, `stories` without the lead, and `next` ("" for none, or where stories are left out before it)."""
        slug = shown.section.slug
        return {
            "head": self._mark(f"section:{slug}"),
            "stories": [self._mark(f"story:{item.article}") for item in shown.items],
            "next": self._mark(f"next:{slug}") if shown.is_whole else "",
        }

    def _mark(self, name: str) -> str:
        """The mark of a part; "" where there is none."""
        if name not in self.parts and name not in self.worded:
            return ""
        return Markup(mark(name)) if self.kind == "html" else mark(name)  # noqa: S704 - a mark
