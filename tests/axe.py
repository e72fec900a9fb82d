"""axe-core, by whose rules a page is judged in a window. `AXE=path/to/axe.min.js` takes another than the locked one."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from typing import Any

from digest.commands.browser import Window

_AXE = Path(os.environ.get("AXE") or str(files("axe_core_python") / "axe.min.js"))
_JUDGED = """axe.run({resultTypes: ["violations", "incomplete"], selectors: false}).then(told => ({
  passed: told.passes.length,
  wrong: told.violations.map(one => `${one.id}: ${one.nodes.map(node => node.html).slice(0, 3).join(" | ")}`),
  unsure: told.incomplete.map(one => `${one.id}: ${one.nodes.length}`),
}))"""


def judged(window: Window) -> dict[str, Any]:
    """By all its rules: how many `passed`, what is `wrong`, of what it is `unsure`."""
    window.read(f"{_AXE.read_text(encoding='utf-8')}; null")
    return dict(window.read(_JUDGED))
