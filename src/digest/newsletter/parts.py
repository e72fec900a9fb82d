"""An edition in parts, and how a variant joins them: with a lead, contents, subject, preheader and cut of its own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from digest.errors import MailTooLarge
from digest.lines import one_line
from digest.model import Edition
from digest.newsletter.choice import Choice, choice
from digest.newsletter.layout import Format
from digest.newsletter.masthead import Masthead
from digest.newsletter.plain import shorten
from digest.newsletter.quoted import Quoter, joined
from digest.newsletter.sheet import Sheet
from digest.newsletter.subject import subject
from digest.newsletter.variant import Variant

#: Bytes of HTML at most, always: Gmail shows 102 KB and hides the rest, with the link for unsubscribing (2026).
LIMIT = 95_000
PREHEADER = 110  #: characters
_CHOSEN = 1000  #: characters


@dataclass(frozen=True, slots=True)
class _Draft:
    """A variant's HTML with so many of its stories."""

    count: int
    words: Mapping[str, str]
    html: Sheet


@dataclass(frozen=True, slots=True)
class Parts:
    """An edition rendered, inlined and encoded, in parts by name ("story:tag:example.org,2026:7")."""

    edition: Edition  #: clean
    masthead: Masthead  #: clean
    html: Format
    text: Format
    quoter: Quoter
    placeholders: Mapping[str, str]

    def variant(self, sections: Collection[str] = ()) -> Variant:
        """The mail for those who chose these sections (slugs, in any order); () means all.

        It has as many stories as there is room for, in the mail's order, and says that the others are on the web.

        Raises:
            ValueError: the edition has nothing from these sections; nobody gets an empty mail.
            RenderError: the sheet, the subject or the preheader cannot be rendered.
            MailTooLarge: there is no room for anything.
        """
        stories = choice(self.edition, sections)
        fit = self._fitting(stories, self._titles(sections))
        text = self.text.sheet(stories, fit.count, fit.words)
        return Variant(
            subject=fit.words["subject"],
            quoted_html=joined(fit.html.quoted(self.quoter)),
            quoted_text=joined(text.quoted(self.quoter)),
            placeholders=self.placeholders,
            left_out=len(stories.items) - fit.count,
        )

    def _fitting(self, stories: Choice, titles: tuple[str, ...]) -> _Draft:
        """The mail with as many of the stories as there is room for; with none when there is not even for the first."""

        def draft(count: int) -> _Draft:
            words = self._words(stories, count, titles)
            return _Draft(count, words, self.html.sheet(stories, count, words))

        every = len(stories.items)
        found = draft(every)
        if found.html.size > LIMIT:
            count = bisect_left(range(every), LIMIT + 1, key=lambda count: draft(count).html.size) - 1
            found = draft(max(count, 0))
        while found.html.size > LIMIT:  # with fewer stories a variant's words may be longer
            if found.count == 0:
                raise MailTooLarge(self.edition.id, found.html.size, LIMIT)
            found = draft(found.count - 1)
        return found

    def _titles(self, sections: Collection[str]) -> tuple[str, ...]:
        """What was chosen of the newsletter, in its order, also what this edition lacks; () for all of it."""
        known = dict(self.masthead.section_titles) or {s.slug: s.title for s in self.edition.sections}
        titles = tuple(title for slug, title in known.items() if slug in sections)
        return () if len(titles) == len(known) else titles

    def _words(self, stories: Choice, count: int, titles: tuple[str, ...]) -> dict[str, str]:
        """The variant's own words. They tell of no story that the mail has no room for, but for the lead."""
        lead, *others = stories.items[: max(count, 1)]
        values = {**self.html.shared, "lead": lead, "others": others, "titles": titles}
        preheader, chosen = (
            one_line(self.html.templates.render(f"email/{name}.txt", **values)) for name in ("preheader", "chosen")
        )
        return {
            "subject": subject(self.html.templates, self.masthead, self.edition.newsletter, values, lead.title),
            "preheader": shorten(preheader, PREHEADER),
            "chosen": shorten(chosen, _CHOSEN),
        }
