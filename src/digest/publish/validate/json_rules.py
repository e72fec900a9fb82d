"""What may be wrong with a JSON Feed."""

from __future__ import annotations

from digest.publish.validate.finding import advice, error, warning

NOT_UTF8 = error("encoding-wrong", "its bytes are not UTF-8", "save it as UTF-8", "readers show nothing of it")
BAD_JSON = error(
    "json-broken",
    "it is not JSON: {value}",
    "mend that place: often a missing comma or quotation mark, or a line end within a text",
    "readers show nothing of the feed at all",
)
UNKNOWN_VERSION = error(
    "json-version",
    "its version is {value}",
    'write "version": "https://jsonfeed.org/version/1.1"',
    "readers do not know it as a feed",
)
OLD_VERSION = advice(
    "json-version-old",
    "it is JSON Feed 1.0",
    "write version 1.1: authors instead of author, and a language",
    "readers show one author only",
)
MISSING = error(
    "json-missing",
    "{where} has no {name}",
    "add it: JSON Feed asks for it",
    "readers leave the item out, or refuse the feed",
)
WRONG_KIND = error(
    "json-kind",
    "{name} is not {value}",
    "write it as the specification has it",
    "readers pass over it, or stop there",
)
EMPTY = warning("empty", "{name} is empty", "write something, or leave it out", "readers show an empty line")
KEY_TWICE = error(
    "json-key-twice", "{name} stands there twice", "keep one", "readers take the first or the last of them"
)
BARE_KEY = warning(
    "json-key",
    "JSON Feed has no {name}",
    "leave it out, or begin its name with _ as an extension",
    "a later version of JSON Feed may mean something else by it",
)
OLD_AUTHOR = advice(
    "json-author-old",
    "author is out of use since JSON Feed 1.1",
    "write authors, a list",
    "readers that know 1.1 alone show no name",
)
NO_FEED_URL = warning(
    "self-missing",
    "it does not say where it lies itself",
    "add feed_url with the full address of this very document",
    "readers that were given a copy cannot find the feed again",
)
NEXT_IS_SELF = error(
    "json-next",
    "next_url is its own address",
    "leave it out when there is nothing further",
    "readers ask again and again for the same",
)
NO_CONTENT = error(
    "json-content",
    "an item has neither content_html nor content_text",
    "add one of them",
    "readers leave it out, or show the title alone",
)
NO_LINK = warning("item-link", "an item has no url", "give the address of its page", "a click on it leads nowhere")
NO_DATE = advice(
    "item-date",
    "an item has no date_published",
    "give the date on which it was published",
    "readers sort it by when they first saw it",
)
NO_AUTHOR = advice(
    "item-author",
    "neither the item nor the feed names who wrote it",
    "add authors",
    "readers show no name, or that of the site",
)
SAME_ID = error(
    "id-twice",
    "another item has the same id: {value}",
    "give each item its own",
    "readers show only one of them",
)
