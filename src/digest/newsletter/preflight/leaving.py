"""Leaving is easy: in the mail, and by the button that mail programs show (RFC 2369 §3.2, RFC 8058)."""

from __future__ import annotations

from collections.abc import Iterator

from digest.newsletter.preflight.cascade import is_hidden
from digest.newsletter.preflight.document import elements
from digest.newsletter.preflight.finding import Finding, error, warning
from digest.newsletter.preflight.proof import Proof, header, is_web

_FOOTER = "put {{ unsubscribe }} into the template of the footer"
NOT_IN_HTML = error("unsubscribe-html", "the HTML has no link for unsubscribing", _FOOTER)
NOT_IN_TEXT = error("unsubscribe-text", "the text part has no address for unsubscribing", _FOOTER)
NO_BUTTON = error(
    "unsubscribe-header",
    "the message has no {what} in List-Unsubscribe: mail programs show no button, and count it against the sender",
    "this is a fault of digest: please report it",
)
NO_POST = error(
    "unsubscribe-post",
    "the message does not say that one click is enough (List-Unsubscribe-Post)",
    "this is a fault of digest: please report it",
)
_SECURE = "set `site.url` in config.toml to an https address: Gmail and Yahoo ask for that of newsletters"
PLAIN = error("one-click-http", "the address for unsubscribing with one click is not https", _SECURE)
PLAIN_AT_HOME = warning(
    "one-click-http-local",
    "the address for unsubscribing with one click is not https, since the site is on this machine",
    _SECURE,
)
NO_ADDRESS = warning(
    "postal-address",
    "the mail does not say where its sender can be found by post, as the law asks in many countries",
    "set `postal_address` of the newsletter in config.toml",
)


def leaving(proof: Proof) -> Iterator[Finding]:
    for url in filter(is_web, proof.leave):
        if url not in _shown_links(proof):
            yield NOT_IN_HTML.of()
        if url not in proof.text:
            yield NOT_IN_TEXT.of()
    yield from _button(proof)
    if not proof.facts.postal_address.strip():
        yield NO_ADDRESS.of()


def _shown_links(proof: Proof) -> Iterator[str]:
    for link in elements(proof.root, "a"):
        if not any(map(is_hidden, (link, *link.iterancestors()))):
            yield (link.get("href") or "").strip()


def _button(proof: Proof) -> Iterator[Finding]:
    web = [target for target in proof.leave if is_web(target)]
    if not web:
        yield NO_BUTTON.of(what="web address")
    if not any(target.lower().startswith("mailto:") for target in proof.leave):
        yield NO_BUTTON.of(what="mail address")
    for target in web[:1]:
        if not target.lower().startswith("https:"):  # then nobody may say that one click is enough (RFC 8058 §3.1)
            yield (PLAIN_AT_HOME if proof.facts.is_local else PLAIN).of()
        elif header(proof.message, "List-Unsubscribe-Post").strip() != "List-Unsubscribe=One-Click":
            yield NO_POST.of()
