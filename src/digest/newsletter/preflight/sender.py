"""Whether the domain that signs is that of the sender, as DMARC asks (RFC 7489 §3.1.1).

Which part of a domain is somebody's own is known to the Public Suffix List, 300 KB that change each week. Here it is
told from the name alone: the last two labels, or three where the last is a country's and the one before it one of those
under which countries sell names ("co.uk", "com.au"). Where that is wrong, beneath a suffix like "github.io", two
strangers' domains pass for one; nobody's newsletter is held by mistake.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest.newsletter.preflight.finding import Finding, error, warning
from digest.newsletter.preflight.headers import addresses
from digest.newsletter.preflight.proof import Proof, header

APART = error(
    "alignment",
    "the sender is at {sender}, and the mail server signs for {signer}: DMARC does not take that for the sender's own",
    "have the mail server sign for the domain of `from`, or send from an address of the domain that it signs for",
)
UNTOLD = warning(
    "alignment-unknown",
    "nobody can tell whether the mail server signs for {sender}",
    'write the domain that it signs for into config.toml: [mail.dkim], domain = "…"',
)

#: What stands before a country's code and is nobody's own.
_SOLD = frozenset(
    (
        *("ac", "asso", "co", "com", "edu", "gob", "gouv", "gov", "go", "id", "info", "k12", "ltd", "mil", "ne"),
        *("net", "nom", "or", "org", "plc", "sch", "web"),
    )
)
_COUNTRY = 2  #: letters


def alignment(proof: Proof) -> Iterator[Finding]:
    sender = _domain(header(proof.message, "From"))
    signer = proof.facts.dkim
    if signer is not None and sender and organisation(sender) != organisation(signer):
        yield APART.of(sender=sender, signer=signer)
    elif signer is None and proof.facts.leaves:
        yield UNTOLD.of(sender=sender)


def organisation(domain: str) -> str:
    """The part of a domain that somebody owns: "news.example.co.uk" → "example.co.uk"."""
    labels = _ascii(domain.strip().rstrip(".").lower()).split(".")
    is_sold = len(labels) > _COUNTRY and len(labels[-1]) == _COUNTRY and labels[-2] in _SOLD
    return ".".join(labels[-3:] if is_sold else labels[-2:])


def _domain(mailbox: str) -> str:
    return next((address.rpartition("@")[2] for address in addresses(mailbox)), "")


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
