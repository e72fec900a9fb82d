"""A subject, and the line beside it, by which readers know the mail and filters judge it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from digest.newsletter.preflight.finding import Finding, error, warning
from digest.newsletter.preflight.proof import Proof

_SUBJECT = "change `subject` of the newsletter in config.toml, or the story's title"
EMPTY = error("subject-empty", "the mail has no subject", _SUBJECT)
CONTROL = error(
    "subject-control",
    "the subject has a character that does not show, or turns text around: {character}",
    "take it out of `subject` in config.toml, or out of the template",
)
LONG = warning("subject-long", "the subject has {length} characters; inboxes show about {most}", _SUBJECT)
SHOUTING = warning("subject-shouting", "the subject shouts: “{subject}”", "write it in small letters")
MARKS = warning("subject-marks", "the subject has “{marks}”, as junk mail has", "one mark is enough")
JUNK = warning("subject-junk", "the subject has “{words}”, which filters know from junk mail", _SUBJECT)
NO_PREHEADER = warning(
    "preheader",
    "nothing is hidden before the mail's first words: beside the subject, inboxes show whatever comes first",
    "put {{ preheader }} into the template, first in the body",
)

LENGTH = 78
_LOUD = 8  #: letters; an abbreviation is no shout
_SHARE = 0.7

_JUNK = re.compile(
    r"\b(?:100 ?% free|act now|apply now|buy now|call now|cash bonus|cheap|click here|double your|earn \$|earn money"
    r"|extra income|free money|get paid|guaranteed|incredible deal|limited time|lowest price|make money|miracle"
    r"|no cost|no obligation|once in a lifetime|order now|risk[- ]free|special promotion|urgent|winner|you have won"
    r"|jetzt kaufen|jetzt zugreifen|geld verdienen|gratis|garantiert|kostenlos|nur heute|schnell reich|gewonnen"
    r"|einmalige chance|ohne risiko|bargeld|dringend)\b"
    r"|\${2,}|€{2,}|اربح|مجانا|مجاني|اشتر الآن|عرض محدود|فرصة لا تعوض",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[!?！？؟]{2,}|!(?=.*!)")


def subject(proof: Proof) -> Iterator[Finding]:
    line = proof.subject
    if not line.strip():
        yield EMPTY.of()
    if found := next((char for char in line if unicodedata.category(char) in ("Cc", "Cs") or _turns(char)), None):
        yield CONTROL.of(character=f"U+{ord(found):04X}")
    if len(line) > LENGTH:
        yield LONG.of(length=len(line), most=LENGTH)
    letters = [char for char in line if char.isupper() or char.islower()]
    if len(letters) >= _LOUD and sum(map(str.isupper, letters)) >= _SHARE * len(letters):
        yield SHOUTING.of(subject=line)
    if marks := _MARKS.search(line):
        yield MARKS.of(marks=marks[0])
    if junk := _JUNK.search(line):
        yield JUNK.of(words=junk[0])
    if not proof.preheader:
        yield NO_PREHEADER.of()


def _turns(char: str) -> bool:
    """A direction mark or control (UAX 9 §2): nothing in a subject shows where its reach ends."""
    return char in "\u061c\u200e\u200f" or "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"
