"""Publishing: articles become feeds for feed readers and pages for people, as files that any host can serve.

`feeds` writes RSS and Atom, `site` the pages; both only answer bytes. `addresses` knows where each of them lies,
`publication` what they are called, and `files` puts bytes into the folder: whole, durable, and only when they changed.
`clean` and `body` make texts, addresses and HTML fit for both. `hub` tells a WebSub hub what changed, by `hub_post`.
"""
