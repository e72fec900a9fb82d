"""The shape of `editions/<slot>.toml`: what an editor may ask for."""

from __future__ import annotations

import tomllib
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from digest.config import WebAddress
from digest.config_mistakes import told


def _name(value: object) -> object:
    """A story's number or address, as text. TOML's true is no number, though Python's is one."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _line(text: str) -> str:
    return " ".join(text.split())


#: A story of the edition: its number in the file's comments, its address, or its id.
Name = Annotated[str, BeforeValidator(_name)]
Line = Annotated[str, AfterValidator(_line)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SponsorWish(_Table):
    name: Line = Field(min_length=1, max_length=80)
    url: WebAddress
    image: WebAddress | None = None
    text: str = ""  #: Markdown


class Wishes(_Table):
    """All that one edition's file says; what it does not name stays as it was composed."""

    introduction: str = ""  #: Markdown
    lead: Name | None = None
    order: tuple[Name, ...] = ()  #: these first, in this order
    drop: tuple[Name, ...] = ()
    sponsor: SponsorWish | None = None


def read(content: bytes) -> tuple[Wishes, list[str]]:
    """What the file asks for, as far as it can be read; and its mistakes, each with its place."""
    try:
        tables = tomllib.loads(content.decode("utf-8-sig"))  # some editors begin a file with a mark
    except (ValueError, RecursionError) as error:  # not UTF-8, not TOML, a number of 5,000 digits, a nest without end
        return Wishes(), [f"cannot be read as TOML: {error}"]
    try:
        return Wishes.model_validate(tables), []
    except ValidationError as error:
        # The rest may name stories that are not there, which is to be told at once with these.
        wrong = {str(detail["loc"][0]) for detail in error.errors()}
        rest = {key: value for key, value in tables.items() if key not in wrong}
        return Wishes.model_validate(rest), told(error, Wishes)
