"""One program for each measured promise; each prints one line of JSON last. Run with `python -m bench.NAME`."""
