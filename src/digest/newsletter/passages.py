"""An editor's Markdown in a text part: as it was written, but for its links and the length of its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from digest.newsletter.clean import web_address
from digest.newsletter.plain import wrap

# What a line begins with (CommonMark 0.31 §5): marks of a quotation, those of an item, its words.
_LINE = re.compile(r"(?P<quote>(?: {0,3}> ?)*)(?P<indent> *)(?P<item>(?:[-*+]|\d{1,9}[.)]) +(?=\S))?(?P<words>.*)")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
# Rules, underlines of headings, rows of tables, link definitions: they mean something only as they stand.
_AS_IT_STANDS = re.compile(r" {0,3}(?:[-*_=](?: *[-*_=])+ *$|\||[-:| ]+\|[-:| ]*$|.*\S +\| +\S|\[[^\]]+\]:)")
_HEADING = re.compile(r"#{1,6}(?: |$)")
_CODE = " " * 4
_LINK = re.compile(r"!?\[([^\[\]]+)\]\(<?([^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?: +[\"'(][^)]*[\"')])?\)")


def passage(text: str, margin: str = "", base_url: str = "") -> str:
    """Markdown with its lines wrapped: items hang, quotations keep their marks, code and rules stay as they are.

    Links become words with the address after them, which is the one that the HTML has.

    Args:
        text: as the editor wrote it.
        margin: stands before every line.
        base_url: what relative links are meant from.
    """
    blocks = _blocks(text.expandtabs(4).strip("\n").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(block.text(margin, base_url) for block in blocks)).strip("\n")


@dataclass(slots=True)
class _Block:
    """Lines that are wrapped as one, or a line that stays as it is."""

    first: str  #: before its first line
    others: str = ""  #: before each other one
    quote: str = ""  #: its marks without blanks
    words: list[str] = field(default_factory=list)  #: [] for a line that stays as it is, which is `first` then
    is_open: bool = False  #: whether the next line may go on with it

    def text(self, margin: str, base_url: str) -> str:
        if not self.words:
            return (margin + self.first).rstrip()
        # In angle brackets an address ends where it should, whatever follows it (RFC 3986, appendix C).
        words = _LINK.sub(lambda link: f"{link[1]} <{_address(link[2], base_url)}>", " ".join(self.words))
        return wrap(words, margin + self.first, margin + self.others)


def _address(written: str, base_url: str) -> str:
    try:
        whole = urljoin(
            base_url, written.replace("&amp;", "&")
        )  # references are read there, too (CommonMark 0.31 §2.5)
    except ValueError:
        return written
    return web_address(whole) or whole


def _blocks(lines: list[str]) -> Iterator[_Block]:
    fence, in_list = "", False
    block = _Block("")
    for i, line in enumerate(lines):
        mark = _FENCE.match(line)
        starts_code = line.startswith(_CODE) and not in_list and not block.is_open
        if fence or mark or starts_code or _AS_IT_STANDS.match(line):
            made: _Block | None = _Block(line)
            fence = _still_open(fence, mark[1] if mark else "")
        else:
            made = _read(line, block)
        if made is None:
            continue
        if i:
            yield block
        block = made
        if line.strip():
            in_list = block.others != block.first or (in_list and line.startswith(" "))
    yield block


def _still_open(fence: str, mark: str) -> str:
    """The mark of the code that is open after this line; "" for none."""
    if not fence:
        return mark
    return "" if mark.startswith(fence) else fence


def _read(line: str, before: _Block) -> _Block | None:
    """The block that a line begins; None if it goes on with the one before, which has taken it."""
    found = _LINE.match(line)
    assert found
    quote, item, words = found["quote"], found["item"] or "", found["words"]
    marks = re.sub(" ", "", quote)
    # A break that is meant (CommonMark 0.31 §6.7), or a heading, ends what it stands in.
    is_open = bool(words) and not words.endswith(("  ", "\\")) and not _HEADING.match(words)
    if before.is_open and words and not item and marks == before.quote and not _HEADING.match(words):
        before.words.append(words.rstrip())
        before.is_open = is_open
        return None
    first = quote + found["indent"] + item
    if not words:
        return _Block(first, first, marks)
    return _Block(first, quote + " " * len(found["indent"] + item), marks, [words.rstrip()], is_open)
