"""Asking strangers over HTTP: many hosts at once, politely, within limits, and only where it is allowed.

`fetch` is the door; `robots` says what may be read. Host of aiohttp: `connections`.
"""
