"""What mail programs know, from caniemail.com's data → the small file that preflight reads.

    npm install caniemail
    python -m bench.mail_clients node_modules/caniemail

Facts alone are taken: of each feature whether a mail program's last tested version knows it. The same data gives the
same file. Prints one line of JSON last.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

OUT = Path(__file__).parents[1] / "src/digest/newsletter/preflight/clients.json"
FAMILIES = ("apple-mail", "gmail", "outlook", "samsung-email", "yahoo")
#: Windows' own mail program has been replaced by Outlook.
LEFT_OUT = ("outlook.windows-mail",)


def condensed(package: Path) -> dict[str, Any]:
    """The file's content: the mail programs, and of each feature one letter for each of them, in their order."""
    data = json.loads((package / "data" / "caniemail.json").read_text(encoding="utf-8"))
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    features = {feature["slug"]: feature["stats"] for feature in data["data"]}
    clients = sorted(
        {
            f"{family}.{platform}"
            for stats in features.values()
            for family in FAMILIES
            for platform in stats.get(family, ())
        }.difference(LEFT_OUT)
    )
    return {
        "source": f"caniemail.com, by the npm package caniemail {version}",
        "date": data["last_update_date"][:10],
        "letters": "y: yes, a: in part, n: no, u: not known; by the last version that was tested",
        "clients": clients,
        "features": {
            slug: "".join(_last(stats, client) for client in clients) for slug, stats in sorted(features.items())
        },
    }


def _last(stats: dict[str, Any], client: str) -> str:
    family, platform = client.split(".")
    versions = stats.get(family, {}).get(platform, {})
    # Versions stand in the order in which they came out; by their names they cannot be ordered ("2019-10", "16.80").
    return str(list(versions.values())[-1][0]) if versions else "u"


if __name__ == "__main__":
    content = condensed(Path(sys.argv[1]))
    OUT.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(
        json.dumps({"date": content["date"], "clients": len(content["clients"]), "features": len(content["features"])})
    )
