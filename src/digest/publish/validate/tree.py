"""Bytes as an XML tree with lines, read strictly and without asking anybody for anything.

No DTD is loaded, no entity resolved beyond XML's own five, and libxml2 keeps its limits of depth and size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from digest.publish.validate.finding import Finding, advice, error, warning

NOT_WELL_FORMED = error(
    "xml-broken",
    "it is not well-formed XML: {value}",
    "mend that place: often a bare & or <, an element that is not closed, or text cut off in the middle",
    "strict readers show nothing of the feed at all",
)
WRONG_ENCODING = error(
    "encoding-wrong",
    "it says that it is {declared}, but its bytes are not",
    "save it as UTF-8, and declare that",
    "readers show nothing, or wrong signs for letters like é and ü",
)
OTHER_ENCODING = advice(
    "encoding-other",
    "it is written in {declared}",
    "write UTF-8, which every reader knows",
    "a few readers show wrong letters",
)
ENTITIES = error(
    "xml-entities",
    "it declares entities of its own",
    "write the letters themselves, and leave the DOCTYPE out",
    "careful readers refuse such a document: it can be made to grow without end",
)
DOCTYPE = advice(
    "xml-doctype",
    "it has a DOCTYPE",
    "leave it out; feeds need none",
    "some readers refuse it, others ask another server for it",
)
BLANK_BEFORE = error(
    "xml-blank-before",
    "there are blanks or empty lines before <?xml",
    "have the file begin with <?xml; often a template or plug-in prints an empty line",
    "strict readers show nothing of the feed at all",
)
DAMAGED_TEXT = warning(
    "text-damaged",
    "{name} holds signs that are left when an encoding went wrong: {value}",
    "read the text in its right encoding before it gets into the feed",
    "readers show boxes, question marks or letters like Ã¼",
)
LARGE = advice(
    "large",
    "it has {value} MB",
    "put fewer items in, and older ones into archive documents (RFC 5005)",
    "each poll of each reader carries all of that; some give up",
)

_LARGE = 2_000_000  #: bytes
_DECLARED = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
#: C1 controls and U+FFFD; and UTF-8 that was read as Latin-1.
_DAMAGE = re.compile("[\x80-\x9f�]|[ÂÃ][\x80-\xbf]")


def size(document: bytes) -> Iterator[Finding]:
    if len(document) > _LARGE:
        yield LARGE.at(value=f"{len(document) / 1_000_000:.1f}")


def parsed(document: bytes) -> tuple[_Element | None, list[Finding]]:
    """The root, or None when it is not well-formed; and what is wrong with the document as XML."""
    findings = list(_encoding(document))
    if document.lstrip().startswith(b"<?xml") and not document.startswith((b"<?xml", b"\xef\xbb\xbf<?xml")):
        findings.append(BLANK_BEFORE.at(1))
        document = document.lstrip()
    if b"<!ENTITY" in document:
        return None, [*findings, ENTITIES.at(_line_of(document, b"<!ENTITY"))]
    if b"<!DOCTYPE" in document:
        findings.append(DOCTYPE.at(_line_of(document, b"<!DOCTYPE")))
    try:
        root = etree.fromstring(document, _parser())
    except etree.XMLSyntaxError as broken:
        if not any(found.rule is WRONG_ENCODING for found in findings):
            findings.append(NOT_WELL_FORMED.at(broken.lineno or None, value=_without_place(str(broken.msg))))
        return None, findings
    findings.extend(_damage(root))
    return root, findings


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, recover=False)


def _encoding(document: bytes) -> Iterator[Finding]:
    if document.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield OTHER_ENCODING.at(1, declared="UTF-16")
        return
    found = _DECLARED.match(document.lstrip(b"\xef\xbb\xbf \t\r\n"))
    declared = found[1].decode("ascii") if found else "UTF-8"
    try:
        document.decode(declared)
    except LookupError:
        yield WRONG_ENCODING.at(1, declared=declared)
    except UnicodeDecodeError as wrong:
        yield WRONG_ENCODING.at(document.count(b"\n", 0, wrong.start) + 1, declared=declared)
    else:
        if declared.lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
            yield OTHER_ENCODING.at(1, declared=declared)


def _damage(root: _Element) -> Iterator[Finding]:
    """The first place alone: where one text was read wrongly, often all were."""
    for element in root.iter(etree.Element):
        for said in (element.text, element.tail, *element.attrib.values()):
            if said and not str(said).isascii() and (found := _DAMAGE.search(str(said))):
                around = str(said)[max(found.start() - 15, 0) : found.end() + 15]
                yield DAMAGED_TEXT.at(element, name=f"<{local(element)}>", value=around)
                return


def local(element: _Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def text(element: _Element | None) -> str:
    """All text in it, blanks around taken off; "" when there is none."""
    if element is None:
        return ""
    return "".join(map(str, element.itertext())).strip() if len(element) else str(element.text or "").strip()


def _line_of(document: bytes, found: bytes) -> int:
    return document.count(b"\n", 0, document.index(found)) + 1


def _without_place(message: str) -> str:
    """libxml2's words without the place, which we tell ourselves."""
    return message.partition(", line ")[0]
