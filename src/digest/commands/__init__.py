"""What the longer commands do; their options and exit codes stand in `cli.py`.

`check` says what would go wrong, `status` how things stand, `preview` shows an edition before it goes,
`send` sends one, `starter` begins a publication, and `progress` shows that long work goes on.
"""
