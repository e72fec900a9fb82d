"""The message as mail servers see it (RFC 5322, RFC 2045)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.utils import getaddresses, parsedate_to_datetime

from digest.newsletter.preflight.finding import Finding, error, warning
from digest.newsletter.preflight.proof import Proof, header

_OURS = "this is a fault of digest: please report it, with the .eml file that `digest preview` writes"
MISSING = error("header-missing", "the message has no {name}", _OURS)
TWICE = error("header-twice", "the message has {count} headers {name}", _OURS)
SENDER = error("from", "From is “{value}”, which is not one address", "mend `from` of the newsletter in config.toml")
RECIPIENT = error("to", "To is “{value}”, which is not one address", _OURS)
DATE = error("date", "Date is “{value}”, which is no date", _OURS)
ID = error("message-id", "Message-ID is “{value}”, which is none", _OURS)
LONG_LINE = error("line-long", "the message has a line of {length} bytes, {most} are allowed", _OURS)
LINE_END = error("line-end", "the message has a line end that is not CRLF", _OURS)
NOT_ASCII = warning("header-not-ascii", "a header of the message is not ASCII: {line}", _OURS)
UTF8_ADDRESS = warning(
    "address-not-ascii",
    "the address in “{line}” is not ASCII: servers that know no SMTPUTF8 (RFC 6531) refuse every such mail",
    "write addresses in ASCII letters: `from` and `reply_to` of the newsletter in config.toml; names may have any",
)
SHAPE = error("mime", "the message is {found}, and should be {wanted}", _OURS)
ENCODED_LONG = warning("quoted-long", "a quoted-printable line has {length} characters, 76 are allowed", _OURS)

LINE = 998  #: bytes, without the line's end (RFC 5322 §2.1.1)
QUOTED = 76  #: characters (RFC 2045 §6.7, rule 5)
#: Where an address may have letters of its own (RFC 6532 §3.2); a long name has it in the line after.
_ADDRESSED = (b"from:", b"reply-to:", b" <")
_ONCE = ("From", "To", "Date", "Message-ID", "Subject", "MIME-Version", "List-Id")


def headers(proof: Proof) -> Iterator[Finding]:
    for name in _ONCE:
        count = len(proof.message.get_all(name, []))
        if not count:
            yield MISSING.of(name=name)
        elif count > 1:
            yield TWICE.of(name=name, count=count)
    for name, rule in (("From", SENDER), ("To", RECIPIENT)):
        value = header(proof.message, name)
        if value and len(addresses(value)) != 1:
            yield rule.of(value=value)
    if (date := header(proof.message, "Date")) and not _is_date(date):
        yield DATE.of(value=date)
    if (id := header(proof.message, "Message-ID").strip()) and not re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", id):
        yield ID.of(value=id)


def lines(proof: Proof) -> Iterator[Finding]:
    """What a server on the way could trip over."""
    if re.search(rb"(?<!\r)\n|\r(?!\n)", proof.content):
        yield LINE_END.of()
    all_lines = re.split(rb"\r\n|\r|\n", proof.content)
    if (longest := max(map(len, all_lines))) > LINE:
        yield LONG_LINE.of(length=longest, most=LINE)
    for line in all_lines[: all_lines.index(b"")] if b"" in all_lines else all_lines:
        if not line.isascii():
            rule = UTF8_ADDRESS if line.lower().startswith(_ADDRESSED) else NOT_ASCII
            yield rule.of(line=line.decode("utf-8", "replace"))


def shape(proof: Proof) -> Iterator[Finding]:
    """Text first, then HTML, of which a program shows the last that it can (RFC 2046 §5.1.4)."""
    message = proof.message
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    if message.get_content_type() != "multipart/alternative" or kinds != ["text/plain", "text/html"]:
        found = f"{message.get_content_type()} of {' and '.join(kinds)}"
        yield SHAPE.of(found=found, wanted="multipart/alternative of text/plain and text/html")
    for part in message.walk():
        if str(part.get("Content-Transfer-Encoding", "")).lower().strip() == "quoted-printable":
            longest = max(map(len, str(part.get_payload()).splitlines()), default=0)
            if longest > QUOTED:
                yield ENCODED_LONG.of(length=longest)


def addresses(value: str) -> list[str]:
    """The mail addresses in a header."""
    try:
        return [address for _, address in getaddresses([value]) if "@" in address]
    except (HeaderParseError, ValueError, IndexError):
        return []


def _is_date(value: str) -> bool:
    try:
        return parsedate_to_datetime(value).tzinfo is not None
    except (TypeError, ValueError):
        return False
