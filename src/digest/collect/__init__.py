"""Sources → articles: ask politely, read within limits, clean, recognise, store. `round` tells the story.

`net` asks; `feeds`, `listings` and `article` read what sources and pages hold, `guard` within limits, `text` making it
safe last; `identity` says what is new; `standing` when to ask again, `stand_in` whom, when a feed is dead.
"""
