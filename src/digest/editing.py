"""The editor's file of an edition, `editions/<slot>.toml`: read, and done to the edition. No other room reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from digest.collect.text.passage import passage
from digest.collect.text.sanitise import line, without_controls
from digest.config import Config
from digest.errors import ConfigError
from digest.model import Edition, EditionState, Passage, Slot, Sponsor
from digest.newsletter.hand.named import chosen
from digest.newsletter.hand.recompose import Hand, recomposed, stories, untouched
from digest.newsletter.hand.told import told
from digest.newsletter.hand.wishes import SponsorWish, Wishes, read

#: How the reason of an edition begins that waits because its file could not be applied.
WAITS_FOR_FILE = "for its file to be mended"


def name_of(slot: Slot) -> str:
    """What the file of a slot's edition is called, from the folder of config.toml on.

    The slot's name without the colons, which not every system allows in a file's name.
    """
    return f"editions/{slot.schedule}-{slot.label.replace(':', '')}.toml"


def file_of(config: Config, slot: Slot) -> Path:
    """Where it is, or would be."""
    return config.root / name_of(slot)


def is_there(config: Config, slot: Slot) -> bool:
    """Whether a slot's edition has a file, whatever it says."""
    return file_of(config, slot).exists()


def check(config: Config, slot: Slot) -> None:
    """See whether a file has the form that it must have; what it names cannot be known without an edition.

    Raises:
        ConfigError: it has not.
    """
    found = _found(config, slot)
    if found and found[1]:
        raise ConfigError(name_of(slot), found[1])


def edited(config: Config, edition: Edition, *, numbered: bool = True) -> Edition | None:
    """The edition as its file wants it; None if there is no file.

    Args:
        config: the publication.
        edition: composed or a draft, with at least one story.
        numbered: whether its stories' numbers are settled.

    Raises:
        ConfigError: the file cannot be read, or has mistakes; all of them are told.
    """
    found = _found(config, edition.slot)
    if found is None:
        return None
    wishes, mistakes = found
    hand, more = _hand(wishes, edition, config.site.url, numbered=numbered)
    if mistakes := [*mistakes, *more]:
        raise ConfigError(name_of(edition.slot), mistakes)
    return recomposed(edition, hand, config.section_titles())


def composed_by_hand(config: Config, edition: Edition) -> Edition:
    """A draft as a file that was written ahead wants it; held, and saying why, if that file has mistakes."""
    if not edition.sections:
        return edition
    try:
        return edited(config, edition, numbered=False) or edition
    except ConfigError as error:
        why = f"{WAITS_FOR_FILE}: {error.path}: {'; '.join(error.mistakes)}"
        return replace(edition, state=EditionState.HELD, release=None, reason=why)


def by_hand(config: Config, edition: Edition) -> str:
    """What an editor's hand has made another than it was composed, in words; "" if nothing."""
    return told(untouched(edition, config.section_titles()), edition)


def is_done(edition: Edition, after: Edition) -> bool:
    """Whether a file asks for nothing that is not done, and the edition does not wait for it to be mended."""
    return edition == after and not _waits(edition)


def waiting_for_a_person(edition: Edition) -> Edition:
    """An edition whose file is applied; one that waited for that now waits for somebody to look at it."""
    why = "for review: its file is applied, and it waits until it is released"
    return replace(edition, reason=why) if _waits(edition) else edition


def _waits(edition: Edition) -> bool:
    return edition.state is EditionState.HELD and (edition.reason or "").startswith(WAITS_FOR_FILE)


def _found(config: Config, slot: Slot) -> tuple[Wishes, list[str]] | None:
    """What a file asks for, and its mistakes of form; None if there is no file."""
    try:
        return read(file_of(config, slot).read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(name_of(slot), [f"cannot be read: {error.strerror}"]) from error


def _hand(wishes: Wishes, edition: Edition, base_url: str, *, numbered: bool) -> tuple[Hand, list[str]]:
    named, mistakes = chosen(wishes, stories(edition), numbered=numbered)

    def written(text: str, place: str) -> Passage:
        html, wrong = passage(text, base_url)
        mistakes.extend(f"{place}: {one}" for one in wrong)
        return Passage(text="\n".join(without_controls(text).split("\r\n")).strip(), html=html)

    introduction = written(wishes.introduction, "introduction")
    sponsor = _sponsor(wishes.sponsor, written) if wishes.sponsor else None
    hand = Hand(chosen=named, introduction=introduction if introduction.html else None, sponsor=sponsor)
    return hand, mistakes


def _sponsor(wish: SponsorWish, written: Callable[[str, str], Passage]) -> Sponsor:
    return Sponsor(name=line(wish.name), url=wish.url, image=wish.image, passage=written(wish.text, "sponsor.text"))
