"""What mail programs make of a mail's HTML and CSS, by caniemail.com's tests. `score` is the figure to reach.

The data lies in `clients.json`; `python -m bench.mail_clients` makes it anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from lxml import etree

from digest.newsletter.preflight.document import tree
from digest.newsletter.preflight.features import used

#: Features that fall back without harm: where they are not known, nothing is missing that a reader needs.
_HARMLESS = re.compile(
    r"html-(meta-color-scheme|target|doctype|body|comments|role|aria-.*|lang|semantics|style|loading-attribute)"
    r"|css-(color-scheme|at-media.*|at-supports|pseudo-.*|cursor|transition|animation|important|comments|selector-.*"
    r"|word-break|overflow-wrap|word-wrap|text-shadow|border-radius|box-shadow|hyphens|outline.*)"
)
_WORTH = {"y": 1.0, "a": 0.5, "n": 0.0}  #: "u", not known, counts nowhere
_NAMES = {
    "apple-mail.ios": "Apple Mail on iPhone",
    "apple-mail.macos": "Apple Mail on Mac",
    "gmail.android": "Gmail on Android",
    "gmail.desktop-webmail": "Gmail on the web",
    "gmail.ios": "Gmail on iPhone",
    "gmail.mobile-webmail": "Gmail on the mobile web",
    "outlook.android": "Outlook on Android",
    "outlook.ios": "Outlook on iPhone",
    "outlook.macos": "Outlook on Mac",
    "outlook.outlook-com": "Outlook on the web",
    "outlook.windows": "Outlook on Windows",
    "samsung-email.android": "Samsung Email",
    "yahoo.android": "Yahoo Mail on Android",
    "yahoo.desktop-webmail": "Yahoo Mail on the web",
    "yahoo.ios": "Yahoo Mail on iPhone",
}


@dataclass(frozen=True, slots=True)
class Score:
    """How well the mainstream mail programs know what a mail is laid out with; of 100."""

    mean: float
    minimum: float  #: of the program that knows least
    by_client: Mapping[str, float]  #: "outlook.windows" → of 100
    unsupported: tuple[str, ...]  #: features used that some program does not know at all, by name
    used: tuple[str, ...]  #: all features that were counted


@dataclass(frozen=True, slots=True)
class Support:
    """The tests' results."""

    date: str  #: of the newest
    clients: tuple[str, ...]
    features: Mapping[str, str]  #: one letter a client, in their order

    def ignorant(self, feature: str) -> tuple[str, ...]:
        """The names, for people, of the programs that do not know a feature."""
        letters = zip(self.clients, self.features.get(feature, ""), strict=False)
        return tuple(_NAMES.get(client, client) for client, letter in letters if letter == "n")


@cache
def support() -> Support:
    """What `clients.json` says."""
    data = json.loads(Path(__file__).with_name("clients.json").read_text(encoding="utf-8"))
    return Support(data["date"], tuple(data["clients"]), MappingProxyType(data["features"]))


def counted(root: etree._Element) -> tuple[str, ...]:
    """The layout features that a mail uses, by name; those that fall back without harm, and pictures, left out."""
    features = used(root, support().features)
    return tuple(sorted(one for one in features if not one.startswith("image-") and not _HARMLESS.fullmatch(one)))


def score(html: str) -> Score:
    """How well a mail's HTML is known, by the last tested version of each program.

    Known counts 1, in part ½, not at all 0, and what nobody has tested is left out; a program's figure is the mean over
    the features, `mean` and `minimum` are over the programs. A mail that uses nothing is known everywhere.
    """
    features, known = counted(tree(html)), support()
    by_client = {
        client: _mean([_WORTH[known.features[one][at]] for one in features if known.features[one][at] in _WORTH])
        for at, client in enumerate(known.clients)
    }
    unsupported = tuple(one for one in features if "n" in known.features[one])
    figures = list(by_client.values())
    return Score(_mean(figures, 1), min(figures), MappingProxyType(by_client), unsupported, features)


def _mean(values: list[float], whole: float = 100) -> float:
    return round(whole * sum(values) / len(values), 2) if values else 100.0
