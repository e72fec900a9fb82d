"""Sources → articles: fetch politely, read feeds, pages and folders, clean, identify.

`fetch` brings bytes; `feed`, `page`, `extract` and `folder` make `Found` of them; `sanitise` comes last; `identity`
decides, purely, what is new. Each foreign library has one host here: aiohttp in `connections`, nh3 in `sanitise`,
trafilatura in `votes` (its dates in `extract`), feedparser in `forgiving`, markdown-it in `markdown`.
"""
