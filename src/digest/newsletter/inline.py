"""The one host of premailer: styles move into attributes, and no word is too long for a phone.

Each part is parsed on its own and cut out of the tree, not of the text, so that no title can pose as a boundary and no
unclosed tag of one part can swallow the next.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from html import escape

from lxml import etree
from premailer import Premailer

from digest.errors import RenderError
from digest.newsletter.plain import breakable

# libxml2 writes "<" and ">" in attribute values as they are (2.14), which HTML allows and mail filters misread. They
# travel as two noncharacters, which no clean text holds.
_OUT = str.maketrans("<>", "\ufdd0\ufdd1")
_BACK = str.maketrans({"\ufdd0": "&lt;", "\ufdd1": "&gt;"})
# What premailer would add beside each style (3.10): the templates say these themselves where a client needs them.
_ATTRIBUTES = ["align", "valign", "width", "height"]


def inlined(css: str, parts: Mapping[str, str]) -> dict[str, str]:
    """The parts (name → HTML), with the rules of `css` moved into style attributes; touches no network.

    Classes stay, for the style blocks that a mail carries beside. Rules that cannot stand in an attribute are left out.

    Raises:
        RenderError: the style sheet has a selector that cannot be read.
    """
    root = etree.Element("html")
    etree.SubElement(etree.SubElement(root, "head"), "style").text = css
    body = etree.SubElement(root, "body")
    holders = {name: _holder(body, part) for name, part in parts.items()}
    try:
        _premailer(root).transform()
    except (SyntaxError, ValueError, etree.LxmlError) as error:  # cssselect's errors are SyntaxErrors
        raise RenderError("email/inline.css", f"{type(error).__name__}: {error}") from error
    return {name: _written(holder) for name, holder in holders.items()}


def _premailer(root: etree._Element) -> Premailer:
    return Premailer(
        root,
        allow_network=False,  # it fetches linked sheets unless told not to
        strip_important=False,  # else it takes every "!important" away
        disable_validation=True,  # cssutils knows no mso-* and warns of each
        cssutils_logging_level=logging.CRITICAL,
        align_floating_images=False,  # parses every image's style once more, for floats that we do not use
        disable_basic_attributes=_ATTRIBUTES,
        disable_leftover_css=True,
    )


def _holder(body: etree._Element, part: str) -> etree._Element:
    holder = etree.SubElement(body, "div")
    page = etree.fromstring(f"<html><body>{part}</body></html>", etree.HTMLParser(huge_tree=True))
    for parsed in page.iterfind("body"):
        holder.text = parsed.text
        holder.extend(list(parsed))
    for element in holder.iter(etree.Element):
        element.text, element.tail = breakable(element.text or ""), breakable(element.tail or "")
        for name, value in element.items():
            element.set(name, str(value).translate(_OUT))
    return holder


def _written(holder: etree._Element) -> str:
    for element in holder.iterfind(".//*[@style]"):
        element.set("style", str(element.get("style")).replace("; ", ";").replace(", ", ","))
    children = (etree.tostring(child, encoding="unicode", method="html") for child in holder)
    text = escape(holder.text or "", quote=False) + "".join(children)
    # Indentation is for whoever reads a template; a mail pays for it by the byte.
    return re.sub(r"\s*\n\s*", "\n", text.translate(_BACK)).strip()
