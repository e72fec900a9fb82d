"""The file of an edition as it is first written: everything in it can be left as it is, or filled in."""

from __future__ import annotations

from collections.abc import Iterator

from digest.commands.slugs import toml
from digest.commands.times import when
from digest.model import Edition, Item, Passage, Sponsor
from digest.newsletter.hand.recompose import stories

_HEAD = """\
# {id}
# {state}
#
# Fill in what you want, and run `digest edition edit {id}` again. It is applied as a whole or, if something
# in it is wrong, not at all; change it and apply it again as often as you like until the edition goes.
# Texts are Markdown: paragraphs, links, emphasis, lists and quotes.
"""
_AHEAD = """\
# {id}, to be composed {due}
#
# What you fill in is applied when the edition is composed; a mistake then holds it, and tells you.
# `digest edition edit {id}` looks for mistakes now.
# Texts are Markdown: paragraphs, links, emphasis, lists and quotes.
"""


def sheet(edition: Edition, name: str, *, numbered: bool) -> str:
    """The text of the file, which says what the edition is like already.

    Args:
        edition: composed, or a draft.
        name: what the file is called, from the folder of config.toml on.
        numbered: whether its stories have numbers that stay: it is composed.
    """
    state = f"{edition.state}, {edition.reason}" if edition.reason else edition.state.value
    head = _HEAD if numbered else _AHEAD
    lines = [
        head.format(id=edition.id, state=_comment(state), due=when(edition.slot.due), name=name),
        f"introduction = {_block(edition.introduction)}",
        "",
        *_choices(edition, numbered=numbered),
        "",
        *_sponsor(edition.sponsor),
        "",
        *_listed(edition, numbered=numbered),
    ]
    return "\n".join(lines) + "\n"


def _choices(edition: Edition, *, numbered: bool) -> Iterator[str]:
    """The keys that name stories: those that say something stand, the others are examples."""
    whole = [item.article for item in stories(edition)]
    stand = [item.article for section in edition.sections for item in section.items]
    moved = stand if stand != [id for id in whole if id in stand] else []
    dropped = [id for id in whole if id not in stand]
    named = {id: str(number) for number, id in enumerate(whole, 1)}
    one, two = ("3", "2") if numbered else ('"https://…"', '"https://…"')
    yield (
        f"lead = {named[edition.lead]}" if edition.lead else f"#lead = {one}        # the story on top; else the first"
    )
    yield f"order = {_list(moved, named)}" if moved else f"#order = [{one}, {two}]  # these first, in this order"
    yield (
        f"drop = {_list(dropped, named)}"
        if dropped
        else f"#drop = [{two}]      # left out; a later edition may bring them"
    )


def _sponsor(sponsor: Sponsor | None) -> Iterator[str]:
    if sponsor is None:
        yield from ("# One block that is marked as paid for:", "#[sponsor]", '#name = ""', '#url = "https://…"')
        yield from ('#image = "https://…"', '#text = """', '#"""')
        return
    yield from ("[sponsor]", f"name = {toml(sponsor.name)}", f"url = {toml(sponsor.url)}")
    if sponsor.image:
        yield f"image = {toml(sponsor.image)}"
    yield f"text = {_block(sponsor.passage)}"


def _listed(edition: Edition, *, numbered: bool) -> Iterator[str]:
    whole = stories(edition)
    if not whole:
        yield "# Nothing new for it yet."
        return
    yield "# Its stories, by number and address:" if numbered else "# Its stories, as things stand now:"
    titles = {section.slug: section.title for section in edition.sections}
    before = None
    for number, item in enumerate(whole, 1):
        if item.section != before:
            yield f"#\n# {_comment(titles.get(item.section, item.section))}"
            before = item.section
        yield from _story(item, f"{number:>4}  " if numbered else "   ")


def _story(item: Item, number: str) -> Iterator[str]:
    yield f"#{number}{_comment(item.title)}"
    yield f"#{' ' * len(number)}{_comment(item.url)}"


def _list(ids: list[str], named: dict[str, str]) -> str:
    return f"[{', '.join(named[id] for id in ids)}]"


def _comment(text: str) -> str:
    """A comment must not hold a control character, nor end before its line does. Source: TOML 1.0, "Comment"."""
    return "".join(character for character in text if character.isprintable())


def _block(passage: Passage | None) -> str:
    """A multi-line basic string, which begins in the line after its quotes. Source: TOML 1.0, "String"."""
    text = "\n".join(toml(line)[1:-1] for line in passage.text.split("\n")) + "\n" if passage else ""
    return f'"""\n{text}"""'
