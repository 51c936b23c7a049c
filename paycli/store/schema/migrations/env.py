"""Alembic's entry: runs the revisions on the connection that `store.sqlite.create` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
    # Clients read the schema's version without Alembic: it is the number of the last revision, in the same commit.
    connection.exec_driver_sql(f"PRAGMA user_version = {int(str(context.get_head_revision()))}")
