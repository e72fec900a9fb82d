"""`digest init`: a config.toml to edit, made of an example or of what a site shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from digest.collect.net.fetch import Fetcher, user_agent
from digest.collect.text.sanitise import line, shortened
from digest.commands.findings import Chosen, Survey
from digest.commands.slugs import slug, toml
from digest.commands.survey import Told, survey
from digest.errors import WrongUse
from digest.templates import Templates

#: What is written, and the template it comes from.
_FILES = {"config.toml": "starter/config.toml", "articles/welcome.md": "starter/welcome.md"}
_TIMEOUT = timedelta(seconds=20)
_MAX_BYTES = 10_000_000
_PAUSE = timedelta(seconds=1)
_COMMENT = 200  #: characters of a line that others wrote


def begin(folder: Path, now: datetime) -> list[Path]:
    """Write the first files of a publication; the paths.

    Raises:
        WrongUse: one of them is there already, or cannot be written; nothing is written then.
    """
    _must_be_new(folder, _FILES)
    # A week old, so that the newest weekly slot that is due has something to send.
    values = {"year": f"{now:%Y}", "date": f"{now - timedelta(days=7):%Y-%m-%dT%H:%M:%SZ}"}
    templates = Templates()
    return [_write(folder / name, templates.render(template, **values)) for name, template in _FILES.items()]


def begin_from(site: str, folder: Path, now: datetime, told: Told, networks: Sequence[str] = ()) -> tuple[Path, Survey]:
    """Look around `site` and write a config.toml; its path, and what was found.

    Args:
        site: address of the front page.
        folder: where the publication begins; made if needed.
        now: the present.
        told: hears of the progress.
        networks: that may be fetched though they are not public ("127.0.0.0/8").

    Raises:
        WrongUse: it is there already, cannot be written, or there is nothing to write.
        SourceError: the site does not answer.
    """
    allow = _networks(networks)
    _must_be_web(site)
    _must_be_new(folder, ["config.toml"])
    fetcher = Fetcher(agent=user_agent(""), allow=allow, timeout=_TIMEOUT, max_bytes=_MAX_BYTES, pause=_PAUSE)
    found = survey(site, fetcher, told)
    return _write(folder / "config.toml", config(found, now, networks)), found


def config(found: Survey, now: datetime, networks: Sequence[str] = ()) -> str:
    """The config.toml for what a site showed; it loads without mistakes."""
    templates = Templates()
    templates.add_filters({"toml": toml, "line": _comment})
    host = _domain(found.front.url)
    taken: list[str] = []
    return templates.render(
        "starter/site.toml",
        url=_home(found.front.url),
        date=f"{now:%Y-%m-%d}",
        title=found.front.title,
        description=found.front.description,
        tag=f"{host},{now:%Y}",
        language=found.language or "en",
        is_known_language=found.language is not None,
        networks=list(networks),
        sections=[_section(one, taken) for one in found.sections],
        left=found.left,
        sender=_sender(found.front.title, host),
    )


def _section(one: Chosen, taken: list[str]) -> dict[str, object]:
    name = slug(one.title, taken)
    taken.append(name)
    return {"slug": name, "title": line(one.title) or name, "source": one.source, "from_page": one.from_page}


def _comment(text: object) -> str:
    """A text by anybody as a part of a comment: one line, whatever is in it."""
    return shortened(line(str(text)).encode("utf-8", "replace").decode("utf-8").replace("\x7f", ""), _COMMENT)


def _home(url: str) -> str:
    return url.partition("?")[0].partition("#")[0]


def _domain(url: str) -> str:
    """The site's domain in ASCII; example.org when it has none that can stand in ids and mail addresses."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    try:
        plain = host.encode("idna").decode("ascii")
    except UnicodeError:
        plain = ""
    return plain if re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", plain) else "example.org"


def _sender(title: str, host: str) -> str:
    is_plain = re.fullmatch(r"[^\W_][\w .’-]*", title) and title.isprintable()
    return f"{title} <digest@{host}>" if is_plain else f"digest@{host}"


def _networks(written: Sequence[str]) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(one) for one in written)
    except ValueError as error:
        raise WrongUse(f'--allow-address: {error}; write a network like "127.0.0.0/8"') from None


def _must_be_web(site: str) -> None:
    try:
        parts = urlsplit(site)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_web = False
    if not is_web:
        raise WrongUse(f"{site} is no web address; write it like https://example.org")
    if parts.username is not None or parts.password is not None:
        raise WrongUse(f"a name or password stands in the address of {parts.hostname}; give it without")


def _must_be_new(folder: Path, names: Sequence[str] | dict[str, str]) -> None:
    for name in names:
        if (folder / name).exists():
            raise WrongUse(f"{folder / name} is there already; remove it first, or begin in an empty folder")


def _write(path: Path, text: str) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise WrongUse(f"{path} cannot be written: {error.strerror}") from error
    return path
