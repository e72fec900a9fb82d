"""The mail of all readers who chose the same sections."""

from __future__ import annotations

import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from digest.stencil import Stencil


@dataclass(frozen=True, slots=True)
class Variant:
    """A mail but for each reader's own tokens: bytes that never change, with places between them.

    A place has a name of `placeholders`, and takes a token of as many characters from the same alphabet.
    """

    subject: str  #: one line, at most 78 characters, no direction marks
    quoted_html: Stencil  #: quoted-printable, in whole lines
    quoted_text: Stencil
    placeholders: Mapping[str, str]  #: name → what stands for it where no reader is known
    left_out: int  #: stories that are on the web only, since the mail is full

    @property
    def html(self) -> str:
        """As mail programs decode it, of nobody: with placeholders."""
        return self.html_of(self.placeholders)

    @property
    def text(self) -> str:
        """As mail programs decode it, of nobody: with placeholders."""
        return self.text_of(self.placeholders)

    def html_of(self, tokens: Mapping[str, str]) -> str:
        """The HTML of the reader with these tokens (by name)."""
        return _decoded(self.quoted_html, tokens)

    def text_of(self, tokens: Mapping[str, str]) -> str:
        """The text of the reader with these tokens (by name)."""
        return _decoded(self.quoted_text, tokens)


def _decoded(quoted: Stencil, tokens: Mapping[str, str]) -> str:
    whole = quoted.filled({name: token.encode() for name, token in tokens.items()})
    return binascii.a2b_qp(whole).decode().replace("\r\n", "\n")
