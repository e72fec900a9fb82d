"""What may be wrong with an RSS feed beyond its texts, dates and links."""

from __future__ import annotations

from digest.publish.validate.finding import advice, error, warning

VERSION = warning(
    "rss-version",
    "it is RSS {value}, not 2.0",
    'write <rss version="2.0">; what older versions had, it has too',
    "some readers do not look for what came with RSS 2.0: ids, authors, dates of items",
)
NO_CHANNEL = error(
    "rss-channel",
    "there is no <channel> in it",
    "put the feed's title, link, description and items into one <channel>",
    "readers find no items",
)
MISSING = error(
    "rss-missing",
    "the feed has no {name}",
    "add what is missing: RSS asks for it",
    "readers have nothing to show there, or refuse the feed",
)
EMPTY = warning(
    "empty",
    "{name} is empty",
    "write something, or leave it out",
    "readers show an empty line, or the address",
)
TWICE = error(
    "rss-twice",
    "there are two {name}",
    "keep one",
    "some readers show the first, others the last",
)
BAD_ENCLOSURE = warning(
    "rss-enclosures",
    "an item has two {name}",
    "keep one; further files go into media:content",
    "many readers play only the first, or the last",
)
UNKNOWN = error(
    "rss-unknown",
    "RSS has no <{name}> in <{above}>",
    "put it into a namespace, or leave it out",
    "readers pass over it",
)
MISPLACED = error(
    "rss-misplaced",
    "<{name}> does not belong into <{above}>",
    "move it to where RSS has it",
    "readers do not find it there",
)
UNKNOWN_ATTRIBUTE = error(
    "rss-attribute",
    "<{name}> has no attribute {value} in RSS",
    "leave it out",
    "readers pass over it",
)
SAID_TWICE = warning(
    "rss-said-twice",
    "{name} and {other} say the same",
    "keep one of them",
    "some readers show both",
)
ITEM_NOT_LAST = warning(
    "rss-order",
    "{name} comes after an item",
    "put all that the feed says of itself before its items",
    "readers that stop early do not see it",
)
CONTENT_FIRST = warning(
    "rss-content-first",
    "content:encoded comes without, or before, a description",
    "write a summary as <description>, and the whole after it",
    "some readers take the whole text for the summary, and lists become long",
)
NO_TITLE_OR_DESCRIPTION = error(
    "item-nothing-to-show",
    "an item has neither title nor description",
    "give it a title",
    "readers show an empty line, or nothing",
)
NO_TITLE = advice(
    "item-title",
    "an item has no title",
    "give it one, or know that it is shown by its first words",
    "lists of titles show an address or a date instead",
)
NO_LINK = warning(
    "item-link",
    "an item has no link",
    "give the address of its page",
    "a click on it leads nowhere",
)
NO_GUID = warning(
    "item-id",
    "an item has no guid",
    "give each item an id that never changes",
    "when its title or link is corrected, readers show it once more as new",
)
NO_DATE = advice(
    "item-date",
    "an item has no pubDate",
    "give the date on which it was published",
    "readers sort it by when they first saw it",
)
NO_AUTHOR = advice(
    "item-author",
    "an item names nobody who wrote it",
    "add <dc:creator>",
    "readers show no name, or that of the site",
)
SAME_GUID = error(
    "id-twice",
    "another item has the same id: {value}",
    "give each item its own",
    "readers show only one of them",
)
SHORT_GUID = warning(
    "id-short",
    "the id {value} is a short number that other feeds use too",
    "put the host in it, or use a tag: URI",
    "readers that mix feeds take two items for one",
)
GUID_NO_ADDRESS = error(
    "guid-permalink",
    "guid says that it is an address, but is not: {value}",
    'write isPermaLink="false"',
    "a click on the item leads nowhere",
)
NO_MAIL = error(
    "rss-mail",
    "{name} is no mail address: {value}",
    'write "ann@example.org (Ann)", or use <dc:creator> for a name alone',
    "readers show no author, or pass over the name",
)
BARE_MAIL = warning(
    "rss-mail-name",
    "{name} has a mail address without a name after it: {value}",
    'write "ann@example.org (Ann)", or use <dc:creator> for a name alone',
    "readers show the bare address, and so do spammers find it",
)
BAD_HOUR = error("rss-hour", "skipHours has the hour {value}", "use 0 to 23", "readers ignore it")
BAD_DAY = error("rss-day", "skipDays has the day {value}", "use Monday to Sunday", "readers ignore it")
OTHER_IMAGE = warning(
    "rss-image",
    "the image's {name} is not that of the feed: {value}",
    "give both the same",
    "readers show two names for one feed, or open another page",
)
TEXT_INPUT = warning(
    "rss-text-input",
    "it has a textInput, which hardly any reader shows",
    "leave it out, and link to your search page",
    "nothing happens",
)
