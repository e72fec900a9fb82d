"""How fast published files are served, by the service and by nginx as docs/operating.md sets it up.

    python -m bench.serve --seconds 5

Makes a folder with an invented feed of thirty articles, starts the web app in a process of its own as `digest run`
does, only without its clock, and nginx where it is installed. Measured are polls of an unchanged feed (304, by both
validators) and fetches of the compressed feed; and uvicorn alone, which bounds the service: an app that answers 304 to
all and looks at nothing. The client has a share of the same cores. Prints one line of JSON last.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.types import ASGIApp, Receive, Scope, Send

from bench import nginx
from bench.load import CONNECTIONS, client, rate
from digest.app import open_app
from digest.pipeline import utc_now
from digest.service.health import Checkup
from digest.service.run import _listening, _server
from digest.service.web import web
from digest.service.work import Work

SEED = 20_261_122
FEED = "sections/bench/rss.xml"
_CONFIG = """
[site]
title = "The Bench"
url = "https://bench.invalid/"
tag = "bench.invalid,2026"

[publish]
hub = "https://hub.invalid/"

[[section]]
slug = "bench"
title = "Bench"
"""
_SYLLABLES = ["chen", "den", "gar", "hedge", "ket", "kit", "lan", "mar", "quiet", "row", "sto", "tern", "tle", "ton"]


def feed() -> bytes:
    """An RSS document of thirty articles of some 2,000 characters."""
    chance = random.Random(SEED)
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(3000)]
    items = "".join(
        f"<item><title>Story {n}</title><link>https://bench.invalid/{n}</link>"
        f"<description>{' '.join(chance.choices(words, k=200))}</description></item>\n"
        for n in range(30)
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>\n{items}</channel></rss>\n'.encode()


def prepared(place: Path) -> Path:
    """A publication in this folder, with one feed; its config.toml."""
    file = place / "public" / FEED
    file.parent.mkdir(parents=True)
    file.write_bytes(feed())
    file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(feed(), mtime=0))
    config = place / "config.toml"
    config.write_text(_CONFIG)
    return config


@contextmanager
def service(config: Path | None) -> Iterator[int]:
    """The web app in a process of its own, or without a config uvicorn alone; its port."""
    command = [sys.executable, "-m", "bench.serve", "--only-serve", str(config or "nothing")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def serve(config: str) -> None:
    """Serve until killed; prints the port first."""
    with _listening("127.0.0.1:0") as door, ExitStack() as opened:
        answering: ASGIApp = nothing
        if config != "nothing":
            app = opened.enter_context(open_app(Path(config)))
            answering = web(app, Checkup(app, Work(app, utc_now)), utc_now)
        print(door.getsockname()[1], flush=True)
        _server(answering).run(sockets=[door])


async def nothing(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Say 304 to all."""
    headers = [(b"etag", b'"63d4d371d20d15505c687546626d63d6"'), (b"last-modified", b"Mon, 02 Feb 2026 02:40:00 GMT")]
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def measured(port: int, seconds: int, who: str) -> dict[str, int]:
    """Requests in a second of each kind."""
    packed = {"Accept-Encoding": "gzip"}
    known = _answer(port, packed, 200)
    kinds = {
        "unchanged (304)": (
            304,
            {**packed, "If-None-Match": known["etag"], "If-Modified-Since": known["last-modified"]},
        ),
        "compressed (200)": (200, packed),
    }
    rates = {}
    for kind, (status, headers) in kinds.items():
        _answer(port, headers, status)
        rates[kind] = round(rate(port, f"/{FEED}", headers, status, seconds))
        print(f"{who}: {kind}: {rates[kind]:,}/s", flush=True)
    return rates


def _answer(port: int, headers: Mapping[str, str], status: int) -> dict[str, str]:
    """What one answer says; it must be the kind that is to be measured."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", f"/{FEED}", headers=dict(headers))
    answer = connection.getresponse()
    answer.read()
    found = {name.lower(): value for name, value in answer.getheaders()}
    connection.close()
    assert answer.status == status, (answer.status, found)
    assert status != 200 or found["content-encoding"] == "gzip", found
    return found


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=int, default=5, help="how long each kind is asked for")
    parser.add_argument("--only-serve", metavar="CONFIG", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only_serve:
        serve(options.only_serve)
        return
    result: dict[str, object] = {"client": client(), "connections": CONNECTIONS, "seconds": options.seconds}
    if client() != "wrk":
        print("wrk is not installed; our own client asks, and is the limit itself", flush=True)
    with service(None) as port:
        result["uvicorn alone"] = round(rate(port, "/", {}, 304, options.seconds))
        print(f"uvicorn alone: {result['uvicorn alone']:,}/s", flush=True)
    with TemporaryDirectory(prefix="digest-serve-") as folder, service(prepared(Path(folder))) as port:
        result["service"] = measured(port, options.seconds, "service")
        result["nginx"] = None
        if nginx.program() is None:
            print("nginx is not installed, and not measured", flush=True)
        else:
            place = Path(folder) / "nginx"
            place.mkdir()
            with nginx.nginx(nginx.blocks()[1], place, port, Path(folder) / "public") as other:
                result["nginx"] = measured(other, options.seconds, "nginx")
    result["bytes"] = {"plain": len(feed()), "compressed": len(gzip.compress(feed(), mtime=0))}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
