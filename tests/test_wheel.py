"""What is installed from the wheel works without the repository: templates, migrations and all."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the wheel's files and nothing else of ours."""
    folder = tmp_path_factory.mktemp("wheel")
    build = "from hatchling.builders.wheel import WheelBuilder; import sys; "
    build += "next(WheelBuilder(sys.argv[1]).build(directory=sys.argv[2], versions=['standard']))"
    subprocess.run([sys.executable, "-c", build, str(ROOT), str(folder)], check=True, capture_output=True)
    (wheel,) = folder.glob("digest_press-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def digest(installed: Path, folder: Path, *words: str) -> str:
    code = f"import sys; sys.path.insert(0, {str(installed)!r}); sys.argv[0] = 'digest'; "
    code += f"import digest; assert digest.__file__.startswith({str(installed)!r}); from digest.cli import main; main()"
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_new_publication_begins_checks_and_shows_its_first_mail(installed: Path, tmp_path: Path) -> None:
    digest(installed, tmp_path, "init")
    assert "fail" not in digest(installed, tmp_path, "check")
    assert "1 new" in digest(installed, tmp_path, "collect")
    digest(installed, tmp_path, "publish")
    digest(installed, tmp_path, "subscribers", "add", "ada@a.example")
    assert "Hello, reader" in digest(installed, tmp_path, "preview", "weekly")
    html = next((tmp_path / "preview").glob("*.html")).read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert "Every publication has a first story" in (tmp_path / "public/rss.xml").read_text(encoding="utf-8")


def test_the_wheel_holds_templates_and_migrations_and_nothing_untracked(installed: Path) -> None:
    names = {str(path.relative_to(installed)) for path in installed.rglob("*") if path.is_file()}
    for name in (
        "digest/_templates/email/digest.html",
        "digest/_templates/web/home.html",
        "digest/_templates/starter/config.toml",
        "digest/locale/de/LC_MESSAGES/digest.po",
        "digest/locale/ar/LC_MESSAGES/digest.po",
        "digest/store/migrations/versions/0001_first_tables.py",
        "digest/py.typed",
    ):
        assert name in names
    tracked = subprocess.run(["git", "ls-files", "templates"], cwd=ROOT, capture_output=True, text=True, check=True)
    templates = {name.removeprefix("digest/_templates/") for name in names if name.startswith("digest/_templates/")}
    assert templates == {line.removeprefix("templates/") for line in tracked.stdout.splitlines()}
