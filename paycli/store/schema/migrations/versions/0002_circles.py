"""Revision 0002: groups with members, blocked wallets, handles of groups, and counters for limits of a day."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_DDL = (
    'ALTER TABLE objects ADD COLUMN members BLOB CHECK (length("members") % 20 = 0)',
    'ALTER TABLE wallets ADD COLUMN blocked BLOB CHECK (length("blocked") % 20 = 0)',
    "ALTER TABLE handles RENAME TO handles_of_0001",
    """CREATE TABLE handles (
    handle TEXT NOT NULL,
    owner BLOB NOT NULL CHECK (length("owner") IN (16, 20)),
    PRIMARY KEY (handle),
    UNIQUE (owner)
) STRICT""",
    "INSERT INTO handles (handle, owner) SELECT handle, wallet FROM handles_of_0001",
    "DROP TABLE handles_of_0001",
    """CREATE TABLE counters (
    wallet BLOB NOT NULL CHECK (length("wallet") = 20),
    name TEXT NOT NULL,
    day INTEGER NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (wallet, name),
    CHECK (value > 0),
    FOREIGN KEY(wallet) REFERENCES wallets (id)
) WITHOUT ROWID, STRICT""",
    """CREATE TRIGGER counters_no_delete BEFORE DELETE ON counters
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from counters'); END""",
)


def upgrade() -> None:
    """Add what circles of people need, and take over every handle."""
    for statement in _DDL:
        op.execute(statement)
