"""An edition is chosen, frozen and turned into mail.

`select.py` says what is new and in which order (pure); `render.py` makes HTML and text of it once an edition, in parts
that `parts.py` joins for each variant, on a sheet (`layout.py`, `sheet.py`), as bytes (`quoted.py`); `inline.py` is the
host of premailer.
"""
