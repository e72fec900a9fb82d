"""A publish that is killed, or finds the disk full, anywhere leaves whole files, and the next one mends the rest."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from published import Site, contents

ROOT = Path(__file__).parents[1]
STEP = 9  #: a file is written in eleven steps, so each of them is met, in turn, with another file; 1 meets all


def prepared(folder: Path) -> Site:
    """A published site with a section to be removed, an archive document to be closed and one to be rewritten."""
    site = Site(folder, limit=1)
    site.titles = {"tea": "Tea", "ale": "Ale"}
    ids = []
    for number in range(2):
        ids += site.add(f"story-{number}")
        site.publish()
    site.titles = {"tea": "Tea"}
    site.add("one-more")
    site.store.feeds.withdraw(ids[1], site.now)
    return site


def plain(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if not path.endswith((".gz", ".tmp"))}


@pytest.mark.parametrize("how", ["killed", "full"])
def test_every_file_is_whole_after_a_failure_at_any_point_and_the_next_publish_mends_all(
    tmp_path: Path, how: str
) -> None:
    for name in ("template", "undisturbed", "points"):
        (tmp_path / name).mkdir()
    site = prepared(tmp_path / "template")
    site.store.close()
    shutil.copytree(site.folder, tmp_path / "undisturbed", dirs_exist_ok=True)
    calm = Site(tmp_path / "undisturbed", limit=1)
    old = contents(calm.public)
    calm.publish()
    calm.store.close()
    new = contents(calm.public)
    _run(site.folder, tmp_path / "points", how)
    points = sorted((tmp_path / "points").iterdir(), key=lambda path: int(path.name))
    assert len(points) > 20
    for point in points:
        left = Site(point, limit=1)
        assert_whole(contents(left.public), old, new)
        left.publish()
        left.store.close()
        found = contents(left.public).items()
        assert {path: content for path, content in found if not path.endswith(".tmp")} == new, point.name


def completed(content: bytes) -> bytes:
    """While files are written, the old manifest says that it is not complete."""
    return content.replace(b'"complete": false', b'"complete": true', 1)


def assert_whole(found: dict[str, bytes], old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """Each file is the old one or the new one; a manifest is behind its files at most, never ahead of them."""
    for path, content in plain(found).items():
        assert completed(content) in (old.get(path), new.get(path)), path
    for path, packed in found.items():
        if path.endswith(".gz"):
            assert completed(gzip.decompress(packed)) in (old.get(path[:-3]), new.get(path[:-3])), path
    for path, content in plain(found).items():
        if path.endswith("manifest.json"):
            for named, facts in json.loads(content)["files"].items():
                there = completed(found[named]) if named in found else None
                is_named = there is not None and sha256(there).hexdigest() == facts["sha256"]
                assert is_named or there == new.get(named), named


def _run(template: Path, scratch: Path, how: str) -> None:
    command = [sys.executable, str(ROOT / "tests/publish_failpoints.py"), str(template), str(scratch), how, str(STEP)]
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")])
    subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": paths})
