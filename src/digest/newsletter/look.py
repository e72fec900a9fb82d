"""How a newsletter's mails look, as the publisher chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Style = Literal["plain", "magazine", "compact"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One of the styles, and what is changed in it; None: as the style has it. Colours are "#rrggbb"."""

    style: Style = "magazine"
    accent: str | None = None
    accent_dark: str | None = None
    ink: str | None = None  #: text
    ink_dark: str | None = None
    page: str | None = None  #: what lies around the sheet
    page_dark: str | None = None
    card: str | None = None  #: the sheet that the text stands on
    card_dark: str | None = None
    logo: str | None = None  #: address of an image
    logo_dark: str | None = None
    logo_width: int = 200  #: CSS pixels
    heading_font: str | None = None  #: names with commas between them
    body_font: str | None = None
