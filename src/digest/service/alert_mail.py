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

from digest.model import Message, Problem
from digest.service.problems import ONCE, QUIET

#: What to do about each kind. docs/operating.md says more.
ADVICE = {
    "source dead": "Open its address. If it moved, change it in config.toml; if it is gone, remove the source.",
    "ids changed": "Nothing: its stories were recognised, and no reader gets them again. Its links are the new ones.",
    "edition held": "Look at it with `digest preview`; then `digest edition release`, `edit` or `cancel` it.",
    "composed late": "Nothing: it is being sent, or has been. The log may say why nobody was there at its time.",
    "late": "Look at `digest status`; `digest send` of this newsletter goes on where sending stopped.",
    "mails refused": "Look at the answers: `digest status` has one, `digest check` asks the mail server. Then see the "
    "newsletter's `from`, its domain's SPF, DKIM and DMARC, and whether the server may send for it.",
    "missed": "Nothing will be sent for this slot by itself; `digest send NEWSLETTER --slot LABEL` sends it after all. "
    "Its articles have their turn in the next edition.",
    "skipped twice": "Too few new articles came. See in `digest status` whether its sources answer, "
    "or lower `min_articles`.",
    "sending stopped": "Nothing is lost, and it is tried again each minute. See that the mail server answers and "
    "takes the password: `digest check`.",
    "composing stopped": "It is tried again each few minutes. The reason says what to mend.",
    "collecting stopped": "It is tried again each minute. The reason says what to mend.",
    "publishing stopped": "The last good files stay, and it is tried again each minute. The reason says what to mend.",
    "hub away": "Open its address. If it moved, change `publish.hub` in config.toml; if it is gone, remove the line. "
    "Feed readers ask for themselves meanwhile, only later. It is tried once a day, and at each change.",
    "telling stopped": "The hub is tried again each minute. The reason says what to mend.",
    "watching stopped": "The service goes on, but may not see what is wrong. See the log.",
    "store unwritable": "Nothing can be recorded, so nothing is sent. See the disk, the rights of the database file, "
    "or the database server.",
    "folder unwritable": "See its owner and rights, and ReadWritePaths of the service.",
    "disk full": "Make room; the database and the published files need some to be written whole.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """From whom and to whom alerts go."""

    site: str  #: title, so that one who runs several knows which
    sender: str
    to: Sequence[str]  #: never empty

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
        mail["Subject"] = _subject(kind, problems, over=over, site=self.site)
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = id
        mail["Auto-Submitted"] = "auto-generated"  # keeps vacation replies away (RFC 3834 §5)
        mail.set_content(_text(kind, problems, over=over), cte="quoted-printable")
        return mail.as_bytes()


def _message_id(kind: str, problems: Sequence[Problem], now: datetime, *, over: bool, sender: str) -> str:
    """The same for the same facts."""
    facts = "\0".join([kind, str(over), now.isoformat(), *(problem.thing for problem in problems)])
    name = hashlib.sha256(facts.encode("utf-8", "replace")).hexdigest()[:32]
    domain = sender.rpartition("@")[2]
    return f"<alert-{name}.digest@{domain if domain.isascii() else 'digest.invalid'}>"


def _bare(address: str) -> str:
    return parseaddr(address)[1]


def _subject(kind: str, problems: Sequence[Problem], *, over: bool, site: str) -> str:
    thing = problems[0].thing if len(problems) == 1 else f"{len(problems)} of them"
    return _line(f"[{site}] {'well again: ' if over else ''}{kind}: {thing}", 150)


def _text(kind: str, problems: Sequence[Problem], *, over: bool) -> str:
    lines = [f"{kind}{' is over' if over else ''}:", ""]
    for problem in problems:
        lines.append(f"  {_line(problem.thing)}")
        lines.append(f"    since {problem.since:%Y-%m-%d %H:%M} UTC" + _end(problem))
        lines += [] if over else [f"    {_line(problem.detail)}"]
    if not over:
        lines += ["", "What to do: " + ADVICE.get(kind, "See `digest status` and the log.")]
        lines += [_promise(kind)]
    return "\n".join(lines) + "\n"


def _promise(kind: str) -> str:
    """What else will be told of it."""
    if kind in QUIET:
        return "You are told of this once."
    if kind in ONCE:
        return "You are told of this once, and when it is well again."
    return "You are told once a day at most, and when it is well again."


def _end(problem: Problem) -> str:
    return f", until {problem.ended:%Y-%m-%d %H:%M} UTC" if problem.ended else ""


def _line(text: str, limit: int = 2000) -> str:
    """`text` on one line without control characters or halves of surrogate pairs: it comes from other servers."""
    clean = re.sub(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+", " ", text).strip()
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"
