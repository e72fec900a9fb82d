"""Where stories are named without a feed: listing pages, sitemaps, folders of files, a site's front page.

`listing`, `sitemap` and `folder` are the doors; `discover` reads a front page for `digest init`. Host of markdown-it:
`markdown`.
"""
