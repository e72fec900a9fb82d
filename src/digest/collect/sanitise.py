"""Foreign HTML → HTML that runs nothing, and HTML → plain text. Always the last step before storing."""

from __future__ import annotations

import re
from collections import Counter
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

import nh3

_KEPT = (
    "a abbr b blockquote br caption cite code dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i "
    "img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup table tbody td tfoot th thead "
    "time tr u ul var"
)
#: What stands inside these is not text for a reader.
_DROPPED_WHOLE = (
    "applet audio button canvas datalist embed frameset head iframe math noembed noframes object option script select "
    "style svg template textarea title video xmp"
)
_TAGS = frozenset(_KEPT.split())
_DROPPED = frozenset(_DROPPED_WHOLE.split())
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "del": {"datetime"},
    "img": {"alt", "height", "src", "title", "width"},
    "ins": {"datetime"},
    "ol": {"start"},
    "q": {"cite"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "time": {"datetime"},
    "*": {"dir", "lang"},
}
_LINK_SCHEMES = frozenset({"http", "https", "mailto"})
_IMAGE_SCHEMES = frozenset({"http", "https"})
_URLS = {"href": _LINK_SCHEMES, "src": _IMAGE_SCHEMES, "cite": _LINK_SCHEMES}

# Not allowed in XML 1.0 §2.2 (a feed with one of them is broken for every reader), and C1, which nobody means.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile(
    r"</?(?:address|article|aside|blockquote|br|caption|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|main"
    r"|ol|p|pre|section|summary|table|td|th|tr|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
#: A comment, what a browser reads as bare text, or a tag with its attributes.
_MARKUP = re.compile(
    r"<!--(?:-?>|(?:(?!--!?>).)*+(?:--!?>|\Z))"
    r"|<(?P<bare>title|textarea|style|xmp|iframe|noembed|noframes|script)\b(?:(?!</(?P=bare)\b).)*+"
    r"|<(?P<end>/?)(?P<name>[a-z][^\s/>]*+)(?:[^>\"'=]++|=\s*+(?:\"[^\"]*+\"?|'[^']*+'?)?|[\"'])*+>?",
    re.IGNORECASE | re.DOTALL,
)
#: They hold nothing, or end by themselves.
_SHALLOW_NAMES = "area base br col dd dt embed hr img input li link meta option p source td th tr wbr"
#: A parser opens them again in every block after the one that they were left open in. Source: HTML §13.2.4.3.
_REOPENED_NAMES = "a b big code em font i nobr s small strike strong tt u"
_SHALLOW = frozenset(_SHALLOW_NAMES.split())
_REOPENED = frozenset(_REOPENED_NAMES.split())
_DEEP = 500  #: open elements that no writer needs; the parser's time grows with their square
_DEEP_REOPENED = 30
_REFERENCES = 10_000  #: "&" between two tags that no writer needs, for the same reason
LONGEST = 500_000  #: characters of a text that we take
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_LONGEST_LANGUAGE = 35  #: characters. Source: RFC 5646 §4.4.1
_IMAGE = re.compile(r'<img\b[^<>]*?\bsrc="([^"<>]+)"')
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)]*\s")


def clean(html: str, base_url: str) -> str:
    """The same text with allowed markup only, and every URL absolute.

    Args:
        html: a fragment by anybody.
        base_url: absolute; what relative URLs are meant from.

    Returns:
        HTML that is balanced, runs nothing, loads nothing but images over http and https, and holds no character
        that XML forbids. "" when nothing is left.
    """

    def absolute(_tag: str, name: str, value: str) -> str | None:
        return _absolute(value, base_url, _URLS[name]) if name in _URLS else value

    html = without_controls(html)
    if _is_bottomless(html):
        return escape(text(html), quote=False)
    cleaned = nh3.clean(
        html,
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED),
        attributes=_ATTRIBUTES,
        attribute_filter=absolute,
        url_schemes=set(_LINK_SCHEMES),
        link_rel=None,
    )
    # A reference such as &#1; became a character just now.
    return without_controls(cleaned).strip()


def absolute(url: str | None, base_url: str) -> str | None:
    """A http or https address, made absolute; None when it is none."""
    return _absolute(url, base_url, _IMAGE_SCHEMES) if url else None


def text(html: str) -> str:
    """Plain text on one line: markup gone, references resolved, blanks folded."""
    spaced = _BREAK.sub(" ", without_controls(html))
    if _is_bottomless(spaced):
        return line(unescape(re.sub(r"<[^<>]*>", " ", spaced)))
    return line(unescape(nh3.clean(spaced, tags=set(), clean_content_tags=set(_DROPPED))))


def title(written: str) -> str:
    """Plain text of what may be text or HTML, as the titles of feeds are: "1 < 2" stays, "<b>x</b>" becomes "x"."""
    return text(written) if _TAG.search(written) else line(unescape(written))


def line(written: str) -> str:
    """Plain text on one line: no control characters, blanks folded."""
    return " ".join(without_controls(written).split())


def summary(plain: str, limit: int = 300) -> str:
    """The beginning of a plain text, at most `limit` characters, cut at a sentence or else a word."""
    if len(plain) <= limit:
        return plain
    head = plain[:limit]
    ends = [found.end() for found in _SENTENCE_END.finditer(head)]
    if ends and ends[-1] > limit // 2:
        return head[: ends[-1]].rstrip()
    return shortened(plain, limit)


def shortened(plain: str, limit: int) -> str:
    """A plain text of at most `limit` characters; a longer one is cut at a word and ends with "…"."""
    if len(plain) <= limit:
        return plain
    words = plain[: limit - 1].rsplit(" ", 1)[0]
    return words.rstrip(" ,;:–—-") + "…"


def language(written: str | None) -> str | None:
    """A tag that may be one of BCP 47 ("en_GB" becomes "en-GB"); None when it cannot be."""
    tag = (written or "").strip().replace("_", "-")
    return tag if len(tag) <= _LONGEST_LANGUAGE and _LANGUAGE.fullmatch(tag) else None


def first_image(html: str) -> str | None:
    """The address of the first picture in clean HTML."""
    found = _IMAGE.search(html)
    return absolute(title(found[1]), "") if found else None


def without_controls(written: str) -> str:
    """The same text without characters that XML forbids."""
    return _CONTROL.sub("", written)


def _is_bottomless(html: str) -> bool:
    """Whether a parser would lose itself in it: open elements, or references in one piece of text, by thousands."""
    if html.count("&") > _REFERENCES and any(part.count("&") > _REFERENCES for part in re.split("<[a-zA-Z/]", html)):
        return True
    if html.count("<") <= _DEEP:
        return False
    opened: Counter[str] = Counter()
    depth = reopened = 0
    for found in _MARKUP.finditer(html):
        name = (found["name"] or "").lower()
        if not name or name in _SHALLOW or (found["end"] and not opened[name]):
            continue
        step = -1 if found["end"] else 1
        opened[name] += step
        depth += step
        reopened += step * (name in _REOPENED)
        if depth > _DEEP or reopened > _DEEP_REOPENED:
            return True
    return False


def _absolute(url: str, base_url: str, schemes: frozenset[str]) -> str | None:
    # Browsers drop these inside an address, so that "java\nscript:" would run.
    url = re.sub(r"[\t\n\r]", "", without_controls(url)).strip()
    try:
        whole = urljoin(base_url, url)
        parts = urlsplit(whole)
    except ValueError:
        return None
    if parts.scheme not in schemes or (parts.scheme != "mailto" and not parts.hostname):
        return None
    return whole.replace(" ", "%20")
