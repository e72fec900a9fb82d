"""One update of feeds with the library `reader`, in a process of its own: peer_reader.py DATABASE FEEDS PORT.

Prints a line of JSON. It knows nothing of `digest`, so that any interpreter that has `reader` can run it.
"""

import json
import socket
import sys
import time

from reader import make_reader  # type: ignore[import-not-found]  # it is measured only where somebody installed it

_FIRST = 0x7F010000  #: 127.1.0.0; see farm.py
_WORKERS = 10


def _resolved(host, port, *_args, **_more):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN202
    number = _FIRST + int(host.partition(".")[0].removeprefix("feed"))
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (socket.inet_ntoa(number.to_bytes(4, "big")), int(port)))]


def main() -> None:
    """Update them all, once."""
    database, feeds, port = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    socket.getaddrinfo = _resolved  # the feeds' hosts have names that only we know
    reader = make_reader(database)
    for number in range(1, feeds + 1):
        reader.add_feed(f"http://feed{number}.bench.invalid:{port}/{number}", exist_ok=True)
    began = time.perf_counter()
    reader.update_feeds(scheduled=False, workers=_WORKERS)  # now, whatever it has planned
    seconds = time.perf_counter() - began
    counts = reader.get_entry_counts()
    print(json.dumps({"feeds_per_s": round(feeds / seconds, 1), "articles": counts.total}))


if __name__ == "__main__":
    main()
