"""Readers: who gets what, and what they can do about it themselves.

`tokens.py` makes the links that only their owner has (unsubscribe); `transfer.py` takes people in from CSV files.
Everything here is pure: addresses, texts and numbers in, values out. Who keeps them is the store.
"""
