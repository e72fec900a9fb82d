"""A page → the article on it: what it says about itself, the editor's picks, and the body without its clutter.

`extract` is the door. Host of trafilatura: `votes` (its dates in `extract`).
"""
