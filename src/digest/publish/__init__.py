"""Publishing: articles become feeds for feed readers and pages for people, as files that any host can serve.

`feeds` writes RSS and Atom, `jsonfeed` JSON Feed, `site` the pages; all only answer bytes. `addresses` knows where each
of them lies, `publication` what they are called, and `files` puts bytes into the folder: whole, durable, and only when
they changed; `press` knows what is to be made anew, and `writers` have it written meanwhile. An `entry` is an item of
every format; `clean`, `markup` and `body` make its texts and its HTML fit. `hub` tells a WebSub hub what changed, by
`hub_post`.
"""
