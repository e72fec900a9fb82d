"""The text part says what the HTML says: it is what watches, terminals and many screen readers show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from digest.newsletter.preflight.document import elements, words
from digest.newsletter.preflight.finding import Finding, error, warning
from digest.newsletter.preflight.headings import TAGS
from digest.newsletter.preflight.proof import Proof, is_web, web_links

_TEMPLATES = "mend the .txt templates, so that they carry the same items as the .html ones"
NO_HTML = error("html-empty", "the mail has no HTML part", "mend the template `email/digest.html`")
NO_TEXT = error("text-empty", "the text part is empty", _TEMPLATES)
STORY_LACKS = error("text-lacks-story", "the text part lacks the story “{text}”, {address}", _TEMPLATES)
LINK_LACKS = warning("text-lacks-link", "the text part lacks the link “{text}”, {address}", _TEMPLATES)
HTML_LACKS = warning(
    "html-lacks-link",
    "the text part leads to {address}, and the HTML does not",
    "mend the templates, so that both carry the same items",
)
STRIPPED = warning(
    "text-stripped",
    "the text part has HTML in it: {sample}",
    "write the .txt templates as text: no markup, no &entities;",
)
UNWRAPPED = warning(
    "text-unwrapped",
    "the text part has a line of {length} characters: a terminal breaks it amid words",
    "use the filter `wrap` in the .txt templates",
)

_LONG = 400  #: characters; a line that nobody wrapped is far longer than the longest word
_AFTER = ".,;:!?)]’'"
_URL = re.compile(r"https?://[^\s<>\"]+")
_MARKUP = re.compile(
    r"</?(?:a|b|br|div|h[1-6]|img|li|p|span|strong|table|td|tr|ul)\b[^<>]*>|&(?:nbsp|amp|lt|gt|quot|#\d+);"
)


def parity(proof: Proof) -> Iterator[Finding]:
    if not proof.html.strip():
        yield NO_HTML.of()
    if not proof.text.strip():
        yield NO_TEXT.of()
        return
    yield from _missing(proof)
    shown = words(proof.root)
    for found in _MARKUP.finditer(proof.text):
        sample = " ".join(found[0].split())
        # A story may be about markup; then it is shown as such, or its summary is longer here, or it is in an address.
        if sample not in shown and not _is_said(proof, sample) and not any(sample in url for url in proof.facts.linked):
            yield STRIPPED.of(sample=sample)
            break
    longest = max((line for line in proof.text.splitlines() if "://" not in line), key=len, default="")
    if len(longest) > _LONG and " " in longest.strip():
        yield UNWRAPPED.of(length=len(longest))


def _missing(proof: Proof) -> Iterator[Finding]:
    found = dict.fromkeys(_URL.findall(proof.text))
    # Unquoted, since an editor's text may have letters there; and who wrote a mark behind it, nobody can tell.
    in_text = set(map(unquote, (*found, *(address.rstrip(_AFTER) for address in found))))
    in_html = set(map(unquote, web_links(proof.root)))
    told = {proof.facts.site_url}  # the masthead leads home; a reader of text sees the address in all others
    for link in elements(proof.root, "a"):
        address = (link.get("href") or "").strip()
        if is_web(address) and unquote(address) not in in_text and address not in told:
            told.add(address)
            yield (STORY_LACKS if _is_story(link) else LINK_LACKS).of(text=words(link), address=address)
    for address in found:
        bare = address.rstrip(_AFTER)
        if not in_html & {unquote(address), unquote(bare)} and not _is_said(proof, bare):
            yield HTML_LACKS.of(address=address)


def _is_story(link: etree._Element) -> bool:
    """Its title stands in a heading."""
    return any(above.tag in TAGS for above in link.iterancestors()) or any(True for _ in link.iter(*TAGS))


def _is_said(proof: Proof, what: str) -> bool:
    """It stands in a story's own words."""
    return any(what in said for said in proof.facts.said)
