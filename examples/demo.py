"""Show what `digest` does, on the example magazine: collect, publish, subscribe, send.

`python examples/demo.py` does it once and ends; a second time it finds nothing left to do, and says so.
`python examples/demo.py --keep` serves the magazine and runs the service beside it until Ctrl-C or SIGTERM.
"""

from __future__ import annotations

import argparse
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from serve import PortBusy, serving

ROOT = Path(__file__).resolve().parent.parent
SLOT = "2026-03-02T08:00"  #: the Monday after the magazine's invented week
STEPS = (
    ("Collect the articles of three sources, over HTTP", "collect"),
    ("Write the feeds and pages", "publish"),
    (
        "Five readers, each with the sections they chose",
        "subscribers import examples/subscribers.csv --newsletter weekly",
    ),
    ("Compose the edition of that Monday, and deliver it into a folder", f"send weekly --slot {SLOT}"),
    ("How things stand", "status"),
)


def command(words: str) -> list[str]:
    """A `digest` command line for this very interpreter."""
    return [sys.executable, "-m", "digest", *shlex.split(words)]


def main() -> int:
    """Run the demo; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true", help="keep running, as the service")
    keep = parser.parse_args().keep
    try:
        with serving() as base:
            say(f"The example magazine is served at {base}")
            return keep_running() if keep else show()
    except PortBusy as busy:
        print(busy, file=sys.stderr)
        return 1


def show(steps: Sequence[tuple[str, str]] = STEPS) -> int:
    """Each step, a title and a command, in turn; stops at the first that fails."""
    began = time.monotonic()
    for title, words in steps:
        say(f"\n{bold(title)}\n{faint('$ digest ' + words)}")
        code = subprocess.run(command(words), cwd=ROOT, check=False).returncode
        if code:
            print(f"\n`digest {words}` ended with exit code {code}; nothing after it was run.", file=sys.stderr)
            return 1
    say(closing(ROOT, time.monotonic() - began))
    return 0


def keep_running() -> int:
    """The service, until a signal ends it; its exit code."""
    say(f"{bold('The service')} answers on http://127.0.0.1:8600/  (Ctrl-C ends)\n{faint('$ digest run')}")
    return supervised(command("run"))


def supervised(words: list[str]) -> int:
    """Run a command in the foreground, hand signals on to it, and give its exit code."""
    running: list[subprocess.Popen[bytes]] = []
    stopping = threading.Event()

    def hand_on(*_: object) -> None:
        stopping.set()
        for service in running:
            service.terminate()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, hand_on)
    # A session of its own, so that Ctrl-C reaches it once, through us, and not twice.
    with subprocess.Popen(words, cwd=ROOT, start_new_session=True) as service:
        running.append(service)
        if stopping.is_set():  # the signal came while it was being started
            service.terminate()
        code = service.wait()
    return code if code >= 0 else 128 - code


def closing(root: Path, seconds: float) -> str:
    """Where everything lies now, and what to do next."""
    mails = sorted((root / "outbox").glob("*.eml"))
    places = [
        ("pages", "public/index.html"),
        ("feeds", "public/rss.xml, atom.xml and feed.json; others in public/sections/ and public/newsletters/"),
        ("mails", f"outbox/ ({len(mails)} .eml)"),
        ("store", "var/digest.db"),
        ("config", "config.toml"),
    ]
    steps = [
        ("make run", "keep it running, then open http://127.0.0.1:8600/ (while it runs, mails show their pictures)"),
        ("make demo", "the same again: nothing is new, nothing is rewritten, nobody gets a second mail"),
        ("digest init", "in an empty folder: start your own publication; the command lies in .venv/bin"),
    ]
    return "\n".join(
        [
            f"\n{bold('Done')} in {seconds:.0f} seconds. Where everything lies:",
            *(f"  {name:<13}{place}" for name, place in places),
            f"\n{bold('What to do next')}",
            *(f"  {name:<13}{what}" for name, what in steps),
        ]
    )


def say(text: str) -> None:
    """Print now, so that it stands before what the commands print."""
    print(text, flush=True)


def bold(text: str) -> str:
    return f"\033[1m{text}\033[0m" if sys.stdout.isatty() else text


def faint(text: str) -> str:
    return f"\033[2m{text}\033[0m" if sys.stdout.isatty() else text


if __name__ == "__main__":
    sys.exit(main())
