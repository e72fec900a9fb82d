"""An edition is chosen, frozen and turned into mail.

`select.py` says what is new and in which order (pure); `masthead.py` and `render.py` make HTML and text of it once an
edition, in parts that a variant joins; `inline.py` is the host of premailer.
"""
