"""An invented edition with one of everything: it shows whether templates work before there is anything to send."""

from __future__ import annotations

from dataclasses import replace

from digest.model import Edition, EditionSection, EditionState, Item, Passage, Pick, PickKind, PickOrigin, Slot, Sponsor

_URL = "https://example.org/"
_PASSAGE = Passage(text="Words.", html="<p>Words.</p>")


def specimen(slot: Slot, section: str) -> Edition:
    """An edition of this slot: a story with picture, author and picks, one without, the editor's and a sponsor's words.

    Args:
        slot: of the newsletter whose templates are to be tried.
        section: slug of one of its sections.
    """
    pick = Pick(kind=PickKind.RELATED, origin=PickOrigin.EDITOR, url=f"{_URL}pick/", title="A pick", reason="A reason")
    story = Item(
        article="specimen:1",
        url=f"{_URL}story/",
        title="A story",
        summary="What it tells.",
        section=section,
        source="A source",
        authors=("An author",),
        image=f"{_URL}picture.jpg",
        date=slot.due,
        minutes=4,
        related=(pick,),
        next=replace(pick, kind=PickKind.NEXT, url=f"{_URL}next/"),
    )
    bare = replace(story, article="specimen:2", summary="", authors=(), image=None, related=(), next=None)
    return Edition(
        id=slot.name,
        newsletter=slot.schedule,
        slot=slot,
        state=EditionState.COMPOSED,
        composed=slot.due,
        sections=(EditionSection(slug=section, title="A section", items=(story, bare)),),
        introduction=_PASSAGE,
        sponsor=Sponsor(name="A sponsor", url=_URL, passage=_PASSAGE),
    )
