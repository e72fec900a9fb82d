"""What the longer commands do; their options and exit codes stand in `cli.py`.

`check` says what would go wrong, `status` how things stand, `preview` shows an edition before it goes (`browser` takes
its picture: `devtools` speak with it, `browser_process` leaves nothing of it), `send` sends one, `trial` a copy to try,
`starter` begins a publication, and `progress` shows that long work goes on.
"""
