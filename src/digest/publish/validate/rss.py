"""RSS 2.0 and the RSS Advisory Board's profile of it; what RSS 0.9x has of that is judged by the same rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from lxml import etree
from lxml.etree import _Element

from digest.publish.validate import dates, links, values
from digest.publish.validate.finding import Finding, in_item
from digest.publish.validate.html import escaped_twice, html, plain
from digest.publish.validate.media import media
from digest.publish.validate.names import children, name
from digest.publish.validate.report import Context, Facts
from digest.publish.validate.rss_rules import (
    BAD_DAY,
    BAD_ENCLOSURE,
    BAD_HOUR,
    BARE_MAIL,
    CONTENT_FIRST,
    EMPTY,
    GUID_NO_ADDRESS,
    ITEM_NOT_LAST,
    MISPLACED,
    MISSING,
    NO_AUTHOR,
    NO_CHANNEL,
    NO_DATE,
    NO_GUID,
    NO_LINK,
    NO_MAIL,
    NO_TITLE,
    NO_TITLE_OR_DESCRIPTION,
    OTHER_IMAGE,
    SAID_TWICE,
    SAME_GUID,
    SHORT_GUID,
    TEXT_INPUT,
    TWICE,
    UNKNOWN,
    UNKNOWN_ATTRIBUTE,
    VERSION,
)
from digest.publish.validate.tags import named
from digest.publish.validate.tree import text

Check = Callable[[str, str, _Element], Iterator[Finding]]

_CHANNEL = named(
    "title link description language copyright managingEditor webMaster pubDate lastBuildDate category generator docs"
    " cloud ttl image rating textInput skipHours skipDays item"
)
_ITEM = named("title link description author category comments enclosure guid pubDate source")
_MANY = frozenset({"item", "category", "atom:link", "atom:author", "atom:category", "dc:creator", "dc:subject"})
#: An element of RSS, and those of other formats that say the same.
_SAME = {
    "author": ("dc:creator",),
    "category": ("dc:subject",),
    "pubDate": ("dc:date", "atom:published"),
    "guid": ("atom:id",),
    "managingEditor": ("dc:creator",),
    "language": ("dc:language",),
    "copyright": ("dc:rights",),
    "webMaster": ("dc:publisher",),
    "lastBuildDate": ("dcterms:modified",),
}
_ATTRIBUTES = {
    "category": {"domain"},
    "enclosure": {"url", "length", "type"},
    "guid": {"isPermaLink"},
    "source": {"url"},
    "cloud": {"domain", "port", "path", "registerProcedure", "protocol"},
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def rss(root: _Element, context: Context) -> tuple[list[Finding], Facts]:
    """What is wrong with a document whose root is <rss>, and what it says."""
    findings = list(_version(root))
    channels = root.findall("channel")
    if not channels:
        return [*findings, NO_CHANNEL.at(root)], Facts()
    channel = channels[0]
    findings += _channel(channel, context)
    items = channel.findall("item")
    for item in items:
        findings += in_item(_called(item), _item(item, context))
    findings += _same_ids(items)
    return findings, _facts(channel, items)


def _version(root: _Element) -> Iterator[Finding]:
    if (version := root.get("version", "")) != "2.0":
        yield VERSION.at(root, value=version or "(none)")


def _channel(channel: _Element, context: Context) -> Iterator[Finding]:
    found = children(channel)
    for needed in ("title", "link", "description"):
        if needed not in found:
            yield MISSING.at(channel, name=needed)
    yield from _counted(channel, found, _CHANNEL)
    yield from _order(channel)
    yield from _texts(found, _channel_checks(context))
    yield from links.of_feed(channel, found.get("atom:link", []), context.address)
    for link in found.get("atom:link", []):
        yield from links.link(link, in_feed=True)
    yield from _image(found)
    yield from _skipped(found)
    yield from _out_of_use(found)


def _channel_checks(context: Context) -> dict[str, Check]:
    date = partial(_date, context)
    return {
        "title": _title,
        "link": _full_address,
        "description": plain,
        "copyright": plain,
        "category": _title,
        "language": _language,
        "pubDate": date,
        "lastBuildDate": date,
        "managingEditor": _mail,
        "webMaster": _mail,
        "docs": _full_address,
        "ttl": partial(_number, 1),
    }


def _item(item: _Element, context: Context) -> Iterator[Finding]:
    found = children(item)
    yield from _present(item, found)
    yield from _counted(item, found, _ITEM)
    yield from _texts(found, _item_checks(context))
    for guid in found.get("guid", [])[:1]:
        yield from _guid(guid)
    for enclosure in found.get("enclosure", []):
        yield from _enclosure(enclosure)
    for source in found.get("source", []):
        yield from values.address("source url", source.get("url"), source)
    for link in found.get("atom:link", []):
        yield from links.link(link, in_feed=False)
    yield from _content_order(item)
    yield from media(item)


def _item_checks(context: Context) -> dict[str, Check]:
    date = partial(_date, context)
    rfc3339 = partial(_rfc3339, context)
    return {
        "title": _title,
        "link": _full_address,
        "description": html,
        "content:encoded": html,
        "category": _title,
        "comments": _full_address,
        "pubDate": date,
        "author": _mail,
        "atom:updated": rfc3339,
        "atom:published": rfc3339,
        "dc:creator": _creator,
    }


def _texts(found: dict[str, list[_Element]], checks: dict[str, Check]) -> Iterator[Finding]:
    for called, check in checks.items():
        for element in found.get(called, []):
            yield from check(called, text(element), element)


def _title(called: str, said: str, element: _Element) -> Iterator[Finding]:
    if not said:
        yield EMPTY.at(element, name=called)
    yield from plain(called, said, element)


def _full_address(called: str, said: str, element: _Element) -> Iterator[Finding]:
    yield from values.address(called, said, element)


def _language(_called: str, said: str, element: _Element) -> Iterator[Finding]:
    yield from values.language(said, element)


def _date(context: Context, called: str, said: str, element: _Element) -> Iterator[Finding]:
    yield from dates.rfc822(called, said, context.now, element)


def _rfc3339(context: Context, called: str, said: str, element: _Element) -> Iterator[Finding]:
    yield from dates.rfc3339(called, said, context.now, element)


def _number(least: int, called: str, said: str, element: _Element) -> Iterator[Finding]:
    yield from values.number(called, said, element, least=least)


def _creator(called: str, said: str, element: _Element) -> Iterator[Finding]:
    if not said:
        yield EMPTY.at(element, name=called)
    yield from escaped_twice(called, said, element)


def _mail(called: str, said: str, element: _Element) -> Iterator[Finding]:
    """ "ann@example.org (Ann)", as RSS and the profile have it."""
    mail, _, rest = said.partition(" ")
    if not values.MAIL.fullmatch(mail.removeprefix("mailto:")):
        yield NO_MAIL.at(element, name=called, value=said)
    elif not (rest.startswith("(") and rest.endswith(")")):
        yield BARE_MAIL.at(element, name=called, value=said)


def _present(item: _Element, found: dict[str, list[_Element]]) -> Iterator[Finding]:
    if "title" not in found:
        yield (NO_TITLE if "description" in found else NO_TITLE_OR_DESCRIPTION).at(item)
    if "link" not in found and not any(guid.get("isPermaLink", "true") == "true" for guid in found.get("guid", [])):
        yield NO_LINK.at(item)
    for needed, rule in (("guid", NO_GUID), ("pubDate", NO_DATE)):
        if not any(other in found for other in (needed, *_SAME[needed])):
            yield rule.at(item)
    if not {"author", "dc:creator", "atom:author"} & found.keys():
        yield NO_AUTHOR.at(item)


def _counted(above: _Element, found: dict[str, list[_Element]], known: frozenset[str]) -> Iterator[Finding]:
    """Each thing once, nothing said in two ways, nothing that RSS does not have."""
    for called, elements in found.items():
        plain_rss = ":" not in called
        if len(elements) > 1 and called not in _MANY and (plain_rss or called == "content:encoded"):
            yield (BAD_ENCLOSURE if called == "enclosure" else TWICE).at(elements[1], name=called)
        if plain_rss and called not in known:
            rule = MISPLACED if called in _CHANNEL | _ITEM else UNKNOWN
            yield rule.at(elements[0], name=called, above=name(above))
        for other in _SAME.get(called, ()):
            if other in found:
                yield SAID_TWICE.at(elements[0], name=called, other=other)
        for element in elements if plain_rss and called != "item" else ():
            yield from _attributes(called, element)


def _attributes(called: str, element: _Element) -> Iterator[Finding]:
    for attribute in element.attrib:
        if not str(attribute).startswith("{") and str(attribute) not in _ATTRIBUTES.get(called, ()):
            yield UNKNOWN_ATTRIBUTE.at(element, name=called, value=attribute)


def _order(channel: _Element) -> Iterator[Finding]:
    """What the feed says of itself comes before its items."""
    first = None
    for child in channel.iterchildren(etree.Element):
        if child.tag == "item":
            first = child if first is None else first
        elif first is not None:
            yield ITEM_NOT_LAST.at(child, name=name(child))
            return


def _content_order(item: _Element) -> Iterator[Finding]:
    names = [name(child) for child in item.iterchildren(etree.Element)]
    if "content:encoded" in names and "description" not in names[: names.index("content:encoded")]:
        yield CONTENT_FIRST.at(item)


def _guid(guid: _Element) -> Iterator[Finding]:
    yield from values.lasting(text(guid), guid)
    said, permanent = text(guid), guid.get("isPermaLink", "true")
    if permanent not in ("true", "false"):
        yield GUID_NO_ADDRESS.at(guid, value=f"isPermaLink={permanent!r}")
    elif not said:
        yield EMPTY.at(guid, name="guid")
    elif permanent == "true" and not said.lower().startswith(("http://", "https://")):
        yield GUID_NO_ADDRESS.at(guid, value=said)
    elif permanent == "true":
        yield from values.address("guid", said, guid)
    elif said.isdecimal() and len(said) < 9:  # noqa: PLR2004 - digits that other feeds use too
        yield SHORT_GUID.at(guid, value=said)


def _enclosure(enclosure: _Element) -> Iterator[Finding]:
    yield from values.address("enclosure url", enclosure.get("url"), enclosure, web=True)
    yield from values.number("enclosure length", enclosure.get("length", ""), enclosure)
    yield from values.media_type("enclosure type", enclosure.get("type"), enclosure)


def _image(found: dict[str, list[_Element]]) -> Iterator[Finding]:
    for image in found.get("image", []):
        inside = children(image)
        for called in ("title", "link"):
            said = [text(one) for above in (inside, found) for one in above.get(called, [])[:1]]
            if all(said) and len(set(said)) > 1:
                yield OTHER_IMAGE.at(image, name=called, value=said[0])
        for needed in ("url", "title", "link"):
            if needed not in inside:
                yield MISSING.at(image, name=f"image {needed}")
        for called in ("url", "link"):
            for element in inside.get(called, []):
                yield from values.address(f"image {called}", text(element), element)


def _out_of_use(found: dict[str, list[_Element]]) -> Iterator[Finding]:
    for box in found.get("textInput", []):
        yield TEXT_INPUT.at(box)
    for cloud in found.get("cloud", []):
        for attribute in sorted(_ATTRIBUTES["cloud"] - set(map(str, cloud.attrib))):
            yield MISSING.at(cloud, name=f"cloud {attribute}")


def _skipped(found: dict[str, list[_Element]]) -> Iterator[Finding]:
    for hour in (hour for skip in found.get("skipHours", []) for hour in skip.iterchildren("hour")):
        if not (text(hour).isdecimal() and int(text(hour)) < 24):  # noqa: PLR2004 - hours of a day
            yield BAD_HOUR.at(hour, value=text(hour))
    for day in (day for skip in found.get("skipDays", []) for day in skip.iterchildren("day")):
        if text(day) not in _DAYS:
            yield BAD_DAY.at(day, value=text(day))


def _same_ids(items: list[_Element]) -> Iterator[Finding]:
    seen: set[str] = set()
    for item in items:
        if (id := text(item.find("guid"))) and id in seen:
            yield from in_item(_called(item), [SAME_GUID.at(item, value=id)])
        seen.add(id)


def _facts(channel: _Element, items: list[_Element]) -> Facts:
    found = children(channel)
    said = {links.relation(link): link.get("href", "") for link in reversed(found.get("atom:link", []))}
    if page := text(channel.find("link")):
        said["page"] = page
    return Facts(items=tuple((text(item.find("guid")), _updated(item)) for item in items), links=said)


def _updated(item: _Element) -> str:
    return next((text(one) for one in children(item).get("atom:updated", [])), "")


def _called(item: _Element) -> str:
    return text(item.find("title")) or text(item.find("guid")) or text(item.find("link")) or "(no title)"
