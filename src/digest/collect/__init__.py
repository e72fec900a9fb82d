"""Sources → articles: ask politely, read within limits, clean, recognise, store.

`round` tells the story. `fetch` brings bytes; `look` reads sources, `pages` and `extract` what they name; `sanitise`
comes last; `known` and `identity` decide, purely, what is new; `standing` when to ask again. Hosts: docs/design.md.
"""
