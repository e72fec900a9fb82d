"""Small texts that feeds are made of: addresses, languages, types, numbers, mail addresses. Each answers what is wrong.

Sources: RFC 3986 and 4151 (addresses and tags), RFC 5646 (languages), RFC 6838 (types), RFC 5322 (mail).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.etree import _Element

from digest.publish.languages import ISO_639_1
from digest.publish.validate.finding import Finding, error, warning
from digest.publish.validate.tags import named

EMPTY_ADDRESS = error(
    "address-empty",
    "{name} has no address",
    "give the full address, or leave it out",
    "there is nothing that a click could open",
)
RELATIVE_ADDRESS = error(
    "address-relative",
    "{name} is not a full address: {value}",
    "write it in full, with https:// and the host",
    "many readers cannot open it: they do not know where the feed came from",
)
BAD_ADDRESS = error(
    "address-characters",
    "{name} holds characters that an address cannot have: {value}",
    "write them as %XX, and the host in ASCII (punycode)",
    "some readers open nothing, or another page",
)
NO_HOST = error(
    "address-host",
    "{name} has no host, or none that can be: {value}",
    "give the full address, with two slashes and the host",
    "there is nothing that a click could open",
)
BAD_TAG = error(
    "id-tag",
    "{name} is no correct tag: URI: {value}",
    "write tag:example.org,2026:name, the host in small letters and a year in which it was yours (RFC 4151)",
    "strict readers refuse the id",
)
BAD_URN = error(
    "id-urn",
    "{name} is no correct urn: {value}",
    "write urn:uuid: with the 36 characters of a UUID, or urn:name:rest (RFC 8141)",
    "strict readers refuse the id",
)
BAD_LANGUAGE = error(
    "language",
    "{value} is no language code",
    "use a code like en, de or pt-BR (RFC 5646)",
    "readers cannot choose the right voice, hyphens or translation",
)
BAD_TYPE = error(
    "type",
    "{name} is no media type: {value}",
    "write one like audio/mpeg or image/jpeg",
    "readers do not know what to do with the file",
)
BAD_NUMBER = error(
    "number",
    "{name} is not a whole number above {least}: {value}",
    "write digits alone, or leave it out",
    "readers ignore it, or the whole element",
)
TEMPORARY_ID = warning(
    "id-temporary",
    "the id {value} holds what looks like a session or a campaign",
    "make the id of what never changes: the address of the page alone, or a tag: URI",
    "each time that part changes, readers show all items once more as new",
)
UNKNOWN_SCHEME = warning(
    "address-scheme",
    "{name} uses the scheme {value}, which nobody registered",
    "use https",
    "hardly a reader can open it",
)

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,#\[\]]+")
_REFERENCE = re.compile(r"[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,#\[\]]*")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_TAG = re.compile(r"tag:([a-z0-9._-]+@)?[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#]*")
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{1,31}:.+", re.IGNORECASE)
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LANGUAGE = re.compile(r"([a-zA-Z]{2,3}|[xi](?=-))(-[a-zA-Z0-9]{1,8})*")
_MEDIA_TYPE = re.compile(r"[\w.!#$&^+-]+/[\w.!#$&^+*-]+(\s*;\s*[\w-]+=(\"[^\"]*\"|[\w.+:/-]+))*", re.ASCII)
MAIL = re.compile(r"[A-Za-z0-9_+.'-]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9][A-Za-z0-9-]*")
_TEMPORARY = re.compile(
    r"[?&;](utm_\w+|fbclid|gclid|phpsessid|jsessionid|sessionid|session|sid|token|nocache|timestamp)=", re.IGNORECASE
)
_SCHEMES = named(
    "acct crid data dav dns ftp geo gopher http https im imap info irc ldap magnet mailto mid news nntp pres rtsp"
    " sip sips sms tag tel telnet urn webcal xmpp"
)
_FOR_PEOPLE = ("http", "https")


def address(name: str, value: str | None, where: _Element | None = None, *, web: bool = False) -> Iterator[Finding]:
    """What is wrong with an absolute address; `web` asks for http or https."""
    plain = (value or "").strip()
    scheme = plain.partition(":")[0].lower()
    if not plain:
        yield EMPTY_ADDRESS.at(where, name=name)
    elif scheme == "tag" and not web:
        if not _TAG.fullmatch(plain):
            yield BAD_TAG.at(where, name=name, value=plain)
    elif scheme == "urn" and not web:
        if not (_UUID if plain.lower().startswith("urn:uuid:") else _URN).fullmatch(plain):
            yield BAD_URN.at(where, name=name, value=plain)
    else:
        yield from _located(name, plain, scheme, where, web=web)


def _located(name: str, plain: str, scheme: str, where: _Element | None, *, web: bool) -> Iterator[Finding]:
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", plain):
        yield RELATIVE_ADDRESS.at(where, name=name, value=plain)
    elif not _ADDRESS.fullmatch(plain) or _BROKEN_ESCAPE.search(plain):
        yield BAD_ADDRESS.at(where, name=name, value=plain)
    elif scheme in _FOR_PEOPLE:
        if not _has_host(plain):
            yield NO_HOST.at(where, name=name, value=plain)
    elif web or scheme not in _SCHEMES:
        yield UNKNOWN_SCHEME.at(where, name=name, value=scheme)


def is_reference(value: str) -> bool:
    """Whether it can stand where an address may be relative (RFC 3986 §4.1)."""
    return bool(_REFERENCE.fullmatch(value)) and not _BROKEN_ESCAPE.search(value)


def is_canonical(uri: str) -> bool:
    """Whether an id is written as everybody would write it, so that ids can be compared as texts (RFC 3986 §6.2.2)."""
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return False
    escapes = re.findall(r"%[0-9A-Fa-f]{2}", uri)
    if any(escape != escape.upper() or re.match(r"[A-Za-z0-9._~-]", chr(int(escape[1:], 16))) for escape in escapes):
        return False
    if not uri.startswith(parts.scheme):
        return False
    if not parts.netloc:
        return True
    standard = {"http": 80, "https": 443, "ftp": 21}.get(parts.scheme)
    is_plain = parts.netloc == parts.netloc.lower() and not (port is not None and port == standard)
    return is_plain and bool(parts.path) and not re.search(r"/\.\.?(/|$)", parts.path)


def lasting(id: str, where: _Element | None = None) -> Iterator[Finding]:
    """Whether an id looks as if it would stay."""
    if _TEMPORARY.search(id):
        yield TEMPORARY_ID.at(where, value=id)


def language(value: str | None, where: _Element | None = None) -> Iterator[Finding]:
    plain = (value or "").strip()
    main = plain.partition("-")[0].lower()
    if not _LANGUAGE.fullmatch(plain) or (len(main) == 2 and main not in ISO_639_1):  # noqa: PLR2004 - letters
        yield BAD_LANGUAGE.at(where, value=repr(value or ""))


def media_type(name: str, value: str | None, where: _Element | None = None) -> Iterator[Finding]:
    if not _MEDIA_TYPE.fullmatch((value or "").strip()):
        yield BAD_TYPE.at(where, name=name, value=repr(value or ""))


def number(name: str, value: str, where: _Element | None = None, *, least: int = 0) -> Iterator[Finding]:
    """A whole number, `least` or more."""
    plain = value.strip()
    if not (plain.isascii() and plain.isdecimal() and int(plain[:20]) >= least):
        yield BAD_NUMBER.at(where, name=name, value=repr(value), least=least - 1)


def _has_host(plain: str) -> bool:
    try:
        parts = urlsplit(plain)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
