"""The editor's hand on one edition: what the file of an edition asks for, and the edition as it then is.

`wishes.py` is the file's shape, `named.py` knows which story is meant, `recompose.py` gives the edition that was wished
for, `told.py` says what is another one then. Pure: the file itself is read, and its Markdown rendered, by `editing.py`.
"""
