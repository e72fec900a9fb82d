"""`digest run`: the house as a service, on one clock and one web address.

`guard.py` hears when it is to stop, `run.py` starts and ends it. `clock.py` says when, `work.py` does it. `facts.py`
looks, `watch.py` says what is wrong, `problems.py` remembers that, `alerts.py` mails it. `web.py` serves: published
files (`published.py`, by `files.py`, `kinds.py`, `negotiate.py`, `conditions.py`), the readers' pages (`pages.py`) and
`/health` (`health.py`). `seam.py` is all it asks of the app.
"""
