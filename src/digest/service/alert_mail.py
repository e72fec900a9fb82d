"""The words of an alert: what is wrong, since when, and what to do; plain text, the same bytes for the same facts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from digest.language import ENGLISH, Language, later
from digest.model import Message, Problem
from digest.service.problems import ONCE, QUIET

#: What to do about each kind. docs/operating.md says more.
ADVICE = {
    later("source dead"): later(
        "Open its address. If it moved, change it in config.toml; if it is gone, remove the source."
    ),
    later("ids changed"): later(
        "Nothing: its stories were recognised, and no reader gets them again. Its links are the new ones."
    ),
    later("edition held"): later(
        "Look at it with `digest preview`; then `digest edition release`, `edit` or `cancel` it."
    ),
    later("held by preflight"): later(
        "Nobody gets it until you let it go. Mend what it names, then `digest edition release`: it goes through "
        "preflight once more. To send it as it is: `digest edition release EDITION --despite-errors`."
    ),
    later("composed late"): later(
        "Nothing: it is being sent, or has been. The log may say why nobody was there at its time."
    ),
    later("late"): later("Look at `digest status`; `digest send` of this newsletter goes on where sending stopped."),
    later("mails refused"): later(
        "Look at the answers: `digest status` has one, `digest check` asks the mail server. Then see the "
        "newsletter's `from`, its domain's SPF, DKIM and DMARC, and whether the server may send for it."
    ),
    later("missed"): later(
        "Nothing will be sent for this slot by itself; `digest send NEWSLETTER --slot LABEL` sends it after all. "
        "Its articles have their turn in the next edition."
    ),
    later("skipped twice"): later(
        "Too few new articles came. See in `digest status` whether its sources answer, or lower `min_articles`."
    ),
    later("sending stopped"): later(
        "Nothing is lost, and it is tried again each minute. See that the mail server answers and "
        "takes the password: `digest check`."
    ),
    later("composing stopped"): later("It is tried again each few minutes. The reason says what to mend."),
    later("collecting stopped"): later("It is tried again each minute. The reason says what to mend."),
    later("publishing stopped"): later(
        "The last good files stay, and it is tried again each minute. The reason says what to mend."
    ),
    later("hub away"): later(
        "Open its address. If it moved, change `publish.hub` in config.toml; if it is gone, remove the line. "
        "Feed readers ask for themselves meanwhile, only later. It is tried once a day, and at each change."
    ),
    later("telling stopped"): later("The hub is tried again each minute. The reason says what to mend."),
    later("watching stopped"): later("The service goes on, but may not see what is wrong. See the log."),
    later("store unwritable"): later(
        "Nothing can be recorded, so nothing is sent. See the disk, the rights of the database file, "
        "or the database server."
    ),
    later("folder unwritable"): later("See its owner and rights, and ReadWritePaths of the service."),
    later("disk full"): later("Make room; the database and the published files need some to be written whole."),
}
_ADVICE_OTHERWISE = later("See `digest status` and the log.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """From whom and to whom alerts go."""

    site: str  #: title, so that one who runs several knows which
    sender: str
    to: Sequence[str]  #: never empty
    words: Language = ENGLISH

    def messages(self, kind: str, problems: Sequence[Problem], now: datetime, *, over: bool) -> list[Message]:
        """One for each address of `to`.

        Args:
            problems: all of `kind`, never empty.
            over: whether to tell that all is well again.
        """
        id = _message_id(kind, problems, now, over=over, sender=_bare(self.sender))
        content = self._content(id, kind, problems, now, over=over)
        return [
            Message(id=id, sender=_bare(self.sender), recipient=_bare(address), content=content) for address in self.to
        ]

    def _content(self, id: str, kind: str, problems: Sequence[Problem], now: datetime, *, over: bool) -> bytes:
        mail = EmailMessage(policy=SMTP)
        mail["From"] = _line(self.sender)
        mail["To"] = ", ".join(_line(address) for address in self.to)
        mail["Subject"] = _line(f"[{self.site}] {_matter(kind, problems, self.words, over=over)}", 150)
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = id
        mail["Auto-Submitted"] = "auto-generated"  # keeps vacation replies away (RFC 3834 §5)
        mail.set_content(_text(kind, problems, self.words, over=over), cte="quoted-printable")
        return mail.as_bytes()


def _message_id(kind: str, problems: Sequence[Problem], now: datetime, *, over: bool, sender: str) -> str:
    """The same for the same facts."""
    facts = "\0".join([kind, str(over), now.isoformat(), *(problem.thing for problem in problems)])
    name = hashlib.sha256(facts.encode("utf-8", "replace")).hexdigest()[:32]
    domain = sender.rpartition("@")[2]
    return f"<alert-{name}.digest@{domain if domain.isascii() else 'digest.invalid'}>"


def _bare(address: str) -> str:
    return parseaddr(address)[1]


def _matter(kind: str, problems: Sequence[Problem], words: Language, *, over: bool) -> str:
    """What it is about, for the subject."""
    thing = problems[0].thing
    if len(problems) > 1:
        thing = words.ngettext("%(count)s of them", "%(count)s of them", len(problems))
    values = {"kind": words.gettext(kind), "thing": thing}
    return (words.gettext("well again: %(kind)s: %(thing)s") if over else "%(kind)s: %(thing)s") % values


def _text(kind: str, problems: Sequence[Problem], words: Language, *, over: bool) -> str:
    heading = (words.gettext("%(kind)s is over:") if over else "%(kind)s:") % {"kind": words.gettext(kind)}
    lines = [heading, ""]
    for problem in problems:
        lines += [f"  {_line(problem.thing)}", f"    {_span(problem, words)}"]
        lines += [] if over else [f"    {_line(problem.detail)}"]
    if not over:
        advice = words.gettext(ADVICE.get(kind, _ADVICE_OTHERWISE))
        lines += ["", words.gettext("What to do: %(advice)s") % {"advice": advice}, words.gettext(_promise(kind))]
    return "\n".join(lines) + "\n"


def _promise(kind: str) -> str:
    """What else will be told of it."""
    if kind in QUIET:
        return later("You are told of this once.")
    if kind in ONCE:
        return later("You are told of this once, and when it is well again.")
    return later("You are told once a day at most, and when it is well again.")


def _span(problem: Problem, words: Language) -> str:
    since = f"{problem.since:%Y-%m-%d %H:%M}"
    if problem.ended is None:
        return words.gettext("since %(since)s UTC") % {"since": since}
    return words.gettext("since %(since)s UTC, until %(until)s UTC") % {
        "since": since,
        "until": f"{problem.ended:%Y-%m-%d %H:%M}",
    }


def _line(text: str, limit: int = 2000) -> str:
    """`text` on one line without control characters or halves of surrogate pairs: it comes from other servers."""
    clean = re.sub(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+", " ", text).strip()
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"
