"""A feed's bytes → stories: bytes ─▶ Wire (as each format has it) ─▶ Item (clean) ─▶ Found.

`feed` is the door; `forgiving` reads what is broken. Hosts: feedparser in `forgiving`.
"""
