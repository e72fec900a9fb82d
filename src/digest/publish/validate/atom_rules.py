"""What may be wrong with an Atom feed beyond its texts, dates and links (RFC 4287)."""

from __future__ import annotations

from digest.publish.validate.finding import advice, error, warning

OLD_ATOM = error(
    "atom-old",
    "it is Atom 0.3, which nobody has used since 2005",
    "write Atom 1.0: the namespace is http://www.w3.org/2005/Atom",
    "many readers find nothing in it",
)
WRONG_NAMESPACE = error(
    "atom-namespace",
    "its root is <feed> in the namespace {value}",
    'write <feed xmlns="http://www.w3.org/2005/Atom">',
    "readers do not know it as a feed",
)
MISSING = error(
    "atom-missing",
    "{where} has no {name}",
    "add what is missing: Atom asks for it",
    "readers have nothing to show there, or refuse the feed",
)
TWICE = error("atom-twice", "there are two {name}", "keep one", "some readers show the first, others the last")
UNKNOWN = error(
    "atom-unknown",
    "Atom has no <{name}> in {where}",
    "put it into a namespace of its own, or leave it out",
    "readers pass over it",
)
EMPTY = warning("empty", "{name} is empty", "write something, or leave it out", "readers show an empty line")
METADATA_LAST = error(
    "atom-order",
    "{name} comes after an entry",
    "put all that the feed says of itself before its entries",
    "readers that stop early do not see it",
)
NO_AUTHOR = error(
    "atom-author",
    "nobody is named who wrote it: neither the entry nor the feed has an author",
    "add <author><name>…</name></author> to the feed, or to each entry",
    "readers show no name; strict ones refuse the feed",
)
NO_NAME = error(
    "atom-author-name",
    "an author has no name",
    "add <name>",
    "readers show no name",
)
MAIL_IN_NAME = warning(
    "atom-author-mail",
    "an author's name holds a mail address: {value}",
    "put the name into <name>, and the address into <email> if readers may have it",
    "the address is shown to everybody",
)
NO_MAIL = error("atom-mail", "{value} is no mail address", "mend it, or leave it out", "nobody can write to it")
BLANKS = error(
    "atom-blanks",
    "{name} has blanks or line ends around it",
    "write it without any",
    "readers that compare ids and dates sign by sign take it for another",
)
SAME_ID = error(
    "id-twice",
    "another entry has the same id: {value}",
    "give each entry its own",
    "readers show only one of them",
)
NOT_CANONICAL = warning(
    "id-spelling",
    "the id {value} can be spelt in several ways",
    "write it in small letters as far as scheme and host go, with no port, no needless %XX and a path",
    "after the smallest change of spelling, readers show the entry once more as new",
)
SAME_UPDATED = warning(
    "updated-twice",
    "another entry has the very same <updated>: {value}",
    "give each entry its own moment, if need be by a fraction of a second",
    "readers cannot tell which is newer, and may show them in another order each time",
)
NO_CONTENT = warning(
    "atom-no-content",
    "the entry has neither summary nor content",
    "add a <summary>",
    "readers show the title alone",
)
NOTHING_TO_OPEN = error(
    "atom-nothing-to-open",
    'the entry has no content, and no link with rel="alternate"',
    "add one of them",
    "there is nothing to read and nothing to open",
)
NO_PAGE = advice(
    "item-link",
    'the entry has no link with rel="alternate"',
    "give the address of its page",
    "a click on the title leads nowhere",
)
NO_SUMMARY = error(
    "atom-summary",
    "the content lies elsewhere or is no text, and there is no summary",
    "add a <summary> (RFC 4287 §4.1.1.1)",
    "readers show the title alone",
)
BAD_TEXT_TYPE = error(
    "atom-text-type",
    "{name} has the type {value}",
    "use text, html or xhtml",
    "readers do not know how to show it",
)
BAD_CONTENT_TYPE = error(
    "atom-content-type",
    "content has the type {value}",
    "use text, html, xhtml or a media type",
    "readers do not know how to show it",
)
NO_DIV = error(
    "atom-xhtml",
    'the type of {name} is "xhtml", but a single <div> of XHTML is not what is in it',
    'put the whole into one <div xmlns="http://www.w3.org/1999/xhtml">, or use the type html',
    "readers show nothing, or the text without its form",
)
MARKUP_IN_TEXT = error(
    "atom-markup",
    "{name} holds elements, but is not xhtml",
    'escape them and use type="html"',
    "readers show the text without its form, or nothing",
)
NO_TERM = error("atom-term", "a category has no term", "give it a term", "readers pass over it")
UNKNOWN_ATTRIBUTE = error(
    "atom-attribute",
    "<{name}> has no attribute {value} in Atom",
    "leave it out",
    "readers pass over it",
)
