"""What mail programs do not know of a mail's HTML and CSS, by caniemail.com's tests."""

from __future__ import annotations

from collections.abc import Iterator

from digest.newsletter.preflight.clients import counted, support
from digest.newsletter.preflight.features import used
from digest.newsletter.preflight.finding import Finding, warning
from digest.newsletter.preflight.proof import Proof

UNKNOWN = warning(
    "clients",
    "{who} not know {what}",
    "see that the mail is right without it, or use something else in the template or in the story's picture",
)

_ATTRIBUTES = frozenset(
    ("align", "background", "cellpadding", "cellspacing", "dir", "height", "hidden", "srcset", "valign")
)
_NAMED = 3  #: programs, of those that do not know a feature
#: Hides the preheader; a program that does not know it shows that line first, which harms nobody.
_MEANT = frozenset(("css-display-none",))


def clients(proof: Proof) -> Iterator[Finding]:
    known = support()
    pictures = sorted(one for one in used(proof.root, known.features) if one.startswith("image-"))
    for feature in (*counted(proof.root), *pictures):
        if feature not in _MEANT and (ignorant := known.ignorant(feature)):
            yield UNKNOWN.of(who=_who(ignorant), what=spoken(feature))


def spoken(feature: str) -> str:
    """A feature by the name that web designers know: "css-max-width" → "max-width"."""
    kind, _, name = feature.partition("-")
    if kind == "image":
        return {"base64": "pictures inside the mail (data:)"}.get(name, f"{name.upper()} pictures")
    if kind == "html":
        return f"<{name}>" if name not in _ATTRIBUTES else f"the attribute {name}"
    if name.startswith("unit-"):
        unit = name.removeprefix("unit-")
        return {"calc": "calc()", "initial": "the value initial"}.get(unit, f"the unit {unit}")
    return {"display-none": "display: none", "display-flex": "display: flex", "display-grid": "display: grid"}.get(
        name, f"{name.removeprefix('function-')}()" if name.startswith("function-") else name
    )


def _who(names: tuple[str, ...]) -> str:
    """ "Outlook on Windows does", or "Gmail on Android, … and 4 more do"."""
    named, more = names[:_NAMED], len(names) - _NAMED
    if len(names) == 1:
        return f"{names[0]} does"
    if more > 0:
        return f"{', '.join(named)} and {more} more do"
    return f"{', '.join(named[:-1])} and {named[-1]} do"
