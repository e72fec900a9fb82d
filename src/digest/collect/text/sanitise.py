"""Foreign HTML → HTML that runs nothing, and HTML → plain text. Always the last step before storing."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextvars import ContextVar
from functools import lru_cache
from html import escape, unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import nh3

from digest.collect.text.bottomless import is_bottomless

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
_RULES: dict[str, Any] = {
    "tags": set(_TAGS),
    "clean_content_tags": set(_DROPPED),
    "attributes": _ATTRIBUTES,
    "url_schemes": set(_LINK_SCHEMES),
    "link_rel": None,
}
_STRIPPER = nh3.Cleaner(tags=set(), clean_content_tags=set(_DROPPED))
_URLS = {"href": _LINK_SCHEMES, "src": _IMAGE_SCHEMES, "cite": _LINK_SCHEMES}

# Not allowed in XML 1.0 §2.2 (a feed with one of them is broken for every reader), and C1, which nobody means.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NO_CONTROL = re.compile("[\t\n\r -~\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*+")  # twice as fast as searching
#: References that may become one of them: up to 159, hexadecimal, or of five digits and more.
_CONTROL_REFERENCE = re.compile(r"&#(?:0|\d{1,3}(?!\d)|\d{5}|[xX])")
_BREAK = re.compile(
    r"</?(?:address|article|aside|blockquote|br|caption|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|main"
    r"|ol|p|pre|section|summary|table|td|th|tr|ul)\b[^<>]*>",
    re.IGNORECASE,
)
#: The same in what `clean` gives, where ">" closes a tag and there are no references but these.
_CLEAN_BREAK = re.compile(
    r"</?(?:blockquote|br|caption|d[dlt]|div|fig(?:caption|ure)|h[1-6r]|li|ol|p(?:re)?|summary|t(?:able|[dhr])|ul)"
    r"(?: [^>]*)?>"
)
_ANY_TAG = re.compile("<[^>]*>")
_CLEAN_REFERENCES = (("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
LONGEST = 500_000  #: characters of a text that we take
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_LONGEST_LANGUAGE = 35  #: characters. Source: RFC 5646 §4.4.1
#: Without one of these, HTML is the text that it looks like.
_MARKUP = re.compile("[<>&\r\xa0]")
#: What follows the host in an address that every reader takes as it is: no blank, no control, nothing empty.
_PLAINLY = r'/[^\s"?#;X]*(?:\?[^\s"#X]+)?(?:#[^\s"X]+)?'.replace("X", "\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff")
_PLAIN_URL = rf"https?://[A-Za-z0-9.-]+(?::\d+)?(?:{_PLAINLY})?"
_PLAIN = re.compile(_PLAIN_URL)
_PLAIN_PATH = re.compile(rf"(?!//|.*/\.){_PLAINLY}")
_PLAIN_ANCHOR = re.compile(r'#[^\s"]+')
#: In clean HTML: an attribute for a URL that is not plainly an absolute one, and so may still be changed or taken away.
_ODD_URL = re.compile(rf'="(?<=(?:href|.src|cite)=")(?!{_PLAIN_URL}")')
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
    html, base_url = without_controls(html), without_controls(base_url)
    if not _MARKUP.search(html):
        return html.strip()
    if is_bottomless(html):
        return escape(text(html), quote=False)
    _base.set(base_url)
    cleaned = _CLEANER.clean(html)
    if _ODD_URL.search(cleaned):
        cleaned = _careful(base_url).clean(html)
    if _CONTROL_REFERENCE.search(html):  # &#1; became a character just now
        cleaned = without_controls(cleaned)
    return cleaned.strip()


def only(cleaned: str, tags: Collection[str]) -> str:
    """Clean HTML with these elements alone, and no attribute but where links lead; the words of the others stay."""
    attributes = {"a": {"href"}} if "a" in tags else {}
    return str(nh3.clean(cleaned, tags=set(tags), attributes=attributes, link_rel=None)).strip()


def absolute(url: str | None, base_url: str) -> str | None:
    """A http or https address, made absolute; None when it is none."""
    if not url or _PLAIN.fullmatch(url):
        return url or None
    return _absolute(url, base_url, _IMAGE_SCHEMES)


def text(html: str) -> str:
    """Plain text on one line: markup gone, references resolved, blanks folded."""
    spaced = _BREAK.sub(" ", without_controls(html))
    if is_bottomless(spaced):
        return line(unescape(re.sub(r"<[^<>]*>", " ", spaced)))
    return line(unescape(_STRIPPER.clean(spaced)))


def plain(cleaned: str) -> str:
    """The same as `text` for HTML that `clean` gave, and much faster."""
    words = _ANY_TAG.sub("", _CLEAN_BREAK.sub(" ", cleaned)) if "<" in cleaned else cleaned
    if "&" in words:
        for reference, character in _CLEAN_REFERENCES:
            words = words.replace(reference, character)
    return " ".join(words.split())


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
    return written if _NO_CONTROL.fullmatch(written) else _CONTROL.sub("", written)


#: What the text in hand has its relative addresses meant from.
_base: ContextVar[str] = ContextVar("base")


def _resolved(url: str) -> str | None:
    root, page = _roots(_base.get())
    if root and _PLAIN_PATH.fullmatch(url):
        return root + url
    if page and _PLAIN_ANCHOR.fullmatch(url):
        return page + url
    return _absolute(url, _base.get(), _IMAGE_SCHEMES)


@lru_cache(maxsize=64)
def _roots(base_url: str) -> tuple[str, str]:
    """What stands before "/path" and "#place" there; "" when it is no address."""
    root = _absolute("/", base_url, _IMAGE_SCHEMES) or ""
    page = _absolute("#x", base_url, _IMAGE_SCHEMES) or ""
    return root.removesuffix("/"), page.removesuffix("#x")


#: The fast one: of URLs, only the relative ones are looked at in Python, and `cite` is not looked at at all. One for
#: all bases, because making one takes longer than most texts.
_CLEANER = nh3.Cleaner(**_RULES, url_relative=_resolved)


@lru_cache(maxsize=64)
def _careful(base_url: str) -> nh3.Cleaner:
    """The one that looks at every URL."""

    def absolute(_tag: str, name: str, value: str) -> str | None:
        return _absolute(value, base_url, _URLS[name]) if name in _URLS else value

    return nh3.Cleaner(**_RULES, attribute_filter=absolute)


def _absolute(url: str, base_url: str, schemes: frozenset[str]) -> str | None:
    # Browsers drop these inside an address, so that "java\nscript:" would run.
    url = re.sub(r"[\t\n\r]", "", without_controls(url)).strip()
    try:
        whole = urljoin(without_controls(base_url), url)
        parts = urlsplit(whole)
    except ValueError:
        return None
    if parts.scheme not in schemes or (parts.scheme != "mailto" and not parts.hostname):
        return None
    return whole.replace(" ", "%20")
