"""CSS as mails have it → rules and declarations. What cannot be read is left out, as browsers do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
# A declaration ends at a semicolon that stands in no quotes and no brackets: "url(data:image/png;base64,…)" is one.
_DECLARATION = re.compile(r"""(?:[^;"'()]|"[^"]*"|'[^']*'|\([^)]*\)|["'()])+""")
_PIECE = re.compile(r"""[^{};"']+|"[^"]*"|'[^']*'|[{};"']""")


@dataclass(frozen=True, slots=True)
class Declaration:
    """ "color: red !important"."""

    name: str  #: in small letters
    value: str  #: without "!important"
    important: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """Selectors with their declarations."""

    at: tuple[str, ...]  #: the at-rules around it, outermost first, like "@media (max-width: 480px)"
    selectors: tuple[str, ...]  #: () of an at-rule that holds declarations itself, like @font-face
    declarations: tuple[Declaration, ...]


def declarations(text: str) -> tuple[Declaration, ...]:
    """Those of a style attribute, or of the inside of a rule."""
    return tuple(filter(None, map(_declaration, _DECLARATION.findall(_COMMENT.sub(" ", text)))))


def rules(text: str) -> Iterator[Rule]:
    """The rules of a style sheet, in its order."""
    around: list[str] = []
    head: list[str] = []
    for piece in _PIECE.findall(_COMMENT.sub(" ", text)):
        match piece:
            case "{":
                around.append(" ".join("".join(head).split()))
                head.clear()
            case "}":
                if around and (inside := declarations("".join(head))):
                    yield _rule(around, inside)
                del around[-1:]
                head.clear()
            case ";" if not around:
                yield Rule((" ".join("".join(head).split()),), (), ())  # @import, @charset
                head.clear()
            case _:
                head.append(piece)


def _rule(around: list[str], inside: tuple[Declaration, ...]) -> Rule:
    at = tuple(one for one in around if one.startswith("@"))
    selectors = "" if around[-1].startswith("@") else around[-1]
    return Rule(at, tuple(filter(None, map(str.strip, selectors.split(",")))), inside)


def _declaration(text: str) -> Declaration | None:
    name, colon, value = text.partition(":")
    name = name.strip().lower()
    if not colon or not re.fullmatch(r"[-\w]+", name):
        return None
    plain, important = re.subn(r"\s*!\s*important\s*$", "", value.strip(), flags=re.IGNORECASE)
    return Declaration(name, plain, bool(important)) if plain else None
