"""HTML's elements and attributes, by what feed readers do with them (HTML Living Standard §13.1.2 for what ends when)."""

from __future__ import annotations


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Have no end tag.
VOID = _names("area base br col embed hr img input link meta param source track wbr")
#: May be left open at the end of what they stand in.
ENDS_ITSELF = _names("p li dt dd tr td th thead tbody tfoot option optgroup colgroup caption rt rp")
#: Open element → what ends it by beginning.
CLOSED_BY: dict[str, frozenset[str]] = {
    "li": _names("li"),
    "dt": _names("dt dd"),
    "dd": _names("dt dd"),
    "tr": _names("tr tbody tfoot thead"),
    "td": _names("td th tr tbody tfoot"),
    "th": _names("td th tr tbody tfoot"),
    "thead": _names("tbody tfoot"),
    "tbody": _names("tbody tfoot"),
    "option": _names("option optgroup"),
    "rt": _names("rt rp"),
    "rp": _names("rt rp"),
}
#: Ends an open paragraph by beginning.
CLOSES_PARAGRAPH = _names(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3"
    " h4 h5 h6 header hgroup hr main menu nav ol p pre section table ul"
)
#: Do something, or load something that may.
ACTIVE = _names("applet embed frame frameset iframe noframes object param script slot")
#: Stand around a page's content, or change it as a whole.
OUTER = _names("base basefont body head html link meta style title xmp plaintext listing isindex")
#: All that readers and validators know.
KNOWN = (
    VOID
    | ACTIVE
    | OUTER
    | CLOSES_PARAGRAPH
    | ENDS_ITSELF
    | _names(
        "a abbr acronym audio b bdi bdo big button canvas cite code data datalist del dfn em font i ins kbd label legend"
        " map mark meter noscript output picture progress q ruby s samp search select small span strike strong sub summary sup"
        " template textarea time tt u var video"
    )
)
#: Readers take them out; the W3C's validator objects to them.
RISKY_ATTRIBUTES = _names(
    "controls fetchpriority formaction frameborder http-equiv marginheight marginwidth property role sandbox scrolling"
    " slot srcdoc"
)
