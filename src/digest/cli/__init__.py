"""The commands. Exit codes: 0 done, 1 failed, 2 wrong use; a user's mistake never gives a traceback.

Everything heavy is imported inside a command, so that `digest --help` answers at once. `shared.py` is what they have in
common; each other module registers some of them there.
"""

from __future__ import annotations

# isort: off - `digest --help` lists commands in this order
from digest.cli import begin, editions, feeds, letters, picking, service, sources, subscribers

# isort: on
from digest.cli.shared import cli, fail

__all__ = ["begin", "editions", "feeds", "letters", "main", "picking", "service", "sources", "subscribers"]


def main() -> None:
    """The entry point: a mistake becomes one message and an exit code."""
    from digest.errors import ConfigError, DigestError, WrongUse

    try:
        cli()
    except (ConfigError, WrongUse) as error:
        fail(str(error), 2)
    except (DigestError, OSError) as error:
        fail(str(error), 1)
