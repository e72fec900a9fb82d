"""HTML's elements and attributes, by what feed readers do with them; the standard's §13.1.2 says what ends when."""

from __future__ import annotations


def named(words: str) -> frozenset[str]:
    """The names in a text with blanks between them."""
    return frozenset(words.split())


#: Have no end tag.
VOID = named("area base br col embed hr img input link meta param source track wbr")
#: May be left open at the end of what they stand in.
ENDS_ITSELF = named("p li dt dd tr td th thead tbody tfoot option optgroup colgroup caption rt rp")
#: Open element → what ends it by beginning.
CLOSED_BY: dict[str, frozenset[str]] = {
    "li": named("li"),
    "dt": named("dt dd"),
    "dd": named("dt dd"),
    "tr": named("tr tbody tfoot thead"),
    "td": named("td th tr tbody tfoot"),
    "th": named("td th tr tbody tfoot"),
    "thead": named("tbody tfoot"),
    "tbody": named("tbody tfoot"),
    "option": named("option optgroup"),
    "rt": named("rt rp"),
    "rp": named("rt rp"),
}
#: Ends an open paragraph by beginning.
CLOSES_PARAGRAPH = named(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3"
    " h4 h5 h6 header hgroup hr main menu nav ol p pre section table ul"
)
NEVER_WITHIN_ITSELF = named("a button form")
#: Mean something in a table only.
OF_TABLES = named("caption col colgroup tbody td tfoot th thead tr")
#: Do something, or load something that may.
ACTIVE = named("applet embed frame frameset iframe noframes object param script slot")
#: Stand around a page's content, or change it as a whole.
OUTER = named("base basefont body head html link meta style title xmp plaintext listing isindex")
#: All that readers and validators know.
KNOWN = (
    VOID
    | ACTIVE
    | OUTER
    | CLOSES_PARAGRAPH
    | ENDS_ITSELF
    | named(
        "a abbr acronym audio b bdi bdo big button canvas cite code data datalist del dfn em font i ins kbd label"
        " legend map mark meter noscript output picture progress q ruby s samp search select small span strike strong"
        " sub summary sup template textarea time tt u var video"
    )
)
#: Readers take them out; the W3C's validator objects to them.
RISKY_ATTRIBUTES = named(
    "controls fetchpriority formaction frameborder http-equiv marginheight marginwidth property role sandbox scrolling"
    " slot srcdoc"
)
