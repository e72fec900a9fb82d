"""The same store gives the same bytes, in whatever process, and however many publishes it took."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from digest.model import Pick, PickKind, PickOrigin
from published import Site, contents

ROOT = Path(__file__).parents[1]
_SCRIPT = """
import sys
from pathlib import Path
from published import Site
site = Site(Path(sys.argv[1]))
site.publish(Path(sys.argv[2]))
site.store.close()
"""


def _grown(folder: Path) -> Site:
    """A site of many publishes, with all that may come in between."""
    site = Site(folder)
    ids = []
    for number in range(5):
        ids += site.add(f"story-{number}")
        site.publish()
    for number, title in enumerate(("Ünïcödé & <b>", "الشاي", "\x00 control", "🍵 tea")):
        ids += site.add(f"odd-{number}", title=title)
    site.publish()
    site.correct(ids[1])
    pick = Pick(kind=PickKind.RELATED, origin=PickOrigin.EDITOR, url=site.article(ids[0]).url, title="Before")
    site.collect(replace(site.article(ids[2]), picks=(pick,), tags=("b", "a"), revision=2, digest="tagged"))
    site.publish()
    site.store.feeds.withdraw(ids[3], site.now)
    site.publish()
    return site


def test_another_process_builds_the_same_bytes_whatever_its_seed_zone_and_language(tmp_path: Path) -> None:
    site = _grown(tmp_path)
    site.store.close()
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    for number, (seed, zone, language) in enumerate((("1", "Asia/Kolkata", "C"), ("2", "America/St_Johns", "de_DE"))):
        out = tmp_path / f"other-{number}"
        around = {"PYTHONPATH": paths, "PYTHONHASHSEED": seed, "TZ": zone, "LANG": language, "LC_ALL": language}
        command = [sys.executable, "-c", _SCRIPT, str(tmp_path), str(out)]
        subprocess.run(command, check=True, env=os.environ | around)
        assert contents(out) == contents(site.public)
