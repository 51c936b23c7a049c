"""A revision for tests, after the newest one: it makes the transfers anew with one check more, and moves every row."""

from __future__ import annotations

from alembic import op

from paycli.store.sqlite.connection import SCHEMA_VERSION
from tests.support import next_schema

# Whoever runs this is the next paycli already, whose version has been counted up by one.
revision = f"{SCHEMA_VERSION:04d}"
down_revision = f"{SCHEMA_VERSION - 1:04d}"
branch_labels = None
depends_on = None

_LAST = "CHECK (debit <> credit),"


def upgrade() -> None:
    """Make the table anew, as SQLite wants it where a check changes, with its indexes and triggers."""
    connection = op.get_bind()
    found = connection.exec_driver_sql("SELECT type, sql FROM sqlite_schema WHERE tbl_name = 'transfers' AND sql <> ''")
    schema = [(str(kind), str(ddl)) for kind, ddl in found]
    (table,) = [ddl for kind, ddl in schema if kind == "table"]
    assert _LAST in table, table
    connection.exec_driver_sql(table.replace("transfers", "moved", 1).replace(_LAST, f"{_LAST} {next_schema.CHECK},"))
    (rows,) = connection.exec_driver_sql("SELECT count(*) FROM transfers").scalars()
    ordered = "SELECT * FROM transfers ORDER BY n, position"
    connection.exec_driver_sql(f"INSERT INTO moved {ordered} LIMIT {rows // 2}")
    next_schema.halfway()
    connection.exec_driver_sql(f"INSERT INTO moved {ordered} LIMIT -1 OFFSET {rows // 2}")
    connection.exec_driver_sql("DROP TABLE transfers")
    connection.exec_driver_sql("ALTER TABLE moved RENAME TO transfers")
    for kind, ddl in schema:
        if kind != "table":
            connection.exec_driver_sql(ddl)
