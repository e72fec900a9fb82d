"""Alembic's entry: runs on the connection, and inside the transaction, that `migrate` hands it."""

from alembic import context

from digest.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
