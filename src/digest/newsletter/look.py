"""How a newsletter's mails look, as the publisher chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from digest.newsletter.palette import Scheme, scheme

Style = Literal["plain", "magazine", "compact"]

# Of each style (page, card, ink, accent): on a light screen, on a dark one. The plain one has no sheet on a page.
_OWN: dict[Style, tuple[tuple[str | None, str, str, str], tuple[str | None, str, str, str]]] = {
    "plain": ((None, "#ffffff", "#24262a", "#1d5c96"), (None, "#17191c", "#e6e4df", "#8fbdf0")),
    "magazine": (("#efe8db", "#fffdf8", "#221c16", "#9c3416"), ("#14110e", "#1f1b17", "#f3ebdf", "#f0a57c")),
    "compact": (("#e9edef", "#ffffff", "#171b20", "#0c5a66"), ("#0e1113", "#181c20", "#e9edf0", "#74c6d3")),
}


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

    @property
    def light(self) -> Scheme:
        """Its colours on a light screen."""
        page, card, ink, accent = _OWN[self.style][0]
        sheet = self.card or card
        return scheme(page=self.page or page or sheet, card=sheet, ink=self.ink or ink, accent=self.accent or accent)

    @property
    def dark(self) -> Scheme:
        """Its colours on a dark screen; an accent chosen for light screens alone holds here too, made lighter."""
        page, card, ink, accent = _OWN[self.style][1]
        sheet = self.card_dark or card
        return scheme(
            page=self.page_dark or page or sheet,
            card=sheet,
            ink=self.ink_dark or ink,
            accent=self.accent_dark or self.accent or accent,
        )
