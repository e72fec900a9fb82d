"""Turn a publication's articles into feeds and a newsletter.

Start reading at `pipeline`: it tells the whole story (collect, publish, compose, deliver).
"""

__version__ = "0.1.0"
