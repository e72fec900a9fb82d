"""Reading within limits: small and plain documents here, all else in a worker process that may die.

`guarded` is the door; `keeper` holds the worker, `tasks` says what it can be asked, `modest` what it is not needed for.
"""
